"""The scoresheet: what is in it, and what is read of it however it comes back."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter  # type: ignore[import-untyped]  # ships no types

from intake.panel.criteria import Scored
from intake.panel.scoresheet import ForWhom, scored_of, scoresheet_xlsx
from intake.round.programme import Programme, load
from parsers.formats.sheet_scores import read_scoresheets
from parsers.scoresheet import ScoreRow, ScoreSheet
from tests.intake.panel.panels import PANEL

_WHOM = ForWhom(code="s7Kq-22", reference="DD-0004", assessor="Jane Ash", authority="Walsall Council")
_FIRST = 7  # the row of the first criterion
_POINTS, _COMMENT = "F", "G"
_GIVE = "Please give one number from 0 to 5."
Edit = Callable[[Any], None]


@pytest.fixture(scope="module")
def programme() -> Programme:
    """The first programme with the panel of the tests."""
    return replace(load("delivering-differently"), panel=PANEL)


def filled(programme: Programme, edit: Edit | None = None) -> bytes:
    """A sheet scored 4, 3.5 and 8, changed further by ``edit``."""
    book = openpyxl.load_workbook(io.BytesIO(scoresheet_xlsx(programme, _WHOM)))
    sheet = book["Scoresheet"]
    for row, (points, comment) in enumerate(((4, "Clear need."), (3.5, "Costs are thin."), (8, None)), _FIRST):
        sheet[f"{_POINTS}{row}"], sheet[f"{_COMMENT}{row}"] = points, comment
    if edit:
        edit(sheet)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def read(data: bytes) -> ScoreSheet:
    (sheet,) = read_scoresheets(data)
    return sheet


_ROWS = (
    ScoreRow(criterion="Need", points_text="4", comment="Clear need."),
    ScoreRow(criterion="Value for money", points_text="3.5", comment="Costs are thin."),
    ScoreRow(criterion="Team & skills", points_text="8", comment=""),
)
_SCORED = Scored(
    points={"need": Decimal(4), "value": Decimal("3.5"), "team": Decimal(8)},
    comments={"need": "Clear need.", "value": "Costs are thin."},
)


def test_empty_sheet_is_known_by_its_code(programme: Programme) -> None:
    sheet = read(scoresheet_xlsx(programme, _WHOM))
    assert (sheet.code, sheet.reference) == ("s7Kq-22", "DD-0004")
    assert [(row.criterion, row.points_text, row.comment) for row in sheet.rows] == [
        ("Need", "", ""), ("Value for money", "", ""), ("Team & skills", "", ""),
    ]  # fmt: skip
    assert scored_of(sheet, PANEL).says_nothing is False
    assert [item.message for item in scored_of(sheet, PANEL).problems] == [
        f"Need: no points were given. {_GIVE}",
        f"Value for money: no points were given. {_GIVE}",
        "Team & skills: no points were given. Please give one number from 0 to 10.",
    ]


def test_sheet_says_whose_it_is_and_locks_all_but_points_and_comments(programme: Programme) -> None:
    sheet: Any = openpyxl.load_workbook(io.BytesIO(scoresheet_xlsx(programme, _WHOM)))["Scoresheet"]
    assert [sheet.cell(row=row, column=3).value for row in range(2, 6)] == [
        "DD-0004", "Walsall Council", "Jane Ash", "no date set",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[6]] == [
        "No.", "Criterion", "Weight", "Scale", "What to look for", "Points", "Comment",
    ]  # fmt: skip
    assert [cell.value for cell in sheet[9]][:5] == ["3", "Team & skills", "20%", "0 to 10", None]
    unlocked = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert sheet.protection.sheet is True
    assert unlocked == {f"{column}{row}" for column in "FG" for row in (7, 8, 9)}
    rules = {
        str(rule.sqref): (rule.type, rule.formula1, rule.formula2) for rule in sheet.data_validations.dataValidation
    }
    assert rules == {"F7 F8": ("decimal", "0", "5"), "F9": ("decimal", "0", "10")}
    assert (sheet.freeze_panes, sheet.print_title_rows, sheet.page_setup.orientation) == ("A7", "$6:$6", "landscape")


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x.example")'])
def test_what_may_be_a_formula_is_text(programme: Programme, text: str) -> None:
    panel = replace(
        PANEL, criteria=tuple(replace(item, guidance=text, title=f"{text} {item.key}") for item in PANEL.criteria)
    )
    whom = ForWhom(code="c", reference=text, assessor=text, authority=text)
    data = scoresheet_xlsx(replace(programme, panel=panel, name=text), whom)
    sheet: Any = openpyxl.load_workbook(io.BytesIO(data))["Scoresheet"]
    assert {cell.data_type for row in sheet.iter_rows() for cell in row if cell.value is not None} <= {"s"}
    assert b"<f>" not in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")


def test_anonymous_sheet_does_not_name_the_authority(programme: Programme) -> None:
    data = scoresheet_xlsx(replace(programme, panel=replace(PANEL, anonymous=True)), _WHOM)
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        assert [name for name in package.namelist() if b"Walsall" in package.read(name)] == []
        assert b"assessment is anonymous" in package.read("xl/worksheets/sheet1.xml")


def test_filled_sheet_is_read_and_scored(programme: Programme) -> None:
    sheet = read(filled(programme))
    assert sheet == ScoreSheet(code="s7Kq-22", reference="DD-0004", rows=_ROWS)
    assert scored_of(sheet, PANEL) == _SCORED


def _insert_column(sheet: Any) -> None:
    sheet.insert_cols(6)
    sheet["F6"] = "My notes"
    sheet["F7"] = "5"


def _insert_rows(sheet: Any) -> None:
    sheet.insert_rows(1, 3)
    sheet["A1"] = "My scores"
    sheet.insert_rows(11)


def _reverse(sheet: Any) -> None:
    rows = [[sheet.cell(row=row, column=column).value for column in range(1, 8)] for row in (9, 8, 7)]
    for row, values in enumerate(rows, 7):
        for column, value in enumerate(values, 1):
            sheet.cell(row=row, column=column).value = value


def _as_text(sheet: Any) -> None:
    sheet["F7"], sheet["F8"], sheet["F9"] = "four", "3.5 / 5", "8 out of 10"


def _float_dust(sheet: Any) -> None:
    sheet["F8"] = 3.5000000000000004
    sheet["F9"].number_format = "General"


def _other_sheet(sheet: Any) -> None:
    sheet.parent.create_sheet("Notes", 0)["A1"] = "Criterion"
    sheet.sheet_state = "hidden"


@pytest.mark.parametrize(
    "edit",
    [_insert_column, _insert_rows, _reverse, _as_text, _float_dust, _other_sheet],
    ids=lambda edit: edit.__name__,
)
def test_sheet_that_was_changed_about_scores_the_same(programme: Programme, edit: Edit) -> None:
    assert scored_of(read(filled(programme, edit)), PANEL) == _SCORED


def _with_cached_result(data: bytes) -> bytes:
    """The result Excel keeps beside a formula, which openpyxl does not write."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            made.writestr(
                name,
                given.read(name)
                .replace(b"<f>2+2</f><v/>", b"<f>2+2</f><v>4</v>")
                .replace(b"<f>2+2</f><v></v>", b"<f>2+2</f><v>4</v>"),
            )
    return out.getvalue()


