"""Tables without a single rule that have a row of bold column headings: contacts, budgets, years side by side.

A line belongs to the column whose heading it stands under; white runs between the columns through all rows. Three
columns are the fewest: questions with answers beside them are the business of `pdf_bare_tables`.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from parsers.document import Box, Cell, Line, Table
from parsers.formats import glyphs
from parsers.formats.pdf_frame import Edges
from parsers.formats.pdf_lines import Row

_LEAST_COLUMNS, _LEAST_ROWS = 3, 2  # of a table; … that have something in two columns
_CHANNEL = 3.0  # points of white between columns
_OUTSIDE = 10.0  # points that a column without a heading begins before the first heading
_ROW_WHITE, _INTO = 0.35, 0.1  # line heights of white above a row; … by which a row may reach into the one above
_FAR = 3.0  # line heights of white that no table has between two rows
_MOST_ROWS = 60


def headed_tables(rows: Sequence[Row], page: int) -> tuple[list[Row], list[tuple[Edges, Table]]]:
    """The rows of a page that are left, and the tables that the others make, with their edges."""
    left: list[Row] = []
    tables: list[tuple[Edges, Table]] = []
    index = 0
    while index < len(rows):
        made = _Columns(rows[index]).below(rows[index + 1 :]) if _is_head(rows[index]) else None
        if made is None:
            left.append(rows[index])
            index += 1
            continue
        table = made.table(page)
        box = table.box or Box(0, 0, 0, 0)
        tables.append(((box.x0, box.y0, box.x1, box.y1), table))
        index += 1 + made.taken
    return left, tables


def _is_head(row: Row) -> bool:
    return len(row) >= _LEAST_COLUMNS - 1 and all(
        line.bold and not line.text.endswith(":") and not glyphs.is_tick(line.text[:1]) for line in row
    )


class _Columns:
    """The columns under a row of headings: ``rows`` are those of the table, ``taken`` the printed rows they took."""

    def __init__(self, head: Row) -> None:
        self.spans = [[_box(line).x0, _box(line).x1] for line in head]
        self.rows: list[list[list[Line]]] = [[[line] for line in head]]
        self.headless = False
        self.taken = 0

    def below(self, rows: Sequence[Row]) -> _Columns | None:
        """The columns with all rows under the headings; None where they make no table."""
        foot, height = self._foot(self.rows[0])
        for row in rows[:_MOST_ROWS]:
            white = (min(_box(line).y0 for line in row) - foot) / height
            placed = None if white > _FAR or white < -1 or all(line.bold for line in row[1:] or row) else self._put(row)
            if placed is None:
                break
            if self.taken == 0 or self._begins(placed, white):
                self.rows.append(placed)
            else:
                for lines, more in zip(self.rows[-1], placed, strict=True):
                    lines.extend(more)
            self.taken += 1
            foot = max(foot, *(_box(line).y1 for line in row))
        return self if self._is_table() else None

    def _is_table(self) -> bool:
        """Whether enough stands in rows; a row that has a label of its own may be empty."""
        body = self.rows[1:]
        labelled = self.headless and any(all(row) for row in body)
        full = sum(1 for row in body if sum(map(bool, row)) > 1 or (labelled and row[0]))
        return full >= _LEAST_ROWS and len(self.spans) >= _LEAST_COLUMNS

    def _foot(self, row: list[list[Line]]) -> tuple[float, float]:
        boxes = [_box(line) for lines in row for line in lines]
        return max(box.y1 for box in boxes), max(min(box.y1 - box.y0 for box in boxes), 4.0)

    def _put(self, row: Row) -> list[list[Line]] | None:
        """The lines of a row in their columns; None where one stands across the white between two."""
        spans = [list(span) for span in self.spans]
        headless = self.headless
        if self.taken == 0 and _box(row[0]).x0 < spans[0][0] - _OUTSIDE and _box(row[0]).x1 < spans[0][0] - _CHANNEL:
            spans.insert(0, [_box(row[0]).x0, _box(row[0]).x1])
            headless = True
        placed: list[list[Line]] = [[] for _ in spans]
        for line in row:
            box = _box(line)
            # Figures end where their heading does, all else begins where it does.
            column = max((i for i, span in enumerate(spans) if span[0] <= box.x0 + 1 or span[0] < box.x1), default=0)
            spans[column] = [min(spans[column][0], box.x0), max(spans[column][1], box.x1)]
            if placed[column] and line.bold != placed[column][-1].bold:
                return None  # a question with its answer beside it, which the columns do not part
            placed[column].append(line)
        if any(after[0] - before[1] < _CHANNEL for before, after in pairwise(spans)):
            return None
        if headless and not self.headless:
            self.rows[0].insert(0, [])
        self.spans, self.headless = spans, headless
        return placed

    def _begins(self, placed: list[list[Line]], white: float) -> bool:
        """Whether a printed row begins a row of the table, and is not one more line of the row above."""
        if white > _ROW_WHITE:
            return True
        first = placed[0][0].text if placed[0] else ""
        level = white > -_INTO and bool(self.rows[-1][0])
        return bool(first) and level and sum(map(bool, placed)) > 1 and not first[:1].islower() and first[0] not in "(["

    def table(self, page: int) -> Table:
        """The table, its cells reaching over the white."""
        starts = [span[0] for span in self.spans]
        ends = [start - _CHANNEL / 2 for start in starts[1:]] + [self.spans[-1][1]]
        tops = [min(_box(line).y0 for lines in row for line in lines) for row in self.rows]
        feet = [*tops[1:], self._foot(self.rows[-1])[0]]
        cells = [
            Cell(
                row=number,
                column=column,
                lines=tuple(lines),
                page=page,
                box=Box(*(round(value, 2) for value in (starts[column], tops[number], ends[column], feet[number]))),
            )
            for number, row in enumerate(self.rows)
            for column, lines in enumerate(row)
        ]
        around = Box(*(round(value, 2) for value in (starts[0], tops[0], ends[-1], feet[-1])))
        return Table(cells=tuple(cells), page=page, box=around)


def _box(line: Line) -> Box:
    return line.box or Box(0, 0, 0, 0)
