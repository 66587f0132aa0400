"""Which cells of the tables on a scanned page are shaded, as the cells that hold questions often are."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from parsers.formats.pdf_cells import Grid
from parsers.formats.pdf_frame import Edges
from parsers.formats.pdf_grids import grids
from parsers.ocr.picture import Grey

#: The grey that this many of a hundred pixels are darker than is the background, whatever is printed on it.
_BACKGROUND = 80
#: By how many levels of grey a shaded cell is darker than the lightest cell of its table, and where all of a table's
#: cells are alike, than most of the page: the light of a scanner differs from place to place.
_DARKER, _DARKER_THAN_PAGE = 5.0, 9.0
#: Pixels along the edges of a cell that may belong to its rules.
_EDGE = 4
_LEAST_SIDE = 8
_EVERY = 4  # of the page, every so many pixels tell how light it is


def shaded_cells(page: Grey, across: Sequence[Edges], down: Sequence[Edges], *, scale: float) -> list[Edges]:
    """The cells between rules, in points, that are darker than the page; ``scale`` is points a pixel."""
    found = grids(across, down)
    if not found:
        return []
    paper = float(np.percentile(page[::_EVERY, ::_EVERY], _BACKGROUND))
    return [edges for grid in found for edges in _of_grid(page, grid, paper, scale)]


def _of_grid(page: Grey, grid: Grid, paper: float, scale: float) -> list[Edges]:
    backgrounds = [(cell.edges, _background(page, cell.edges, scale)) for cell in grid.cells]
    known = [(edges, level) for edges, level in backgrounds if level is not None]
    lightest = max((level for _, level in known), default=paper)
    darkest = min((level for _, level in known), default=paper)
    if lightest - darkest >= _DARKER:
        return [edges for edges, level in known if level <= lightest - _DARKER]
    return [edges for edges, level in known if level <= paper - _DARKER_THAN_PAGE]


def _background(page: Grey, edges: Edges, scale: float) -> float | None:
    """How light a cell is where nothing is printed; None for one that is too small to tell."""
    left, top, right, bottom = (round(edge / scale) for edge in edges)
    inside = page[top + _EDGE : bottom - _EDGE, left + _EDGE : right - _EDGE]
    if min(inside.shape) < _LEAST_SIDE:
        return None
    return float(np.percentile(inside, _BACKGROUND))
