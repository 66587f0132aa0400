"""Scoresheets among a mail's attachments: noticed before the form is looked for, and never mistaken for one."""

from __future__ import annotations

import io
import re
import zipfile
from email.message import EmailMessage

import openpyxl
import pytest

from intake.round.programme import load
from parsers.formats.sheet_scores import read_scoresheets
from parsers.limits import DEFAULT
from parsers.mail import Outcome
from parsers.read import read_file, read_message
from parsers.reading import decode, encode
from parsers.scoresheet import ScoreRow, ScoreSheet
from parsers.scoresheet_reader import SETTLED, scoresheets
from parsers.tree import bare_tree

_FORM = load("delivering-differently").form
_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")


def sheet(code: str = "s7Kq-22", points: object = 4) -> bytes:
    """A spreadsheet with our mark, a reference and one line."""
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in (
        ["Reference", "DD-0004"],
        ["Criterion", "Points", "Comment"],
        ["Case for change", points, "Clear."],
        [f"scoresheet:{code}"],
    ):
        page.append(row)
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def mail(*files: bytes) -> bytes:
    """A reply with files attached."""
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "jane@lga.example", "dd@co.example", "Re: Scores"
    message.set_content("Scores attached.")
    for number, data in enumerate(files):
        message.add_attachment(data, maintype=_XLSX[0], subtype=_XLSX[1], filename=f"scores{number}.xlsx")
    return message.as_bytes()


_ROW = ScoreRow(criterion="Case for change", points_text="4", comment="Clear.")


def test_scoresheets_of_a_mail_are_noticed_and_are_no_form() -> None:
    twice, other = sheet(), sheet("s8", "n/a")
    reading = read_message(mail(twice, b"no spreadsheet", other, twice), _FORM)
    assert reading.scoresheets == (
        ScoreSheet(code="s7Kq-22", reference="DD-0004", rows=(_ROW,), attachment=0),
        ScoreSheet(
            code="s8",
            reference="DD-0004",
            rows=(ScoreRow(criterion="Case for change", points_text="n/a", comment="Clear."),),
            attachment=2,
        ),
    )
    assert reading.form is None
    settled = [(item.outcome, item.reason) for item in reading.mail.attachments]
    assert [settled[0], settled[2], settled[3]] == [SETTLED] * 3
    assert settled[1] != SETTLED


def test_scoresheets_cross_the_border_whole() -> None:
    reading = read_message(mail(sheet()), _FORM)
    assert decode(encode(reading)) == reading


def test_bare_file_that_is_a_scoresheet() -> None:
    assert [item.code for item in read_file(sheet(), "scores.xlsx", _FORM).scoresheets] == ["s7Kq-22"]


def test_spreadsheet_without_our_mark_is_read_as_a_document() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    page.append(["Criterion", "Points"])
    data = io.BytesIO()
    book.save(data)
    reading = read_message(mail(data.getvalue()), _FORM)
    assert (reading.scoresheets, reading.mail.attachments[0].outcome) == ((), Outcome.ANNEX)
    assert reading.mail.attachments[0].reason != SETTLED[1]


def test_document_that_stopped_a_child_is_not_opened_again_and_each_is_announced() -> None:
    leaves = bare_tree(sheet(), "scores.xlsx", DEFAULT).leaves
    announced: list[str] = []
    assert len(scoresheets(leaves, avoid={}, announce=announced.append)) == 1
    assert announced == [leaves[0].sha256, ""]
    assert scoresheets(leaves, avoid={leaves[0].sha256: None}, announce=announced.append) == ()


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 0.99])
def test_damaged_spreadsheet_is_no_scoresheet_and_is_told_as_damaged(keep: float) -> None:
    data = sheet()
    reading = read_message(mail(data[: int(len(data) * keep)]), _FORM)
    assert reading.scoresheets == ()
    assert reading.mail.attachments[0].outcome is not Outcome.ANNEX


def test_cells_beyond_the_limit_are_left_to_the_reader_of_documents() -> None:
    book = openpyxl.Workbook()
    page = book.active
    assert page is not None
    for row in range(201):
        page.append([row] * 100)
    page.append(["scoresheet:x"])
    data = io.BytesIO()
    book.save(data)
    reading = read_message(mail(data.getvalue()), _FORM)
    assert (reading.scoresheets, reading.mail.attachments[0].outcome) == ((), Outcome.OVER_LIMIT)


def test_cells_without_positions_stand_where_they_come() -> None:
    """Rows and cells may leave out where they stand (ECMA-376 part 1, 18.3.1.4 and 18.3.1.73)."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(sheet())) as given, zipfile.ZipFile(out, "w") as made:
        for name in given.namelist():
            content = given.read(name)
            made.writestr(name, re.sub(rb' r="[A-Z]*[0-9]+"', b"", content) if "sheet1" in name else content)
    assert read_scoresheets(out.getvalue())[0].rows == (_ROW,)
