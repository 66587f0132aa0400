"""The panel at the command line, and its mail through the real service: Maildir, reading child, scoresheet and all."""

from __future__ import annotations

import os
import re
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from io import BytesIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from intake import clock
from intake.commands.options import programme_of
from intake.config_file import load
from intake.service import one_pass, open_service
from tests.intake.commands.test_commands import NOW, Desk, after_a_pass, desk, read

__all__ = ["after_a_pass", "desk", "read"]  # fixtures

OURS = "deliveringdifferently@cabinet-office.example"
PANEL = """
[[staff]]
name = "Ruth Alder"
body = "Cabinet Office"
email = "ruth.alder@cabinet-office.example"
roles = ["decide"]

[[staff]]
name = "Tess Rowan"
body = "LGA"
email = "tess.rowan@lga.example"
roles = ["assess"]

[[staff]]
name = "Ada Marsh"
body = "SOLACE"
email = "ada.marsh@solace.example"
roles = ["assess"]
"""
GRID = "Case for change: 4\nComment: Clear.\nOptions: 3\nBenefits: 4\nCommitment: 2\nUse of support: 5\n"


@pytest.fixture
def office(read: Desk) -> Desk:
    """A service with one complete application and a panel of two."""
    path = read.folder / "config.toml"
    text = path.read_text(encoding="utf-8").replace('path = "mailbox"', 'path = "mailbox"\nauthserv_id = "mx.example"')
    path.write_text(text + PANEL, encoding="utf-8")
    return read


def passes(office: Desk, minutes: int) -> None:
    settings = load(office.folder / "config.toml")
    with clock.travel(NOW + timedelta(minutes=minutes)), open_service(settings, programme_of(settings)) as service:
        one_pass(service)


def letters(office: Desk, to: str, subject: str) -> list[EmailMessage]:
    """The letters that left for somebody, by what their subject begins with."""
    found = []
    for path in sorted((office.folder / "outgoing").rglob("*")):
        message = message_from_bytes(path.read_bytes(), policy=default) if path.is_file() else None
        if isinstance(message, EmailMessage) and message["To"] == to and str(message["Subject"]).startswith(subject):
            found.append(message)
    return found


def answer(office: Desk, sender: str, subject: str, text: str, *, minutes: int, sheet: bytes = b"") -> None:
    """A mail of an assessor reaches the Maildir, with the word of our own server on it."""
    mail = EmailMessage(policy=SMTP)
    mail["Authentication-Results"] = f"mx.example; dmarc=pass header.from={sender.partition('@')[2]}"
    mail["From"], mail["To"], mail["Subject"] = sender, OURS, subject
    mail["Message-ID"] = f"<{minutes}@{sender.partition('@')[2]}>"
    mail.set_content(text)
    if sheet:
        kind = "vnd.openxmlformats-officedocument.spreadsheetml.sheet"
        mail.add_attachment(sheet, maintype="application", subtype=kind, filename="my scores.xlsx")
    path = office.folder / "mailbox" / "new" / f"{minutes}.answer"
    path.write_bytes(mail.as_bytes())
    stamp = (NOW + timedelta(minutes=minutes)).timestamp()
    os.utime(path, (stamp, stamp))


def test_work_is_given_out_and_listed(office: Desk) -> None:
    tried = office.run("assign", "--evenly", "--dry-run")
    assert (tried.status, tried.out.splitlines()[-1]) == (0, "2 assignments would be made; nothing was written.")
    assert office.run("assignments").out == "Nothing is given out yet.\n"
    done = office.run("assign", "--evenly", "--json")
    assert done.json["assigned"] == [
        {"reference": "DD-0001", "assessor": "tess.rowan@lga.example"},
        {"reference": "DD-0001", "assessor": "ada.marsh@solace.example"},
    ]
    assert (done.json["asked"], done.json["short"]) == (2, [])
    assert [(item["name"], item["state"], item["scored"]) for item in office.run("assignments", "--json").json] == [
        ("Tess Rowan", "assigned", 0),
        ("Ada Marsh", "assigned", 0),
    ]
    assert "Nothing is new." in office.run("assign", "--evenly").out


