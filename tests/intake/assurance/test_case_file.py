"""One application's file has everything of it and nothing of another, for programs and for people."""

from __future__ import annotations

import json
import stat
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from intake.assurance.case_file import CaseFile, case_file
from intake.assurance.case_page import bundle, page
from intake.assurance.packing import as_json, write, zipped
from intake.errors import IntakeError
from store import applications, submissions
from tests.intake.assurance.scene import ADA, ASKER, OFFICE, PRIYA, PRIYA_AT, TOLD_AT, TOM, TOM_AT, eraser
from tests.intake.office import IN_TIME, Office, completed


def file_of(office: Office, reference: str = "DD-0001") -> CaseFile:
    with office.store.reading() as session:
        case = applications.by_reference(session, reference)
        assert case is not None
        return case_file(session, office.archive, office.programme, case, at=TOLD_AT)


class Words(HTMLParser):
    """The words of a page, and whether its elements are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def words(html: bytes) -> str:
    parser = Words()
    parser.feed(html.decode())
    parser.close()
    assert parser.open == []
    return " ".join(parser.words)


def test_the_data_has_every_part(played: Office) -> None:
    data = json.loads(as_json(file_of(played).data))
    assert (data["reference"], data["state"], data["authority"]) == (
        "DD-0001",
        "selected",
        {"name": "Walsall Council", "code": "WLL"},
    )
    assert [(item["file"], item["attachments"][0]["name"]) for item in data["messages"]] == [
        ("mails/message-0001.eml", "Form of Priya Hartley.pdf")
    ]
    assert [(item["kind"], item["status"]) for item in data["letters"]] == [("receipt", "sent"), ("selected", "sent")]
    (form,) = data["submissions"]
    assert (form["number"], form["counts"], len(form["answers"])) == (1, True, 28)
    (read,) = form["answers"]["lead_name"]
    assert (read["value"], read["method"], read["page"], read["source"]) == (PRIYA, "cell", 1, "machine")
    assert [(item["action"], item["text"]) for item in data["orders"]] == [("note", f"{PRIYA} telephoned")]
    assert [(item["ruling"], item["amount"]) for item in data["decisions"]] == [("select", 8_500_000)]
    (assessment,) = data["assessments"]
    assert (assessment["assessor_name"], assessment["scores"][0]["points"]) == (ADA, 301)
    assert [item["attendee"] for item in data["interviews"]] == [PRIYA_AT]
    (batch,) = data["batches"]
    assert (batch["stage"], batch["staged_by"], batch["item"]["after"]) == ("outcome", OFFICE, "selected")
    assert data["events"][0]["what"] == "filed"
    assert len(data["events"]) == len({item["id"] for item in data["events"]})


@pytest.mark.parametrize(
    ("reference", "others"),
    [("DD-0001", (TOM, TOM_AT, "DD-0002", ASKER, "Torbay")), ("DD-0002", (PRIYA, PRIYA_AT, "DD-0001", ASKER))],
)
def test_nothing_of_another_application_is_in_it(played: Office, reference: str, others: tuple[str, ...]) -> None:
    files = bundle(file_of(played, reference), played.programme)
    for name, content in files.items():
        assert [found for found in others if found.encode() in content] == [], name
    assert file_of(played, reference).data["withheld"] == [
        {
            "message": 4,
            "received_at": file_of(played, reference).data["withheld"][0]["received_at"],
            "why": "it belongs to another application as well",
        }
    ]


def test_the_raw_mails_are_there_byte_for_byte(played: Office) -> None:
    file = file_of(played)
    assert sorted(file.files) == ["letters/letter-0001.eml", "letters/letter-0005.eml", "mails/message-0001.eml"]
    assert played.archive.read(file.data["messages"][0]["sha256"]) == file.files["mails/message-0001.eml"]
    assert file.files["letters/letter-0005.eml"] == played.body(5)


def test_every_correction_is_there_and_the_page_shows_what_was_before(office: Office) -> None:
    office.receives(form=completed(support_amount="60000.00"))
    with office.begin() as session:
        form = submissions.by_id(session, 1)
        assert form is not None
        submissions.correct(
            session, form, key="support_amount", value="70000.00", text="70000", actor="Kim", at=IN_TIME, reason="typo"
        )
    file = file_of(office)
    values = file.data["submissions"][0]["answers"]["support_amount"]
    assert [(item["value"], item["source"], item["actor"]) for item in values] == [
        ("60000.00", "machine", ""),
        ("70000.00", "person", "Kim"),
    ]
    html = page(file, office.programme).decode()
    assert "<p>£70,000</p>" in html
    assert html.index("£70,000") < html.index("<del><p>£60,000</p>")
    assert "corrected by Kim" in words(html.encode())


def test_the_page_tells_what_happened_in_order(played: Office) -> None:
    said = words(page(file_of(played), played.programme))
    order = ("Mail 1 received", "Form 1 recorded", "Decision: select, £85,000", "Letter 5 sent", "Every event")
    places = [said.index(line) for line in order]
    assert places == sorted(places)
    assert "1 mail belongs to another application as well and cannot be part of this file." in said


def test_what_strangers_wrote_is_never_markup(office: Office) -> None:
    evil = "<script>alert(1)</script>"
    office.receives(form=completed(lead_name=evil))
    html = page(file_of(office), office.programme)
    assert evil.encode() not in html
    assert evil in words(html)


def test_an_erased_application_has_a_file_that_says_so(played: Office) -> None:
    eraser(played).case("DD-0001")
    file = file_of(played)
    assert dict(file.files) == {}
    assert file.data["messages"][0]["fault"] == "erased"
    assert "was erased on 6 March 2014" in words(page(file, played.programme))
    assert PRIYA.encode() not in as_json(file.data)


def test_a_mail_that_is_missing_from_the_archive_is_said(played: Office) -> None:
    digest = file_of(played).data["messages"][0]["sha256"]
    played.archive.path(digest).unlink()
    (mail,) = file_of(played).data["messages"]
    assert (mail["file"], "is missing" in mail["fault"]) == (None, True)


def test_it_is_written_as_a_zip_or_a_folder_closed_to_others(played: Office, tmp_path: Path) -> None:
    files = bundle(file_of(played), played.programme)
    packed, folder = tmp_path / "case.zip", tmp_path / "case"
    write(files, packed, at=TOLD_AT)
    write(files, folder, at=TOLD_AT)
    with ZipFile(packed) as archive:
        assert {name: archive.read(name) for name in archive.namelist()} == files
    assert {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()} == files
    assert {stat.S_IMODE(path.stat().st_mode) for path in (packed, folder / "case.json")} == {0o600}
    assert zipped(files, at=TOLD_AT) == packed.read_bytes()
    with ZipFile(BytesIO(packed.read_bytes())) as archive:
        assert archive.testzip() is None


def test_a_folder_that_holds_something_is_not_written_into(played: Office, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(IntakeError) as raised:
        write({"a": b""}, tmp_path, at=TOLD_AT)
    assert str(raised.value) == f"{tmp_path} is not empty; name a folder that is, or a file that ends in .zip"


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(IntakeError, match="cannot be written"):
        write({"a": b""}, tmp_path / "file" / "below", at=TOLD_AT)


def test_as_json_refuses_what_it_does_not_know() -> None:
    unknown: Any = object()
    with pytest.raises(TypeError):
        as_json({"a": unknown})
