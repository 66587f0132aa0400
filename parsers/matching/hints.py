"""Guidance that a form sets under its labels in a type of its own, where the pack does not know it.

An answer may be in italics or in small type too: only where several labels have a line so set under them, and another
after that, is it the form's.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from parsers.document import DocumentKind, Line
from parsers.matching.layout import Layout, Piece
from parsers.matching.marks import STANDING_NUMBER
from parsers.matching.place import Place

#: Labels with guidance and an answer in other type, from which such type is guidance.
_LEAST = 2
_MOST_LINES = 4  # of guidance
_LEAST_WORDS = 4  # of guidance where nothing else stands
#: Type that is smaller than a label's by this much is small, and an answer's is larger than that by this much.
_SMALL, _LARGER = 0.9, 1.08
#: … by this where sizes are those of letters in a picture, of which a line without tall ones looks smaller.
_SMALL_IN_PICTURE = 0.8
_SAME_SIZE = 0.3  # points


class Hints:
    """How a document's form sets its guidance: in italics, in small type, or not apart."""

    def __init__(self, layout: Layout, chosen: Iterable[Place]) -> None:
        places = list(chosen)
        self._layout = layout
        self._small = _SMALL_IN_PICTURE if layout.document.kind is DocumentKind.SCAN else _SMALL
        self._labels = {piece.index for place in places for piece in place.pieces}
        italics = [found for place in places if (found := self._italics_under(place)) is not None]
        guides, answers = ([line for line, guides in italics if guides is kind] for kind in (True, False))
        self._italics = [line for line in guides if _like(line, guides) >= max(_LEAST, _like(line, answers) + 1)]
        sizes = [self._small_under(place) for place in places]
        guided, answered = [size for size in sizes if size > 0], sum(1 for size in sizes if size < 0)
        self._sizes = guided if len(guided) >= max(_LEAST, answered + 1) else []

    def without(self, parts: Sequence[tuple[Piece, str]]) -> list[tuple[Piece, str]]:
        """The parts of an answer's region without the guidance that they begin with; a signature is left alone."""
        answers = (number for number, (piece, text) in enumerate(parts) if text.strip() and not self._is_hint(piece))
        first = next(answers, len(parts))
        if first == len(parts) and len(" ".join(text for _, text in parts).split()) < _LEAST_WORDS:
            return list(parts)
        return [part for number, part in enumerate(parts) if number >= first or not part[1].strip()]

    def _is_hint(self, piece: Piece) -> bool:
        """Whether a piece that is no label is set as guidance is; what has a tick box is an option."""
        size = piece.line.size
        if "☐" in piece.text or "☒" in piece.text:
            return False
        if piece.line.italic and any(_same_size(piece.line, hint) for hint in self._italics):
            return True
        return size is not None and any(abs(size - small) <= _SAME_SIZE for small in self._sizes)

    def _under(self, place: Place) -> list[Piece]:
        last = place.pieces[-1]
        under = self._layout.pieces[last.index + 1 : last.index + 2 + _MOST_LINES]
        return under if under and under[0].line is not last.line else []

    def _italics_under(self, place: Place) -> tuple[Line, bool] | None:
        """The line in italics under a label, and whether it guides: whether an upright answer is after it."""
        under = self._under(place)
        if place.pieces[-1].line.italic or not under or not under[0].line.italic:
            return None
        line = under[0].line
        after = next((piece for piece in under if not (piece.line.italic and _same_size(piece.line, line))), None)
        if after is not None and after.line.italic:
            return None
        ends = after is None or not after.text or after.index in self._labels or STANDING_NUMBER.fullmatch(after.text)
        return line, not ends

    def _small_under(self, place: Place) -> float:
        """The size of the guidance in small type under a label, in points; -1.0 where an answer is as small, else 0.

        Between the two there may be one line, as the question in a second language.
        """
        label, under = place.pieces[-1].line.size, self._under(place)
        if label is None:
            return 0.0
        for at, piece in enumerate(under[:2]):
            size = piece.line.size
            if piece.index in self._labels:
                break
            if size is not None and size <= self._small * label:
                larger = (other for other in under[at + 1 :] if other.text and (other.line.size or 0) > _LARGER * size)
                answer = next(larger, None)
                if answer is not None and answer.index < self._next_label(piece):
                    return size
                return 0.0 if at else -1.0
        return 0.0

    def _next_label(self, piece: Piece) -> int:
        """The index of the next label after a piece, or past the end."""
        after = (index for index in range(piece.index + 1, len(self._layout.pieces)) if index in self._labels)
        return next(after, len(self._layout.pieces))


def _like(line: Line, others: Sequence[Line]) -> int:
    """How many of the others are of a line's size."""
    return sum(1 for other in others if _same_size(line, other))


def _same_size(one: Line, other: Line) -> bool:
    return one.size is None or other.size is None or abs(one.size - other.size) <= _SAME_SIZE


def is_small_beside(label: Piece, piece: Piece) -> bool:
    """Whether what stands beside a label is in so much smaller type that it is guidance, not where answers begin."""
    sizes = label.line.size, piece.line.size
    return sizes[0] is not None and sizes[1] is not None and sizes[1] <= _SMALL * sizes[0]
