"""Tables without a single rule: questions in a left column, answers beside them, told by how their lines stand.

The right column's lines begin at one edge, and nothing crosses the white before it. Which lines of the two columns are
one row is lined up as a whole (`pdf_side_rows`): cells are set from the top or in the middle of their rows. Running
text in two columns is left alone; tables with column headings are read first (`pdf_headed_tables`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from parsers.document import Box, Cell, Line, Table
from parsers.formats import glyphs
from parsers.formats.pdf_frame import Edges
from parsers.formats.pdf_headed_tables import headed_tables
from parsers.formats.pdf_lines import Row, is_running
from parsers.formats.pdf_side_numbers import numbers_apart, with_numbers
from parsers.formats.pdf_side_rows import SideRow, is_numbered, side_rows

#: Points by which lines of one column may begin apart, and the narrowest white before the right column.
_SAME, _CHANNEL = 1.6, 5.0
_LEAST_ROWS = 3  # rows of a page in which both columns have a line
_LEAST_WHOLE = 3  # rows of all tables with one edge on a page that have a question and an answer
_ASKED = 2  # lines of a column set as questions are, from which it asks questions
_HEAD = 0.3  # of the page's width: what begins higher stands at its head
_LEAST_WIDTH = 60.0  # points of a column of questions
_MOST_EDGES = 3  # of a page, that are tried
_LARGE = 1.15  # type this much larger than most is a heading's
_MOST_LINES = 140  # of one table on one page
_UNDER = 14.0  # points that a box stands under its label, and begins beside where that begins, at most
_BESIDE = 40.0  # points that a box stands from its label at most
_FAR = 7.0  # line heights of white that no table has between two rows


def bare_tables(
    rows: Sequence[Row],
    page: int,
    width: float,
    *,
    drawn: Sequence[Edges] = (),
    before: tuple[float, float] | None = None,
) -> tuple[list[Row], list[tuple[Edges, Table]]]:
    """The rows of a page that are left, and the tables that the others make, with their edges.

    ``drawn`` are the boxes and tables on the page: labels side by side over boxes of their own make no table.
    ``before`` is where both columns of a table at the foot of the page before begin, which may go on here.
    """
    left, tables = headed_tables(rows, page)
    edges = _edges(left)
    if before is not None:
        edges = [before[1], *(edge for edge in edges if abs(edge - before[1]) > 2 * _SAME)]
    for number, edge in enumerate(edges):
        known = before if number == 0 else None
        found = [
            (run, _found(left[run[0] : run[1]], edge, goes_on=bool(known) and not place))
            for place, run in enumerate(_runs(left, edge, drawn))
        ]
        if known and found:
            found[0] = (found[0][0], _at_head(left, *found[0], edge, width))
        whole = sum(_whole(made) for _, made in found)
        if whole < (0 if known else _LEAST_WHOLE):
            continue
        for (begin, end), made in reversed(found):
            if made:
                start = known[0] if known else min(_box(row[0]).x0 for row in left)
                table = _made(made, start, edge, page, width)
                left[begin:end] = _unused(left[begin:end], made)
                tables.append((_around(table), table))
    return left, tables


def _at_head(
    rows: Sequence[Row], run: tuple[int, int], made: list[SideRow], edge: float, width: float
) -> list[SideRow]:
    """A page's first table, with what finishes a row of the page before: the end of a label or of an answer."""
    lines = [line for row in rows[run[0] : run[1]] for line in row]
    if _box(lines[0]).y0 > width * _HEAD:
        return made
    if not made:
        return [SideRow([], lines)] if all(_box(line).x0 >= edge - _SAME for line in lines) else []
    ahead = [line for line in lines if _box(line).y1 <= made[0].top + 1]
    goes_on = ahead and ahead[0].text[:1].islower() and all(_box(line).x1 < edge for line in ahead)
    return [SideRow(ahead, []), *made] if goes_on else made


