"""Spreadsheets (.xlsx, .xlsm) → `Document`: the cells that show something or are drawn as boxes, as tables.

Each sheet that is shown is cut into tables where a row is left empty; merged cells are one cell, hidden rows, columns
and sheets are left out, a formula shows its last result. Numbers and dates are worded in `sheet_numbers`, tick boxes
and text boxes come from `sheet_drawn`. Comments, charts and macros are not looked at.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from parsers.document import Block, Cell, Document, DocumentKind, Line, Table
from parsers.errors import DamagedDocumentError, EmptyDocumentError, OverLimitError
from parsers.formats import glyphs, limits
from parsers.formats.sheet_cells import CellLook, Looks, S, cell_text, position, read_looks, read_strings
from parsers.formats.sheet_drawn import Drawn, drawn_on
from parsers.formats.word_package import Package

_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_MOST_SHEETS = 50
_OFF = ("", "0", "false")

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Filled:
    """A cell that shows something, or is drawn as a box to be written in."""

    text: str
    look: CellLook
    rows: int = 1
    columns: int = 1


def read_sheet(data: bytes) -> Document:
    """A spreadsheet.

    Raises:
        EmptyDocumentError: no sheet shows anything.
        EncryptedDocumentError: it needs a password.
        DamagedDocumentError: it is no spreadsheet package, or its XML is malformed.
        OverLimitError: it is larger than can be read safely.
    """
    package = Package(data)
    main = next((link.target for link in package.relationships("") if link.type == "officeDocument"), "xl/workbook.xml")
    book = package.xml(main)
    if book is None:
        raise DamagedDocumentError("no workbook")
    links = {link.id: link for link in package.relationships(main)}
    by_type = {link.type: link.target for link in links.values()}
    strings = read_strings(package.xml(by_type.get("sharedStrings", "")))
    looks = read_looks(package.xml(by_type.get("styles", "")))
    properties = book.find(f"{S}workbookPr")
    from_1904 = properties is not None and properties.get("date1904", "") not in _OFF
    sheets: list[tuple[str, list[Block]]] = []
    for item in list(book.iterfind(f"{S}sheets/{S}sheet"))[:_MOST_SHEETS]:
        link = links.get(item.get(_R_ID, ""))
        if link is None or link.type != "worksheet" or item.get("state", "visible") != "visible":
            continue
        root = package.xml(link.target)
        if root is not None:
            reader = _SheetReader(strings, looks, from_1904=from_1904)
            blocks = reader.blocks(root, drawn_on(package, link.target, root))
            sheets.append((item.get("name", ""), blocks))
    return _document(package, [(name, blocks) for name, blocks in sheets if blocks])


def _document(package: Package, sheets: list[tuple[str, list[Block]]]) -> Document:
    if not sheets:
        raise EmptyDocumentError
    blocks: list[Block] = []
    for name, found in sheets:
        if len(sheets) > 1:
            blocks.append(Line(text=glyphs.clean(name), heading=True))
        blocks.extend(found)
    core = package.xml("docProps/core.xml")
    title = "" if core is None else " ".join((core.findtext(_TITLE) or "").split())
    macros = ("macros",) if any(name.endswith("vbaProject.bin") for name in package.names) else ()
    return Document(kind=DocumentKind.SHEET, blocks=tuple(blocks), title=title, notes=macros)


class _SheetReader:
    """Reads one worksheet."""

    def __init__(self, strings: tuple[str, ...], looks: Looks, *, from_1904: bool) -> None:
        self._strings = strings
        self._looks = looks
        self._from_1904 = from_1904
        self._cells: dict[Place, _Filled] = {}
        self._spent = 0

    def blocks(self, root: etree._Element, drawn: list[Drawn]) -> list[Block]:
        """The tables of the sheet from top to bottom."""
        hidden = _hidden_columns(root)
        for row in root.iterfind(f"{S}sheetData/{S}row"):
            if row.get("hidden", "") in _OFF:
                self._row(row, hidden)
        self._draw(drawn)
        self._merge(root)
        bands = list(_bands(self._cells))
        return [block for band in bands for block in self._band(band)]

    def _row(self, row: etree._Element, hidden: frozenset[int]) -> None:
        number = int(row.get("r", "0")) - 1 if row.get("r", "").isdigit() else -1
        for count, cell in enumerate(row.iterchildren(f"{S}c")):
            place = position(cell.get("r", "")) or (number, count)
            look = self._looks[cell.get("s")]
            text = cell_text(cell, self._strings, look, from_1904=self._from_1904)
            self._spent += len(text)
            if self._spent > limits.MAX_CHARS:
                raise OverLimitError("too much text")
            if place[1] not in hidden and (text.strip() or look.bordered or look.filled):
                self._cells[place] = _Filled(text, look)
                if len(self._cells) > limits.MAX_CELLS:
                    raise OverLimitError("too many cells")

    def _draw(self, drawn: list[Drawn]) -> None:
        """Put what is drawn over cells into them; the cell that holds a tick box's state is not shown beside it."""
        for item in drawn:
            if item.linked in self._cells and self._cells[item.linked].text in ("TRUE", "FALSE"):
                del self._cells[item.linked]
        for item in drawn:
            place = (item.row, item.column)
            below = self._cells.get(place, _Filled("", CellLook()))
            text = f"{below.text}\n{item.text}".strip()
            self._cells[place] = _Filled(text, below.look, below.rows, below.columns)

    def _merge(self, root: etree._Element) -> None:
        """Make merged cells one; the places it covers are no cells."""
        for item in root.iterfind(f"{S}mergeCells/{S}mergeCell"):
            first, _, last = item.get("ref", "").partition(":")
            start, end = position(first), position(last)
            if start is None or end is None:
                continue
            rows, columns = end[0] - start[0] + 1, end[1] - start[1] + 1
            if rows < 1 or columns < 1:
                continue
            covered = [
                place for place in self._cells if start[0] <= place[0] <= end[0] and start[1] <= place[1] <= end[1]
            ]
            top = self._cells.get(start) or next((self._cells[place] for place in covered), None)
            for place in covered:
                del self._cells[place]
            if top is not None:
                self._cells[start] = _Filled(top.text, top.look, rows, columns)

    def _band(self, places: list[Place]) -> Iterator[Block]:
        """The table of some rows that hang together."""
        top, left = places[0][0], min(column for _, column in places)
        if not any(self._cells[place].text.strip() for place in places):
            return
        cells = []
        for row, column in places:
            found = self._cells[row, column]
            cells.append(
                Cell(
                    row=row - top,
                    column=column - left,
                    row_span=found.rows,
                    column_span=found.columns,
                    lines=tuple(_lines(found)),
                    shaded=found.look.filled,
                )
            )
        cells.extend(_left_empty(cells))
        yield Table(cells=tuple(sorted(cells, key=lambda cell: (cell.row, cell.column))))


