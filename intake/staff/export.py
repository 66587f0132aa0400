"""Records for spreadsheets and programs: JSON, CSV and XLSX, one item or row an application.

JSON is exact; CSV and XLSX are for reading, so values are worded as letters word them. Files are written by
`intake.staff.sheet`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Any

from intake.jsontext import json_pieces
from intake.letters.readback import shown_answer
from intake.round.programme import Programme
from intake.staff.records import export_item
from intake.staff.sheet import Cell, Sheet, csv_of, xlsx_of
from parsers.form import FieldType, FormField
from store.application_list import AnswerItem, ApplicationItem


class Format(StrEnum):
    """What the records are written as."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


_FIXED = ("Reference", "Authority", "Code", "Partners", "State", "Received", "Late", "Checks")
_WIDTHS = (12, 34, 8, 30, 14, 20, 7, 40)


#: An application and its standing answers, as `store.application_list.with_answers` gives them.
Record = tuple[ApplicationItem, Mapping[str, AnswerItem]]


def written(form: Format, records: Iterable[Record], programme: Programme) -> Iterator[bytes]:
    """The records as a file of this format, piece by piece; in UTF-8 where it is text."""
    match form:
        case Format.JSON:
            items = (export_item(item, answers, programme) for item, answers in records)
            yield from (piece.encode() for piece in json_pieces(items))
        case Format.CSV:
            yield from csv_of(_rows(records, programme))
        case Format.XLSX:
            widths = [*_WIDTHS, *(36 for _ in programme.form.fields)]
            sheet = Sheet(title=programme.reference, rows=_rows(records, programme), widths=widths, fixed_columns=2)
            yield xlsx_of([sheet], colour=programme.brand.colour)


def _rows(records: Iterable[Record], programme: Programme) -> Iterator[list[Cell]]:
    fields = programme.form.fields
    yield [*_FIXED, *(field.label for field in fields)]
    for item, given in records:
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
