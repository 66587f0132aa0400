"""Words that pdfium has taken apart into letters, put together again.

On a page of few words pdfium may take the text for one that runs downwards, and ends a line after each letter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from parsers.document import Box
from parsers.formats.pdf_words import Ink

_LEAST = 4  # words of a page that is looked at
_TOUCHING, _OVERLAP, _LEVEL = 0.1, 0.3, 0.1  # shares of a line's height between two letters of one word


def rejoined(words: Sequence[Ink]) -> list[Ink]:
    """The words of a page, in content order; those that touch as one, where most are single letters."""
    if len(words) < _LEAST or sum(len(ink.word.text) == 1 for ink in words) * 2 <= len(words):
        return list(words)
    whole: list[Ink] = []
    for ink in words:
        if whole and _touch(whole[-1], ink):
            whole[-1] = _one(whole[-1], ink)
        else:
            whole.append(ink)
    return whole


def _touch(before: Ink, after: Ink) -> bool:
    """Whether a word begins where another ends, on the same line."""
    one, other = before.box, after.box
    height = one.y1 - one.y0
    return (
        not before.turned
        and not after.turned
        and abs(one.y0 - other.y0) <= _LEVEL * height
        and -_OVERLAP * height <= other.x0 - one.x1 <= _TOUCHING * height
    )


def _one(before: Ink, after: Ink) -> Ink:
    one, other = before.box, after.box
    box = Box(one.x0, min(one.y0, other.y0), other.x1, max(one.y1, other.y1))
    return replace(before, word=replace(before.word, text=before.word.text + after.word.text, box=box))
