"""What most labels of one form share in how they look: a number, weight, white space above."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.matching.layout import Piece
from parsers.matching.marks import numbering_end

MOST = 0.7  # the share of the recognised labels that makes a look the rule

#: Numbered, bold or a heading, white space above.
Look = tuple[bool, bool, bool]


def look_of(piece: Piece) -> Look:
    """How a label that begins with a piece looks."""
    return (numbering_end(piece.text) > 0, piece.line.bold or piece.line.heading, piece.line.gap)


def shared(looks: Sequence[Look]) -> tuple[float, float, float]:
    """The share of labels that have each feature; 0.0 where there are none."""
    count = max(len(looks), 1)
    numbered, bold, gap = (sum(look[n] for look in looks) / count for n in range(3))
    return numbered, bold, gap
