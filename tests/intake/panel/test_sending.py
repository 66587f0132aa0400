"""What an assessor is sent: the pack, the applicant's files, the scoresheet; within limits, no files when anonymous."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from intake.decisions.tokens import check
from intake.panel.files import MOST_BYTES, fetch, passed_on
from parsers.extraction import Extraction
from parsers.mail import Attachment, Outcome
from store import applications, history
from store.application_files import StoredFile, files_of
from store.states import ApplicationState, AssignmentState
from tests.intake.decisions.staffing import KEY, time_passes
from tests.intake.office import CLERK, IN_TIME, Office, completed, letter_from
from tests.intake.panel.assessing import (
    ADA,
    IVOR,
    TESS,
    THEN,
    about,
    anonymous,
    declares,
    given_out,
    letters_to,
    panelled,
    plain,
    sent_out,
    sheet_in,
    shown,
    states,
)

LATER = THEN + timedelta(minutes=5)
FORM, ANNEX, LOGO, LOCKED = b"%PDF form", b"%PDF annex", b"PNG", b"%PDF locked"


def attachment(index: int, name: str, data: bytes, outcome: Outcome, *, size: int = 0) -> Attachment:
    return Attachment(
        index=index,
        name=name,
        declared_type="application/pdf",
        type="application/pdf",
        size=size or len(data),
        sha256=sha256(data).hexdigest(),
        outcome=outcome,
    )


FILES = (
    attachment(0, "Letter.pdf", ANNEX, Outcome.ANNEX),
    attachment(1, "EOI.pdf", FORM, Outcome.FORM),
    attachment(2, "logo.png", LOGO, Outcome.PICTURE),
    attachment(3, "Accounts.pdf", LOCKED, Outcome.ENCRYPTED),
    attachment(4, "Letter.pdf", ANNEX, Outcome.ANNEX),
)


def with_files(office: Office, form: Extraction | None = None) -> None:
    """Hull applies with files."""
    office.reader.files = {sha256(data).hexdigest(): data for data in (FORM, ANNEX, LOGO, LOCKED)}
    office.receives(
        letter_from("a@hull.example", attachments=FILES), form or completed(lead="Hull City Council"), at=IN_TIME
    )


@pytest.fixture
def office(tmp_path: Path, empty_database: Path) -> Office:
    office = panelled(tmp_path / "office", empty_database, names=())
    with_files(office)
    return office


def names_of(office: Office) -> list[str]:
    letter = letters_to(office, TESS, "assessment")[0]
    return [str(part.get_filename()) for part in letter.iter_attachments()]


def test_pack_scoresheet_and_files_come_with_the_letter(office: Office) -> None:
    sent_out(office)
    assert names_of(office) == ["DD-0001 application.pdf", "DD-0001 scoresheet.xlsx", "EOI.pdf", "Letter.pdf"]
    said = " ".join(plain(about(office, TESS, "DD-0001")).split())
    assert "- Accounts.pdf (11 bytes) – we could not read it, so it is not passed on unseen" in said
    assert "logo.png" not in said
    assert "which is yours to assess by midday on Monday 17 February 2014." in said
    (data,) = [
        bytes(part.get_content())
        for part in about(office, TESS, "DD-0001").iter_attachments()
        if part.get_filename() == "EOI.pdf"
    ]
    assert data == FORM


def test_code_of_the_sheet_is_the_assessors_for_this_case_until_after_the_due_date(office: Office) -> None:
    sent_out(office)
    _, sheet = sheet_in(about(office, TESS, "DD-0001"))
    assert sheet.reference == "DD-0001"
    check(
        KEY,
        sheet.code,
        person=TESS.email,
        action="scores",
        subject="DD-0001",
        at=THEN.replace(month=3, day=3, hour=11),
    )


def test_each_is_sent_once_when_it_is_clear(office: Office) -> None:
    given_out(office)
    assert time_passes(office, LATER) == 0
    first = next(member for member in (TESS, ADA, IVOR) if letters_to(office, member, "declaration"))
    declares(office, first)
    assert time_passes(office, LATER) == 1
    assert time_passes(office, LATER + timedelta(minutes=1)) == 0
    assert list(states(office).values()) == [AssignmentState.SENT, AssignmentState.ASSIGNED]


def test_application_withdrawn_meanwhile_is_not_sent(office: Office) -> None:
    given_out(office)
    for member in (TESS, ADA):
        declares(office, member)
    with office.begin() as session:
        case = applications.by_reference(session, "DD-0001")
        assert case is not None
        history.move(session, case, ApplicationState.WITHDRAWN, at=THEN, actor="test")
    assert time_passes(office, LATER) == 0
    assert set(states(office).values()) == {AssignmentState.CLEAR}


def test_anonymous_letter_names_nobody_and_brings_no_files(tmp_path: Path, empty_database: Path) -> None:
    office = panelled(tmp_path / "anonymous", empty_database, programme=anonymous(), names=())
    with_files(office)
    sent_out(office)
    assert names_of(office) == ["DD-0001 application.pdf", "DD-0001 scoresheet.xlsx"]
    letter = about(office, TESS, "DD-0001")
    assert [word in f"{letter['Subject']} {plain(letter)} {shown(letter)}" for word in ("Hull", "EOI", CLERK)] == [
        *(False, False, False),
    ]
    assert "Assessment is anonymous." in plain(letter)


def stored(name: str, size: int, outcome: Outcome = Outcome.ANNEX) -> StoredFile:
    data = name.encode()
    return StoredFile(
        mail_sha256="", name=name, type="application/pdf", size=size, sha256=sha256(data).hexdigest(), outcome=outcome
    )


def test_files_beyond_the_limit_are_named_and_left_out(office: Office) -> None:
    items = passed_on(
        [stored("plans.pdf", MOST_BYTES + 1), stored("form.pdf", 100, Outcome.FORM), stored("photo", 50_000)]
    )
    assert [item.name for item in items] == ["form.pdf", "plans.pdf", "photo"]
    office.reader.files = {item.sha256: item.name.encode() for item in items}
    with office.store.reading() as session:
        case = applications.by_reference(session, "DD-0001")
        assert case is not None
        mail = files_of(session, case)[0].mail_sha256
    found = fetch(office.desk, [replace(item, mail_sha256=mail) for item in items], room=MOST_BYTES)
    assert [file.name for file in found.attached] == ["form.pdf", "photo"]
    assert [(item.name, item.why) for item in found.left_out] == [("plans.pdf", "there is no room for it in an email")]


def test_file_that_the_child_cannot_hand_over_is_named(office: Office) -> None:
    office.reader.files.pop(sha256(ANNEX).hexdigest())
    sent_out(office)
    assert names_of(office) == ["DD-0001 application.pdf", "DD-0001 scoresheet.xlsx", "EOI.pdf"]
    said = " ".join(plain(about(office, TESS, "DD-0001")).split())
    assert "- Letter.pdf (10 bytes) – it could not be taken out of the applicant’s email" in said


def test_files_of_later_letters_about_the_case_are_part_of_it(office: Office) -> None:
    more = attachment(0, "Board minutes.pdf", ANNEX + b"2", Outcome.ANNEX)
    office.receives(letter_from("a@hull.example", subject="DD-0001", attachments=(more,)), at=IN_TIME)
    with office.store.reading() as session:
        case = applications.by_reference(session, "DD-0001")
        assert case is not None
        assert [item.name for item in passed_on(files_of(session, case))] == [
            *("EOI.pdf", "Letter.pdf", "Accounts.pdf", "Board minutes.pdf"),
        ]
