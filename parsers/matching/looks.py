"""What most labels of one form share in how they look: a number, weight, white space above."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.matching.layout import Piece
from parsers.matching.marks import numbering_end
from parsers.values.options import side
from parsers.values.words import even

MOST = 0.7  # the share of the recognised labels that makes a look the rule

#: Numbered, bold or a heading, white space above.
Look = tuple[bool, bool, bool]


def look_of(piece: Piece) -> Look:
    """How a label that begins with a piece looks; it may be followed by its answer on the same line."""
    return (numbering_end(piece.text) > 0, is_bold(piece) or piece.line.heading, piece.line.gap)


def is_bold(piece: Piece) -> bool:
    """Whether a label that begins with a piece is bold."""
    return piece.line.bold or bool(lead_of(piece))


def lead_of(piece: Piece) -> str:
    """The bold text that a piece begins with, where other text follows it; a "Yes" or "No" in bold is a choice."""
    lead = even(piece.line.lead)
    if not piece.starts_line or not piece.text.startswith(lead) or piece.text == lead:
        return ""
    return lead if " " in lead or side(lead) is None else ""


def shared(looks: Sequence[Look]) -> tuple[float, float, float]:
    """The share of labels that have each feature; 0.0 where there are none."""
    count = max(len(looks), 1)
    numbered, bold, gap = (sum(look[n] for look in looks) / count for n in range(3))
    return numbered, bold, gap
