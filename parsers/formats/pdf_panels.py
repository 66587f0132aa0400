"""Panels that stand side by side on a page, coloured or framed, each with questions of its own: read one by one.

A panel with a heading and its boxes ("Your main contact") is not mixed line by line with the one beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from parsers.formats.pdf_frame import Edges
from parsers.formats.pdf_parts import PageParts

#: The least width and height of a panel in points, the largest share of the page's width, its fewest lines.
_LEAST_WIDTH, _LEAST_HEIGHT, _WIDEST, _LEAST_LINES = 100.0, 60.0, 0.72, 3
#: How much of the lower of two panels must stand beside the other.
_BESIDE = 0.5


def side_by_side(candidates: Sequence[Edges], width: float) -> list[list[Edges]]:
    """The rows of panels among what is filled or framed on a page ``width`` points wide, from top to bottom."""
    panels = [edges for edges in dict.fromkeys(candidates) if _is_panel(edges, width)]
    outer = [one for one in panels if not any(other != one and _holds(other, one) for other in panels)]
    rows: list[list[Edges]] = []
    for panel in sorted(outer, key=lambda edges: (edges[1], edges[0])):
        row = next((row for row in rows if all(_are_beside(panel, other) for other in row)), None)
        if row is None:
            rows.append([panel])
        else:
            row.append(panel)
    return [sorted(row) for row in rows if len(row) > 1]


def panel_by_panel(parts: PageParts) -> list[PageParts]:
    """The page cut into what is read one after the other: above the panels, each panel, below them."""
    found: list[PageParts] = []
    rest = parts.only(lambda _x, _y: True)
    for row in parts.panels:
        inside = [rest.only(partial(_is_in, panel)) for panel in row]
        if any(sum(map(len, one.rows)) < _LEAST_LINES for one in inside):
            continue
        foot = max(panel[3] for panel in row)
        rest = rest.only(lambda x, y, row=row: not any(_is_in(panel, x, y) for panel in row))  # type: ignore[misc]
        found += [rest.only(lambda _, y, foot=foot: y < foot), *inside]  # type: ignore[misc]
        rest = rest.only(lambda _, y, foot=foot: y >= foot)  # type: ignore[misc]
    return [*found, rest]


def _is_in(panel: Edges, x: float, y: float) -> bool:
    return panel[0] <= x <= panel[2] and panel[1] <= y <= panel[3]


def _is_panel(edges: Edges, width: float) -> bool:
    across, down = edges[2] - edges[0], edges[3] - edges[1]
    return _LEAST_WIDTH <= across <= width * _WIDEST and down >= _LEAST_HEIGHT


def _are_beside(one: Edges, other: Edges) -> bool:
    level = min(one[3], other[3]) - max(one[1], other[1])
    apart = one[2] <= other[0] + 1 or other[2] <= one[0] + 1
    return apart and level >= _BESIDE * min(one[3] - one[1], other[3] - other[1])


def _holds(outer: Edges, inner: Edges) -> bool:
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]