def test_work_is_given_by_hand_from_a_file_and_taken_off(office: Desk, tmp_path: Path) -> None:
    file = tmp_path / "panel.csv"
    file.write_text("reference,assessor\nDD-0001,Tess Rowan\nDD-0009,Nobody\n", encoding="utf-8")
    wrong = office.run("assign", "--file", str(file))
    assert wrong.status == 1
    assert "line 3: there is no assessor 'Nobody'" in wrong.err
    assert office.run("assign", "DD-0001", "Tess Rowan").status == 0
    off = office.run("unassign", "DD-0001", "Tess Rowan", "--reason", "ill")
    assert (off.status, off.out) == (0, "Tess Rowan no longer assesses DD-0001 and is told so.\n")
    assert office.run("assignments", "--json").json[0]["state"] == "dropped"
    assert office.run("assign").status == 2


def test_operator_declares_and_reads_the_ranking(office: Desk) -> None:
    office.run("assign", "DD-0001", "Tess Rowan")
    said = office.run("declare", "Tess Rowan", "DD-0001: no")
    assert said.out.startswith("No conflict of interest on DD-0001.")
    grid = office.folder / "grid.txt"
    grid.write_text(GRID, encoding="utf-8")
    early = office.run("score", "DD-0001", "Tess Rowan", str(grid))
    assert (early.status, early.err) == (1, "DD-0001 was not sent to you yet; it follows by email.\n")
    passes(office, 1)
    assert office.run("score", "DD-0001", "Tess Rowan", str(grid)).status == 0
    (item,) = office.run("ranking", "--json").json
    assert (item["rank"], item["mean"], item["complete"]) == (1, "3.5000", True)
    assert office.run("ranking", "DD-0001", "--json").json["criteria"][0] == {
        "criterion": "case",
        "title": "Case for change",
        "given": [{"assessor": "tess.rowan@lga.example", "points": "4", "comment": "Clear."}],
    }
    assert ["Case for change", "Tess Rowan", "4", "Clear."] in [
        re.split(r"\s{2,}", line.strip()) for line in office.run("ranking", "DD-0001").out.splitlines()
    ]
    assert " 3.50 " in office.run("ranking").out
    book = office.folder / "ranking.xlsx"
    assert office.run("ranking", "--out", str(book)).out == f"Written: {book}\n"
    assert load_workbook(book).sheetnames == ["Ranking", "Comments"]
    nowhere = office.folder / "nowhere" / "ranking.xlsx"
    said = office.run("ranking", "--out", str(nowhere))
    assert (said.status, said.err) == (1, f"{nowhere} cannot be written: No such file or directory\n")
    assert office.run("ranking", "DD-0001", "--out", str(book)).status == 2


def test_panel_works_by_mail_through_the_whole_service(office: Desk) -> None:
    office.run("assign", "DD-0001", "Tess Rowan", "Ada Marsh")
    passes(office, 1)
    for minutes, sender in ((2, "tess.rowan@lga.example"), (3, "ada.marsh@solace.example")):
        (asked,) = letters(office, sender, "Declare interests [code ")
        answer(office, sender, f"Re: {asked['Subject']}", "None.", minutes=minutes)
    passes(office, 4)
    tess, ada = (letters(office, to, "Score DD-0001 [code ")[0] for to in
                 ("tess.rowan@lga.example", "ada.marsh@solace.example"))  # fmt: skip
    files = {str(part.get_filename()): bytes(part.get_content()) for part in tess.iter_attachments()}
    assert [name.rpartition(".")[2] for name in files] == ["pdf", "xlsx", "docx"]
    book = load_workbook(BytesIO(files["DD-0001 scoresheet.xlsx"]))
    for row, points in enumerate((4, 3.5, 2, 5, 1), 7):
        book.active.cell(row=row, column=6, value=points)  # type: ignore[union-attr]  # there is one
    sheet = BytesIO()
    book.save(sheet)
    answer(office, "tess.rowan@lga.example", "My scores", "Attached.", minutes=5, sheet=sheet.getvalue())
    answer(office, "ada.marsh@solace.example", f"Re: {ada['Subject']}", GRID, minutes=6)
    passes(office, 7)
    (item,) = office.run("ranking", "--json").json
    assert [(mark["name"], mark["weighted"]) for mark in item["assessors"]] == [
        ("Ada Marsh", "3.5000"),
        ("Tess Rowan", "3.3000"),
    ]
    assert len(letters(office, "ruth.alder@cabinet-office.example", "The panel has scored")) == 1
