"""One place of a document where one question may be printed, with the parts of its score."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import field as member

from parsers.matching.layout import Piece, Spot


@dataclass(slots=True, eq=False)
class Place:
    """One place where one field's question may be printed.

    ``tail`` is what follows it in its own line or cell, ``lead`` a tick box before it, ``ended`` what
    ends it there; ``answer`` the cell of the answer where the label is asked of several sections.
    """

    field: int
    likeness: float
    exact: bool
    wording: str
    label: str
    pieces: tuple[Piece, ...]
    tail: str
    offset: int = 0
    whole_cell: bool = False
    lead: str = ""
    ended: str = ""
    answer: Spot | None = None
    parts: dict[str, float] = member(default_factory=dict)

    @property
    def score(self) -> float:
        """The sum of its score parts."""
        return sum(self.parts.values())

    @property
    def at(self) -> tuple[int, int]:
        """Where it begins, in reading order."""
        return (self.pieces[0].index, self.offset)

    @property
    def end(self) -> int:
        """The index of its last piece."""
        return max(piece.index for piece in self.pieces)

    @property
    def spot(self) -> Spot | None:
        """The cell that it ends in."""
        return self.pieces[-1].spot

    @property
    def fills_cell(self) -> bool:
        """Whether the cell that it ends in holds nothing else."""
        spot = self.spot
        if spot is None or self.tail or self.offset:
            return False
        return self.whole_cell or all(piece in self.pieces for piece in spot.pieces if piece.text)