def test_formulas_are_flagged_and_their_results_not_taken(programme: Programme) -> None:
    def edit(sheet: Any) -> None:
        sheet["F7"], sheet["G8"] = "=2+2", "=2+2"

    data = _with_cached_result(filled(programme, edit))
    assert b"<v>4</v>" in zipfile.ZipFile(io.BytesIO(data)).read("xl/worksheets/sheet1.xml")
    sheet = read(data)
    assert sheet.rows[0] == ScoreRow(criterion="Need", points_text="", comment="Clear need.", formula=True)
    scored = scored_of(sheet, PANEL)
    assert scored.points == {"value": Decimal("3.5"), "team": Decimal(8)}
    assert [(item.criterion, item.message) for item in scored.problems] == [
        ("need", f"Need: the points are a formula, which we do not run. {_GIVE}"),
        ("value", "Value for money: the comment is a formula, which we do not run. Please write it as text."),
    ]


@pytest.mark.parametrize(
    ("value", "format_", "problem"),
    [
        ("n/a", "@", f"Need: no points were given (it says “n/a”). {_GIVE}"),
        (None, "0", f"Need: no points were given. {_GIVE}"),
        (6, "0", f"Need: “6” is not on the scale. {_GIVE}"),
        (4.126, "0.00", f"Need: “4.126” has more than 2 decimal places. {_GIVE}"),
        (4.4, "0", None),
        (0.8, "0%", f"Need: “80%” is not one number. {_GIVE}"),
        (True, "General", f"Need: “TRUE” is not one number. {_GIVE}"),
        (41733, "d mmmm yyyy", f"Need: “4 April 2014” is not one number. {_GIVE}"),
        ("4/10", "@", f"Need: “4/10” is out of 10. {_GIVE}"),
    ],
)
def test_points_that_are_no_points(programme: Programme, value: object, format_: str, problem: str | None) -> None:
    def edit(sheet: Any) -> None:
        sheet["F7"], sheet["F7"].number_format = value, format_

    problems = scored_of(read(filled(programme, edit)), PANEL).problems
    assert [item.message for item in problems] == ([problem] if problem else [])


