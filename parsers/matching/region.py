"""Where one answer stands: its pieces, and the cells they are in."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as member

from parsers.extraction import Method
from parsers.matching.layout import Piece, Spot


@dataclass(slots=True)
class Region:
    """The pieces of one answer, each with the part of its text that counts, and the controls of its cells."""

    method: Method
    parts: list[tuple[Piece, str]] = member(default_factory=list)
    spots: list[Spot] = member(default_factory=list)
    mode: str = "flow"

    @property
    def natives(self) -> list[int]:
        """The controls that stand in it, in order."""
        return list(dict.fromkeys(index for piece, _ in self.parts for index in piece.natives))

    @property
    def empty(self) -> bool:
        """Whether no text at all stands in it."""
        return not any(text.strip() for _, text in self.parts)
