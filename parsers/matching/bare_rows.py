"""Rows of a table that nothing heads, or that are headed in other words than the definition's.

They are told by their kind: as many cells as the table has columns, and under a column of amounts, days or addresses
nothing else. Typed in a mail, "Room hire £550" is a row of an item and its cost.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from itertools import groupby

from parsers.document import Document
from parsers.form import FieldType, FormField
from parsers.matching.fitness import fitness
from parsers.matching.grids import Grid, Row, Unit, said_in, settle_printed_rows
from parsers.matching.layout import Piece
from parsers.matching.marks import is_blank
from parsers.matching.totals import Sums
from parsers.values.words import fold

#: Types by which a cell shows to which column it belongs.
_TELLING = frozenset({FieldType.MONEY, FieldType.NUMBER, FieldType.DATE, FieldType.EMAIL, FieldType.PHONE})
_AMOUNTS = frozenset({FieldType.MONEY, FieldType.NUMBER})
_LONGEST_VALUE = 45  # characters
_LEAST_ROWS = 2
_FILLED = 0.5  # the share of telling cells with something in them, at the least
_SCORE = 0.6
_ITEM_AND_AMOUNT = re.compile(
    r"(?P<item>.*[^\W\d_].*?)(?:\s*[:=–—-]+\s*|\s*\.{3,}\s*|\s+)(?P<amount>[£€$]\s?\d[\d,.]*\s?[km]?)\.?", re.IGNORECASE
)

_Texts = dict[str, str]


def find_bare_rows(
    rows: Sequence[Row], table: FormField, *, begin: int, end: int, taken: set[int], document: Document
) -> Grid | None:
    """The rows of a table field that stand between two pieces of the document without a header that names its columns.

    ``taken`` are the indexes of pieces that are labels of fields, this one's with them. None where nothing is sure.
    """
    near = [row for row in rows if begin <= _first(row) < end and not any(p.index in taken for p in _pieces(row))]
    for _, run in groupby(near, key=_table_of):
        grid = _grid(list(run), table, document, headed=True)
        if grid is not None:
            return grid
    return None


def find_only_table(rows: Sequence[Row], table: FormField, *, taken: set[int], document: Document) -> Grid | None:
    """The rows of the one table in a document that can be a field's, wherever it stands and whatever heads it.

    ``taken`` are the indexes of pieces that are labels of fields. None where no table can, or more than one.
    """
    found: list[Grid] = []
    for number, run in groupby(rows, key=_table_of):
        near = list(run)
        if (
            number is None
            or not heads(near[0], near[1:2])
            or any(p.index in taken for row in near for p in _pieces(row))
        ):
            continue
        grid = _grid(near, table, document)
        if grid is not None:
            found.append(grid)
    return found[0] if len(found) == 1 else None


def _grid(rows: Sequence[Row], table: FormField, document: Document, *, headed: bool = False) -> Grid | None:
    """The rows as the table's; ``headed`` says that a table with a head is its, whatever stands in it."""
    grid, sums = Grid(_SCORE), Sums(table)
    for number, row in enumerate(rows):
        texts = _texts(row, table, document) if number or not heads(row, rows[1:2]) else None
        if texts is None:
            if grid.rows:
                break
            continue  # what heads them
        grid.pieces += _pieces(row)
        if not sums.adds_up(texts):
            grid.rows.append(texts)
    if not _is_sure(grid.rows, table) and not (headed and _is_full(rows, table)):
        return None
    settle_printed_rows(grid, table)
    return grid


def heads(row: Row, after: Sequence[Row]) -> bool:
    """Whether the first row of a table is set apart from the next: shaded, or bold, as that is not."""
    for look in (_is_shaded, _is_bold):
        looks = [all(look(unit) for unit in one if unit.text) for one in (row, *after)]
        if looks[0] and looks[1:] == [False]:
            return True
    return False


def _is_shaded(unit: Unit) -> bool:
    return unit.spot is not None and unit.spot.cell.shaded


def _is_bold(unit: Unit) -> bool:
    return all(piece.line.bold for piece in unit.pieces if piece.text)


def _texts(row: Row, table: FormField, document: Document) -> _Texts | None:
    """The cells of a row by column; None where it is no row of the table."""
    cells = [said_in(unit, document) for unit in row]
    if len(cells) == 1 and [column.type in _AMOUNTS for column in table.columns] == [False, True]:
        hit = _ITEM_AND_AMOUNT.fullmatch(cells[0])
        cells = [hit["item"], hit["amount"]] if hit else cells
    if len(cells) != len(table.columns):
        return None
    texts = ["" if is_blank(text) else text for text in cells]
    for column, text in zip(table.columns, texts, strict=True):
        if text and column.type in _TELLING and (len(text) > _LONGEST_VALUE or fitness(column.type, text) <= 0):
            return None
    return dict(zip((column.key for column in table.columns), texts, strict=True))


def _is_sure(rows: Sequence[Mapping[str, str]], table: FormField) -> bool:
    """Whether rows are surely the table's: by their printed names, or by what stands in the telling columns."""
    first = table.columns[0].key
    names = {fold(name) for name in table.rows}
    if names and sum(fold(row[first]) in names for row in rows) * 2 > len(names):
        return True
    telling = [column.key for column in table.columns if column.type in _TELLING]
    cells = [bool(row[key]) for row in rows for key in telling]
    return len(rows) >= _LEAST_ROWS and bool(cells) and sum(cells) >= _FILLED * len(cells)


def _is_full(rows: Sequence[Row], table: FormField) -> bool:
    """Whether rows stand in a table of as many columns as the field's, under a row that heads them."""
    return _table_of(rows[0]) is not None and len(rows[0]) == len(table.columns) and heads(rows[0], rows[1:2])


def _first(row: Row) -> int:
    return next((piece.index for piece in _pieces(row)), -1)


def _pieces(row: Row) -> list[Piece]:
    return [piece for unit in row for piece in unit.pieces]


def _table_of(row: Row) -> int | None:
    """The number of the table that a row stands in, None among lines."""
    return row[0].spot.table if row and row[0].spot is not None else None
