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


def guides_in_italics(layout: Layout, chosen: Iterable[Place]) -> bool:
    """Whether the form prints guidance in italics under its labels, and answers stand upright."""
    places = list(chosen)
    labels = {piece.index for place in places for piece in place.pieces}
    guided = 0
    for place in places:
        last = place.pieces[-1]
        lines = layout.pieces[last.index + 1 : last.index + 3]
        if len(lines) < 2 or last.line.italic or any(piece.line is last.line for piece in lines):
            continue
        guidance, answer = lines
        upright = bool(answer.text) and not answer.line.italic and answer.index not in labels
        guided += guidance.line.italic and upright
    return guided >= _LEAST


def without_italics(parts: Sequence[tuple[Piece, str]]) -> list[tuple[Piece, str]]:
    """The parts of an answer's region without the lines in italics that they begin with."""
    upright = (number for number, (piece, text) in enumerate(parts) if text.strip() and not piece.line.italic)
    first = next(upright, len(parts))
    return [part for number, part in enumerate(parts) if number >= first or not part[1].strip()]
