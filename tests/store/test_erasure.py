"""Rows are blanked, events keep their proof, and files may go only where nobody needs them; on every database."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from sqlalchemy import JSON, Enum, LargeBinary, String, text

from store import applications, audit, batches, case_rows, erasable, erasure, history, letters
from store.applications import NewAnswer, NewFinding
from store.columns import Row, table_of
from store.engine import Store
from store.erasure import Counts
from store.states import ApplicationState
from store.tables import Application, Finding, InboundMessage, OutgoingMail, StoredAnswer, Subscriber
from tests.store.conftest import NOW
from tests.store.making import application, filed, letter

JANE = "jane@walsall.example"


@pytest.fixture
def told(store: Store) -> Store:
    """One application with a form, a letter and a history that quotes its contact."""
    filed(store, 1)
    with store.begin() as session:
        case = application(session, contact_name="Jane Doe", contact_address=JANE)
        applications.add_submission(
            session,
            case,
            message_id=1,
            form_sha256="f" * 64,
            received_at=NOW,
            at=NOW,
            answers=[NewAnswer(key="lead", value={"a": ["Jane Doe"]}, text="Jane Doe", alternatives=["J. Doe"])],
            findings=[NewFinding(check="late", weight="notice", message="Jane is late")],
        )
        history.move(session, case, ApplicationState.WITHDRAWN, at=NOW, actor=f"Jane <{JANE}>", reason="Jane wrote")
        applications.change_facts(session, case, contact_name="J. Doe", actor="Kim", at=NOW)
        letter(session, application_id=1)
    return store


def test_blank_puts_the_blanks_of_its_kind_and_no_others(told: Store) -> None:
    with told.begin() as session:
        rows = case_rows.rows_of(session, session.get_one(Application, 1))
        assert erasure.blank(session, StoredAnswer, rows.answers) == 1
        assert erasure.blank(session, Finding, rows.findings) == 1
        assert erasure.blank(session, Application, [rows.application], erased_at=NOW) == 1
        assert erasure.blank(session, StoredAnswer, []) == 0
    with told.reading() as session:
        rows = case_rows.rows_of(session, session.get_one(Application, 1))
        (answer,), (finding,) = rows.answers, rows.findings
        assert (answer.key, answer.value, answer.text, answer.alternatives) == ("lead", None, "", None)
        assert (finding.check, finding.message) == ("late", "")
        case = rows.application
        assert (case.reference, case.contact_name, case.contact_address, case.erased_at) == ("DD-0001", "", "", NOW)


def test_letters_lose_their_text_and_their_reader_unless_that_is_staff(told: Store) -> None:
    with told.begin() as session:
        letter(session, application_id=1, recipient="Kim@office.example", kind="case")
        rows = [session.get_one(OutgoingMail, number) for number in (1, 2)]
        assert erasure.blank_letters(session, rows, staff={"kim@office.example"}) == 2
    with told.reading() as session:
        assert [session.get_one(OutgoingMail, number).recipient for number in (1, 2)] == [
            "erased-1",
            "Kim@office.example",
        ]
        assert [letters.body_of(session, number) for number in (1, 2)] == [b"", b""]


def test_events_lose_what_they_quote_and_are_still_proved(told: Store) -> None:
    with told.begin() as session:
        rows = case_rows.rows_of(session, session.get_one(Application, 1))
        counts = erasure.erase_events(
            session,
            rows.events,
            Counts(messages=1),
            subject="application",
            subject_id=1,
            personal={JANE},
            actor="Kim",
            reason="asked",
            at=NOW,
        )
    assert counts == Counts(messages=1, events=2)
    with told.reading() as session:
        report = audit.verify(session)
        events = history.events_of(session, subject="application", subject_id=1)
    assert (report.broken, report.erased) == (None, 2)
    shown = [(event.what, event.before, event.after, event.actor, event.reason) for event in events]
    assert shown[1:4] == [
        ("submission", "", "1", "service", "message 1"),
        ("state", "complete", "withdrawn", "", ""),
        ("contact_name", "", "", "Kim", ""),
    ]
    numbers = [history.id_of(event) for event in events]
    assert json.loads(shown[4][2]) == {"messages": 1, "events": f"{numbers[2]}-{numbers[3]}"}
    assert [event.erased_by for event in events] == [None, None, numbers[4], numbers[4], None]


def test_an_erasure_may_follow_another(told: Store) -> None:
    for personal in (set[str](), {JANE}):
        with told.begin() as session:
            rows = case_rows.rows_of(session, session.get_one(Application, 1))
            erasure.erase_events(
                session,
                rows.events,
                Counts(),
                subject="application",
                subject_id=1,
                personal=personal,
                actor="Kim",
                reason="asked",
                at=NOW,
            )
    with told.reading() as session:
        report = audit.verify(session)
    assert (report.broken, report.erased) == (None, 2)


def test_plans_lose_the_names_and_nothing_else(told: Store) -> None:
    plan = {"lines": [{"to": f"Jane Doe <{JANE.upper()}>", "amount": 3}], "note": None}
    with told.begin() as session:
        batch = batches.stage(session, stage="outcome", plan=plan, staged_by="Kim", staged_body="", at=NOW)
        erasure.take_out_of_plans(session, [batch], {JANE, "jane doe"})
        assert batch.plan == {"lines": [{"to": "(erased) <(erased)>", "amount": 3}], "note": None}


def test_a_file_may_go_once_no_mail_needs_it(told: Store) -> None:
    with told.begin() as session:
        row = session.get_one(InboundMessage, 1)
        assert erasable.waiting_files(session) == []
        erasure.blank(session, InboundMessage, [row], erased_at=NOW)
        assert erasable.waiting_files(session) == [row.sha256]
        session.add(
            InboundMessage(
                message_id="other", sha256=row.sha256, size=1, received_at=NOW, filed_at=NOW, status=row.status
            )
        )
        session.flush()
        assert erasable.waiting_files(session) == []


def test_what_belongs_to_no_application_is_found_until_it_is_erased(told: Store) -> None:
    filed(told, 2)
    with told.begin() as session:
        letter(session, "message:2", inbound_id=2)
        letter(session, "digest:1", kind="digest", recipient="kim@office.example")
        session.add(Subscriber(address=JANE, name="Jane", code="c", joined_at=NOW))
        session.flush()
        loose = erasable.loose(session)
        assert [row.id for row in loose.messages] == [2]
        assert [row.kind for row in loose.letters] == ["receipt", "digest"]
        assert [row.address for row in loose.subscribers] == [JANE]
        erasure.blank(session, InboundMessage, loose.messages, erased_at=NOW)
        erasure.blank_letters(session, loose.letters, staff=())
        assert erasure.erase_subscribers(session, loose.subscribers, at=NOW) == 1
        assert erasable.loose(session).nothing


def test_the_last_letter_sent_of_a_kind(told: Store) -> None:
    with told.begin() as session:
        assert erasable.last_sent_at(session, ["receipt"]) is None
        row = letters.claim(session, [1], at=NOW)[0]
        letters.mark_sent(session, row, at=NOW)
        assert erasable.last_sent_at(session, ["receipt", "selected"]) == NOW
        assert erasable.last_sent_at(session, ["selected"]) is None


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)  # PostgreSQL overwrites at the next vacuum
def test_nobody_can_read_in_the_database_file_what_was_erased(told: Store, url: str) -> None:
    path = url.removeprefix("sqlite:///")
    with told.begin() as session:
        erasure.begin(session)
        session.execute(text("UPDATE answer SET text = '', value = NULL, alternatives = NULL"))
        session.execute(text("UPDATE application SET contact_name = '', contact_address = ''"))
        session.execute(text("UPDATE event SET before = '', after = '', reason = '', actor = ''"))
        session.execute(text("UPDATE outgoing_mail SET recipient = ''"))
        session.execute(text("UPDATE finding SET message = ''"))
    told.forget()
    for name in (path, f"{path}-wal"):
        content = Path(name).read_bytes()
        assert [word for word in (b"Jane Doe", JANE.encode()) if word in content] == []


#: Columns of text that are kept: what people are not named or quoted in, what is erased elsewhere, staff and panel.
KEPT = {
    "application": {"reference", "authority_code", "authority_name", "late_ruling"},
    "batch": {"stage", "sha256", "plan", "staged_by", "staged_body", "released_by", "released_body", "reason"},
    "chain_head": {"hash"},
    "digest_run": {"day"},
    "event": {"subject", "what", "before", "after", "actor", "reason", "seal", "chain"},
    "mailbox_progress": {"mailbox", "fault"},
    "assignment": {"assessor", "assessor_name", "body", "assigned_by"},
    "inbound_message": {
        *("message_id", "sha256", "content_sha256", "disposition", "rule", "released_by", "defects"),
    },
    "decision": {"ruling", "actor", "body", "undone_by"},
    "interview": {"room", "location", "uid"},
    "message_attachment": {"sha256", "type", "declared_type", "outcome"},
    "outgoing_mail": {"message_id", "cause", "kind", "recipient", "seen_by"},
    "score": {"criterion", "actor"},
    "sighting": {"mailbox"},
    "staff_order": {"person", "person_name", "action", "subject", "token", "outcome", "undone_by"},
    "submission": {"form_sha256", "form_type"},
    "subscriber": {"address", "name", "code"},
    "answer": {"key", "method", "box", "source", "actor"},
    "application_body": {"role", "name", "authority_code"},
    "batch_item": {"before", "after"},
    "finding": {"check", "weight", "key"},
    "outgoing_body": set(),
}


def test_every_column_that_can_hold_words_is_erased_or_kept_on_purpose() -> None:
    """A new column must be put in one of the two tables."""
    erased = {table_of(kind).name: set(blanks) for kind, blanks in erasure.BLANKS.items()}
    words = {
        table.name: {
            column.name
            for column in table.columns
            if isinstance(getattr(column.type, "impl", column.type), String | JSON | LargeBinary)
            and not isinstance(column.type, Enum)
        }
        for table in Row.metadata.sorted_tables
    }
    assert {name: columns - erased.get(name, set()) for name, columns in words.items()} == KEPT
