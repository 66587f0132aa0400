"""One thing on a form that looks like a label, whatever it says."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parsers.document import Document
from parsers.matching.layout import Piece

LONGEST = 45  # words of a label


@dataclass(slots=True)
class Slot:
    """Something that looks like a label: its text, the pieces it covers, and what stands beside it."""

    label: str
    pieces: tuple[Piece, ...]
    tail: str
    beside: str
    ended: str = ""
    #: The words that its answer may have, where it says.
    limit: int | None = None
    #: The columns of the table under it; 0 where none is.
    columns: int = 0
    #: What stands beside it, with what follows up to what asks next; "" where nothing follows.
    whole: str = ""

    @property
    def at(self) -> tuple[int, int]:
        """Where it begins, in reading order."""
        return (self.pieces[0].index, 0)


def said_by(pieces: Sequence[Piece], document: Document) -> str:
    """What pieces say: their text, else the values of their controls."""
    text = "\n".join(piece.text for piece in pieces if piece.text)
    if text.strip("☒☐ \n"):
        return text
    values = [document.fields[index].value or "" for piece in pieces for index in piece.natives]
    return text or "\n".join(value for value in values if value)
