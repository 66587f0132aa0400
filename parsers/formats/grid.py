"""Cells with whatever stands in them → tables of lines; shared by the readers of Word and HTML.

A `Cell` holds lines only. A table inside a cell follows the table it stands in, and a table of one column that merely
lays out others is dissolved into what it holds, so that the order of reading is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from parsers.document import Block, Cell, Line, Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A cell before its nested tables are taken out; rows and columns count from 0."""

    row: int
    column: int
    row_span: int
    column_span: int
    blocks: Sequence[Block]
    shaded: bool = False


def assemble(drafts: Sequence[Draft]) -> list[Block]:
    """The table the drafts make, followed by the tables nested in it; or the contents, where it is mere layout."""
    contents = [block for draft in drafts for block in draft.blocks]
    nested = [block for block in contents if isinstance(block, Table)]
    if not drafts or (nested and all(draft.column == 0 for draft in drafts)):
        return contents
    cells = tuple(
        Cell(
            row=draft.row,
            column=draft.column,
            row_span=draft.row_span,
            column_span=draft.column_span,
            lines=tuple(block for block in draft.blocks if isinstance(block, Line)),
            shaded=draft.shaded,
        )
        for draft in drafts
    )
    return [Table(cells=cells), *nested]
