"""A form answered in a reply: its questions quoted from the mail that asked them, each answer written under its own.

What is quoted there was not said by the writer, be it a hint, or an answer that one of our letters told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from parsers.document import TICKED, UNTICKED
from parsers.matching.layout import Layout, Piece
from parsers.matching.place import Place

#: Quoted questions with an answer under them that is not, from which quoting tells the two apart.
_LEAST = 3
#: Lines after a question within which its answer begins; those before it are the rest of the question and guidance.
_NEAR = 4
#: A quoted line of so many characters may have been wrapped by the mail program, which left the mark off the rest.
_WRAPPED = 60


def answered_between(layout: Layout, chosen: Iterable[Place]) -> bool:
    """Whether the questions are quoted and the answers written between them."""
    answered = 0
    for place in chosen:
        last = place.pieces[-1]
        if last.line.quote:
            under = layout.pieces[last.index : last.index + 1 + _NEAR]
            answered += any(_begins_answer(above, piece, last.line.quote) for above, piece in pairwise(under))
    return answered >= _LEAST


def _begins_answer(above: Piece, piece: Piece, depth: int) -> bool:
    """Whether a piece is not quoted as the question is, and no rest of a quoted line."""
    own = piece.line.quote < depth and bool(piece.text)
    return own and (piece.line.gap or len(above.line.text) < _WRAPPED)


def without_quoted(parts: Sequence[tuple[Piece, str]]) -> list[tuple[Piece, str]]:
    """The parts of an answer's region that are quoted less deeply than the question, on whose line it begins.

    Where nothing is, quoted tick boxes are the answer if one of them is ticked: nobody sends a form with ticks in it.
    """
    depth = parts[0][0].line.quote if parts else 0
    if not depth:
        return list(parts)
    own = [part for part in parts if part[0].line.quote < depth]
    if any(text.strip() for _, text in own):
        return own
    boxes = [part for part in parts if TICKED in part[1] or UNTICKED in part[1]]
    return boxes if any(TICKED in text for _, text in boxes) else own
