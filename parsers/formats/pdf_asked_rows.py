"""Questions that stand side by side on a row, with the answer to each right under it: read one after the other."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.document import Line

_LEFT, _RIGHT = 3.0, 24.0  # points that an answer may begin to the left of its question, and to the right
_MOST_ROWS = 4  # of answers
_BOLD_ROWS = 2  # more under words that are only bold are those of a table with its heads
_APART = 1.2  # heights of a line that white between a question and its answer may take


def answered_under(rows: Sequence[Sequence[Line]], start: int) -> int:
    """How many rows are a row of questions and the answers right under them; 0 where one at ``start`` is none."""
    asked = rows[start]
    questions = all(line.text.endswith("?") for line in asked)
    if len(asked) < 2 or not (questions or all(line.bold for line in asked)):
        return 0
    count = 1
    for row in rows[start + 1 : start + 1 + _MOST_ROWS]:
        if any(line.text.endswith("?") or line.bold for line in row) or any(_own(line, asked) is None for line in row):
            break
        if _gap(rows[start + count - 1], row) > _APART * _height(row):
            break
        count += 1
    if not questions and count > _BOLD_ROWS:
        return 0
    return count if count > 1 and len(rows[start + 1]) > 1 else 0


def each_with_its_own(rows: Sequence[Sequence[Line]]) -> list[Line]:
    """Each question of the first row with what stands under it."""
    asked, *under = rows
    return [
        line
        for number, question in enumerate(asked)
        for line in (question, *(other for row in under for other in row if _own(other, asked) == number))
    ]


def _own(line: Line, asked: Sequence[Line]) -> int | None:
    """Under which of some questions a line begins."""
    starts = [(number, question.box.x0) for number, question in enumerate(asked) if question.box is not None]
    left = line.box.x0 if line.box is not None else float("inf")
    return next((number for number, start in starts if -_LEFT <= left - start <= _RIGHT), None)


def _gap(above: Sequence[Line], row: Sequence[Line]) -> float:
    """The white between two rows, in points."""
    return min(line.box.y0 for line in row if line.box) - max(line.box.y1 for line in above if line.box)


def _height(row: Sequence[Line]) -> float:
    return max(line.box.y1 - line.box.y0 for line in row if line.box)
