"""Boxes to write in, each drawn by itself: a form's answers stand in them, its guidance outside."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.document import Box
from parsers.matching.layout import Layout, Piece, Spot
from parsers.matching.place import Place

#: Lines of guidance between a label and the box under it, at most, with the label's own.
_MOST_GUIDANCE = 5
_LEAST_WIDTH = 40.0  # points; what is narrower is to be ticked
_UNDER = 0.8  # the share of a label's width that is over its box
_REACH = 2.0  # points by which a box may reach into the line of its label


class Boxes:
    """The boxes of one document: tables of one cell."""

    def __init__(self, layout: Layout) -> None:
        self._layout = layout

    def holds(self, piece: Piece) -> bool:
        """Whether a piece stands in a box by itself, not in a table."""
        return piece.spot is not None and len(self._layout.tables[piece.spot.table]) == 1

    def inside(self, parts: Sequence[tuple[Piece, str]]) -> list[tuple[Piece, str]]:
        """The parts in the box drawn under a label, where something is written in it: what is outside is guidance."""
        boxed = [number for number, (piece, _) in enumerate(parts) if self.holds(piece)]
        if not boxed or parts[0][1].strip() or boxed[0] > _MOST_GUIDANCE:
            return list(parts)
        box = parts[boxed[0]][0]
        inside = [(piece, text) for piece, text in parts if self.holds(piece) or piece.page != box.page]
        return inside if any(text.strip() and piece.spot is box.spot for piece, text in inside) else list(parts)

    def under(self, place: Place) -> Spot | None:
        """The box right under a label."""
        return self.under_line(place.pieces[-1])

    def under_line(self, label: Piece) -> Spot | None:
        """The box right under a line."""
        if label.box is None:
            return None
        alone = (spots[0] for spots in self._layout.tables if len(spots) == 1)
        return next((s for s in alone if s.cell.page == label.page and _is_under(label.box, s.cell.box)), None)


def _is_under(label: Box, box: Box | None) -> bool:
    """Whether a box to write in begins right under a label, across most of it."""
    if box is None or box.x1 - box.x0 < _LEAST_WIDTH:
        return False
    across = min(box.x1, label.x1) - max(box.x0, label.x0)
    return across > _UNDER * (label.x1 - label.x0) and -_REACH < box.y0 - label.y1 < label.y1 - label.y0