def test_line_of_no_criterion_and_a_criterion_twice_are_told(programme: Programme) -> None:
    def edit(sheet: Any) -> None:
        for row, (name, points) in enumerate((("Ambition", 3), ("Need", 5), (None, 2)), 20):
            sheet[f"B{row}"], sheet[f"F{row}"] = name, points

    scored = scored_of(read(filled(programme, edit)), PANEL)
    assert [item.message for item in scored.problems] == [
        "“Ambition” names none of the criteria.",
        "The line with points “2” names none of the criteria.",
        "Need: you gave “4” and “5”. Please give one number only.",
    ]


def test_sheet_without_headings_is_ours_and_has_no_rows(programme: Programme) -> None:
    def edit(sheet: Any) -> None:
        sheet.delete_rows(6)

    sheet = read(filled(programme, edit))
    assert (sheet.code, sheet.rows) == ("s7Kq-22", ())


def test_sheet_by_another_writer_with_strings_in_its_cells() -> None:
    """As Numbers and other exporters write it: a plain sheet of values, another sheet before it."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True, "constant_memory": True}) as book:
        book.add_worksheet("Export Summary").write(0, 0, "This document was exported from Numbers.")
        sheet = book.add_worksheet("Scoresheet")
        sheet.write_row(0, 0, ["Reference", "", "DD-0004"])
        sheet.write_row(2, 0, ["Criterion", "Points", "Comment"])
        for row, line in enumerate(
            (("Need", 4, "Clear need."), ("Value for money", 3.5, "Costs are thin."), ("Team & skills", "8")), 3
        ):
            sheet.write_row(row, 0, line)
        sheet.write(8, 0, "scoresheet: s7Kq-22")
    found = read(out.getvalue())
    assert (found.code, found.reference) == ("s7Kq-22", "DD-0004")
    assert scored_of(found, PANEL) == _SCORED


def test_other_spreadsheets_are_none_of_ours() -> None:
    book = openpyxl.Workbook()
    sheet: Any = book.active
    sheet.append(["Criterion", "Points", "Comment"])
    sheet.append(["Need", 4, "Our scoresheet: see annex"])
    data = io.BytesIO()
    book.save(data)
    assert read_scoresheets(data.getvalue()) == ()


def test_rows_beyond_any_panel_are_not_read(programme: Programme) -> None:
    def edit(sheet: Any) -> None:
        for row in range(20, 320):
            sheet[f"B{row}"] = f"line {row}"

    sheet = read(filled(programme, edit))
    assert (len(sheet.rows), sheet.truncated) == (200, True)


@pytest.mark.server("libreoffice-calc")
@pytest.mark.parametrize("steps", [("xlsx",), ("ods", "xlsx")], ids="-".join)
def test_sheet_saved_by_libreoffice_scores_the_same(
    programme: Programme, steps: tuple[str, ...], tmp_path: Path
) -> None:
    path = tmp_path / "scores.xlsx"
    path.write_bytes(filled(programme))
    program = shutil.which("soffice")
    assert program is not None
    for number, step in enumerate(steps):
        out = tmp_path / f"step{number}"
        command = [program, f"-env:UserInstallation=file://{tmp_path}/profile", "--headless", "--convert-to", step]
        subprocess.run([*command, "--outdir", str(out), str(path)], check=True, capture_output=True, timeout=100)
        path = out / f"scores.{step}"
    sheet = read(path.read_bytes())
    assert sheet == ScoreSheet(code="s7Kq-22", reference="DD-0004", rows=_ROWS)
    assert scored_of(sheet, PANEL) == _SCORED
    saved: Any = openpyxl.load_workbook(path)["Scoresheet"]
    assert (saved.protection.sheet, saved["F7"].protection.locked) == (True, False)
