"""Questions asked together in one cell, (a), (b), (c), and answered together in the cell beside it or under it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.matching.layout import Piece, Spot
from parsers.matching.marks import numbering_end
from parsers.matching.place import Place

_LETTER = re.compile(r"\(?\s?([a-h])\s?[).:]")
_LEAST = 2  # questions in one cell

Parts = list[tuple[Piece, str]]


def own_part(place: Place, spot: Spot, parts: Sequence[tuple[Piece, str]]) -> Parts:
    """The part of an answer that belongs to one of several lettered questions in a cell; all of it where none is.

    The answers have the same letters, or there are just as many lines of them as questions.
    """
    asked = [letter for piece in spot.pieces if (letter := _letter(piece.text))]
    own = next((letter for piece in reversed(place.pieces) if (letter := _letter(piece.text))), "")
    if not own or len(asked) < _LEAST or own not in asked:
        return list(parts)
    letters = [_letter(text) for _, text in parts]
    if len(set(letters) & set(asked)) >= _LEAST or letters[:1] == [asked[0]]:
        return _under(own, parts, letters)
    said = [part for part in parts if part[1].strip()]
    return [said[asked.index(own)]] if len(said) == len(asked) else list(parts)


def _under(own: str, parts: Sequence[tuple[Piece, str]], letters: Sequence[str]) -> Parts:
    """The parts from a letter up to the next, without the letter."""
    if own not in letters:
        return []
    first = letters.index(own)
    after = next((place for place, letter in enumerate(letters) if place > first and letter), len(parts))
    piece, text = parts[first]
    return [(piece, _without_letter(text)), *parts[first + 1 : after]]


def _letter(text: str) -> str:
    """The letter that a line begins with, or is; "" where it begins with none."""
    hit = _LETTER.match(text.strip().lower())
    return hit[1] if hit else ""


def _without_letter(text: str) -> str:
    return text[numbering_end(text) :] if numbering_end(text) else ""
