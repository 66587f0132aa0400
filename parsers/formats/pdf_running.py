"""What pages have in common: running headers, footers and page numbers out; tables that cross a page joined."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from parsers.document import Block, Box, Cell, Line, Table
from parsers.formats.pdf_lines import is_apart
from parsers.formats.pdf_order import PageParts

#: The share of a page's height, at its top and its foot, in which running lines stand.
_MARGIN = 0.12
_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:page|tudalen)?\s*\d{1,4}(?:\s*(?:of|/|o)\s*\d{1,4})?|[-–—]\s*\d{1,4}\s*[-–—]|[ivx]{1,6}", re.IGNORECASE
)
#: What browsers print in the margins.
_PRINTED = re.compile(r"(?:https?|file)://\S+|\d{1,2}/\d{1,2}/\d{2,4}, \d{1,2}:\d{2}(?:\s?[AP]M)?", re.IGNORECASE)
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


def without_running(pages: Sequence[PageParts]) -> tuple[list[PageParts], tuple[Line, ...]]:
    """The pages without the lines repeated in their margins, and those lines (each once).

    They go before anything is put in order: a page number is no row of the table above it.
    """
    found: dict[tuple[str, int], list[int]] = defaultdict(list)
    for number, page in enumerate(pages):
        for key in {_key(line, page) for line in _marginal(page)}:
            found[key].append(number)
    repeated = {key for key, numbers in found.items() if _is_running(numbers, pages)}
    kept: list[PageParts] = []
    running: dict[str, Line] = {}
    for page in pages:
        out = {
            id(line): line
            for line in _marginal(page)
            if _key(line, page) in repeated or _is_furniture(line, page, len(pages))
        }
        for line in out.values():
            running.setdefault(_DIGITS.sub("#", line.text), line)
        rows = [[line for line in row if id(line) not in out] for row in page.rows]
        kept.append(replace(page, rows=[row for row in rows if row]))
    return kept, tuple(running.values())


def _is_running(numbers: Sequence[int], pages: Sequence[PageParts]) -> bool:
    """Whether a line of the margins, given the pages that have it, is theirs and not what the form asks there.

    Two pages far apart that are alike all over are one page of a form that was filled in twice.
    """
    if len(numbers) < max(2, (len(pages) + 1) // 2):
        return False
    first, second = numbers[0], numbers[1]
    if len(numbers) > 2 or second == first + 1:
        return True
    texts, others = ({line.text for row in pages[number].rows for line in row} for number in (first, second))
    return len(texts & others) * 2 < min(len(texts), len(others))


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
            blocks[at] = _join(block, first, cut=cut)
            return True
    return False


def _with_gap(before: Block | None, block: Block) -> Block:
    """A line with the gap above it marked; a line after a table begins a paragraph."""
    if isinstance(block, Table) or before is None:
        return block
    apart = is_apart(before, block) if isinstance(before, Line) else True
    return replace(block, gap=True) if apart else block


def _marginal(page: PageParts) -> list[Line]:
    low, high = page.size[1] * _MARGIN, page.size[1] * (1 - _MARGIN)
    lines = (line for row in page.rows for line in row)
    return [line for line in lines if line.box is not None and (line.box.y1 < low or line.box.y0 > high)]


def _key(line: Line, page: PageParts) -> tuple[str, int]:
    box, height = line.box or Box(0, 0, 0, 0), page.size[1]
    return _DIGITS.sub("#", line.text), round((box.y0 if box.y0 < height / 2 else box.y0 - height) / 6)


def _is_furniture(line: Line, page: PageParts, pages: int) -> bool:
    """Whether a line at the very edge of a page is a page number, or what a browser prints there."""
    if _PRINTED.fullmatch(line.text):
        return True
    if not _PAGE_NUMBER.fullmatch(line.text) or (pages == 1 and line.text.isdigit()):
        return False
    box = line.box or Box(0, 0, 0, 0)
    spans = [(other.box.y0, other.box.y1) for row in page.rows for other in row if other is not line and other.box]
    spans += [(edges[1], edges[3]) for edges, _ in page.tables]
    return all(foot <= box.y1 + 1 for _, foot in spans) or all(top >= box.y0 - 1 for top, _ in spans)


def _edges(table: Table) -> list[float]:
    """Where the columns of a table begin, and where it ends."""
    xs = sorted(x for cell in table.cells if cell.box for x in (cell.box.x0, cell.box.x1))
    distinct: list[float] = []
    for x in xs:
        if not distinct or x - distinct[-1] > _SAME_COLUMN:
            distinct.append(x)
    return distinct


def _goes_on(before: Table, after: Table, bottom: float, height: float) -> bool:
    """Whether the table at the head of a page continues the one at the foot of the page before."""
    if before.cells[-1].box is None or after.box is None or after.page == before.cells[-1].page:
        return False
    if before.cells[-1].box.y1 < bottom * 0.75 or after.box.y0 > height * 0.25:
        return False
    one, other = _edges(before), _edges(after)
    return len(one) == len(other) and all(abs(a - b) <= _SAME_COLUMN for a, b in zip(one, other, strict=True))


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

    Its label's cell is empty, or goes on in mid-sentence where the label broke off. Where a row is one cell, it is a
    label that goes on only if both halves are shaded.
    """
    last = [cell for cell in cells if cell.row == cells[-1].row]
    first = [cell for cell in more if cell.row == 0]
    if [cell.column for cell in last] != [cell.column for cell in first]:
        return False
    if not last[0].lines or not any(cell.lines for cell in first):
        return False
    begins = first[0].text.lstrip()[:1]
    goes_on = begins in _AFTERTHOUGHT or (_breaks_off(last[0].text) and begins.islower())
    if len(first) == 1:
        return goes_on and last[0].shaded and first[0].shaded
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
