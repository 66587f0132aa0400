"""Choices made by underlining, highlighting or setting in bold one of the options that a form prints."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.form import FieldType, FormField
from parsers.matching.layout import Piece
from parsers.values.options import option_named, options_inside, side
from parsers.values.words import even

_LEAST = 2  # options printed, of which one is marked


def chosen_by_emphasis(parts: Sequence[tuple[Piece, str]], field: FormField) -> str | None:
    """The option that alone is marked among those in an answer's region; None where none is, or more than one."""
    text = "\n".join(said for _, said in parts)
    options = ("yes", "no") if field.type is FieldType.YES_NO else field.options
    if "☒" in text or "☐" in text or len(options_inside(text, options)) < _LEAST:
        return None
    marked = [stretch for piece, said in parts if said.strip() for stretch in _marked(piece, said)]
    chosen = {option for stretch in marked if (option := _named(stretch, field)) is not None}
    return next(iter(chosen)) if len(chosen) == 1 else None


def _marked(piece: Piece, said: str) -> Sequence[str]:
    """The marked stretches of a piece that stand in what it says; all of it where it is bold from end to end."""
    if piece.line.bold and not piece.line.marked:
        return [said]
    return [stretch for stretch in map(even, piece.line.marked) if stretch in said]


def _named(stretch: str, field: FormField) -> str | None:
    """The option that a stretch names."""
    if field.type is FieldType.YES_NO:
        named = side(stretch)
        return None if named is None else "Yes" if named else "No"
    return option_named(stretch, field.options)
