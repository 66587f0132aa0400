"""Numbers of questions in a column of their own, before the labels that they number.

A number set in the middle of its row stands between the lines of a label of two: it is taken out before rows are
lined up (`pdf_side_rows`), and put into the row beside whose middle it stands.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.document import Box, Line
from parsers.formats.pdf_side_rows import SideRow, is_numbered

#: A question's number in a line of its own.
NUMBER = re.compile(r"(?:q\s?)?(?:[a-z]?\d{1,2}(?:\.\d{1,2})*[a-z]?|[a-z](?=[).]))\s?[).:]?", re.IGNORECASE)
_LEAST = 2  # numbers that make a column
_BEFORE = 1.0  # points by which a number may reach into the labels


def numbers_apart(lefts: Sequence[Line]) -> tuple[list[Line], list[Line]]:
    """The numbers that stand in a column of their own before the labels, and the labels; no numbers else."""
    numbers = [line for line in lefts if NUMBER.fullmatch(line.text)]
    labels = [line for line in lefts if not NUMBER.fullmatch(line.text)]
    # A number close enough to its label is one line with it.
    starts = sorted(_box(line).x0 for line in labels if not is_numbered(line.text))
    if len(numbers) < _LEAST or not starts:
        return [], list(lefts)
    if max(_box(line).x1 for line in numbers) > starts[len(starts) // 2] + _BEFORE:
        return [], list(lefts)
    return numbers, labels


def with_numbers(rows: Sequence[SideRow], numbers: Sequence[Line]) -> list[SideRow]:
    """The rows, each number at the head of the label of the row that its middle is nearest to."""
    made = list(rows)
    for number in reversed(numbers if made else []):
        place = min(range(len(made)), key=lambda place: _away(made[place], number))
        made[place] = SideRow([number, *made[place].left], made[place].right)
    return made


def _away(row: SideRow, number: Line) -> float:
    """How far the middle of a number is from a row: nothing beside its label, then beside its answer."""
    middle = (_box(number).y0 + _box(number).y1) / 2
    lines = row.left or row.right
    top, foot = min(_box(line).y0 for line in lines), max(_box(line).y1 for line in lines)
    return max(top - middle, middle - foot, 0.0)


def _box(line: Line) -> Box:
    return line.box or Box(0, 0, 0, 0)
