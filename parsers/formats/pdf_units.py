"""Boxes that stand side by side on a page, each with the label printed right over it: what is read together."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.document import Block, Line, Table
from parsers.formats.pdf_frame import Edges
from parsers.formats.pdf_lines import Row, box_around

#: Something that is read as a whole, and where it stands.
Unit = tuple[Edges, tuple[Block, ...]]

#: Points that a label begins beside where its box does, and stands above it, at most.
_BESIDE, _ABOVE = 12.0, 16.0
#: Line heights of white between the lines of a label, and its lines with guidance, at most.
_CLOSE, _MOST_LINES = 0.6, 4


def units_of(rows: Sequence[Row], tables: Sequence[tuple[Edges, Table]]) -> tuple[list[Row], list[Unit]]:
    """The tables, with their labels where another stands beside them; and the rows without the lines that are these."""
    taken: set[int] = set()
    units: list[Unit] = []
    for edges, table in tables:
        label: list[Line] = []
        if any(_are_beside(edges, other) for other, _ in tables):
            label = [line for line in _label(rows, edges) if id(line) not in taken]
        taken.update(id(line) for line in label)
        units.append((_around(label, edges), (*label, table)))
    left = [[line for line in row if id(line) not in taken] for row in rows] if taken else list(rows)
    return [row for row in left if row], units


def _label(rows: Sequence[Row], edges: Edges) -> list[Line]:
    """The lines right over a box, from top to bottom."""
    found: list[Line] = []
    top, reach = edges[1], _ABOVE
    for row in reversed(rows):
        for line in row:
            box = line.box
            if box is None or not -_BESIDE < box.x0 - edges[0] < _BESIDE or box.x1 > edges[2] + _BESIDE:
                continue
            if box.y0 >= top or len(found) == _MOST_LINES:
                continue
            if not -0.5 * (box.y1 - box.y0) < top - box.y1 <= reach:
                return found[::-1]
            found.append(line)
            top, reach = box.y0, _CLOSE * (box.y1 - box.y0)
    return found[::-1]


def _are_beside(one: Edges, other: Edges) -> bool:
    """Whether two boxes stand side by side."""
    level = min(one[3], other[3]) - max(one[1], other[1])
    return level > 0 and (one[2] <= other[0] + 1 or other[2] <= one[0] + 1)


def _around(label: Sequence[Line], edges: Edges) -> Edges:
    if not label:
        return edges
    box = box_around([line.box for line in label if line.box])
    return (min(box.x0, edges[0]), min(box.y0, edges[1]), max(box.x1, edges[2]), edges[3])
