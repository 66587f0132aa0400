"""Questions on the form that the definition does not ask: where one begins, the answer before it ends.

Every form has some, be it another edition's or one that its programme has no use for. They are known by what they
share with the questions around them: the number that comes next, their weight, a box of their own.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from parsers.form import FieldType
from parsers.matching.boxes import Boxes
from parsers.matching.fitness import TICKED_TYPES
from parsers.matching.layout import Layout, Piece
from parsers.matching.looks import is_bold, lead_of
from parsers.matching.marks import follows, number_of
from parsers.matching.place import Place

_MOST_BOLD, _LEAST = 0.8, 3  # the share of labels in bold from which such a line may be a question; … and labels
_NEAR = 3  # pieces after a question among which its box begins
_LEAST_WORDS = 2
#: What stands between the boxes of one answer.
_PARTS = re.compile(
    r"(?:post ?code|town|city|county|street|road|country|address|line|building|day|month|year|title|first|last|name|"
    r"surname|forename|code|pence|and|or|to|from|of|\W|\d)+",
    re.IGNORECASE,
)

_Parts = Sequence[tuple[Piece, str]]


class Unasked:
    """Knows the questions of one document that no field has."""

    def __init__(self, layout: Layout, chosen: Iterable[Place], boxes: Boxes) -> None:
        self._pieces = layout.pieces
        self._boxes = boxes
        labels = [is_bold(place.pieces[0]) for place in chosen]
        self._bold = len(labels) >= _LEAST and sum(labels) >= _MOST_BOLD * len(labels)

    def begins(self, piece: Piece, place: Place, kind: FieldType, parts: _Parts) -> bool:
        """Whether such a question begins at a piece that comes after ``parts`` of the answer at a place."""
        within = piece.spot is not None
        if not piece.text or piece.line.bullet or (within and piece.spot is not place.spot):
            return False
        alike = is_bold(piece) == is_bold(place.pieces[0])
        if alike and self._is_next(piece, place, parts):
            return True
        if not piece.starts_line:
            return False
        if alike and self._bold and _asks_in_bold(piece):
            return True
        return not within and kind not in TICKED_TYPES and self._has_box(piece, parts)

    def _is_next(self, piece: Piece, place: Place, parts: _Parts) -> bool:
        """Whether a piece has the number after that of a place; the items of a list in an answer are numbered too."""
        number, after = number_of(place.pieces[0].text), number_of(piece.text)
        if not number or not follows(number, after):
            return False
        return not any(number_of(text) for _, text in parts)

    def _has_box(self, piece: Piece, parts: _Parts) -> bool:
        """Whether a line after a box to write in has such a box of its own under it or beside it."""
        if len(piece.text.split()) < _LEAST_WORDS or _PARTS.fullmatch(piece.text):
            return False
        if piece.natives or not any(self._holds(part) for part, _ in parts):
            return False
        following = self._pieces[piece.index + 1 : piece.index + 1 + _NEAR]
        return any(self._holds(other) for other in following)

    def _holds(self, piece: Piece) -> bool:
        return bool(piece.natives) or self._boxes.holds(piece)


def _asks_in_bold(piece: Piece) -> bool:
    """Whether a piece is a question in bold, or begins with one that is answered on its line."""
    return (piece.line.bold and piece.text.endswith("?")) or lead_of(piece).endswith((":", "?"))
