"""Cells with whatever stands in them → tables of lines; shared by the readers of Word and HTML.

A `Cell` holds lines only. A table inside a cell follows the table it stands in, and a table of one column that merely
lays out others is dissolved into what it holds, so that the order of reading is kept. So is a table inside a cell that
merely lays out options with their tick boxes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from parsers.document import TICKED, UNTICKED, Block, Cell, Line, Table

_TICKS = (TICKED, UNTICKED)
#: What people put into an empty cell beside an option to choose it.
_CROSSES = frozenset({"x", "X", "✓", "✔", "√", "/", TICKED})
_LONGEST_OPTION = 10  # words


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
    drafts = [replace(draft, blocks=_without_option_tables(draft.blocks)) for draft in drafts]
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


def _without_option_tables(blocks: Sequence[Block]) -> list[Block]:
    """The contents of a cell, each table that is a list of options as its lines."""
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, Table) and _is_options(block):
            found.extend(_lines(block))
        elif isinstance(block, Table) and (crossed := _crossed(block)):
            found.extend(crossed)
        else:
            found.append(block)
    return found


def _lines(table: Table) -> list[Line]:
    return [line for cell in table.cells for line in cell.lines]


def _is_options(table: Table) -> bool:
    """Whether a table holds nothing but options, each with its tick box in one cell or in the cell beside it."""
    texts = [
        [text for cell in cells if (text := cell.text.strip())]
        for _, cells in groupby(table.cells, key=lambda cell: cell.row)
    ]
    options = [_options(row) for row in texts if row]
    return bool(options) and all(options) and sum(options) > 1


def _crossed(table: Table) -> list[Line]:
    """The options of a table of two columns, of which one has a cross or nothing in each row, with their tick boxes."""
    rows = [list(cells) for _, cells in groupby(table.cells, key=lambda cell: cell.row)]
    if len(rows) < 2 or any(len(row) != 2 for row in rows):
        return []
    for at in (0, 1):
        marks = [row[at].text.strip() for row in rows]
        options = [row[1 - at].lines[0] for row in rows if len(row[1 - at].lines) == 1]
        short = all(0 < len(line.text.split()) <= _LONGEST_OPTION for line in options)
        if len(options) == len(rows) and short and any(marks) and all(not mark or mark in _CROSSES for mark in marks):
            return [
                replace(line, text=f"{TICKED if mark else UNTICKED} {line.text}")
                for mark, line in zip(marks, options, strict=True)
            ]
    return []


def _options(row: Sequence[str]) -> int:
    """How many options a row has; 0 where anything else stands in it."""
    if all(text not in _TICKS and (text.startswith(_TICKS) or text.endswith(_TICKS)) for text in row):
        return len(row)
    for first in (0, 1):
        boxes, names = row[first::2], row[1 - first :: 2]
        ticked = all(text in _TICKS for text in boxes) and not any(mark in text for text in names for mark in _TICKS)
        if ticked and len(boxes) == len(names):
            return len(boxes)
    return 0
