"""The archive and its journal against the books: what is missing, damaged, strange or back shows, with its place."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from intake.assurance.audit import Audit, Lost, audit
from store import filing
from store.filing import NewMessage
from store.journal import Arrival
from store.tables import InboundMessage
from tests.intake.assurance.scene import eraser
from tests.intake.office import IN_TIME, MAILBOX, Office

LATER = IN_TIME + timedelta(days=1)


def arrives(office: Office, uid: int, raw: bytes) -> str:
    """A mail is archived with its line in the journal, and filed; its sha256."""
    arrival = Arrival(mailbox=MAILBOX, uidvalidity=1, uid=uid, internaldate=IN_TIME, filed_at=IN_TIME)
    digest = office.archive.put(raw, arrival=arrival)
    new = NewMessage(mailbox=MAILBOX, uidvalidity=1, uid=uid, received_at=IN_TIME, sha256=digest, size=len(raw))
    with office.begin() as session:
        filing.file_messages(session, [new], at=IN_TIME)
    return digest


@pytest.fixture
def filed(office: Office) -> Office:
    """An office with two mails."""
    arrives(office, 1, b"Subject: one\r\n\r\n")
    arrives(office, 2, b"Subject: two\r\n\r\n")
    return office


def audited(office: Office) -> Audit:
    return audit(office.store, office.archive, at=LATER)


def path(office: Office, number: int) -> Path:
    return office.archive.path(list(office.archive)[number])


def test_all_is_well_with_what_was_filed(filed: Office) -> None:
    found = audited(filed)
    assert (found.sound, found.archive.mails, found.archive.erased, found.archive.lines) == (True, 2, 0, 2)
    assert found.history.events == 2


def test_an_empty_service_is_well(office: Office) -> None:
    found = audited(office)
    assert (found.sound, found.archive.mails, found.archive.lines, found.history.events) == (True, 0, 0, 0)


def test_a_file_that_changed_shows(filed: Office) -> None:
    path(filed, 0).write_bytes(b"Subject: another\r\n\r\n")
    assert audited(filed).archive.faults == (Lost(place=path(filed, 0).name, what="its content has changed"),)


def test_a_file_that_is_gone_shows_once(filed: Office) -> None:
    gone = path(filed, 0)
    gone.unlink()
    found = audited(filed)
    assert found.archive.faults == (Lost(place=gone.name, what="is missing"),)
    assert not found.sound


def test_a_file_that_is_gone_shows_without_a_journal_too(filed: Office) -> None:
    (filed.archive.folder / "received.jsonl").unlink()
    path(filed, 0).unlink()
    (fault,) = audited(filed).archive.faults
    assert fault.what == "its file is missing from the archive"


def test_a_file_that_does_not_belong_shows(filed: Office) -> None:
    strange = path(filed, 0).with_name("notes.txt")
    strange.write_text("x")
    assert audited(filed).archive.faults == (Lost(place="notes.txt", what="does not belong here"),)


def test_a_line_without_a_row_shows_once_it_had_time(filed: Office) -> None:
    arrival = Arrival(mailbox=MAILBOX, uidvalidity=1, uid=3, internaldate=LATER, filed_at=LATER)
    filed.archive.put(b"Subject: three\r\n\r\n", arrival=arrival)
    assert audited(filed).sound
    (fault,) = audit(filed.store, filed.archive, at=LATER + timedelta(minutes=6)).archive.faults
    assert fault == Lost(place=f"{MAILBOX} UID 3", what="was archived, but is not in the books")


def test_a_row_that_names_another_mail_than_the_journal_shows(filed: Office) -> None:
    with filed.begin() as session:
        session.execute(text("UPDATE sighting SET message_id = 2 WHERE uid = 1"))
    assert audited(filed).archive.faults == (
        Lost(place=f"{MAILBOX} UID 1", what="is another mail in the books than in the journal"),
    )


def test_a_line_of_the_journal_that_cannot_be_read_shows(filed: Office) -> None:
    journal = filed.archive.folder / "received.jsonl"
    journal.write_bytes(b"{}\n" + journal.read_bytes())
    (fault,) = audited(filed).archive.faults
    assert (fault.place, "line 1" in fault.what) == ("received.jsonl", True)


def test_erased_mail_is_rightly_gone(played: Office) -> None:
    eraser(played).case("DD-0001")
    found = audited(played)
    assert (found.sound, found.archive.mails, found.archive.erased) == (True, 3, 1)


def test_erased_mail_that_is_back_shows_and_the_next_erasure_removes_it(played: Office) -> None:
    with played.store.reading() as session:
        raw = played.archive.read(session.get_one(InboundMessage, 1).sha256)
    eraser(played).case("DD-0001")
    played.archive.put(raw)
    what = "was erased, but its file is there; `intake erase --due` removes it"
    assert audited(played).archive.faults == (Lost(place="message 1", what=what),)
    assert eraser(played).due().files == 1
    assert audited(played).sound


def test_a_history_that_was_altered_shows(filed: Office) -> None:
    with filed.begin() as session:
        session.execute(text("UPDATE event SET at = '2014-01-01 00:00:00' WHERE id = 1"))
    found = audited(filed)
    assert found.history.broken is not None
    assert (found.sound, found.history.broken.event_id) == (False, 1)
