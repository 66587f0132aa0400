"""Where a printed row of words is cut into lines: at wide gaps, and where a column begins elsewhere on the page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from parsers.formats import glyphs
from parsers.formats.pdf_words import Ink

#: A gap wider than this many line heights ends a line.
_WIDE = 1.25
#: A plain space is narrower than this many line heights.
_SPACE = 0.29
#: Points from the margin from which a row is not merely indented, and how many such rows make a column.
_INDENT, MANY = 60.0, 5
#: The share of the narrower of two words, of so many letters at least, that is printed over the other.
_OVERLAP, _LETTERS = 0.3, 2
#: How small, against a bold label, the type of a note after it is.
_NOTE = 0.9
_LEADER = re.compile(r"[._…‥]{4,}")
#: What begins a list item or a numbered question; the text after it may stand well apart.
_LISTED = re.compile(rf"[{''.join(glyphs.BULLETS)}o\-–]|\(?(?:\d{{1,2}}|[A-Za-z]|[ivx]{{1,4}})[.)]")


def layers_of(row: Sequence[tuple[int, Ink]]) -> list[list[Ink]]:
    """A row, given with its words' places in the order of printing, parted where it was printed over: a hint in a box
    and the answer typed over it, each a row of its own. What is printed twice is told once.

    Signs are left where they are: a cross over a box belongs to it, and dots stand under the answer to their question.
    """
    row = _without_line_to_write_on(row)
    inks = [ink for _, ink in row]
    if not _is_printed_over(inks):
        return [inks]
    layers: list[list[Ink]] = [[]]
    for _, ink in sorted(row, key=lambda item: item[0]):
        if any(_overlap(ink, other) for other in layers[-1]):
            layers.append([])
        layers[-1].append(ink)
    told = {" ".join(ink.word.text for ink in layer): layer for layer in layers}
    return list(told.values())


def _without_line_to_write_on(row: Sequence[tuple[int, Ink]]) -> Sequence[tuple[int, Ink]]:
    """The row without the dots that it begins with where an answer of many lines is written over them."""
    first = min(row, key=lambda item: item[1].box.x0)[1]
    if len(row) == 1 or not _LEADER.fullmatch(first.word.text):
        return row
    over = [ink for _, ink in row if _letters(ink) and ink.box.x0 < first.box.x1]
    return [item for item in row if item[1] is not first] if over else row


def _is_printed_over(inks: Sequence[Ink]) -> bool:
    """Whether two words of a row overlap."""
    ordered = sorted(inks, key=lambda ink: ink.word.box.x0)
    return any(_overlap(before, ink) for before, ink in pairwise(ordered))


def _overlap(one: Ink, other: Ink) -> bool:
    """Whether much of a word is printed over another."""
    if min(_letters(one), _letters(other)) < _LETTERS:
        return False
    a, b = one.word.box, other.word.box
    return min(a.x1, b.x1) - max(a.x0, b.x0) > _OVERLAP * min(a.x1 - a.x0, b.x1 - b.x0)


def _letters(ink: Ink) -> int:
    return sum(map(str.isalnum, ink.word.text))


def parts_of(row: list[Ink]) -> list[list[Ink]]:
    """A row cut where the gap between two words is wider than text needs, and at the edges of coloured stretches; it is
    sorted on the way."""
    row.sort(key=lambda ink: ink.word.box.x0)
    heights = sorted(ink.size for ink in row)
    wide = max(heights[len(heights) // 2], 4.0) * _WIDE
    parts = [[row[0]]]
    for before, ink in pairwise(row):
        listed = len(parts[-1]) == 1 and _LISTED.fullmatch(before.word.text)
        if ink.fill != before.fill or ink.word.box.x0 - before.word.box.x1 > (wide * 4 if listed else wide):
            parts.append([ink])
        else:
            parts[-1].append(ink)
    return parts


def aligned(part: list[Ink], starts: Counter[int], second: Counter[int]) -> list[list[Ink]]:
    """A line cut also where a word begins, after more than a plain space, just where a column begins elsewhere.

    Where the type changes there as well, one row of a ``second`` column is enough to tell. A note in smaller type after
    a bold label stands apart from it.
    """
    pieces = [[part[0]]]
    for before, ink in pairwise(part):
        gap = (ink.word.box.x0 - before.word.box.x1) / max(ink.size, 4.0)
        seen = sum(starts[round(ink.box.x0) + shift] for shift in (-1, 0, 1)) if gap > _SPACE else 0
        if gap > _SPACE and before.bold != ink.bold:
            seen += sum(second[round(ink.box.x0) + shift] for shift in (-1, 0, 1)) * 3
        columns = seen >= 3 or (seen == 2 and gap > 1.25 * _SPACE) or (seen and gap > 2.5 * _SPACE)
        if columns or (before.bold and not ink.bold and ink.size <= _NOTE * before.size):
            pieces.append([ink])
        else:
            pieces[-1].append(ink)
    return pieces


def second_column(parted: Sequence[Sequence[Sequence[Ink]]]) -> Counter[int]:
    """Where rows begin that begin far from the margin: in a second column, beside which nothing stands."""
    firsts = [parts[0][0].box.x0 for parts in parted]
    margin = min(firsts, default=0.0) + _INDENT
    return Counter(round(first) for first in firsts if first > margin)
