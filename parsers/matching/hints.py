"""Guidance that a form sets under its labels in a type of its own, where the pack does not know it.

An answer may be in italics, in small type or in colour too: only where several labels have a line so set under them,
and another after that, is it the form's.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from parsers.document import DocumentKind, Line
from parsers.matching.layout import Layout, Piece
from parsers.matching.looks import MOST, look_of, shared
from parsers.matching.marks import BRACKETED, STANDING_NUMBER, is_blank, without_word_limit
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
#: How much lighter, of 255, guidance is than an answer; how far apart the channels of a colour that is no grey are.
_LIGHTER, _CHROMATIC = 40, 40
#: How far, in points, lines that begin under one another may be off, and how far to the right answers begin.
_FLUSH, _LEAST_INDENT, _MOST_INDENT = 3.0, 6.0, 60.0


@dataclass(frozen=True, slots=True)
class _Kind:
    """One way to set guidance: whether a line is set apart from its label so (the share that is small comes last),
    whether another after it is set as an answer then is, and whether two lines are set alike."""

    apart: Callable[[Line, Line, float], bool]
    answers: Callable[[Line, Line], bool]
    alike: Callable[[Line, Line], bool]


class Hints:
    """How a document's form sets its guidance: in italics, in small type, in another colour, or not apart."""

    def __init__(self, layout: Layout, chosen: Iterable[Place]) -> None:
        places = list(chosen)
        self._layout = layout
        self._small = _SMALL_IN_PICTURE if layout.document.kind is DocumentKind.SCAN else _SMALL
        self._labels = {piece.index for place in places for piece in place.pieces}
        share = shared([look_of(place.pieces[0]) for place in places if place.spot is None])
        self._marks = [n for n in (0, 1) if share[n] > MOST]
        self._guides = [(kind, line) for kind in _KINDS for line in self._guides_of(kind, places)]
        lines = [place.pieces[-1].line for place in places]
        self._apart = [(kind, line) for kind, line in self._guides if not _like(kind, line, lines)]

    def without(self, parts: Sequence[tuple[Piece, str]]) -> list[tuple[Piece, str]]:
        """The parts of an answer's region without the guidance that they begin and end with; a signature is left
        alone."""
        answers = [number for number, (piece, text) in enumerate(parts) if text.strip() and not self.is_hint(piece)]
        if not answers and len(" ".join(text for _, text in parts).split()) < _LEAST_WORDS:
            return list(parts)
        first, last = (answers[0], answers[-1]) if answers else (len(parts), len(parts))
        return [part for number, part in enumerate(parts) if first <= number <= last or not part[1].strip()]

    def is_hint(self, piece: Piece) -> bool:
        """Whether a piece that is no label is set as guidance is; what has a tick box is an option."""
        return _is_set_as(piece, self._guides)

    def is_apart(self, piece: Piece) -> bool:
        """Whether a piece is set as guidance is, and no label is."""
        return _is_set_as(piece, self._apart)

    def _guides_of(self, kind: _Kind, places: Sequence[Place]) -> list[Line]:
        """The lines that guide, set in one way; none of those that are answers as often."""
        votes = [vote for place in places if (vote := self._vote(kind, place)) is not None]
        guides, answers = ([line for line, guides in votes if guides is wanted] for wanted in (True, False))
        return [line for line in guides if _like(kind, line, guides) >= max(_LEAST, _like(kind, line, answers) + 1)]

    def _vote(self, kind: _Kind, place: Place) -> tuple[Line, bool] | None:
        """A line set apart under a label, and whether it guides: whether an answer set otherwise is after it, or
        before it on the label's own line.

        Between the two there may be one line, as the question in a second language.
        """
        label = place.pieces[-1]
        under = self._layout.pieces[label.index + 1 : label.index + 2 + _MOST_LINES]
        if not under or under[0].line is label.line:
            return None
        for at, piece in enumerate(under[:2]):
            if self._is_label(piece):
                return None
            if piece.text and kind.apart(piece.line, label.line, self._small):
                rest = under[at + 1 :]
                after = next((other for other in rest if other.text and kind.answers(piece.line, other.line)), None)
                ends = after is None or after.index >= self._next_label(piece) or STANDING_NUMBER.fullmatch(after.text)
                if ends and not at and _says(place.tail) and kind.answers(piece.line, label.line):
                    return piece.line, True
                return (piece.line, not ends) if not at or not ends else None
        return None

    def _next_label(self, piece: Piece) -> int:
        """The index of the next label after a piece, or past the end."""
        after = (other.index for other in self._layout.pieces[piece.index + 1 :] if self._is_label(other))
        return next(after, len(self._layout.pieces))

    def _is_label(self, piece: Piece) -> bool:
        """Whether a piece is a label, or looks as most do: a question that no field has ends an answer too."""
        if piece.index in self._labels:
            return True
        look = look_of(piece)
        return bool(self._marks) and (piece.starts_line or look[0]) and all(look[n] for n in self._marks)


