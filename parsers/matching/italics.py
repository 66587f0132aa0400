"""Guidance that a form prints in italics under its labels, where the pack does not know it.

An answer may be in italics too: only where several labels have a line in italics under them and an upright one after
that are italics the form's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from parsers.matching.layout import Layout, Piece
from parsers.matching.place import Place

#: Labels with guidance in italics and an upright answer, from which italics are guidance.
_LEAST = 2
_MOST_LINES = 4  # of guidance
_LEAST_WORDS = 4  # in italics where nothing else stands, that are guidance


def guides_in_italics(layout: Layout, chosen: Iterable[Place]) -> bool:
    """Whether the form prints guidance in italics under its labels, and answers stand upright."""
    places = list(chosen)
    labels = {piece.index for place in places for piece in place.pieces}
    guided = 0
    for place in places:
        last = place.pieces[-1]
        under = layout.pieces[last.index + 1 : last.index + 2 + _MOST_LINES]
        if last.line.italic or not under or under[0].line is last.line or not under[0].line.italic:
            continue
        answer = next((piece for piece in under if not piece.line.italic), None)
        guided += answer is not None and bool(answer.text) and answer.index not in labels
    return guided >= _LEAST


def without_italics(parts: Sequence[tuple[Piece, str]]) -> list[tuple[Piece, str]]:
    """The parts of an answer's region without the lines in italics that they begin with; a signature is left alone."""
    upright = (number for number, (piece, text) in enumerate(parts) if text.strip() and not piece.line.italic)
    first = next(upright, len(parts))
    if first == len(parts) and len(" ".join(text for _, text in parts).split()) < _LEAST_WORDS:
        return list(parts)
    return [part for number, part in enumerate(parts) if number >= first or not part[1].strip()]
