"""Text among lines on a page: in which column an answer stands, and where a new paragraph begins."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from itertools import takewhile

from parsers.document import Box
from parsers.matching.hints import is_small_beside
from parsers.matching.layout import Layout, Piece, are_level
from parsers.matching.marks import STANDING_NUMBER, numbering_end
from parsers.matching.place import Place

_TICK = re.compile("[☒☐]")
_NEAR, _INDENT = 3, 30.0  # pieces after a label with the row under it; points by which that may be indented
_SPACE = 0.5  # line heights of white between two words at most


class Column:
    """Where on the page the answer to a label among lines may stand, given the other labels on its row.

    Beside a label on whose line something follows, or that has its box under it (``boxed``), there are only notes.
    """

    def __init__(self, place: Place, chosen: Iterable[Place], *, boxed: bool = False) -> None:
        self.row = place.pieces[0].row
        self.label = place.pieces[-1]
        self.left = -1.0
        self.right: float | None = None
        self.beside: float | None = None
        self.tail = bool(place.tail) or boxed
        first = place.pieces[0]
        if first.box is None:
            return
        x0 = first.box.x0
        others = [other.pieces[0] for other in chosen if other is not place and are_level(other.pieces[0], first)]
        edges = [piece.box.x0 for piece in others if piece.box is not None and piece is not first]
        self.left = x0 - 6 if any(edge < x0 for edge in edges) else -1.0
        self.right = min((edge - 6 for edge in edges if edge > x0), default=None)

    @property
    def is_right(self) -> bool:
        """Whether the label is the last of several on its row."""
        return self.left > 0 and self.right is None

    def holds(self, piece: Piece) -> bool:
        """Whether a piece stands in the answer's column; the first one beside the label says where that begins."""
        if piece.box is None:
            return True
        if not self.left <= piece.box.x0 < (self.right if self.right is not None else 1e9):
            return False
        if piece.row == self.row and self.beside is None and not self.tail and not is_small_beside(self.label, piece):
            self.beside = piece.box.x0 if self._is_apart(piece.box) else None
        elif self.beside is not None and piece.box.x1 <= self.beside + 2 and piece.text not in {"☒", "☐"}:
            return False
        return True

    def _is_apart(self, box: Box) -> bool:
        """Whether an answer stands apart from its label, and does not just go on with its line in other type."""
        label = self.label.box
        return label is None or box.x0 - label.x1 > _SPACE * (label.y1 - label.y0)


def ticked_under(place: Place, pieces: Sequence[Piece]) -> bool:
    """Whether tick boxes stand right under a label, so that what is beside it is a note."""
    label = place.pieces[-1]
    under = next((piece for piece in pieces[label.index + 1 :][:_NEAR] if piece.row > label.row), None)
    begins = place.pieces[0].box
    if under is None or under.box is None or begins is None:
        return False
    return under.text[:1] in {"☒", "☐"} and abs(under.box.x0 - begins.x0) <= _INDENT


def lone_tick(place: Place, pieces: Sequence[Piece], starts: Collection[int]) -> Piece | None:
    """A tick box by itself right before a question, in a row in which no other question begins; None where none is.

    So stands the box beside a statement in two languages, of which the question's wording is the second.
    """
    first = place.pieces[0].index
    if not first or pieces[first - 1].text not in {"☒", "☐"}:
        return None
    tick = pieces[first - 1]
    beside = takewhile(lambda piece: piece.row == tick.row, reversed(pieces[:first]))
    return None if any(piece.index in starts for piece in beside) else tick


def numbers_next(layout: Layout, piece: Piece, starts: Collection[int]) -> bool:
    """Whether a piece is the number, in a column of its own, of a question that stands beside it."""
    if not piece.starts_line or piece.index + 1 not in starts or not STANDING_NUMBER.fullmatch(piece.text):
        return False
    return layout.pieces[piece.index + 1].row == piece.row


def asks_anew(parts: Sequence[tuple[Piece, str]], piece: Piece) -> bool:
    """Whether a line after tick boxes, without one itself, is numbered or bold as a question is."""
    if not piece.starts_line or _TICK.search(piece.text) or not any(_TICK.search(text) for _, text in parts):
        return False
    asks = numbering_end(piece.text) > 0 or piece.line.bold
    return asks and bool(piece.text) and not piece.text[0].islower()


def breaks(previous: Piece, piece: Piece, text: str) -> bool:
    """Whether a new paragraph begins at a piece."""
    if not text.strip():
        return not piece.natives
    if piece.row == previous.row:
        return False
    return not piece.line.wrapped or piece.line.gap or _far(previous, piece)


def _far(previous: Piece, piece: Piece) -> bool:
    """Whether there is more than a line's space between two pieces."""
    if previous.box is None or piece.box is None or previous.page != piece.page:
        return previous.page != piece.page
    return piece.box.y0 - previous.box.y1 > 0.8 * (previous.box.y1 - previous.box.y0)
