"""Tables in which some rules are missing: what is drawn as one cell and holds several is told by the text in it.

A row without rules between its columns is parted where its text falls into the columns that the rules of other rows
draw: no word crosses them, and each stretch begins where the text of those columns does, or well apart from the stretch
before. A column without rules between its rows is parted where each of its lines is level with the text of a row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from parsers.document import TICKED, UNTICKED
from parsers.formats.pdf_areas import Area
from parsers.formats.pdf_cells import GridCell
from parsers.formats.pdf_words import Ink

#: Points by which a word may reach over a column line, and by which the texts of one column begin apart.
_OVER, _SAME = 1.0, 2.0
#: … and by which words of one row differ in height.
_LEVEL = 1.0
#: Line heights of white between two columns: where both begin as other cells do, and where nothing else tells.
_WHITE, _FAR = 0.45, 1.25


_TICKS = frozenset({TICKED, UNTICKED})

_Part = tuple[GridCell, list[Ink]]


def with_bands(area: Area) -> Area:
    """The area with each cell over several columns, or several rows, parted where its text falls into them."""
    starts, levels = _starts(area), _levels(area)
    parts: list[_Part] = []
    for index, cell in enumerate(area.grid.cells):
        held = area.words.get(index, [])
        parted = _parted(cell, held, area.grid.xs, starts)
        parts += parted if len(parted) > 1 else _stacked(cell, held, area.grid.ys, levels)
    if len(parts) == len(area.grid.cells):
        return area
    parts.sort(key=lambda part: (part[0].row, part[0].column))
    words = {place: inks for place, (_, inks) in enumerate(parts) if inks}
    return Area(replace(area.grid, cells=tuple(cell for cell, _ in parts)), area.drawn, words, {})


def _starts(area: Area) -> Mapping[int, list[float]]:
    """Column → where the texts of its cells begin that span no other."""
    starts: dict[int, list[float]] = defaultdict(list)
    for index, inks in area.words.items():
        cell = area.grid.cells[index]
        if cell.column_span == 1 and not cell.comb and inks:
            starts[cell.column].append(min(ink.word.box.x0 for ink in inks))
    return starts


def _levels(area: Area) -> Mapping[int, list[float]]:
    """Row → the heights at which words of its cells stand that span no other."""
    levels: dict[int, list[float]] = defaultdict(list)
    for index, inks in area.words.items():
        cell = area.grid.cells[index]
        if cell.row_span == 1:
            levels[cell.row].extend(ink.word.box.y0 for ink in inks)
    return levels


def _stacked(cell: GridCell, inks: list[Ink], ys: Sequence[float], levels: Mapping[int, list[float]]) -> list[_Part]:
    """A cell over several rows as it is, or as a cell for each, where each has words level with those of its row."""
    whole = [(cell, inks)]
    rows = range(cell.row, cell.row + cell.row_span)
    if len(rows) < 2 or not inks:
        return whole
    inside: dict[int, list[Ink]] = {row: [] for row in rows}
    for ink in inks:
        middle = (ink.word.box.y0 + ink.word.box.y1) / 2
        row = next((row for row in rows if ys[row] <= middle < ys[row + 1]), None)
        if row is None or not any(abs(ink.word.box.y0 - level) <= _LEVEL for level in levels.get(row, [])):
            return whole
        inside[row].append(ink)
    if not all(inside.values()):
        return whole
    x0, _, x1, _ = cell.edges
    return [
        (GridCell(row, cell.column, 1, cell.column_span, (x0, ys[row], x1, ys[row + 1])), inside[row]) for row in rows
    ]


def _parted(cell: GridCell, inks: list[Ink], xs: Sequence[float], starts: Mapping[int, list[float]]) -> list[_Part]:
    """A cell with what stands in it, as it is or parted at the column lines that it lies over."""
    whole = [(cell, inks)]
    columns = range(cell.column, cell.column + cell.column_span)
    if len(columns) < 2 or cell.row_span > 1 or cell.comb or not all(starts.get(column) for column in columns):
        return whole
    inside: dict[int, list[Ink]] = {column: [] for column in columns}
    for ink in inks:
        box = ink.word.box
        fits = [column for column in columns if xs[column] - _OVER <= box.x0 and box.x1 <= xs[column + 1] + _OVER]
        if not fits:
            return whole
        inside[fits[0]].append(ink)
    filled = [column for column in columns if inside[column]]
    if sum(any(ink.word.text in _TICKS for ink in inside[column]) for column in filled) > 1:
        return whole  # the options of one question
    if len(filled) < 2 or not all(_is_apart(inside[a], inside[b], starts[b]) for a, b in pairwise(filled)):
        return whole
    return [
        (GridCell(cell.row, column, 1, 1, (xs[column], cell.edges[1], xs[column + 1], cell.edges[3])), inside[column])
        for column in columns
    ]


def _is_apart(left: Sequence[Ink], right: Sequence[Ink], starts: Sequence[float]) -> bool:
    """Whether a column's text stands apart from that of the column before."""
    begins, ends = min(ink.word.box.x0 for ink in right), max(ink.word.box.x1 for ink in left)
    size = max(min(ink.size for ink in right), 4.0)
    aligned = any(abs(begins - start) <= _SAME for start in starts)
    return begins - ends > (_WHITE if aligned else _FAR) * size
