"""Tables ruled between their rows only, as web pages print their summary lists: columns told by the white between.

`pdf_grids` needs rules that cross. Here the rows are the bands between rules of the same width, and the columns the
channels of white that run through all of them; text across the channel means that there is no table.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from parsers.formats.pdf_frame import Edges
from parsers.formats.pdf_grids import Grid, GridCell, joined
from parsers.formats.pdf_lines import Row, rows_of
from parsers.formats.pdf_words import Ink

_SAME = 4.0
_CHANNEL = 8.0
_LEAST_WIDTH = 120.0
_MOST_GROUPS = 40
#: The first row has no rule above it; it is taken to be as high as the others, but no higher than this, in points.
_TALLEST_HEAD = 60.0


def open_grids(horizontal: Sequence[Edges], words: Sequence[Ink], closed: Sequence[Grid]) -> list[Grid]:
    """The tables that rules between rows and white between columns make, outside the closed ones."""
    groups: list[list[tuple[float, float, float]]] = []
    for rule in joined([(y, x0, x1) for x0, y, x1, _ in horizontal]):
        if rule[2] - rule[1] < _LEAST_WIDTH or any(_inside(rule, grid.edges) for grid in closed):
            continue
        same = (item for item in groups if abs(item[0][1] - rule[1]) < _SAME and abs(item[0][2] - rule[2]) < _SAME)
        group = next(same, None)
        if group is None:
            groups.append([rule])
        else:
            group.append(rule)
    found = [_grid(group, words) for group in groups[:_MOST_GROUPS] if len(group) >= 2]
    return [grid for grid in found if grid is not None and not any(_holds(grid.edges, other.edges) for other in closed)]


def _holds(outer: Edges, inner: Edges) -> bool:
    """Whether the middle of one rectangle is in another."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]


def _inside(rule: tuple[float, float, float], edges: Edges) -> bool:
    y, x0, x1 = rule
    return edges[1] - 3 <= y <= edges[3] + 3 and x0 < edges[2] and x1 > edges[0]


def _grid(rules: list[tuple[float, float, float]], words: Sequence[Ink]) -> Grid | None:
    ys = sorted({y for y, _, _ in rules})
    left, right = rules[0][1], rules[0][2]
    heights = sorted(low - high for high, low in pairwise(ys))
    ys.insert(0, max(ys[0] - min(heights[len(heights) // 2], _TALLEST_HEAD), 0.0))
    bands: list[list[Row]] = []
    for high, low in pairwise(ys):
        inside = [ink for ink in words if left - 2 <= ink.box.x0 <= right and high < _middle(ink) < low]
        bands.append(rows_of(inside, 0))
    if not bands[0]:
        bands, ys = bands[1:], ys[1:]
    columns = _columns([row for band in bands for row in band])
    filled = sum(1 for band in bands if any(len(row) > 1 for row in band))
    if len(columns) < 2 or filled < 2 or filled * 2 < len(bands):
        return None
    xs = [left, *((before[1] + after[0]) / 2 for before, after in pairwise(columns)), right]
    cells = [
        GridCell(row, column, 1, 1, (xs[column], ys[row], xs[column + 1], ys[row + 1]))
        for row in range(len(ys) - 1)
        for column in range(len(xs) - 1)
    ]
    return Grid((xs[0], ys[0], xs[-1], ys[-1]), tuple(xs), tuple(ys), tuple(cells))


def _middle(ink: Ink) -> float:
    return (ink.box.y0 + ink.box.y1) / 2


def _columns(rows: Sequence[Row]) -> list[tuple[float, float]]:
    """The stretches of the page's width that some line covers, parted by channels."""
    spans = sorted((line.box.x0, line.box.x1) for row in rows for line in row if line.box)
    columns: list[tuple[float, float]] = []
    for x0, x1 in spans:
        if columns and x0 - columns[-1][1] < _CHANNEL:
            columns[-1] = (columns[-1][0], max(columns[-1][1], x1))
        else:
            columns.append((x0, x1))
    return columns
