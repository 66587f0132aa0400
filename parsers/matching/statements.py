"""Declarations in other words: a statement with a tick box of its own, for a field that wants one confirmed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parsers.form import FieldType, FormDefinition
from parsers.matching.layout import Layout, Piece
from parsers.matching.marks import label_start
from parsers.matching.place import Place

_LEAST_WORDS = 5  # of a statement; an option has fewer
_SCORE = 0.5


def with_statements(layout: Layout, definition: FormDefinition, chosen: Mapping[int, Place]) -> dict[int, Place]:
    """The chosen places, and for fields to confirm that have none the statements that no field has.

    Only where there are as many of one as of the other, so that their order tells which is whose.
    """
    placed = dict(chosen)
    wanting = [
        index
        for index, field in enumerate(definition.fields)
        if field.type is FieldType.CONFIRM and index not in chosen
    ]
    if not wanting:
        return placed
    covered = {piece.index for place in chosen.values() for piece in place.pieces}
    statements = [piece for piece in layout.pieces if piece.index not in covered and _states(piece, layout.pieces)]
    if len(statements) != len(wanting):
        return placed
    for index, piece in zip(wanting, statements, strict=True):
        start = label_start(piece.text)
        place = Place(index, _SCORE, False, definition.fields[index].label, piece.text[start:], (piece,), "")
        place.lead = "".join(mark for mark in piece.text[:start] if mark in "☒☐")
        place.ended = "whole"
        place.parts = {"statement": _SCORE}
        placed[index] = place
    return dict(sorted(placed.items()))


def _states(piece: Piece, pieces: Sequence[Piece]) -> bool:
    """Whether a piece is one sentence after a tick box, and not one of a question's options."""
    text = piece.text
    if text[:1] not in {"☒", "☐"} or any(mark in text[1:] for mark in "☒☐") or len(text.split()) <= _LEAST_WORDS:
        return False
    around = pieces[max(piece.index - 1, 0) : piece.index + 2]
    options = [other for other in around if other is not piece and other.text[:1] in {"☒", "☐"}]
    return all(len(other.text.split()) > _LEAST_WORDS for other in options)
