"""Scoresheets of ours in a spreadsheet (.xlsx) → `ScoreSheet`, wherever their rows and columns were moved to.

A sheet is ours where a cell holds our mark with a code. Its table is found by its headings, not by place. A formula's
result is never taken: a sheet can be made to compute anything. What the points mean is for the service.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from parsers.errors import OverLimitError
from parsers.formats import glyphs, limits
from parsers.formats.sheet_cells import Looks, S, cell_text, position, read_looks, read_strings
from parsers.formats.sheet_numbers import shown
from parsers.formats.word_package import Package
from parsers.scoresheet import CODE_MARK, COMMENT, CRITERION, POINTS, REFERENCE, ScoreRow, ScoreSheet

_CODE = re.compile(rf"{re.escape(CODE_MARK)}\s*([A-Za-z0-9_.-]{{1,128}})")
#: Number formats that show a number as it is, perhaps rounded; the number itself is taken.
_PLAIN_FORMAT = re.compile(r"(?:General|@|[#0?,]+(?:\.[#0?]+)?)(?:;.*)?")
_MOST_SHEETS = 50
_MOST_ROWS = 200  # of one scoresheet; no panel has so many criteria

Place = tuple[int, int]


@dataclass(frozen=True, slots=True)
class _Filled:
    text: str
    formula: bool


@dataclass(frozen=True, slots=True)
class _Book:
    """What all worksheets of a book share."""

    strings: tuple[str, ...]
    looks: Looks
    from_1904: bool


def read_scoresheets(data: bytes) -> tuple[ScoreSheet, ...]:
    """Every scoresheet of ours in a spreadsheet, hidden worksheets included; none where it holds no such sheet.

    Raises:
        EncryptedDocumentError: it needs a password.
        DamagedDocumentError: it is no spreadsheet package, or its XML is malformed.
        OverLimitError: it is larger than can be read safely.
    """
    package = Package(data)
    main = next((link.target for link in package.relationships("") if link.type == "officeDocument"), "xl/workbook.xml")
    root = package.xml(main)
    if root is None:
        return ()
    links = package.relationships(main)
    by_type = {link.type: link.target for link in links}
    properties = root.find(f"{S}workbookPr")
    book = _Book(
        strings=read_strings(package.xml(by_type.get("sharedStrings", ""))),
        looks=read_looks(package.xml(by_type.get("styles", ""))),
        from_1904=properties is not None and properties.get("date1904", "") not in ("", "0", "false"),
    )
    sheets = [package.xml(link.target) for link in links if link.type == "worksheet"][:_MOST_SHEETS]
    found = (_scoresheet(_cells(sheet, book)) for sheet in sheets if sheet is not None)
    return tuple(item for item in found if item is not None)


def _cells(root: etree._Element, book: _Book) -> dict[Place, _Filled]:
    """The cells that hold anything, by row and column from 0."""
    cells: dict[Place, _Filled] = {}
    spent = 0
    for row_number, row in enumerate(root.iterfind(f"{S}sheetData/{S}row")):
        for column, cell in enumerate(row.iterchildren(f"{S}c")):
            formula = cell.find(f"{S}f") is not None
            text = "" if formula else glyphs.clean(_text(cell, book)).strip()
            if not text and not formula:
                continue
            spent += len(text)
            if spent > limits.MAX_CHARS or len(cells) >= limits.MAX_CELLS:
                raise OverLimitError("too much in one sheet")
            cells[position(cell.get("r", "")) or (row_number, column)] = _Filled(text, formula)
    return cells


def _text(cell: etree._Element, book: _Book) -> str:
    """What a cell shows; of a number, all its digits rather than those its format shows."""
    look = book.looks[cell.get("s")]
    value = cell.findtext(f"{S}v") or ""
    if cell.get("t", "n") == "n" and value and _PLAIN_FORMAT.fullmatch(look.pattern):
        return shown(value, "General", from_1904=book.from_1904)
    return cell_text(cell, book.strings, look, from_1904=book.from_1904)


def _scoresheet(cells: dict[Place, _Filled]) -> ScoreSheet | None:
    codes = (_CODE.fullmatch(cell.text) for cell in cells.values())
    code = next((found[1] for found in codes if found), None)
    if code is None:
        return None
    head = _head(cells)
    rows = list(_rows(cells, *head)) if head else []
    return ScoreSheet(
        code=code, reference=_reference(cells), rows=tuple(rows[:_MOST_ROWS]), truncated=len(rows) > _MOST_ROWS
    )


def _head(cells: dict[Place, _Filled]) -> tuple[int, dict[str, int]] | None:
    """The row of headings, and the column of each; the first row that has those of criteria and of points."""
    by_row: dict[int, dict[str, int]] = {}
    wanted = {word.casefold(): word for word in (CRITERION, POINTS, COMMENT)}
    for (row, column), cell in sorted(cells.items()):
        word = wanted.get(cell.text.casefold().rstrip(":* "))
        if word:
            by_row.setdefault(row, {}).setdefault(word, column)
    return next(((row, found) for row, found in by_row.items() if {CRITERION, POINTS} <= found.keys()), None)


def _rows(cells: dict[Place, _Filled], head: int, columns: dict[str, int]) -> Iterator[ScoreRow]:
    """The lines below the headings that name a criterion, or hold points without one."""
    empty = _Filled("", formula=False)
    of_code = {row for (row, _), cell in cells.items() if _CODE.fullmatch(cell.text)}
    for row in sorted({row for row, _ in cells if row > head} - of_code):
        criterion, points, comment = (
            cells.get((row, columns[word]), empty) if word in columns else empty
            for word in (CRITERION, POINTS, COMMENT)
        )
        if criterion.text or points.text or points.formula:
            yield ScoreRow(
                criterion=criterion.text,
                points_text=points.text,
                comment=comment.text,
                formula=points.formula,
                comment_formula=comment.formula,
            )


def _reference(cells: dict[Place, _Filled]) -> str:
    """What stands to the right of the word for it."""
    for (row, column), cell in sorted(cells.items()):
        if cell.text.rstrip(": ").casefold() == REFERENCE.casefold():
            right = sorted((place, item.text) for place, item in cells.items() if place[0] == row and place[1] > column)
            return next((text for _, text in right if text), "")
    return ""
