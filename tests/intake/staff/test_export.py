"""Records for spreadsheets and programs: exact in JSON, harmless in CSV and XLSX."""

from __future__ import annotations

import csv
import io
import json
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest

from intake.staff.export import Format, written
from intake.staff.sheet import Sheet, as_text, xlsx_of
from store import application_list
from tests.bench.screens import fill
from tests.intake.office import DD, IN_TIME, STRANGER, Office, completed, letter_from

FORMULAS = [
    "=1+1",
    "+44 1632 960000",
    "-2",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "＝1",
    '=HYPERLINK("http://x.example")',
    "=cmd|' /C calc'!A0",
]


def export(office: Office, form: Format) -> bytes:
    """The office's records."""
    with office.store.reading() as session:
        records = application_list.with_answers(session, application_list.listing(session))
        return b"".join(written(form, records, DD))


def csv_rows(office: Office) -> list[list[str]]:
    """The records as a spreadsheet program reads CSV."""
    return list(csv.reader(io.StringIO(export(office, Format.CSV).decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", FORMULAS)
def test_text_that_may_be_a_formula_is_text(text: str) -> None:
    assert as_text(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Walsall", "1 = 1", "a@b.example", "'quoted"])
def test_text_that_is_none_stays_as_it_is(text: str) -> None:
    assert as_text(text) == text


@pytest.mark.parametrize("text", FORMULAS)
def test_csv_cell_is_escaped_and_xlsx_cell_is_a_string(office: Office, text: str) -> None:
    office.receives(form=completed(service=text, lead_name=text))
    heading, row = csv_rows(office)
    column = heading.index("Service or services concerned")
    shown = text.strip()
    assert row[column] == as_text(shown)
    sheet = openpyxl.load_workbook(io.BytesIO(export(office, Format.XLSX)))["DD"]
    cell = sheet.cell(row=2, column=column + 1)
    assert (cell.data_type, cell.value) == ("s", shown)
    assert cell.quotePrefix is shown.startswith(("=", "+", "-", "@", "＝"))


def test_csv_row_in_full(office: Office) -> None:
    office.receives(letter_from(STRANGER), completed(support_amount="140000.50", joint_bid=True))
    heading, row = csv_rows(office)
    found = dict(zip(heading, row, strict=True))
    assert list(found)[:8] == ["Reference", "Authority", "Code", "Partners", "State", "Received", "Late", "Checks"]
    assert row[:7] == ["DD-0001", "Walsall Council", "WLL", "", "complete", "2014-02-03T10:00:00+00:00", "no"]
    assert found["Checks"].startswith("over-cap: It asks for £140,000.50; ")
    assert found["Estimated value of the support"] == "140000.50"
    assert found["Is this a joint bid?"] == "Yes"


def test_csv_is_rfc_4180_with_a_mark_for_excel(office: Office) -> None:
    office.receives(form=completed(service='Two\nlines, and "quotes"'))
    data = export(office, Format.CSV)
    assert data.startswith(b"\xef\xbb\xbfReference,Authority,")
    assert data.endswith(b"\r\n")
    heading, row = csv_rows(office)
    assert row[heading.index("Service or services concerned")].splitlines() == ["Two", 'lines, and "quotes"']


def test_xlsx_holds_numbers_times_and_nothing_xml_cannot(office: Office) -> None:
    office.receives(form=completed(support_amount="85000.00", service="bell \x07 and nul \x00."))
    sheet = openpyxl.load_workbook(io.BytesIO(export(office, Format.XLSX)))["DD"]
    heading, row = sheet.iter_rows(values_only=True)
    found = dict(zip(heading, row, strict=True))
    assert found["Estimated value of the support"] == 85000
    assert found["Received"] == datetime(2014, 2, 3, 10, 0)  # noqa: DTZ001 - XLSX knows no zones
    assert found["Service or services concerned"] == "bell  and nul ."
    assert (sheet.freeze_panes, sheet.auto_filter.ref.split(":")[0]) == ("C2", "A1")


def test_json_is_exact(office: Office) -> None:
    office.receives(form=completed(support_amount="85000.00", models=["Joint venture"], partners=None))
    (item,) = json.loads(export(office, Format.JSON))
    assert list(item) == [
        "reference",
        "authority",
        "partners",
        "state",
        "received_at",
        "late",
        "submission",
        "contact",
        "checks",
        "answers",
    ]
    assert (item["reference"], item["authority"]) == ("DD-0001", {"name": "Walsall Council", "code": "WLL"})
    assert (item["received_at"], item["late"], item["checks"]) == (IN_TIME.isoformat(), False, [])
    assert list(item["answers"]) == list(DD.form.by_key)
    values = {key: answer["value"] for key, answer in item["answers"].items()}
    assert (values["support_amount"], values["models"], values["partners"]) == ("85000.00", ["Joint venture"], None)
    assert (values["joint_bid"], values["implementation_date"]) == (False, "2015-04-01")
    assert list(item["answers"]["service"]) == [
        "value",
        "text",
        "confidence",
        "method",
        "attachment",
        "page",
        "box",
        "source",
    ]


def test_export_of_an_empty_book_is_a_heading_alone(office: Office) -> None:
    assert json.loads(export(office, Format.JSON)) == []
    assert len(csv_rows(office)) == 1


def test_every_record_is_written_once_however_many_are_fetched_together(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application_list, "_BLOCK", 2)
    fill(office.store, 5)
    found = json.loads(export(office, Format.JSON))
    assert [item["reference"] for item in found] == [f"DD-{number:04d}" for number in range(1, 6)]
    assert all(item["answers"]["lead_authority"]["value"] for item in found)
    assert [row[0] for row in csv_rows(office)[1:]] == [item["reference"] for item in found]


def test_workbook_has_rows_as_high_as_their_text_and_can_be_printed() -> None:
    rows: list[tuple[str | Decimal | None, ...]] = [
        ("Reference", "Award", "Why"),
        ("DD-0001", Decimal("85000"), "a word " * 20),
        ("DD-0002", None, "a\nb"),
    ]
    data = xlsx_of([Sheet(title="Awards", rows=rows, widths=(12, 12, 30))], colour="#005a52")
    sheet = openpyxl.load_workbook(io.BytesIO(data))["Awards"]
    assert [sheet.row_dimensions[number].height for number in (1, 2, 3)] == [None, 75, 30]
    assert (sheet["B2"].value, sheet["B2"].number_format) == (85000, "#,##0.00")
    assert (sheet["A1"].font.name, sheet["A2"].font.name) == ("Calibri", "Calibri")
    assert (sheet.page_setup.orientation, sheet.print_title_rows) == ("landscape", "$1:$1")
