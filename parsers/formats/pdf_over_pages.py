"""The blocks of all pages in one order; a table that goes on over the end of a page is one table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.document import Block, Cell, Line, Table
from parsers.formats.pdf_lines import is_apart

_SAME_COLUMN = 4.0
#: A table that ends below this share of a page's height stands at its foot.
_FOOT = 0.85
#: How a label goes on after it has been asked: "(up to 500 words)".
_AFTERTHOUGHT = frozenset("([")


@dataclass(frozen=True, slots=True)
class PageBlocks:
    """The blocks of one page, and its height in points."""

    blocks: list[Block]
    height: float


def joined(pages: Sequence[PageBlocks]) -> list[Block]:
    """The blocks of all pages; a table that goes on at the top of the next page is one table."""
    blocks: list[Block] = []
    bottom = 0.0
    for page in pages:
        rest = list(page.blocks)
        first = rest[0] if rest else None
        if isinstance(first, Table) and _taken_on(blocks, first, bottom, page.height):
            rest = rest[1:]
        blocks.extend(rest)
        bottom = page.height
    return [_with_gap(before, block) for before, block in zip([None, *blocks], blocks, strict=False)]


def _taken_on(blocks: list[Block], first: Table, bottom: float, height: float) -> bool:
    """Whether a table goes on with ``first``, and then does; after it may stand the tables that are in its cells."""
    for at in range(len(blocks) - 1, -1, -1):
        block = blocks[at]
        if not isinstance(block, Table) or block.page == first.page:
            return False
        cut = _is_cut(block, first, bottom, height)
        if cut or (at == len(blocks) - 1 and _goes_on(block, first, bottom, height)):
            edges = _edges(block.cells + first.cells)
            blocks[at] = _join(_set_in(block, edges), _set_in(first, edges), cut=cut)
            return True
    return False


def _with_gap(before: Block | None, block: Block) -> Block:
    """A line with the gap above it marked; a line after a table begins a paragraph."""
    if isinstance(block, Table) or before is None:
        return block
    apart = is_apart(before, block) if isinstance(before, Line) else True
    return replace(block, gap=True) if apart else block


def _edges(cells: Sequence[Cell]) -> list[float]:
    """Where the columns of cells begin, and where the last one ends."""
    xs = sorted(x for cell in cells if cell.box for x in (cell.box.x0, cell.box.x1))
    distinct: list[float] = []
    for x in xs:
        if not distinct or x - distinct[-1] > _SAME_COLUMN:
            distinct.append(x)
    return distinct


def _goes_on(before: Table, after: Table, bottom: float, height: float) -> bool:
    """Whether the table at the head of a page continues the one at the foot of the page before.

    It has the same columns, or fewer of them, or its first row has those of the last row there. A row of one cell has
    no columns to know it by, and is told by its text.
    """
    if before.cells[-1].box is None or after.box is None or after.page == before.cells[-1].page:
        return False
    if before.cells[-1].box.y1 < bottom * 0.75 or after.box.y0 > height * 0.25:
        return False
    one, other = _edges(before.cells), _edges(after.cells)
    few, many = sorted((one, other), key=len)
    if _alike(few, many):
        return True
    if not _alike((few[0], few[-1]), (many[0], many[-1])):
        return False
    if 2 < len(few) < len(many) and all(any(abs(a - b) <= _SAME_COLUMN for b in many) for a in few):
        return True
    last, first = (_edges(_row(table.cells, place)) for table, place in ((before, -1), (after, 0)))
    return _alike(last, first) and (len(last) > 2 or _is_rest_of_row(before.cells, after.cells))


def _row(cells: Sequence[Cell], place: int) -> list[Cell]:
    """The cells of the row in which the cell at a place stands."""
    return [cell for cell in cells if cell.row == cells[place].row]


def _alike(one: Sequence[float], other: Sequence[float]) -> bool:
    return len(one) == len(other) and all(abs(a - b) <= _SAME_COLUMN for a, b in zip(one, other, strict=True))


def _set_in(table: Table, edges: Sequence[float]) -> Table:
    """The table with its cells' columns counted among these edges, some of which its own rows may not have.

    An empty cell too narrow to be told from an edge, such as the margin around a table in a cell, is left out.
    """

    def number(x: float) -> int | None:
        return next((place for place, edge in enumerate(edges) if abs(edge - x) <= _SAME_COLUMN), None)

    cells = []
    for cell in table.cells:
        first, last = (number(cell.box.x0), number(cell.box.x1)) if cell.box else (None, None)
        if first is None or last is None or (first == last and cell.lines):
            return table
        if first == last:
            continue
        cells.append(replace(cell, column=first, column_span=max(last - first, 1)))
    return replace(table, cells=tuple(cells))


def _is_cut(before: Table, after: Table, bottom: float, height: float) -> bool:
    """Whether the page break is seen to cut through one row of both; the one above may be closed by its shading.

    The two halves of a row are shaded alike: an answer at the foot is not the upper half of a label at the head.
    """
    foot, head = before.cells[-1].box, after.box
    if not after.cut_above or foot is None or head is None:
        return False
    if not before.cut_below and (foot.y1 < bottom * _FOOT or head.y0 > height * (1 - _FOOT)):
        return False
    last = [cell for cell in before.cells if cell.row == before.cells[-1].row and cell.box]
    first = [cell for cell in after.cells if cell.row == 0 and cell.box]
    return len(last) == len(first) and all(
        one.box
        and other.box
        and abs(one.box.x0 - other.box.x0) <= _SAME_COLUMN
        and abs(one.box.x1 - other.box.x1) <= _SAME_COLUMN
        and one.shaded == other.shaded
        for one, other in zip(last, first, strict=True)
    )


def _join(before: Table, after: Table, *, cut: bool) -> Table:
    cells, more = list(before.cells), list(after.cells)
    joined_up = replace(before, cut_below=after.cut_below)
    if len(before.cells) == 1 and len(after.cells) == 1:
        return replace(joined_up, cells=(replace(cells[0], lines=cells[0].lines + more[0].lines),))
    heading = [cell.text for cell in cells if cell.row == 0]
    if len(heading) > 1 and heading == [cell.text for cell in more if cell.row == 0] and any(heading):
        more = [replace(cell, row=cell.row - 1) for cell in more if cell.row > 0]
        if not more:
            return joined_up
    elif cut or _is_rest_of_row(cells, more):
        cells, more = _finish_row(cells, more)
    offset = max(cell.row + cell.row_span for cell in cells)
    return replace(joined_up, cells=(*cells, *(replace(cell, row=cell.row + offset) for cell in more)))


def _is_rest_of_row(cells: Sequence[Cell], more: Sequence[Cell]) -> bool:
    """Whether a page's first row is the rest of the last row of the page before.

    Its label's cell is empty, or goes on in mid-sentence where the label broke off. A row of one cell goes on only if
    both halves are shaded, as a label is, or its last line had no room for the next word.
    """
    last, first = _row(cells, -1), _row(more, 0)
    if [cell.column for cell in last] != [cell.column for cell in first]:
        return False
    if not last[0].lines or not any(cell.lines for cell in first):
        return False
    begins = first[0].text.lstrip()[:1]
    goes_on = begins in _AFTERTHOUGHT or (_breaks_off(last[0].text) and begins.islower())
    if len(first) == 1:
        wrapped = last[0].shaded or _is_wrapped(last[0], first[0])
        return goes_on and wrapped and last[0].shaded == first[0].shaded
    return (
        not first[0].lines
        or goes_on
        or all(not after.lines or _is_wrapped(before, after) for before, after in zip(last, first, strict=True))
    )


def _is_wrapped(before: Cell, after: Cell) -> bool:
    """Whether a cell's last line had no room for the first word of the cell that may finish it."""
    if not before.lines or before.box is None or not after.lines[0].words:
        return False
    line, word = before.lines[-1].box, after.lines[0].words[0].box
    if line is None or not _breaks_off(before.text):
        return False
    space, edge = 0.25 * (line.y1 - line.y0), max(line.x0 - before.box.x0, 0.0)
    return line.x1 + space + (word.x1 - word.x0) > before.box.x1 - edge


def _breaks_off(text: str) -> bool:
    """Whether a text ends where no sentence, label or limit of words would."""
    return text.rstrip()[-1:].isalnum() or text.rstrip().endswith((",", "-", "–"))


def _finish_row(cells: list[Cell], more: list[Cell]) -> tuple[list[Cell], list[Cell]]:
    rest = {cell.column: cell for cell in more if cell.row == 0}
    row = cells[-1].row
    done = [replace(cell, lines=cell.lines + rest[cell.column].lines) if cell.row == row else cell for cell in cells]
    return done, [replace(cell, row=cell.row - 1) for cell in more if cell.row > 0]
