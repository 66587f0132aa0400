"""Table answers: a header row that names the columns, and the rows under it.

The header is looked for in real tables and among lines that stand in columns; cells may hold text or native controls.
Rows go on until a row that belongs to another question, or until they no longer stand in the header's columns.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from dataclasses import field as member

from parsers.document import Box, Document
from parsers.form import Column, FormDefinition, FormField
from parsers.matching.joining import join
from parsers.matching.layout import Layout, Piece, Spot
from parsers.matching.marks import bare_label, is_blank, without_leaders
from parsers.matching.totals import Sums
from parsers.matching.wordings import tokens
from parsers.values.words import even, fold

_ENOUGH, _SURE = 0.6, 0.85
_ENDING, _SHORT = re.compile(r"(?:ing|ed|e)$"), 4  # of words longer than so many letters
_LEAST_COLUMNS, _LONGEST_HEADER = 2, 250  # of a table whose header is sure; characters of that


@dataclass(slots=True)
class Unit:
    """One cell of a grid: of a real table, or a piece of a line that stands in columns; or the rest of a cell."""

    pieces: list[Piece]
    box: Box | None
    spot: Spot | None
    begins: bool = True

    @property
    def text(self) -> str:
        """What is printed in it, on one line."""
        return " ".join(piece.text for piece in self.pieces if piece.text)


Row = list[Unit]


@dataclass(slots=True)
class Grid:
    """The rows found for a table field: texts keyed by column, and the pieces they were read from."""

    score: float
    rows: list[dict[str, str]] = member(default_factory=list)
    pieces: list[Piece] = member(default_factory=list)

    @property
    def native(self) -> bool:
        """Whether it was read from controls."""
        return any(piece.natives for piece in self.pieces)


def grid_rows(layout: Layout) -> list[Row]:
    """Every row of the document that may be a row of a grid, in order."""
    rows: list[Row] = []
    seen: set[tuple[int, int]] = set()
    by_row: defaultdict[tuple[int, int], Row] = defaultdict(list)
    for number, spots in enumerate(layout.tables):
        for cell in spots:
            by_row[number, cell.cell.row].append(Unit(cell.pieces, cell.cell.box, cell))
    last = -1
    for piece in layout.pieces:
        spot = piece.spot
        if spot is None:
            if piece.row == last and rows:
                rows[-1].append(Unit([piece], piece.box, None))
            else:
                rows.append([Unit([piece], piece.box, None)])
            last = piece.row
            continue
        key = (spot.table, spot.cell.row)
        if key not in seen:
            seen.add(key)
            rows.append(by_row[key])
        last = -1
    return rows


def pieces_of_tables(rows: Sequence[Row], definition: FormDefinition) -> tuple[frozenset[int], frozenset[int]]:
    """The indexes of the pieces that head the columns of the definition's tables, and of those in the rows under them.

    They ask nothing by themselves, but for a sum at the foot.
    """
    tables = [field for field in definition.fields if len(field.columns) >= _LEAST_COLUMNS]
    heads: set[int] = set()
    under: set[int] = set()
    header: Row | None = None
    for row in rows if tables else ():
        texts = [unit.text for unit in row]
        short = len(row) >= _LEAST_COLUMNS and sum(map(len, texts)) <= _LONGEST_HEADER
        pieces = {piece.index for unit in row for piece in unit.pieces}
        if short and any((named := _columns(texts, t.columns)) is not None and named[0] >= _SURE for t in tables):
            header = row
            heads |= pieces
        elif header is not None and header[0].spot is not None and len(row) == len(header) and _in_columns(row, header):
            under |= pieces
        else:
            header = None
    return frozenset(heads), frozenset(under)


def find_grid(
    rows: Sequence[Row], table: FormField, *, begin: int, end: int, taken: set[int], document: Document
) -> Grid | None:
    """The grid of a table field whose header stands between two pieces of the document, or None.

    ``taken`` are the indexes of pieces that are labels of other fields: a row that holds one ends the grid.
    """
    best: tuple[float, int, dict[int, str]] | None = None
    for number, row in enumerate(rows):
        first = next((piece.index for unit in row for piece in unit.pieces), None)
        if first is None or not begin <= first < end or len(row) < min(2, len(table.columns)):
            continue
        found = _columns([unit.text for unit in row], table.columns)
        if found is not None and (best is None or found[0] > best[0]):
            best = (found[0], number, found[1])
    if best is None:
        return None
    score, number, cells = best
    header = rows[number]
    if table.rows and table.columns[0].key not in cells.values():
        free = next((n for n in range(len(header)) if n not in cells), None)
        cells |= {free: table.columns[0].key} if free is not None else {}
    grid, sums = Grid(score), Sums(table)
    for row in _whole_rows(rows[number + 1 :], header):
        if any(piece.index in taken for unit in row for piece in unit.pieces) or not _in_columns(row, header):
            break
        texts = _texts(row, header, cells, document)
        grid.pieces += [piece for unit in row for piece in unit.pieces]
        if not sums.adds_up(texts):
            grid.rows.append(texts)
    settle_printed_rows(grid, table)
    return grid


def _columns(texts: Sequence[str], columns: Sequence[Column]) -> tuple[float, dict[int, str]] | None:
    """How well a row of texts names the columns: the mean likeness, and cell number → column key."""
    scored = sorted(
        (
            (_likeness(text, column), -cell, column.key)
            for cell, text in enumerate(texts)
            for column in columns
            if 0 < len(text) < 120
        ),
        reverse=True,
    )
    cells: dict[int, str] = {}
    total = 0.0
    for score, cell, key in scored:
        if score >= 0.5 and -cell not in cells and key not in cells.values():
            cells[-cell] = key
            total += score
    share = total / len(columns)
    if share < _ENOUGH:
        return None
    left = [cell for cell, text in enumerate(texts) if cell not in cells and text]
    others = [column.key for column in columns if column.key not in cells.values()]
    if len(left) == len(others) == 1:
        cells[left[0]] = others[0]
    return share, cells


def _likeness(text: str, column: Column) -> float:
    words = _roots(bare_label(text))
    best = 0.0
    for wording in (column.label, *column.aliases):
        wanted = _roots(wording)
        both = len(words & wanted)
        if both:
            best = max(best, both / (len(wanted) * len(words)) ** 0.5)
    return best


def _roots(text: str) -> frozenset[str]:
    """The words of a heading without the endings of verbs: "Measure" heads what is headed "How it is measured" too."""
    return frozenset(_ENDING.sub("", word) if len(word) > _SHORT else word for word in tokens(text))


def _in_columns(row: Row, header: Row) -> bool:
    """Whether a row stands in the header's columns: of its table, or of more than one piece."""
    one, head = row[0].spot, header[0].spot
    if head is not None and (one is None or one.table != head.table):
        return False
    return len(row) > 1 or len(header) == 1


