"""Tables ruled between their rows only, as web pages print their summary lists: columns told by the white between.

`pdf_grids` needs rules that cross. Here the rows are the bands between rules of the same width, and the columns the
channels of white that run through all of them; text across the channel ends the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.document import Box, Line
from parsers.formats.pdf_cells import Grid, GridCell
from parsers.formats.pdf_frame import Edges
from parsers.formats.pdf_grids import joined
from parsers.formats.pdf_lines import Row, rows_of
from parsers.formats.pdf_side_numbers import NUMBER
from parsers.formats.pdf_words import Ink

_SAME = 4.0
_CHANNEL = 8.0
_LEAST_WIDTH = 120.0
_LEAST_COLUMNS = 2
_MOST_GROUPS = 40
#: Line heights of white that the lines of one row have between them, at most.
_APART = 0.8
#: … and above the next row, where no rule parts them, at least.
_ROW_WHITE = 0.35
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
    return [
        grid
        for group in groups[:_MOST_GROUPS]
        if len(group) >= 2
        for run in _runs(_bands(group, words, closed), closed)
        if (grid := _grid(run, group[0][1], group[0][2])) is not None
    ]


def _inside(rule: tuple[float, float, float], edges: Edges) -> bool:
    y, x0, x1 = rule
    return edges[1] - 3 <= y <= edges[3] + 3 and x0 < edges[2] and x1 > edges[0]


@dataclass(frozen=True, slots=True)
class _Band:
    """What stands between two rules; ``ruled`` is False for the first where nothing is drawn above it."""

    top: float
    foot: float
    rows: list[Row]
    ruled: bool

    @property
    def is_filled(self) -> bool:
        """Whether something stands side by side in it."""
        return any(len(row) > 1 for row in self.rows)

    @property
    def is_one_row(self) -> bool:
        """Whether it is ruled, and its rows hang together: a label and an answer, with nothing asked further down."""
        heights = [(min(_box(line).y0 for line in row), max(_box(line).y1 for line in row)) for row in self.rows]
        close = all(low[0] - high[1] < _APART * (high[1] - high[0]) for high, low in pairwise(heights))
        return self.ruled and self.is_filled and len(self.rows[0]) > 1 and close


def _bands(rules: list[tuple[float, float, float]], words: Sequence[Ink], closed: Sequence[Grid]) -> list[_Band]:
    ys = sorted({y for y, _, _ in rules})
    left, right = rules[0][1], rules[0][2]
    heights = sorted(low - high for high, low in pairwise(ys))
    guess = max(ys[0] - min(heights[len(heights) // 2], _TALLEST_HEAD), 0.0)
    highest = ys[0] - _TALLEST_HEAD
    above = [x[3] for grid in closed if highest < (x := grid.edges)[3] < ys[0] and x[0] < right and x[2] > left]
    ys.insert(0, max(above, default=guess))
    bands: list[_Band] = []
    for high, low in pairwise(ys):
        inside = [ink for ink in words if left - 2 <= ink.box.x0 <= right and high < _middle(ink) < low]
        bands.append(_Band(high, low, rows_of(inside, 0), ruled=bool(bands or above)))
    return bands if bands[0].rows else bands[1:]


def _runs(bands: Sequence[_Band], closed: Sequence[Grid]) -> list[list[_Band]]:
    """The stretches of bands with the same channels of white through all of them; none has a closed table in it."""
    runs: list[list[_Band]] = [[]]
    for band in bands:
        if any(band.top < (grid.edges[1] + grid.edges[3]) / 2 < band.foot for grid in closed):
            runs.append([])
            continue
        before = [row for one in runs[-1] for row in one.rows]
        headed = len(runs[-1]) == 1 and not runs[-1][0].ruled and not band.is_filled  # the header of a page, and text
        if runs[-1] and (headed or _width([*before, *band.rows]) < _LEAST_COLUMNS or _breaks(before, band)):
            runs.append([])
        runs[-1].append(band)
    return [kept for run in runs if (kept := _without_single(run))]


def _breaks(before: Sequence[Row], band: _Band) -> bool:
    """Whether a band with columns of its own has text in a channel between those before, or lies in one of them."""
    if not band.is_filled:
        return False
    both = _columns([*before, *band.rows])
    inside = {n for row in band.rows for line in row for n, (x0, x1) in enumerate(both) if x0 <= _box(line).x0 <= x1}
    channels = [(one[1], other[0]) for one, other in pairwise(both)]
    kept = [
        any(left[1] < end and begin < right[0] for begin, end in channels) for left, right in pairwise(_columns(before))
    ]
    return len(inside) == 1 or not all(kept)


def _without_single(run: Sequence[_Band]) -> list[_Band]:
    """A stretch without the bands at its ends in which nothing stands side by side."""
    filled = [number for number, band in enumerate(run) if band.is_filled]
    return list(run[filled[0] : filled[-1] + 1]) if filled else []


def _width(rows: Sequence[Row]) -> int:
    """How many columns rows have, without one of the questions' numbers."""
    columns = _columns(rows)
    edge = columns[0][1] if columns else 0.0
    first = [line.text for row in rows for line in row if line.box and line.box.x0 <= edge]
    return len(columns) - (len(columns) > 1 and all(NUMBER.fullmatch(text) for text in first))


def _grid(bands: Sequence[_Band], left: float, right: float) -> Grid | None:
    rows = [row for band in bands for row in band.rows]
    filled = sum(1 for band in bands if band.is_filled)
    is_one_row = len(bands) == 1 and bands[0].is_one_row
    if _width(rows) < _LEAST_COLUMNS or filled * 2 < len(bands) or (filled < 2 and not is_one_row):
        return None
    columns = _columns(rows)
    ys = [bands[0].top]
    for band in bands:
        ys += [*(_parting(band.rows, columns) if band is not bands[0] else ()), band.foot]
    xs = [left, *((before[1] + after[0]) / 2 for before, after in pairwise(columns)), right]
    cells = [
        GridCell(row, column, 1, 1, (xs[column], ys[row], xs[column + 1], ys[row + 1]))
        for row in range(len(ys) - 1)
        for column in range(len(xs) - 1)
    ]
    return Grid((xs[0], ys[0], xs[-1], ys[-1]), tuple(xs), tuple(ys), tuple(cells))


def _parting(rows: Sequence[Row], columns: Sequence[tuple[float, float]]) -> Iterator[float]:
    """Where one row of a table ends and another begins with no rule between them: as under a head of three columns."""
    if len(columns) <= _LEAST_COLUMNS:
        return
    for above, row in pairwise(rows):
        foot, top = max(_box(line).y1 for line in above), min(_box(line).y0 for line in row)
        height = min(_box(line).y1 - _box(line).y0 for line in row)
        if len(row) > 1 and _box(row[0]).x0 <= columns[0][1] and top - foot > _ROW_WHITE * height:
            yield (foot + top) / 2


def _box(line: Line) -> Box:
    return line.box or Box(0, 0, 0, 0)


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