def _around(table: Table) -> Edges:
    box = table.box or Box(0, 0, 0, 0)
    return (box.x0, box.y0, box.x1, box.y1)


def _unused(rows: Sequence[Row], made: Sequence[SideRow]) -> list[Row]:
    """The rows of a stretch that its table has not taken."""
    taken = {id(line) for row in made for line in (*row.left, *row.right)}
    return [row for row in rows if id(row[0]) not in taken]


def _edges(rows: Sequence[Row]) -> list[float]:
    """Where lines begin most often that do not begin at the margin."""
    starts: Counter[int] = Counter()
    margin = min((_box(row[0]).x0 for row in rows), default=0.0)
    for row in rows:
        for line in row:
            if _box(line).x0 > margin + _LEAST_WIDTH and not glyphs.is_tick(line.text[:1]):
                starts[round(_box(line).x0)] += 1
    near = {start: sum(starts[start + shift] for shift in (-1, 0, 1)) for start in starts}
    often = sorted((start for start in starts if near[start] >= _LEAST_ROWS), key=lambda start: -near[start])
    kept: list[int] = []
    for start in often:
        if all(abs(start - other) > 2 for other in kept):
            kept.append(start)
    return [float(start) for start in kept[:_MOST_EDGES]]


def _runs(rows: Sequence[Row], edge: float, drawn: Sequence[Edges]) -> list[tuple[int, int]]:
    """The stretches of rows that keep clear of the white before an edge."""
    large = _usual_size(rows) * _LARGE
    runs: list[tuple[int, int]] = []
    begin = 0
    for index in range(len(rows) + 1):
        fits = index < len(rows) and _keeps_clear(rows[index], edge) and not _labels_boxes(rows[index], drawn)
        fits = fits and not _lists_options(rows[index], edge)
        if fits and not _is_heading(rows[index], large):
            if index > begin and _apart(rows[index - 1], rows[index]) > _FAR:
                runs.append((begin, index))
                begin = index
            continue
        runs.append((begin, index))
        begin = index + 1
    return [(begin, end) for begin, end in runs if end > begin]


def _lists_options(row: Row, edge: float) -> bool:
    """Whether tick boxes stand on both sides of an edge: the options of two questions, or of one in columns."""
    ticks = [_box(line).x0 < edge - _SAME for line in row if glyphs.is_tick(line.text[:1])]
    return True in ticks and False in ticks