def _texts(row: Row, header: Row, cells: Mapping[int, str], document: Document) -> dict[str, str]:
    said: dict[str, list[str]] = {}
    position = -1
    for unit in row:
        position += unit.begins
        key = cells.get(_cell_of(unit, position, header))
        if key is not None:
            said.setdefault(key, []).append(said_in(unit, document))
    joined = {key: " ".join(text for text in texts if text) for key, texts in said.items()}
    return {key: "" if is_blank(text) else text for key, text in joined.items()}


def said_in(unit: Unit, document: Document) -> str:
    """What a cell says: its text, or where it prints none the values of its controls."""
    text = without_leaders(even(join([(piece, piece.text) for piece in unit.pieces])))
    if text:
        return text
    values = [document.fields[index].value or "" for piece in unit.pieces for index in piece.natives]
    return even("\n".join(value for value in values if value))


def _whole_rows(rows: Sequence[Row], header: Row) -> list[Row]:
    """Rows typed with bars between their cells, put together again where hard wrapping broke them."""
    whole: list[Row] = []
    for row in rows:
        first = row[0].pieces[0] if row[0].pieces else None
        typed = first is not None and first.spot is None and first.box is None and not first.line.gap
        short = bool(whole) and len(whole[-1]) < len(header) and len(whole[-1]) + len(row) - 1 <= len(header)
        open_end = bool(whole) and len(row) == 1 and not whole[-1][-1].text
        if first is not None and typed and (short or open_end) and whole[-1][0].spot is None:
            whole[-1] = [*whole[-1], replace(row[0], begins=False), *row[1:]]
        else:
            whole.append(row)
    return whole


def _cell_of(unit: Unit, position: int, header: Row) -> int:
    """Under which header a cell stands: by its column, by its place on the page, else by its number in the row."""
    if unit.spot is not None and header[0].spot is not None:
        column = unit.spot.cell.column
        return next((n for n, head in enumerate(header) if head.spot and head.spot.cell.column == column), position)
    if unit.box is None or header[0].box is None or header[0].box == header[-1].box:
        return position
    return min(range(len(header)), key=lambda n: _distance(header[n].box, unit.box))


def _distance(header: Box | None, box: Box | None) -> float:
    if header is None or box is None:
        return 1e9
    if header.x0 < box.x1 and box.x0 < header.x1:
        return 0.0
    return min(abs(header.x0 - box.x0), abs(header.x1 - box.x1))


def settle_printed_rows(grid: Grid, table: FormField) -> None:
    """Spell printed first cells as the definition does; where they could not be read, take them in order."""
    if not table.rows:
        return
    first = table.columns[0].key
    names = {fold(name): name for name in table.rows}
    for row in grid.rows:
        said = fold(row.get(first, ""))
        row[first] = names.get(said, names.get(re.sub(r"^\W*\d+\W+", "", said), row.get(first, "")))
    if len(grid.rows) == len(table.rows) and not any(row[first] for row in grid.rows):
        for row, name in zip(grid.rows, table.rows, strict=True):
            row[first] = name
