"""How a page lies in its picture: from places on the page put straight, as it is read, to those on the picture."""

from __future__ import annotations

import math
from dataclasses import dataclass

from parsers.document import Box


@dataclass(frozen=True, slots=True)
class Lie:
    """By how many quarter turns (counter-clockwise), and then by how many degrees, the picture was put right.

    ``width`` and ``height`` are those of the picture as given, in points.
    """

    quarters: int
    degrees: float
    width: float
    height: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page put right."""
        return (self.height, self.width) if self.quarters % 2 else (self.width, self.height)

    def shown(self, box: Box) -> Box:
        """Where on the picture as given a box of the straight page is."""
        x, y, across, down = _turned(*_around(box, self.size), self.degrees)
        for _ in range(self.quarters % 4):
            x, y, across, down = -y, x, down, across
        return _box(x, y, across, down, (self.width, self.height))

    def straight(self, box: Box) -> Box:
        """Where on the straight page a box of the picture as given is."""
        x, y, across, down = _around(box, (self.width, self.height))
        for _ in range(self.quarters % 4):
            x, y, across, down = y, -x, down, across
        return _box(*_turned(x, y, across, down, -self.degrees), self.size)


def _around(box: Box, size: tuple[float, float]) -> tuple[float, float, float, float]:
    """The middle of a box, from the middle of the page, and half of its width and height."""
    x, y = (box.x0 + box.x1 - size[0]) / 2, (box.y0 + box.y1 - size[1]) / 2
    return x, y, (box.x1 - box.x0) / 2, (box.y1 - box.y0) / 2


def _turned(x: float, y: float, across: float, down: float, degrees: float) -> tuple[float, float, float, float]:
    angle = math.radians(degrees)
    return x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle), across, down


def _box(x: float, y: float, across: float, down: float, size: tuple[float, float]) -> Box:
    x, y = x + size[0] / 2, y + size[1] / 2
    return Box(*(round(edge, 2) for edge in (x - across, y - down, x + across, y + down)))