def _left_empty(cells: list[Cell]) -> Iterator[Cell]:
    """The places left empty beside what is written in a row, in columns that are written in elsewhere.

    A file holds no cell where nothing was written and nothing drawn; a person sees the empty place all the same. A row
    lacks a place where more rows have one cell more than are made as it is; a row with one cell alone may as well be a
    label over its answer, and has such places only in a grid: under a row of headings without one over the first.
    """
    rows: dict[int, dict[int, Cell]] = defaultdict(dict)
    for cell in cells:
        if cell.lines:
            rows[cell.row][cell.column] = cell
    covered = {
        (row, column)
        for cell in cells
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    shapes = Counter(frozenset(row) for row in rows.values())
    headings: frozenset[int] = frozenset()
    for number, row in sorted(rows.items()):
        if len(row) > 1 and 0 not in row:
            headings = frozenset(row)
            continue
        if row.get(0) is None or row[0].column_span > 1 or (row[0].shaded and len(row) == 1):
            headings = frozenset()
        shape = frozenset(row)
        ends = {cell.column + cell.column_span for cell in row.values()} - shape
        lacking = {end for end in ends if len(row) > 1 and shapes[shape | {end}] > shapes[shape]}
        for column in sorted(headings - shape | lacking):
            if (number, column) not in covered:
                yield Cell(row=number, column=column, lines=())


def _lines(cell: _Filled) -> Iterator[Line]:
    for part in cell.text.replace("\r", "\n").split("\n"):
        text = glyphs.ticks(glyphs.clean(part)).strip()
        if text:
            yield Line(text=text, bold=cell.look.bold)


def _bands(cells: dict[Place, _Filled]) -> Iterator[list[Place]]:
    """The places in order, cut where a row is empty."""
    band: list[Place] = []
    bottom = 0
    for place in sorted(cells):
        if band and place[0] > bottom + 1:
            yield band
            band = []
        bottom = max(bottom if band else 0, place[0] + cells[place].rows - 1)
        band.append(place)
    if band:
        yield band


def _hidden_columns(root: etree._Element) -> frozenset[int]:
    hidden: set[int] = set()
    for item in root.iterfind(f"{S}cols/{S}col"):
        first, last = item.get("min", "0"), item.get("max", "0")
        if item.get("hidden", "") not in _OFF and first.isdigit() and last.isdigit():
            hidden.update(range(int(first) - 1, min(int(last), 16_384)))
    return frozenset(hidden)
