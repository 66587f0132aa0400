"""Pages set in two columns: what stands across the page above them, the left column, the right one, what is below.

Labels with answers beside them look alike, but stand in rows.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence

from parsers.document import Line, Table
from parsers.formats.pdf_frame import Edges
from parsers.formats.pdf_lines import Row, is_running
from parsers.formats.pdf_side_rows import is_numbered

#: The narrowest strip between two columns of a page, in points, and the fewest lines of a column.
_CHANNEL, _COLUMN_LINES = 8.0, 8
#: Between which shares of the printed width the strip may lie; the share of a page's lines that stand in columns.
_FROM, _TO, _MOST = 0.35, 0.65, 0.5
_LEVEL = 1.5  # points by which lines of one height may differ
_ASKED = 2  # lines of a column set as questions are, from which it asks questions
#: How questions may be set, all of them alike.
_ASKS: tuple[Callable[[Line], bool], ...] = (
    lambda line: line.bold,
    lambda line: is_numbered(line.text),
    lambda line: line.text.endswith("?"),
)

#: Rows of lines and tables that are read together.
Part = tuple[list[Row], list[tuple[Edges, Table]]]


def page_columns(rows: Sequence[Row], tables: Sequence[tuple[Edges, Table]]) -> list[Part] | None:
    """The parts of a page in the order they are read; None where it is not set in two columns."""
    lines = [(line, (line.box.x0, line.box.y0, line.box.x1, line.box.y1)) for row in rows for line in row if line.box]
    if len(lines) < 2 * _COLUMN_LINES:
        return None
    places = [place for _, place in lines] + [place for place, _ in tables]
    left, right = min(place[0] for place in places), max(place[2] for place in places)
    low, high = left + (right - left) * _FROM, left + (right - left) * _TO
    best, most = None, _COLUMN_LINES - 1
    for middle in (middle for middle in _middles(places) if low < middle < high):
        for top, foot in _stretches(places, middle):
            inside = [item for item in lines if top <= item[1][1] and item[1][3] <= foot]
            sides = [[line for line, place in inside if (place[0] > middle) == after] for after in (False, True)]
            fewest = min(map(len, sides))
            if len(inside) > len(lines) * _MOST and fewest > most and not _stand_in_rows(*sides):
                best, most = (middle, top, foot), fewest
    return _parts(rows, tables, *best) if best is not None else None


def _middles(places: Sequence[Edges]) -> list[float]:
    """The middles of strips between what ends at their left and what begins at their right, whatever is between."""
    starts = sorted({place[0] for place in places})
    found = set()
    for end in {place[2] for place in places}:
        after = bisect_left(starts, end + _CHANNEL)
        if after < len(starts):
            found.add((end + starts[after]) / 2)
    return sorted(found)


def _stretches(places: Sequence[Edges], middle: float) -> Iterator[tuple[float, float]]:
    """The heights between what stands across a strip, from top to foot."""
    across = [(y0, y1) for x0, y0, x1, y1 in places if x0 < middle + _CHANNEL / 2 and x1 > middle - _CHANNEL / 2]
    reach = 0.0
    for y0, y1 in sorted(across):
        if y0 > reach:
            yield reach, y0
        reach = max(reach, y1)
    yield reach, float("inf")


def _parts(
    rows: Sequence[Row], tables: Sequence[tuple[Edges, Table]], middle: float, top: float, foot: float
) -> list[Part]:
    def number(place: Edges) -> int:
        if place[1] < top or place[3] > foot:
            return 0 if place[1] < top else 3
        return 2 if place[0] > middle else 1

    def of(line: Line) -> int:
        return number((line.box.x0, line.box.y0, line.box.x1, line.box.y1)) if line.box else 0

    found = [
        (
            [part for row in rows if (part := [line for line in row if of(line) == wanted])],
            [item for item in tables if number(item[0]) == wanted],
        )
        for wanted in range(4)
    ]
    return [part for part in found if part != ([], [])]


def _stand_in_rows(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether the lines on the right belong to those they stand beside, not to a column of their own.

    What one side alone asks, the other answers. The lines of two columns may all line up, as their type is of one size;
    but then what they ask does not, or both are running text.
    """
    asked = _asked(left, right)
    running = all(is_running(side, len(side)) for side in (left, right))
    if not running and asked[0] and not asked[1]:
        return True
    if not _are_level(left, right):
        return False
    return _are_level(*asked) if asked[1] else not running


def _asked(left: Sequence[Line], right: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """What the left side asks, by how it is set, and what the right side asks so too; nothing where hardly any is."""
    most: tuple[list[Line], list[Line]] = ([], [])
    for asks in _ASKS:
        one, other = ([line for line in side if asks(line)] for side in (left, right))
        if len(one) >= _ASKED and len(one) > len(most[0]):
            most = (one, other if len(other) >= _ASKED else [])
    return most


def _are_level(left: Sequence[Line], right: Sequence[Line]) -> bool:
    """Whether most lines on the right stand at the height of one on the left."""
    tops = [line.box.y0 for line in left if line.box]
    level = sum(1 for line in right if line.box and any(abs(line.box.y0 - top) < _LEVEL for top in tops))
    return level * 2 > len(right)
