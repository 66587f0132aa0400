"""Records for spreadsheets and programs: JSON, CSV and XLSX, one item or row an application.

Cells hold what applicants wrote, and a spreadsheet runs a cell that looks like a formula: every such cell is written as
text (OWASP, CSV injection). JSON is exact; CSV and XLSX are for reading, so values are worded as letters word them.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from intake.cells import FORMULA, writable
from intake.letters.readback import shown_answer
from intake.round.programme import Programme
from intake.staff.records import export_items
from parsers.form import FieldType, FormField
from store.application_list import AnswerItem, ApplicationItem


class Format(StrEnum):
    """What the records are written as."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


Cell = str | int | bool | Decimal | datetime | None

_FIXED = ("Reference", "Authority", "Code", "Partners", "State", "Received", "Late", "Checks")


def written(
    form: Format,
    items: Sequence[ApplicationItem],
    answers: Mapping[int, Mapping[str, AnswerItem]],
    programme: Programme,
) -> bytes:
    """The records as a file of this format, in UTF-8 where it is text."""
    match form:
        case Format.JSON:
            text = json.dumps(export_items(items, answers, programme), ensure_ascii=False, indent=2, default=_iso)
            return (text + "\n").encode()
        case Format.CSV:
            return _csv(_rows(items, answers, programme))
        case Format.XLSX:
            return _xlsx(_rows(items, answers, programme), programme)


def _iso(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} cannot be written as JSON")


def _rows(
    items: Iterable[ApplicationItem], answers: Mapping[int, Mapping[str, AnswerItem]], programme: Programme
) -> Iterable[list[Cell]]:
    fields = programme.form.fields
    yield [*_FIXED, *(field.label for field in fields)]
    for item in items:
        given = answers.get(item.id, {})
        yield [
            item.reference,
            item.authority_name,
            item.authority_code,
            "; ".join(item.partners),
            item.state,
            item.received_at.astimezone(programme.zone) if item.received_at else None,
            item.received_at is not None and programme.is_late(item.received_at),
            "; ".join(f"{check.check}: {check.message}" for check in item.checks),
            *(_cell(field, given.get(field.key), programme.currency) for field in fields),
        ]


@dataclass(frozen=True, slots=True)
class _Given:
    """An answer as the read-back wants it."""

    key: str
    value: Any
    text: str


def _cell(field: FormField, answer: AnswerItem | None, currency: str) -> Cell:
    """An answer for reading: numbers and amounts as numbers, all else as a letter would show it."""
    if answer is None or answer.value is None:
        return answer.text if answer is not None else ""
    if field.type in (FieldType.MONEY, FieldType.NUMBER) and isinstance(answer.value, str):
        return Decimal(answer.value)
    shown = shown_answer(field, _Given(field.key, answer.value, answer.text), currency=currency)
    return "\n".join((*shown.paragraphs, *(" | ".join(row) for row in shown.rows)))


def as_text(value: str) -> str:
    """Text that no spreadsheet takes for a formula: an apostrophe before anything that might be one."""
    return f"'{value}" if value.startswith(FORMULA) else value


def _csv(rows: Iterable[list[Cell]]) -> bytes:
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")  # RFC 4180
    for row in rows:
        writer.writerow([_csv_cell(cell) for cell in row])
    # The mark tells Excel that it is UTF-8.
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def _csv_cell(cell: Cell) -> str:
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.isoformat(timespec="seconds")
    if isinstance(cell, Decimal):
        return f"{cell:f}"
    return "" if cell is None else as_text(str(cell))


def _xlsx(rows: Iterable[list[Cell]], programme: Programme) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title=programme.reference)
    sheet.freeze_panes = "C2"
    widths = [12, 34, 8, 30, 14, 20, 7, 40, *[36 for _ in programme.form.fields]]
    for number, width in enumerate(widths, 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    heading = Font(bold=True, color="FFFFFF")
    fill = PatternFill("solid", start_color=programme.brand.colour.lstrip("#"))
    wrapped = Alignment(wrap_text=True, vertical="top")
    for number, row in enumerate(rows):
        cells = [_xlsx_cell(sheet, cell) for cell in row]
        for cell in cells:
            cell.alignment = wrapped
            if number == 0:
                cell.font, cell.fill = heading, fill
        sheet.append(cells)
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(widths))}1"
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def _xlsx_cell(sheet: Any, value: Cell) -> Any:
    """A cell whose type is said outright, so that text stays text whatever it begins with."""
    if isinstance(value, datetime):
        # XLSX knows no zones: the instant is written as the programme's local time.
        cell = WriteOnlyCell(sheet, value=value.replace(tzinfo=None))
        cell.number_format = "yyyy-mm-dd hh:mm:ss"
        return cell
    if isinstance(value, str):
        cell = WriteOnlyCell(sheet, value=writable(value))
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(FORMULA)
        return cell
    if isinstance(value, bool):
        return WriteOnlyCell(sheet, value="yes" if value else "no")
    return WriteOnlyCell(sheet, value=float(value) if value is not None else None)
