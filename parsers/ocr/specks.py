"""Dirt on a page that is read as signs: dots and strokes that stand by themselves, and such at the edges of words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from statistics import median

from parsers.ocr.tesseract import Recognised

#: What specks are read as; … and what they are read as within a line, where other signs are written.
_SPECKS = frozenset("`'´‘’.,·:;|!~^°\"“”*+•«»©®¢_-–—")
_WITHIN = frozenset("`´'‘.,·~^")
#: Signs that nobody writes at the edge of a word.
_NEVER = "`´·"
_APART = 0.2  # em of white on both sides of a speck within a line
_FAR = 1.2  # … of any other sign but these, which people write by themselves
_ALONE = frozenset("•-–—&/+=£€$%☐☒✓?")
_LOW = 0.35  # of the height of most words, a letter or figure that is lower is dirt
_FOLLOWED = 2.5  # em, within which what a bullet begins stands after it


def without_dust(words: Sequence[Recognised]) -> list[Recognised]:
    """The words as they were read, without letters and figures that are too low to be any on this page."""
    tall = [item.edges[3] - item.edges[1] for item in words if any(map(str.isalnum, item.text))]
    least = _LOW * median(tall) if tall else 0.0
    return [
        item
        for item in words
        if item.edges[3] - item.edges[1] >= least or not any(map(str.isalnum, item.text)) or len(item.text) > 1
    ]


def without_specks(words: Sequence[Recognised]) -> list[Recognised]:
    """The words without those that are only specks, and without specks at their edges."""
    tall = [item.edges[3] - item.edges[1] for item in words if any(map(str.isalnum, item.text))]
    if not tall:
        return list(words)
    em = median(tall)
    lines: dict[tuple[str, ...], list[Recognised]] = defaultdict(list)
    for item in words:
        text = item.text.strip(_NEVER) or item.text
        lines[item.line].append(item if text == item.text else replace(item, text=text))
    kept: list[Recognised] = []
    for line in lines.values():
        if all(_is_speck(item) for item in line):
            kept += [item for item in line if item.text == "•" and _begins(item, words, em)]
        else:
            kept += [item for number, item in enumerate(line) if not _is_stray(line, number, em)]
    return kept


def _is_speck(item: Recognised) -> bool:
    return len(item.text) <= 2 and _SPECKS.issuperset(item.text)


def _is_stray(line: Sequence[Recognised], number: int, em: float) -> bool:
    """Whether a sign within a line stands apart from the words on both sides of it."""
    item = line[number]
    if len(item.text) > 1 or item.text.isalnum() or item.text in _ALONE:
        return False
    apart = (_APART if item.text in _WITHIN else _FAR) * em
    before, after = line[number - 1 : number] if number else [], line[number + 1 : number + 2]
    gaps = [item.edges[0] - other.edges[2] for other in before] + [other.edges[0] - item.edges[2] for other in after]
    return all(gap > apart for gap in gaps)


def _begins(bullet: Recognised, words: Sequence[Recognised], em: float) -> bool:
    """Whether words stand on a bullet's row, close after it."""
    middle = (bullet.edges[1] + bullet.edges[3]) / 2
    return any(
        other.edges[1] <= middle <= other.edges[3] and 0 < other.edges[0] - bullet.edges[2] < _FOLLOWED * em
        for other in words
        if other is not bullet and any(map(str.isalnum, other.text))
    )
