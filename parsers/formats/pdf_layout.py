"""One PDF page: its words and what is drawn on it → blocks in reading order.

Each word is put into the smallest cell it stands in; what stands in no cell becomes lines; tick boxes become words.
A frame around other tables is no table. What is repeated from page to page is `pdf_running`'s business.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parsers.document import TICKED, UNTICKED, Block, Box, Cell, Line, Table, Word
from parsers.formats.pdf_frame import Edges
from parsers.formats.pdf_grids import Grid, GridCell, grids
from parsers.formats.pdf_lines import Row, arrange, lines_of, rows_of
from parsers.formats.pdf_paths import Drawing, TickBox
from parsers.formats.pdf_words import Ink

#: What people and programs put in a box to tick it.
_MARKS = frozenset({"x", "X", "✓", "√", TICKED, "v", "V", "●", "•", "■", "×", "4", "8", "l", "n", "u", "H"})


@dataclass(slots=True)
class _Area:
    """A grid with the words of each of its cells; ``drawn`` is False for a fill without a border."""

    grid: Grid
    drawn: bool = True
    words: dict[int, list[Ink]] = field(default_factory=dict)
    slots: dict[tuple[int, int], int] = field(default_factory=dict)

    def cell_at(self, x: float, y: float) -> int | None:
        """The index of the cell around a point."""
        x0, y0, x1, y1 = self.grid.edges
        if not (x0 <= x <= x1 and y0 <= y <= y1):
            return None
        column = min(max(bisect_right(self.grid.xs, x) - 1, 0), len(self.grid.xs) - 2)
        row = min(max(bisect_right(self.grid.ys, y) - 1, 0), len(self.grid.ys) - 2)
        return self.slots.get((row, column))


def page_blocks(words: Sequence[Ink], drawing: Drawing, *, page: int, size: tuple[float, float]) -> list[Block]:
    """The blocks of one page; ``size`` is its width and height as displayed."""
    if not drawing.complete:
        return list(lines_of(words, page))
    found = grids(drawing.horizontal, drawing.vertical)
    squares = [grid for grid in found if grid.is_box and _is_tick_sized(grid.edges)]
    ticks = drawing.ticks + [TickBox(grid.edges, marked=False) for grid in squares]
    ticked, kept = _tick_words(ticks, words)
    kept = _struck(kept, drawing.horizontal)
    areas = _areas([grid for grid in found if grid not in squares], drawing.fills, size)
    loose = _share_out([*kept, *ticked], areas)
    return _in_order(loose, areas, drawing.fills, page)


def _is_tick_sized(edges: Edges) -> bool:
    width, height = edges[2] - edges[0], edges[3] - edges[1]
    return min(width, height) >= 5 and max(width, height) <= 16 and 0.75 < width / height < 1.34


def _tick_words(ticks: Sequence[TickBox], words: Sequence[Ink]) -> tuple[list[Ink], list[Ink]]:
    """The tick boxes as words, and the other words without the letters that were put in as marks."""
    made: list[Ink] = []
    marks: set[int] = set()
    for tick in ticks:
        x0, y0, x1, y1 = tick.edges
        inside = [
            index
            for index, ink in enumerate(words)
            if x0 <= (ink.box.x0 + ink.box.x1) / 2 <= x1 and y0 <= (ink.box.y0 + ink.box.y1) / 2 <= y1
        ]
        texts = {words[index].word.text for index in inside}
        if texts and not texts <= _MARKS | {UNTICKED}:
            continue
        marks.update(inside)
        marked = tick.marked or bool(texts - {UNTICKED})
        box = Box(*(round(edge, 2) for edge in tick.edges))
        made.append(Ink(Word(TICKED if marked else UNTICKED, box)))
    return made, [ink for index, ink in enumerate(words) if index not in marks]


def _struck(words: Sequence[Ink], rules: Sequence[Edges]) -> list[Ink]:
    """The words, those marked that a rule runs through the middle of ("delete as appropriate")."""
    if not rules:
        return list(words)
    ordered = sorted(rules, key=lambda rule: rule[1])
    heights = [rule[1] for rule in ordered]
    return [replace(ink, struck=True) if _is_struck(ink, ordered, heights) else ink for ink in words]


def _is_struck(ink: Ink, rules: Sequence[Edges], heights: Sequence[float]) -> bool:
    """Whether one of the rules, which are sorted by their heights, runs through most of a word."""
    box = ink.box
    height = box.y1 - box.y0
    first = bisect_left(heights, box.y0 + height * 0.38)
    last = bisect_right(heights, box.y0 + height * 0.72)
    if first == last or ink.turned:
        return False
    enough = (box.x1 - box.x0) * 0.8
    return any(min(x1, box.x1) - max(x0, box.x0) > enough for x0, _, x1, _ in rules[first:last])


def _areas(found: Sequence[Grid], fills: Sequence[Edges], size: tuple[float, float]) -> list[_Area]:
    """The grids that are tables or boxes, and the fills that stand alone, smallest first."""
    areas = [_Area(grid) for grid in found if not (grid.is_box and _is_frame(grid.edges, found, size))]
    taken = [area.grid.edges for area in areas]
    for edges in sorted(set(fills), key=_extent):
        width, height = edges[2] - edges[0], edges[3] - edges[1]
        alone = not any(_overlap(edges, other) for other in taken)
        if alone and width >= 20 and 9 <= height < size[1] * 0.5 and len(taken) < 400:
            cell = GridCell(0, 0, 1, 1, edges)
            areas.append(_Area(Grid(edges, (edges[0], edges[2]), (edges[1], edges[3]), (cell,)), drawn=False))
            taken.append(edges)
    areas.sort(key=lambda area: _extent(area.grid.edges))
    for area in areas:
        for index, cell in enumerate(area.grid.cells):
            for row in range(cell.row, cell.row + cell.row_span):
                for column in range(cell.column, cell.column + cell.column_span):
                    area.slots[row, column] = index
    return areas


def _is_frame(edges: Edges, found: Sequence[Grid], size: tuple[float, float]) -> bool:
    """Whether a box merely frames other tables, or the page."""
    if _extent(edges) > size[0] * size[1] * 0.6:
        return True
    return any(
        other.edges != edges and not _is_tick_sized(other.edges) and _holds(edges, other.edges) for other in found
    )


def _share_out(words: Sequence[Ink], areas: Sequence[_Area]) -> list[Ink]:
    """Put each word into the smallest cell around it; the words that stand in none."""
    loose: list[Ink] = []
    for ink in words:
        x, y = (ink.box.x0 + ink.box.x1) / 2, (ink.box.y0 + ink.box.y1) / 2
        for area in areas:
            index = area.cell_at(x, y)
            if index is not None:
                area.words.setdefault(index, []).append(ink)
                break
        else:
            loose.append(ink)
    return loose


def _in_order(loose: Sequence[Ink], areas: Sequence[_Area], fills: Sequence[Edges], page: int) -> list[Block]:
    """Rows of lines and tables from top to bottom; where they stand side by side, column by column."""
    rows = rows_of(loose, page)
    tables: list[tuple[Edges, Table]] = []
    for area in areas:
        if not area.drawn and area.words:
            rows.extend(rows_of(area.words[0], page))
        else:
            tables.append((area.grid.edges, _table(area, fills, page)))
    bands = _bands(rows, tables)
    blocks: list[Block] = []
    plain: list[Row] = []
    for band_rows, band_tables in bands:
        if not band_tables:
            plain.extend(band_rows)
            continue
        blocks.extend(arrange(plain))
        plain = []
        blocks.extend(_band(band_rows, band_tables))
    blocks.extend(arrange(plain))
    return blocks


_Band = tuple[list[Row], list[tuple[Edges, Table]]]


def _bands(rows: Sequence[Row], tables: Sequence[tuple[Edges, Table]]) -> list[_Band]:
    """What stands side by side, together."""
    items: list[tuple[float, float, Row | None, tuple[Edges, Table] | None]] = []
    for row in rows:
        boxes = [line.box for line in row if line.box is not None]
        items.append((min(box.y0 for box in boxes), max(box.y1 for box in boxes), row, None))
    items.extend((edges[1], edges[3], None, (edges, table)) for edges, table in tables)
    items.sort(key=lambda item: (item[0] + min(item[1] - item[0], 12) / 2, item[1]))
    bands: list[_Band] = []
    bottom, height = 0.0, 0.0
    for y0, y1, row_item, table_item in items:
        if not bands or bottom - y0 <= 0.4 * min(y1 - y0, height):
            bands.append(([], []))
            bottom, height = y1, y1 - y0
        else:
            bottom, height = max(bottom, y1), max(height, y1 - y0)
        if row_item is not None:
            bands[-1][0].append(row_item)
        if table_item is not None:
            bands[-1][1].append(table_item)
    return bands


def _band(rows: Sequence[Row], tables: Sequence[tuple[Edges, Table]]) -> list[Block]:
    """The columns of one band from left to right, each from top to bottom."""
    items: list[tuple[Edges, Block]] = [(edges, table) for edges, table in tables]
    items += [((line.box.x0, line.box.y0, line.box.x1, line.box.y1), line) for row in rows for line in row if line.box]
    items.sort(key=lambda item: item[0][0])
    columns: list[list[tuple[Edges, Block]]] = []
    right = 0.0
    for item in items:
        if columns and item[0][0] < right - 2:
            columns[-1].append(item)
            right = max(right, item[0][2])
        else:
            columns.append([item])
            right = item[0][2]
    return [block for column in columns for _, block in sorted(column, key=lambda item: (item[0][1], item[0][0]))]


def _table(area: _Area, fills: Sequence[Edges], page: int) -> Table:
    cells = []
    for index, cell in enumerate(area.grid.cells):
        x, y = (cell.edges[0] + cell.edges[2]) / 2, (cell.edges[1] + cell.edges[3]) / 2
        words = area.words.get(index, ())
        cells.append(
            Cell(
                row=cell.row,
                column=cell.column,
                row_span=cell.row_span,
                column_span=cell.column_span,
                lines=tuple(lines_of(words, page)),
                page=page,
                box=Box(*(round(edge, 2) for edge in cell.edges)),
                shaded=any(fill[0] <= x <= fill[2] and fill[1] <= y <= fill[3] for fill in fills),
            )
        )
    return Table(cells=tuple(cells), page=page, box=Box(*(round(edge, 2) for edge in area.grid.edges)))


def _extent(edges: Edges) -> float:
    return (edges[2] - edges[0]) * (edges[3] - edges[1])


def _overlap(one: Edges, other: Edges) -> bool:
    return min(one[2], other[2]) - max(one[0], other[0]) > 1 and min(one[3], other[3]) - max(one[1], other[1]) > 1


def _holds(outer: Edges, inner: Edges) -> bool:
    near = 1.0
    return (
        outer[0] - near <= inner[0]
        and outer[1] - near <= inner[1]
        and inner[2] <= outer[2] + near
        and inner[3] <= outer[3] + near
    )


def headed(blocks: Sequence[Block]) -> list[Block]:
    """The blocks with lines set clearly larger than most marked as headings."""
    sizes = sorted(line.size for line in _lines(blocks) if line.size for _ in line.words)
    if not sizes:
        return list(blocks)
    large = sizes[len(sizes) // 2] * 1.2
    return [
        replace(block, heading=True) if isinstance(block, Line) and (block.size or 0) > large else block
        for block in blocks
    ]


def _lines(blocks: Sequence[Block]) -> list[Line]:
    return [
        line
        for block in blocks
        for line in ([block] if isinstance(block, Line) else [line for cell in block.cells for line in cell.lines])
    ]