def _is_set_as(piece: Piece, guides: Sequence[tuple[_Kind, Line]]) -> bool:
    if "☐" in piece.text or "☒" in piece.text:
        return False
    return any(kind.alike(piece.line, guide) for kind, guide in guides)


def _says(tail: str) -> bool:
    """Whether what follows a label on its line is an answer, and not a limit or a bracket."""
    return not is_blank(BRACKETED.sub("", without_word_limit(tail)))


def _in_italics(line: Line, label: Line, small: float) -> bool:
    return line.italic and not label.italic


def _upright(guide: Line, other: Line) -> bool:
    return not other.italic


def _both_in_italics(one: Line, other: Line) -> bool:
    return one.italic and other.italic and _same_size(one, other)


def _in_small_type(line: Line, label: Line, small: float) -> bool:
    return line.size is not None and label.size is not None and line.size <= small * label.size


def _larger(guide: Line, other: Line) -> bool:
    return (other.size or 0) > _LARGER * (guide.size or 0)


def _of_one_size(one: Line, other: Line) -> bool:
    return one.size is not None and other.size is not None and _same_size(one, other)


def _not_bold(line: Line, label: Line, small: float) -> bool:
    return not line.bold and not line.heading


def _darker_or_coloured(guide: Line, other: Line) -> bool:
    """Whether another line stands out from guidance: darker, or in colour where that is black."""
    if guide.colour == other.colour or (guide.size or 0) > _LARGER * (other.size or guide.size or 0):
        return False
    if _is_chromatic(other.colour) and not guide.colour:
        return True
    return _light(guide.colour) >= _light(other.colour) + _LIGHTER


def _of_one_colour(one: Line, other: Line) -> bool:
    return (one.colour, one.bold, one.italic) == (other.colour, other.bold, other.italic) and _same_size(one, other)


def _under_label(line: Line, label: Line, small: float) -> bool:
    return _begins(line) is not None and abs(_indent(label, line)) <= _FLUSH and line.bold <= label.bold


def _indented(guide: Line, other: Line) -> bool:
    """Whether another line begins to the right of guidance, as all answers of a form may."""
    return _LEAST_INDENT <= _indent(guide, other) <= _MOST_INDENT and guide.bold == other.bold


def _both_under_label(one: Line, other: Line) -> bool:
    flush = _begins(one) is not None and abs(_indent(one, other)) <= _FLUSH
    return flush and one.bold == other.bold and one.bullet == other.bullet and _same_size(one, other)


def _begins(line: Line) -> float | None:
    """Where a line begins across the page, in points."""
    return line.box.x0 if line.box is not None else None


def _indent(one: Line, other: Line) -> float:
    """How much farther to the right another line begins, in points; infinite where that is not known."""
    left, right = _begins(one), _begins(other)
    return right - left if left is not None and right is not None else float("inf")


_KINDS = (
    _Kind(_in_italics, _upright, _both_in_italics),
    _Kind(_in_small_type, _larger, _of_one_size),
    _Kind(_not_bold, _darker_or_coloured, _of_one_colour),
    _Kind(_under_label, _indented, _both_under_label),
)


def _like(kind: _Kind, line: Line, others: Sequence[Line]) -> int:
    """How many of the others are set as a line is."""
    return sum(1 for other in others if kind.alike(line, other))


def _same_size(one: Line, other: Line) -> bool:
    return one.size is None or other.size is None or abs(one.size - other.size) <= _SAME_SIZE


def _channels(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of 255."""
    return (int(colour[:2], 16), int(colour[2:4], 16), int(colour[4:], 16)) if colour else (0, 0, 0)


def _light(colour: str) -> float:
    """How light a colour is, of 255 (Rec. 601)."""
    red, green, blue = _channels(colour)
    return 0.299 * red + 0.587 * green + 0.114 * blue


def _is_chromatic(colour: str) -> bool:
    channels = _channels(colour)
    return max(channels) - min(channels) >= _CHROMATIC


def is_small_beside(label: Piece, piece: Piece) -> bool:
    """Whether what stands beside a label is in so much smaller type that it is guidance, not where answers begin."""
    sizes = label.line.size, piece.line.size
    return sizes[0] is not None and sizes[1] is not None and sizes[1] <= _SMALL * sizes[0]
