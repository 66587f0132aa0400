"""Banded tables, in which some rows have no rules between their columns: their cells are told by the text in them.

What stands in such a row falls into the columns that the rules of other rows draw: no word crosses them, and each
stretch begins where the text of those columns does, or well apart from the stretch before.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from parsers.formats.pdf_areas import Area
from parsers.formats.pdf_cells import GridCell
from parsers.formats.pdf_words import Ink

#: Points by which a word may reach over a column line, and by which the texts of one column begin apart.
_OVER, _SAME = 1.0, 2.0
#: Line heights of white between two columns: where both begin as other cells do, and where nothing else tells.
_WHITE, _FAR = 0.45, 1.25


def with_bands(area: Area) -> Area:
    """The area with each cell over several columns parted where its text falls into them."""
    starts = _starts(area)
    cells: list[GridCell] = []
    words: dict[int, list[Ink]] = {}
    for index, cell in enumerate(area.grid.cells):
        held = area.words.get(index, [])
        for part, inside in _parted(cell, held, area.grid.xs, starts):
            if inside:
                words[len(cells)] = inside
            cells.append(part)
    if len(cells) == len(area.grid.cells):
        return area
    return Area(replace(area.grid, cells=tuple(cells)), area.drawn, words, {})


def _starts(area: Area) -> Mapping[int, list[float]]:
    """Column → where the texts of its cells begin that span no other."""
    starts: dict[int, list[float]] = defaultdict(list)
    for index, inks in area.words.items():
        cell = area.grid.cells[index]
        if cell.column_span == 1 and not cell.comb and inks:
            starts[cell.column].append(min(ink.word.box.x0 for ink in inks))
    return starts


def _parted(
    cell: GridCell, inks: list[Ink], xs: Sequence[float], starts: Mapping[int, list[float]]
) -> list[tuple[GridCell, list[Ink]]]:
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
