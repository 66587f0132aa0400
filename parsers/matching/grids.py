"""Table answers: a header row that names the columns, and the rows under it.

The header is looked for in real tables and among lines that stand in columns; cells may hold text or native
controls. Rows go on until a row that belongs to another question, or the end of the table.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as member

from parsers.document import ControlKind, Document
from parsers.form import Column, FormField
from parsers.matching.layout import Layout, Piece, Spot
from parsers.matching.lexicon import tokens
from parsers.matching.marks import bare_label, is_blank
from parsers.matching.natives import shown
from parsers.values.words import even, fold

_ENOUGH = 0.6


@dataclass(slots=True)
class Grid:
    """The rows found for a table field: texts keyed by column, and the pieces they were read from."""

    score: float
    rows: list[dict[str, str]] = member(default_factory=list)
    pieces: list[Piece] = member(default_factory=list)
    header: list[Piece] = member(default_factory=list)
    native: bool = False


def find_grid(layout: Layout, table: FormField, *, begin: int, end: int, taken: set[int]) -> Grid | None:
    """The grid of a table field between two pieces of the document, or None.

    ``taken`` are the indexes of pieces that are labels of other fields: a row that holds one ends the grid.
    """
    best: Grid | None = None
    for spots in layout.tables:
        rows = _table_rows(spots)
        for number, row in enumerate(rows):
            first = next((piece.index for spot in row for piece in spot.pieces), None)
            if first is None or not begin <= first < end:
                continue
            found = _columns([_spot_text(spot) for spot in row], table.columns)
            if found is None or (best is not None and found[0] <= best.score):
                continue
            best = _read(layout, table, rows, number, found, taken)
    return best or _typed_grid(layout, table, begin=begin, end=end, taken=taken)


def _typed_grid(layout: Layout, table: FormField, *, begin: int, end: int, taken: set[int]) -> Grid | None:
    """A grid among the lines: a row of pieces that names the columns, and the rows of as many pieces under it."""
    rows: dict[int, list[Piece]] = {}
    for piece in layout.pieces[begin:end]:
        if piece.spot is None:
            rows.setdefault(piece.row, []).append(piece)
    numbers = sorted(rows)
    for place, number in enumerate(numbers):
        header = rows[number]
        found = _columns([piece.text for piece in header], table.columns) if len(header) > 1 else None
        if found is None:
            continue
        score, cells = found
        grid = Grid(score, header=header)
        for row in _whole_rows([rows[other] for other in numbers[place + 1 :]], header):
            if any(piece.index in taken for piece in row) or len(row) == 1:
                break
            texts: dict[str, list[str]] = {}
            position = -1
            for piece in row:
                position += piece.starts_cell
                cell = _cell_of(piece, position, header)
                key = cells.get(cell) or (table.columns[0].key if table.rows and cell == 0 else None)
                if key is not None:
                    texts.setdefault(key, []).append(_said(layout.document, piece))
            grid.rows.append({key: "" if is_blank(" ".join(said)) else " ".join(said) for key, said in texts.items()})
            grid.pieces += row
        grid.native = any(piece.natives for piece in grid.pieces)
        _settle_printed_rows(grid, table)
        return grid
    return None


def _whole_rows(rows: Sequence[list[Piece]], header: Sequence[Piece]) -> list[list[Piece]]:
    """Rows typed with bars between their cells, put together again where hard wrapping broke them."""
    whole: list[list[Piece]] = []
    for row in rows:
        typed = row[0].box is None and not row[0].line.gap
        short = bool(whole) and len(whole[-1]) < len(header) and len(whole[-1]) + len(row) - 1 <= len(header)
        open_end = bool(whole) and len(row) == 1 and not whole[-1][-1].text
        if typed and (short or open_end):
            row[0].starts_cell = False
            whole[-1] = [*whole[-1], *row]
        else:
            whole.append(row)
    return whole


def _cell_of(piece: Piece, position: int, header: Sequence[Piece]) -> int:
    """Under which header a piece stands: by its place on the page, else by its number in the row."""
    if piece.box is None or header[0].box is None or header[0].box == header[-1].box:
        return position
    return min(range(len(header)), key=lambda n: _distance(header[n], piece))


def _distance(header: Piece, piece: Piece) -> float:
    if header.box is None or piece.box is None:
        return 1e9
    if header.box.x0 < piece.box.x1 and piece.box.x0 < header.box.x1:
        return 0.0
    return min(abs(header.box.x0 - piece.box.x0), abs(header.box.x1 - piece.box.x1))


def _said(document: Document, piece: Piece) -> str:
    """What a piece says: its text, else the values of the controls in it."""
    values = [document.fields[index].value or "" for index in piece.natives]
    return piece.text or even("\n".join(value for value in values if value))


def _table_rows(spots: Sequence[Spot]) -> list[list[Spot]]:
    rows: dict[int, list[Spot]] = {}
    for spot in spots:
        rows.setdefault(spot.cell.row, []).append(spot)
    return [rows[number] for number in sorted(rows)]


def _spot_text(spot: Spot) -> str:
    return " ".join(piece.text for piece in spot.pieces if piece.text)


def _columns(texts: Sequence[str], columns: Sequence[Column]) -> tuple[float, dict[int, str]] | None:
    """How well a row of texts names the columns: the mean likeness, and cell number → column key."""
    if len(texts) < min(2, len(columns)):
        return None
    scored = sorted(
        (
            (_likeness(text, column), cell, column.key)
            for cell, text in enumerate(texts)
            for column in columns
            if 0 < len(text) < 120
        ),
        reverse=True,
    )
    cells: dict[int, str] = {}
    used: set[str] = set()
    total = 0.0
    for score, cell, key in scored:
        if score >= 0.5 and cell not in cells and key not in used:
            cells[cell] = key
            used.add(key)
            total += score
    share = total / len(columns)
    return (share, cells) if share >= _ENOUGH else None


def _likeness(text: str, column: Column) -> float:
    words = frozenset(tokens(bare_label(text)))
    best = 0.0
    for wording in (column.label, *column.aliases):
        wanted = frozenset(tokens(wording)) or frozenset({""})
        both = len(words & wanted)
        best = max(best, (both / len(wanted) * both / len(words)) ** 0.5 if words else 0.0)
    return best


def _read(
    layout: Layout,
    table: FormField,
    rows: Sequence[Sequence[Spot]],
    header: int,
    found: tuple[float, dict[int, str]],
    taken: set[int],
) -> Grid:
    score, cells = found
    grid = Grid(score, header=[piece for spot in rows[header] for piece in spot.pieces])
    columns = {rows[header][cell].cell.column: key for cell, key in cells.items()}
    first_key = table.columns[0].key
    if table.rows and first_key not in columns.values():
        columns.setdefault(min(spot.cell.column for row in rows for spot in row), first_key)
    for row in rows[header + 1 :]:
        if any(piece.index in taken for spot in row for piece in spot.pieces):
            break
        texts = {
            columns[spot.cell.column]: _answer(layout.document, spot) for spot in row if spot.cell.column in columns
        }
        if not texts:
            break
        grid.rows.append({key: "" if is_blank(text) else text for key, text in texts.items()})
        grid.pieces += [piece for spot in row for piece in spot.pieces]
    grid.native = any(piece.natives for piece in grid.pieces)
    _settle_printed_rows(grid, table)
    return grid


def _answer(document: Document, spot: Spot) -> str:
    """What a cell of a grid says: its native controls where it has any and prints nothing, else its text."""
    texts = [piece.text for piece in spot.pieces if piece.text]
    natives = [document.fields[index] for piece in spot.pieces for index in piece.natives]
    if not texts and natives:
        texts = [control.value for control in natives if control.value and control.kind is not ControlKind.CHECKBOX]
    return even("\n".join(texts))


def _settle_printed_rows(grid: Grid, table: FormField) -> None:
    """Spell printed first cells as the definition does, and leave out what is not one of them."""
    if not table.rows:
        return
    first = table.columns[0].key
    names = {fold(name): name for name in table.rows}
    for row in grid.rows:
        said = fold(row.get(first, ""))
        row[first] = names.get(said, names.get(re.sub(r"^\W*\d+\W+", "", said), row.get(first, "")))


def rows_by_name(document: Document, table: FormField) -> list[dict[str, str]]:
    """The rows of a table whose cells are controls named for it: ``partners_1_name``, ``partners[0].name``."""
    pattern = re.compile(rf"^{re.escape(table.key)}[\W_]*(\d+)[\W_]+(.+)$", re.IGNORECASE)
    keys: Mapping[str, str] = {_bare(column.key): column.key for column in table.columns} | {
        _bare(column.label): column.key for column in table.columns
    }
    rows: dict[int, dict[str, str]] = {}
    for control in document.fields:
        hit = pattern.match(control.name)
        key = keys.get(_bare(hit[2])) if hit else None
        if hit is None or key is None:
            continue
        rows.setdefault(int(hit[1]), {})[key] = even(shown(control, table) or "")
    found = [rows[number] for number in sorted(rows)]
    if table.rows and len(found) == len(table.rows):
        for name, row in zip(table.rows, found, strict=True):
            row[table.columns[0].key] = name
    return found


def _bare(name: str) -> str:
    return re.sub(r"[\W_]+", "", fold(name))
