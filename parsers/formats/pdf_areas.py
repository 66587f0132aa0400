"""The tables and boxes of a PDF page, each with the words that stand in its cells.

Each word goes into the smallest cell around it. A frame around other tables is no table; a fill without a border is a
box if nothing is written in it, else merely keeps its words together. Order among all this is made in `pdf_order`.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parsers.document import Box, Cell, Line, Table
from parsers.formats.pdf_cells import Grid, GridCell
from parsers.formats.pdf_frame import Edges
from parsers.formats.pdf_lines import box_around, lines_of
from parsers.formats.pdf_words import Ink

#: Points by which words of one line may differ in height, and the line heights that a plain space takes at most.
_LEVEL, _SPACE = 0.5, 0.3
#: Coloured stretches beside labels, from which they are boxes to write in; how far from its label one stands at most,
#: how far from its head the label, and how far to the left labels may begin, in points.
_LEAST_BOXES, _BESIDE, _HEAD, _REACH = 3, 60.0, 20.0, 250.0


@dataclass(slots=True)
class Area:
    """A grid with the words of each of its cells; ``drawn`` is False for a fill without a border."""

    grid: Grid
    drawn: bool = True
    words: dict[int, list[Ink]] = field(default_factory=dict)
    slots: dict[tuple[int, int], int] = field(default_factory=dict)

    def cell_at(self, x: float, y: float) -> int | None:
        """The index of the cell around a point within its edges."""
        column = min(max(bisect_right(self.grid.xs, x) - 1, 0), len(self.grid.xs) - 2)
        row = min(max(bisect_right(self.grid.ys, y) - 1, 0), len(self.grid.ys) - 2)
        return self.slots.get((row, column))


def areas_of(found: Sequence[Grid], fills: Sequence[Edges], size: tuple[float, float]) -> list[Area]:
    """The grids that are tables or boxes, and the fills that stand alone, smallest first."""
    areas = [Area(grid) for grid in found if not (grid.is_box and _is_frame(grid.edges, found, size))]
    taken = [area.grid.edges for area in areas]
    for edges in sorted(set(fills), key=_extent):
        width, height = edges[2] - edges[0], edges[3] - edges[1]
        alone = not any(_overlap(edges, other) for other in taken)
        if alone and width >= 20 and 9 <= height < size[1] * 0.5 and len(taken) < 400:
            cell = GridCell(0, 0, 1, 1, edges)
            areas.append(Area(Grid(edges, (edges[0], edges[2]), (edges[1], edges[3]), (cell,)), drawn=False))
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
        other.edges != edges and not is_tick_sized(other.edges) and _holds(edges, other.edges) for other in found
    )


def share_out(words: Sequence[Ink], areas: Sequence[Area]) -> list[Ink]:
    """Put each word into the smallest cell around it; the words that stand in none.

    A line that was typed on past the edge of its box belongs to the box with all its words.
    """
    loose: list[Ink] = []
    before: tuple[Ink, Area, int] | None = None
    placed = [(*area.grid.edges, area) for area in areas]
    for ink in words:
        box = ink.word.box
        x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
        for x0, y0, x1, y1, area in placed:
            if y0 <= y <= y1 and x0 <= x <= x1 and (index := area.cell_at(x, y)) is not None:
                area.words.setdefault(index, []).append(ink)
                before = ink, area, index
                break
        else:
            if before is not None and _follows(ink, before[0]):
                before[1].words[before[2]].append(ink)
                before = ink, before[1], before[2]
            else:
                loose.append(ink)
                before = None
    return loose


def _follows(ink: Ink, before: Ink) -> bool:
    """Whether a word goes on a line after no more than a plain space."""
    gap = ink.box.x0 - before.box.x1
    level = abs(ink.box.y1 - before.box.y1) < _LEVEL and not ink.turned and not before.turned
    return level and -_LEVEL < gap < _SPACE * min(ink.size, before.size)


def with_coloured_boxes(areas: Sequence[Area], loose: Sequence[Ink]) -> list[Area]:
    """The areas, where coloured stretches that stand beside their labels are boxes, as are those nobody wrote in.

    Where labels are coloured instead, they stand at the beginnings of their rows, and are none.
    """
    fills = [area for area in areas if not area.drawn and area.words]
    asked = [area for area in fills if _stands_beside(area, areas, loose)]
    if len(asked) < _LEAST_BOXES or len(asked) * 2 < len(fills):
        return list(areas)
    boxes = set(map(id, asked))
    return [replace(area, drawn=True) if id(area) in boxes else area for area in areas]


def _stands_beside(area: Area, areas: Sequence[Area], loose: Sequence[Ink]) -> bool:
    """Whether words stand level with the head of an area, left of it, with no other area between."""
    x0, y0, _, y1 = area.grid.edges
    foot = min(y1, y0 + _HEAD)

    def is_level(top: float, bottom: float) -> bool:
        return y0 - _LEVEL <= (top + bottom) / 2 <= foot

    ends = [ink.box.x1 for ink in loose if ink.box.x1 <= x0 + 2 and is_level(ink.box.y0, ink.box.y1)]
    if not ends or x0 - max(ends) > _BESIDE:
        return False
    if _answers_many(area, loose):
        return False
    label = max(ends)
    edges = [other.grid.edges for other in areas if other is not area]
    return not any(
        label <= left and right <= x0 + 2 and top < foot and bottom > y0 for left, top, right, bottom in edges
    )


def _answers_many(area: Area, loose: Sequence[Ink]) -> bool:
    """Whether each of several lines in an area is level with words left of it: answers to as many questions."""
    x0 = area.grid.edges[0]
    labels = [ink.box.y0 for ink in loose if ink.box.x1 <= x0 + 2 and x0 - ink.box.x0 <= _REACH]
    tops = sorted({round(ink.box.y0) for inks in area.words.values() for ink in inks})
    lines = [top for before, top in zip([-_HEAD, *tops], tops, strict=False) if top - before > 2]
    return len(lines) > 1 and all(any(abs(label - line) <= 2 for label in labels) for line in lines)


def with_boxes_in_cells(areas: Sequence[Area]) -> list[Area]:
    """The areas, where a cell with nothing in it but one box to write in holds what is written in the box."""
    inner: dict[tuple[int, int], list[Area]] = {}
    tables = [area for area in areas if not area.grid.is_box]
    for box in areas:
        if box.grid.is_box:
            x, y = (box.grid.edges[0] + box.grid.edges[2]) / 2, (box.grid.edges[1] + box.grid.edges[3]) / 2
            around = next((table for table in tables if _holds(table.grid.edges, box.grid.edges)), None)
            index = around.cell_at(x, y) if around is not None else None
            if around is not None and index is not None and _holds(around.grid.cells[index].edges, box.grid.edges):
                inner.setdefault((id(around), index), []).append(box)
    gone: set[int] = set()
    for table in tables:
        for index in range(len(table.grid.cells)):
            boxes = inner.get((id(table), index), [])
            if len(boxes) == 1 and not table.words.get(index):
                table.words[index] = boxes[0].words.get(0, [])
                gone.add(id(boxes[0]))
    return [area for area in areas if id(area) not in gone]


def is_tick_sized(edges: Edges) -> bool:
    """Whether a box is too small to be written in."""
    width, height = edges[2] - edges[0], edges[3] - edges[1]
    return min(width, height) >= 5 and max(width, height) <= 16 and 0.75 < width / height < 1.34


def table_of(area: Area, fills: Sequence[Edges], page: int) -> Table:
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
                lines=tuple(_letters(words, area.grid, cell, page) if cell.comb else lines_of(words, page)),
                page=page,
                box=Box(*(round(edge, 2) for edge in cell.edges)),
                shaded=any(fill[0] <= x <= fill[2] and fill[1] <= y <= fill[3] for fill in fills),
            )
        )
    return Table(
        cells=tuple(cells),
        page=page,
        box=Box(*(round(edge, 2) for edge in area.grid.edges)),
        cut_above=area.grid.cut_above,
        cut_below=area.grid.cut_below,
    )


def _letters(words: Sequence[Ink], grid: Grid, cell: GridCell, page: int) -> list[Line]:
    """The one word that the letters in a comb make; an empty box between letters is a space."""
    lines = lines_of(words, page)
    if len(lines) == 0:
        return []
    written = [" "] * cell.column_span
    for ink in sorted(words, key=lambda ink: ink.box.x0):
        step = (ink.box.x1 - ink.box.x0) / len(ink.word.text)
        for place, letter in enumerate(ink.word.text):
            box = bisect_right(grid.xs, ink.box.x0 + step * (place + 0.5)) - 1 - cell.column
            if 0 <= box < len(written):
                written[box] = (written[box] + letter).strip()
    held = tuple(word for line in lines for word in line.words)
    around = box_around([word.box for word in held])
    return [replace(lines[0], text=" ".join("".join(written).split()), words=held, box=around)]


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
