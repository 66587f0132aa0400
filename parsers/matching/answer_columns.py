"""Tables with a column headed as that of the answers, and notes between it and the questions."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.matching.layout import Spot

#: How the column is headed that answers go in.
_ANSWER = re.compile(
    r"\W*(?:your |applicant.?s? |please )?(?:answers?|responses?|reply|replies|ateb(?:ion)?|eich ateb)(?: here)?\W*",
    re.IGNORECASE,
)


def answer_columns(tables: Sequence[Sequence[Spot]]) -> dict[int, int]:
    """Table → the column that answers go in, where it is headed so and another stands between it and the questions.

    A table without such a head, with as many columns as the one before, goes on with that.
    """
    found: dict[int, int] = {}
    before = (0, 0)  # columns of the last such table, and which of them
    for number, spots in enumerate(tables):
        width = max((spot.cell.column + spot.cell.column_span for spot in spots), default=0)
        column = _headed(spots)
        if column:
            before = (width, column)
        elif width == before[0]:
            column = before[1]
        if column:
            found[number] = column
    return found


def _headed(spots: Sequence[Spot]) -> int:
    """The column whose head says that answers go there; 0 where there is none."""
    head = [spot for spot in spots if spot.cell.row == 0]
    return next((spot.cell.column for spot in head if spot.cell.column > 1 and _ANSWER.fullmatch(spot.text)), 0)
