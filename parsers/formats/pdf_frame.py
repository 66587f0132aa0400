"""From a PDF's own coordinates (bottom left, unrotated) to those of the page as it is displayed (top left, points)."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.document import Box

Edges = tuple[float, float, float, float]


@dataclass(frozen=True, slots=True)
class Frame:
    """The visible part of a page (its crop box) and how it is turned (quarter turns clockwise, /Rotate ÷ 90)."""

    left: float
    bottom: float
    right: float
    top: float
    turns: int = 0

    @property
    def size(self) -> tuple[float, float]:
        """Width and height as displayed."""
        width, height = self.right - self.left, self.top - self.bottom
        return (height, width) if self.turns % 2 else (width, height)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """Where a point of user space is displayed."""
        if self.turns == 0:
            return x - self.left, self.top - y
        if self.turns == 1:
            return y - self.bottom, x - self.left
        if self.turns == 2:
            return self.right - x, y - self.bottom
        return self.top - y, self.right - x

    def user(self, x: float, y: float) -> tuple[float, float]:
        """The point of user space that is displayed at a place; the inverse of `point`."""
        if self.turns == 0:
            return x + self.left, self.top - y
        if self.turns == 1:
            return y + self.left, x + self.bottom
        if self.turns == 2:
            return self.right - x, y + self.bottom
        return self.right - y, self.top - x

    def edges(self, x0: float, y0: float, x1: float, y1: float) -> Edges:
        """Where a rectangle of user space is displayed: left, top, right, bottom."""
        if self.turns == 0 and x0 <= x1 and y0 <= y1:  # by far the most usual, and asked for every word
            return x0 - self.left, self.top - y1, x1 - self.left, self.top - y0
        ax, ay = self.point(x0, y0)
        bx, by = self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def box(self, x0: float, y0: float, x1: float, y1: float) -> Box:
        """The same as a `Box`."""
        return Box(*(round(value, 2) for value in self.edges(x0, y0, x1, y1)))
