"""The tables of an RTF file, put together from rows whose cells are told by their right edges.

A row says after its cells, or before them, how wide each is; columns come from the edges of all rows of a table, so a
cell that is wider than others spans columns. Tables inside cells are levels above the first.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parsers.document import Block
from parsers.errors import OverLimitError
from parsers.formats import limits
from parsers.formats.grid import Draft, assemble

_NEAR = 40  # twips within which two edges are one


@dataclass(frozen=True, slots=True)
class CellForm:
    """How a row describes one cell: its right edge in twips, its part in merges ("", "first", "more"), its shade."""

    edge: int = 0
    across: str = ""
    down: str = ""
    shaded: bool = False


@dataclass(slots=True)
class RowForm:
    """A row description under way; ``cell`` are the properties of the cell whose edge has not been met."""

    left: int = 0
    cells: list[CellForm] = field(default_factory=list)
    cell: CellForm = CellForm()

    def word(self, word: str, number: int | None) -> None:
        """One control word of a description."""
        if word == "trleft":
            self.left = number or 0
        elif word == "cellx":
            if len(self.cells) >= limits.MAX_CELLS:
                raise OverLimitError("too many cells")
            self.cells.append(replace(self.cell, edge=number or 0))
            self.cell = CellForm()
        elif word in ("clmgf", "clmrg"):
            self.cell = replace(self.cell, across="first" if word == "clmgf" else "more")
        elif word in ("clvmgf", "clvmrg"):
            self.cell = replace(self.cell, down="first" if word == "clvmgf" else "more")
        elif word in ("clcbpat", "clshdng"):
            self.cell = replace(self.cell, shaded=bool(number))


#: The control words `RowForm.word` understands.
ROW_WORDS = frozenset({"trleft", "cellx", "clmgf", "clmrg", "clvmgf", "clvmrg", "clcbpat", "clshdng"})


@dataclass(slots=True)
class TableLevel:
    """A table under way: the rows that have ended, and the cells of the one that has not."""

    outer: list[Block]  # where the table goes when it has ended
    rows: list[tuple[list[list[Block]], RowForm]] = field(default_factory=list)
    cells: list[list[Block]] = field(default_factory=list)
    count: int = 0

    def end_cell(self, blocks: list[Block]) -> None:
        """A cell with these blocks has ended."""
        self.count += 1
        if self.count > limits.MAX_CELLS:
            raise OverLimitError("too many cells")
        self.cells.append(blocks)

    def end_row(self, form: RowForm) -> None:
        """The row of the cells met since the last has ended."""
        if self.cells:
            self.rows.append((self.cells, form))
        self.cells = []

    def blocks(self) -> list[Block]:
        """The table (see `assemble`)."""
        edges = _edges(self.rows)
        drafts: list[Draft] = []
        above: dict[int, int] = {}  # column → the draft that a vertical merge may go on with
        for row, (cells, form) in enumerate(self.rows):
            start = _column(edges, form.left)
            for place, blocks in enumerate(cells):
                cell = form.cells[place] if place < len(form.cells) else CellForm(edge=0)
                end = max(_column(edges, cell.edge), start + 1)
                if cell.across == "more" and drafts and drafts[-1].row == row:
                    drafts[-1] = replace(drafts[-1], column_span=end - drafts[-1].column)
                elif cell.down == "more" and start in above:
                    joined = drafts[above[start]]
                    drafts[above[start]] = replace(joined, row_span=row - joined.row + 1)
                else:
                    above[start] = len(drafts)
                    drafts.append(Draft(row=row, column=start, row_span=1, column_span=end - start, blocks=blocks,
                                        shaded=cell.shaded))  # fmt: skip
                start = end
        return assemble(drafts)


def _edges(rows: Sequence[tuple[list[list[Block]], RowForm]]) -> list[int]:
    """The distinct column edges of all rows, from left to right."""
    places = sorted(place for _, form in rows for place in (form.left, *(cell.edge for cell in form.cells)))
    edges: list[int] = []
    for place in places:
        if not edges or place - edges[-1] > _NEAR:
            edges.append(place)
    return edges


def _column(edges: Sequence[int], place: int) -> int:
    """The index of the edge at a place."""
    return max(bisect_right(edges, place) - 1, 0)