def _usual_size(rows: Sequence[Row]) -> float:
    sizes = sorted(line.size for row in rows for line in row if line.size for _ in line.words)
    return sizes[len(sizes) // 2] if sizes else 0.0


def _is_heading(row: Row, large: float) -> bool:
    return len(row) == 1 and bool(large) and (row[0].size or 0.0) > large


def _apart(above: Row, below: Row) -> float:
    """The white between two rows, in line heights."""
    top, foot = min(_box(line).y0 for line in below), max(_box(line).y1 for line in above)
    return (top - foot) / max(_box(below[0]).y1 - _box(below[0]).y0, 4.0)


def _labels_boxes(row: Row, drawn: Sequence[Edges]) -> bool:
    """Whether each of several lines side by side has a box of its own drawn under it, or one right beside it."""
    if len(row) > 1 and any(_box_beside(_box(line), drawn) for line in row):
        return True
    under = [_box_under(_box(line), drawn) for line in row]
    return len(row) > 1 and all(under) and len(set(under)) == len(row)


def _box_under(line: Box, drawn: Sequence[Edges]) -> Edges | None:
    """The box that begins right under a line, where the line begins."""
    fits = (edges for edges in drawn if -2 <= edges[1] - line.y1 <= _UNDER and abs(edges[0] - line.x0) <= _UNDER)
    return next(fits, None)


def _box_beside(line: Box, drawn: Sequence[Edges]) -> Edges | None:
    """The box that begins right beside a line, level with it."""
    middle = (line.y0 + line.y1) / 2
    fits = (edges for edges in drawn if 0 <= edges[0] - line.x1 <= _BESIDE and edges[1] <= middle <= edges[3])
    return next(fits, None)


def _keeps_clear(row: Row, edge: float) -> bool:
    return all(_box(line).x1 <= edge - _CHANNEL or _box(line).x0 >= edge - _SAME for line in row)


def _found(rows: Sequence[Row], edge: float, *, goes_on: bool) -> list[SideRow]:
    """The rows of the table that a stretch makes, which may go on from the page before; none where it is no table."""
    lefts = [line for row in rows for line in row if _box(line).x0 < edge - _SAME]
    rights = [[line for line in row if _box(line).x0 >= edge - _SAME] for row in rows]
    rights = [row for row in rights if row]
    if not lefts or not rights or len(lefts) + len(rights) > _MOST_LINES or _has_columns(rights, edge):
        return []
    if not any(abs(_box(row[0]).x0 - edge) <= _SAME for row in rights) or is_running(lefts, len(rows)):
        return []
    if _asks_too(lefts, [row[0] for row in rights]):
        return []
    numbers, labels = numbers_apart(lefts)
    made = with_numbers(side_rows(labels, rights, goes_on=goes_on), numbers)
    return max(_stretches(made), key=_whole, default=[])


def _stretches(rows: Sequence[SideRow]) -> list[list[SideRow]]:
    """The rows without those at their ends that have no answer, parted where several in a row have none.

    There the left column goes on with answers of its own, or with a heading and what is said under it.
    """
    stretches: list[list[SideRow]] = [[]]
    waiting: list[SideRow] = []
    for row in rows:
        if not row.right:
            waiting.append(row)
            continue
        if len(waiting) > 1:
            stretches.append([])
        elif stretches[-1]:
            stretches[-1] += waiting
        waiting = []
        stretches[-1].append(row)
    return [stretch for stretch in stretches if _whole(stretch)]


def _whole(rows: Sequence[SideRow]) -> int:
    """How many rows have both a question and an answer."""
    return sum(1 for row in rows if row.left and row.right)


def _asks_too(lefts: Sequence[Line], rights: Sequence[Line]) -> bool:
    """Whether the right column prints questions as the left one does: then the page is set in two columns."""
    if sum(line.bold for line in lefts) >= _ASKED and any(line.bold for line in rights):
        return not all(line.bold for line in rights)
    numbered = [sum(is_numbered(line.text) for line in lines) for lines in (lefts, rights)]
    return min(numbered) >= _ASKED and numbered[1] * 3 >= numbered[0]


def _has_columns(rights: Sequence[Row], edge: float) -> bool:
    """Whether what stands right of the edge is more than one column."""
    starts = Counter(
        round(_box(line).x0 / 2) for row in rights for line in row[1:] if not glyphs.is_tick(line.text[:1])
    )
    split = sum(1 for row in rights if len(row) > 1 and _box(row[0]).x0 <= edge + _SAME)
    return any(count >= _LEAST_ROWS for count in starts.values()) and split * 3 > len(rights)


def _made(found: Sequence[SideRow], left: float, edge: float, page: int, width: float) -> Table:
    right = max(width - left, edge + 1, *(_box(line).x1 for row in found for line in row.right))
    cells: list[Cell] = []
    tops = [row.top for row in found[1:]]
    top = found[0].top
    for number, row in enumerate(found):
        foot = max(row.foot, (row.foot + tops[number]) / 2 if number < len(tops) else row.foot)
        spans = ((left, edge - 2.0, row.left), (edge - 2.0, right, row.right))
        for column, (x0, x1, lines) in enumerate(spans):
            box = Box(*(round(value, 2) for value in (x0, top, x1, foot)))
            cells.append(Cell(row=number, column=column, lines=tuple(lines), page=page, box=box))
        top = foot
    around = Box(*(round(value, 2) for value in (left, found[0].top, right, top)))
    return Table(cells=tuple(cells), page=page, box=around)


def _box(line: Line) -> Box:
    return line.box or Box(0, 0, 0, 0)
