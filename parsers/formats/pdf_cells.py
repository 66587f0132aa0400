"""A grid drawn on a PDF page, and its cells: geometry, in points from the top left corner."""

from __future__ import annotations

from dataclasses import dataclass

from parsers.formats.pdf_frame import Edges


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell of a grid, merged cells as one; ``comb`` for a row of boxes that hold one letter each."""

    row: int
    column: int
    row_span: int
    column_span: int
    edges: Edges
    comb: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """Cells in row-major order, and the column lines (x, in points) they hang on.

    ``cut_above`` and ``cut_below`` say that a page break cuts through the first or the last row.
    """

    edges: Edges
    xs: tuple[float, ...]
    ys: tuple[float, ...]
    cells: tuple[GridCell, ...]
    cut_above: bool = False
    cut_below: bool = False

    @property
    def is_box(self) -> bool:
        """Whether it is one box alone."""
        return len(self.cells) == 1
