"""What asks for itself on a form of which hardly a question was recognised by its words."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.matching.headings import Context
from parsers.matching.layout import Layout, Piece, Spot
from parsers.matching.looks import lead_of

_LONGEST = 160  # characters of a question
_LEAST_ROWS = 3  # of a table of questions with their answers beside them


def asking_lines(layout: Layout, context: Sequence[Context]) -> list[Piece]:
    """Lines that end in a question mark or a colon, or begin with a label in bold."""
    return [
        piece
        for piece in layout.pieces
        if piece.starts_line
        and (piece.spot is None or len(layout.tables[piece.spot.table]) == 1)
        and 0 < len(piece.text) <= _LONGEST
        and (piece.text.endswith("?") or not context[piece.index].is_heading)
        and (piece.text.endswith(("?", ":")) or lead_of(piece).endswith(("?", ":")))
    ]


def asking_cells(layout: Layout) -> list[Spot]:
    """The cells at the left of tables of two columns, where they are set apart from those at the right."""
    found: list[Spot] = []
    for spots in layout.tables:
        pairs = [(spot, right) for spot in spots if spot.cell.column == 0 and (right := spot.right()) is not None]
        pairs = [(spot, right) for spot, right in pairs if right.right() is None and spot.pieces]
        apart = [spot for spot, right in pairs if _is_apart(spot, right)]
        if len(apart) >= _LEAST_ROWS and len(apart) * 2 > len(pairs):
            found += apart
    return found


def _is_apart(label: Spot, answer: Spot) -> bool:
    """Whether a cell is shaded or bold, and the one at its right is not."""
    if label.cell.shaded != answer.cell.shaded:
        return label.cell.shaded
    bold = [any(piece.line.bold for piece in cell.pieces if piece.text) for cell in (label, answer)]
    return bold[0] and not bold[1]
