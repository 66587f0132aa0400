"""Tables as CSV and XLSX files whose cells are never taken for a formula.

Cells hold what applicants wrote, and a spreadsheet runs a cell that looks like a formula: every such cell is written as
text (OWASP, CSV injection). What the tables hold is `intake.staff.export`'s and `intake.assurance.fairness_sheet`'s.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties

from intake.cells import may_be_formula, writable

#: CSV is handed over in pieces of about so many characters.
_PIECE = 100_000
#: The font of a workbook's cells, which headings would otherwise not have; its size and a line's height, in points.
_FONT, _FONT_SIZE, _LINE = "Calibri", 11, 15
#: Lines of a cell that are in sight; all of it is in the cell.
_MOST_LINES = 20
#: Columns of so many characters together can still be read on one page.
_WIDEST_PAGE = 200
Cell = str | int | bool | Decimal | datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """One table: the first of ``rows`` are the headings. ``widths`` are the columns', in characters.

    ``fixed_columns`` stay in sight when the sheet is moved sideways.
    """

    title: str
    rows: Iterable[Sequence[Cell]]
    widths: Sequence[int]
    fixed_columns: int = 1


def as_text(value: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before anything that might be one."""
    return f"'{value}" if may_be_formula(value) else value


def csv_of(rows: Iterable[Sequence[Cell]]) -> Iterator[bytes]:
    """A table as CSV in UTF-8, with a byte order mark, piece by piece."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180
    yield b"\xef\xbb\xbf"  # tells Excel that it is UTF-8
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
        if text.tell() > _PIECE:
            yield text.getvalue().encode(errors="replace")
            text.seek(0)
            text.truncate()
    yield text.getvalue().encode(errors="replace")


def _csv_cell(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    if isinstance(cell, int):
        return str(cell)  # a number below nothing is no formula
    return "" if cell is None else as_text(cell)


def xlsx_of(sheets: Sequence[Sheet], *, colour: str) -> bytes:
    """Tables as one workbook; ``colour`` (``#rrggbb``) is behind the headings."""
    book = Workbook(write_only=True)
    for sheet in sheets:
        _write(book, sheet, colour)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _write(book: Workbook, given: Sheet, colour: str) -> None:
    sheet = book.create_sheet(title=given.title)
    sheet.freeze_panes = f"{get_column_letter(given.fixed_columns + 1)}2"
    for number, width in enumerate(given.widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    _lay_out(sheet, width=sum(given.widths))
    heading = Font(name=_FONT, size=_FONT_SIZE, bold=True, color="FFFFFF")
    fill = PatternFill("solid", start_color=colour.lstrip("#"))
    wrapped = Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate(given.rows):
        lines = _lines(row, given.widths)
        if lines > 1:  # programs that do not fit rows to their text would lay one over the next
            sheet.row_dimensions[number + 1].height = min(lines, _MOST_LINES) * _LINE
        cells = [_xlsx_cell(sheet, cell) for cell in row]
        for cell in cells:
            cell.alignment = wrapped
            if number == 0:
                cell.font, cell.fill = heading, fill
        sheet.append(cells)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(given.widths))}1"


def _lay_out(sheet: Any, *, width: int) -> None:
    """On paper: sideways, the headings on every page, and all columns on one where they can still be read."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = "9"  # A4, as ECMA-376 numbers papers
    sheet.print_title_rows = "1:1"
    if width <= _WIDEST_PAGE:
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        sheet.page_setup.fitToHeight = 0


def _lines(row: Sequence[Cell], widths: Sequence[int]) -> int:
    """How many lines the longest cell of a row takes in its column, about."""
    return max(
        (
            sum(-(-max(len(line), 1) // width) for line in cell.split("\n"))
            for cell, width in zip(row, widths, strict=False)
            if isinstance(cell, str)
        ),
        default=1,
    )


def _xlsx_cell(sheet: Any, value: Cell) -> Any:
    """A cell whose type is said outright, so that text stays text whatever it begins with."""
    if isinstance(value, datetime):
        # XLSX knows no zones: the instant is written as the programme's local time.
        cell = WriteOnlyCell(sheet, value=value.replace(tzinfo=None))
        cell.number_format = "yyyy-mm-dd hh:mm:ss"
        return cell
    if isinstance(value, str):
        shown = writable(value)
        cell = WriteOnlyCell(sheet, value=shown)
        cell.data_type = "s"
        cell.quotePrefix = may_be_formula(shown)
        return cell
    if isinstance(value, bool):
        return WriteOnlyCell(sheet, value="yes" if value else "no")
    if isinstance(value, Decimal):
        cell = WriteOnlyCell(sheet, value=float(value))
        cell.number_format = "#,##0.00"
        return cell
    return WriteOnlyCell(sheet, value=float(value) if value is not None else None)
