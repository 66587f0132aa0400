"""Combs: rows of boxes that touch each other, one for each letter of a postcode, a telephone number, a date.

A comb may be drawn in groups a little apart, as dates are: "07 03 1958". An empty box, or the white between two groups,
is a space.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from parsers.formats.pdf_cells import Grid, GridCell
from parsers.formats.pdf_frame import Edges
from parsers.formats.pdf_ticks import Small, is_square

#: Boxes of a comb, at least, and of each of its groups.
_LEAST, _LEAST_OF_GROUP = 4, 2
#: The greatest width, in points, of a box for a single letter; the white between two groups, in such widths.
_WIDEST, _APART = 26.0, 1.6


def combs(small: Sequence[Small]) -> tuple[list[Edges], list[Small]]:
    """The squares that make combs, and the other small paths."""
    squares = sorted(
        (item.edges for item in small if item.outline and is_square(item.edges)),
        key=lambda edges: (round(edges[1] / 2), edges[0]),
    )
    groups: list[list[Edges]] = []
    for edges in squares:
        if groups and _touches(groups[-1][-1], edges):
            groups[-1].append(edges)
        else:
            groups.append([edges])
    rows: list[list[list[Edges]]] = []
    for group in groups:
        if rows and _follows(rows[-1][-1], group):
            rows[-1].append(group)
        else:
            rows.append([group])
    found = [edges for row in rows for edges in _comb(row)]
    taken = set(found)
    return found, [item for item in small if item.edges not in taken]


def _comb(row: Sequence[Sequence[Edges]]) -> list[Edges]:
    """The squares of a row of groups if it is a comb, else those of the groups that are one each."""
    whole = all(_boxes(group) >= _LEAST_OF_GROUP for group in row) and sum(map(_boxes, row)) >= _LEAST
    return [edges for group in row if whole or _boxes(group) >= _LEAST for edges in group]


def _boxes(group: Sequence[Edges]) -> int:
    """How many squares a group has; one may be drawn twice."""
    return 1 + sum(1 for left, right in pairwise(group) if abs(right[0] - left[0]) >= 0.5)


def _follows(group: Sequence[Edges], after: Sequence[Edges]) -> bool:
    """Whether another group of such squares stands a little apart in the same row."""
    left, right = group[-1], after[0]
    width, other = left[2] - left[0], right[2] - right[0]
    return _level(left, right) and abs(width - other) < 1.5 and 0 < right[0] - left[2] <= _APART * width


def _touches(left: Edges, right: Edges) -> bool:
    """Whether one square follows another in a row (or is the same square drawn twice)."""
    return _level(left, right) and (abs(right[0] - left[2]) < 1.5 or abs(right[0] - left[0]) < 0.5)


def _level(left: Edges, right: Edges) -> bool:
    return abs(left[1] - right[1]) < 1.5 and abs(left[3] - right[3]) < 1.5


def combed(cells: Sequence[GridCell]) -> list[GridCell]:
    """The cells of a grid with each comb as one cell."""
    narrow = [cell for cell in cells if _is_narrow(cell)]
    all_narrow = len(narrow) == len(cells)
    least = _LEAST_OF_GROUP if all_narrow and _is_row_of_squares(cells) else _LEAST
    seen = Counter(cell.column for cell in narrow)
    found: list[GridCell] = []
    run: list[GridCell] = []
    for cell in cells:
        fits = _is_narrow(cell) and (all_narrow or seen[cell.column] == 1)
        if run and not (fits and run[-1].row == cell.row and run[-1].column + 1 == cell.column):
            found += [_merged(run)] if len(run) >= least else run
            run = []
        if fits:
            run.append(cell)
        else:
            found.append(cell)
    return found + ([_merged(run)] if len(run) >= least else run)


def combs_in_a_row(grids: Sequence[Grid]) -> list[Grid]:
    """The grids, with the groups of a comb as one; a group of few boxes that stands alone is no comb."""
    rows: list[list[Grid]] = []
    for grid in sorted(filter(_is_comb, grids), key=lambda grid: (round(grid.edges[1] / 2), grid.edges[0])):
        if rows and _goes_on(rows[-1][-1], grid):
            rows[-1].append(grid)
        else:
            rows.append([grid])
    others = [grid for grid in grids if not _is_comb(grid)]
    return others + [grid for row in rows for grid in _in_one(row)]


def _is_comb(grid: Grid) -> bool:
    return grid.is_box and grid.cells[0].comb


def _goes_on(left: Grid, right: Grid) -> bool:
    width = left.xs[-1] - left.xs[-2]
    white = right.edges[0] - left.edges[2]
    return _level(left.edges, right.edges) and 0 < white <= _APART * width and width <= _WIDEST


def _in_one(row: Sequence[Grid]) -> list[Grid]:
    """One comb of several groups; the white between two counts as a box."""
    if sum(len(grid.xs) - 1 for grid in row) < _LEAST:
        return [replace(grid, cells=tuple(_apart(grid))) for grid in row]
    xs = tuple(x for grid in row for x in grid.xs)
    edges = (row[0].edges[0], row[0].edges[1], row[-1].edges[2], row[-1].edges[3])
    return [replace(row[0], edges=edges, xs=xs, cells=(GridCell(0, 0, 1, len(xs) - 1, edges, comb=True),))]


def _apart(grid: Grid) -> list[GridCell]:
    """The boxes of a comb as cells."""
    top, foot = grid.edges[1], grid.edges[3]
    return [GridCell(0, column, 1, 1, (x0, top, x1, foot)) for column, (x0, x1) in enumerate(pairwise(grid.xs))]


def _is_row_of_squares(cells: Sequence[GridCell]) -> bool:
    return all(cell.row == 0 and is_square(cell.edges) for cell in cells)


def _is_narrow(cell: GridCell) -> bool:
    return cell.column_span == 1 and cell.edges[2] - cell.edges[0] <= _WIDEST


def _merged(run: Sequence[GridCell]) -> GridCell:
    first, last = run[0], run[-1]
    edges = (first.edges[0], first.edges[1], last.edges[2], last.edges[3])
    return GridCell(first.row, first.column, first.row_span, len(run), edges, comb=True)
