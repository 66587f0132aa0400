"""Tick boxes drawn with lines: small squares and circles, empty or with a mark in them.

A mark is a cross, a tick, a disc, a filled square: any path inside that is not the border once more. Squares of a comb
(`pdf_combs`) are no tick boxes. Letters put into a box as marks are recognised in `pdf_layout`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parsers.formats.pdf_frame import Edges

#: Sides of a tick box, in points.
_LEAST, LARGEST = 5.0, 22.0
#: A page with more small outlines than this is a drawing.
_MOST_BOXES = 500
#: What people and programs put in a box to tick it.
MARKS = frozenset("xX✓√☒vV●•■×")


@dataclass(frozen=True, slots=True)
class TickBox:
    """A small square or circle, and whether something is drawn in it."""

    edges: Edges
    marked: bool


@dataclass(frozen=True, slots=True)
class Small:
    """A small path: the outline of a tick box, or a mark in one."""

    edges: Edges
    outline: bool
    solid: bool


def is_square(edges: Edges) -> bool:
    """Whether a rectangle has the shape of a tick box."""
    width, height = edges[2] - edges[0], edges[3] - edges[1]
    return min(width, height) >= _LEAST and 0.75 < width / height < 1.34


def tick_boxes(small: Sequence[Small]) -> list[TickBox]:
    """The outlines that hold no other outline of like size, with what else is drawn in them as their mark."""
    outlines = sorted((item for item in small if item.outline and is_square(item.edges)), key=_extent, reverse=True)
    boxes: list[Small] = []
    inner: list[Small] = [item for item in small if not (item.outline and is_square(item.edges))]
    for item in outlines:
        around = next((box for box in boxes if _within(item.edges, box.edges)), None)
        if around is None:
            boxes.append(item)
        else:
            inner.append(item)
    if len(boxes) > _MOST_BOXES:
        return []
    return [TickBox(box.edges, any(_marks(item, box) for item in inner)) for box in boxes]


def _marks(item: Small, box: Small) -> bool:
    """Whether a small path is a mark in a box: not its own border, and not a speck."""
    share = _extent(item) / _extent(box)
    if not _within(item.edges, box.edges) or share < 0.3:
        return False
    return share < 0.86 if item.outline and item.solid else not item.outline and share < 1.4


def _extent(item: Small) -> float:
    return max(item.edges[2] - item.edges[0], item.edges[3] - item.edges[1])


def _within(inner: Edges, outer: Edges) -> bool:
    """Whether the middle of one rectangle is in the other."""
    x, y = (inner[0] + inner[2]) / 2, (inner[1] + inner[3]) / 2
    return outer[0] <= x <= outer[2] and outer[1] <= y <= outer[3]
