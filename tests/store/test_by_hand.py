"""What people entered by hand is found in the history, with what it touched; what came by mail is not."""

from __future__ import annotations

from datetime import timedelta

from store import applications, batches, by_hand, decisions, history, messages, orders
from store.by_hand import HandEntry
from store.engine import Session, Store
from store.states import MessageStatus, Ruling
from tests.store.conftest import NOW
from tests.store.making import application, claimed, filed

PAT = "pat (command line)"
LATER = NOW + timedelta(minutes=1)


def entries(store: Store) -> list[HandEntry]:
    with store.reading() as session:
        return by_hand.hand_entries(session)


def _order(session: Session, *, actor: str, message_id: int | None, batch_id: int | None = None) -> None:
    orders.record(
        session,
        person="ruth@office.example",
        person_name=actor,
        action="shortlist",
        subject="DD-0001",
        text="",
        outcome=orders.DONE,
        at=NOW,
        message_id=message_id,
        batch_id=batch_id,
    )


def test_service_and_mail_leave_no_entry(store: Store) -> None:
    (number,) = filed(store, 1)
    with store.begin() as session:
        case = application(session)
        decisions.decide(session, case, Ruling.SHORTLIST, actor="Ruth (email)", message_id=number, at=NOW)
        batch = batches.stage(session, stage="shortlist", plan={}, staged_by="Ruth", staged_body="", at=NOW)
        _order(session, actor="Ruth", message_id=number, batch_id=batch.id)
        messages.conclude(
            session, claimed(session), status=MessageStatus.PROCESSED, disposition="order", rule="order", at=NOW
        )
    assert entries(store) == []


def test_order_at_the_keyboard_is_one_entry_with_its_application(store: Store) -> None:
    with store.begin() as session:
        case = application(session)
        actor = f"Ruth, by {PAT}"
        decisions.decide(session, case, Ruling.SHORTLIST, actor=actor, at=NOW)
        _order(session, actor=actor, message_id=None)
    (entry,) = entries(store)
    assert (entry.actor, entry.what, entry.after) == (f"Ruth, by {PAT}", "decision", "shortlist")
    assert entry.applications == {"DD-0001"}


def test_held_mail_that_was_let_go_touches_the_application_it_led_to(store: Store) -> None:
    (number,) = filed(store, 1)
    with store.begin() as session:
        row = claimed(session)
        messages.conclude(session, row, status=MessageStatus.HELD, disposition="suspect", rule="junk", at=NOW)
    with store.begin() as session:
        held = messages.by_id(session, number)
        assert held is not None
        messages.requeue(session, held, actor="pat", reason="it is a form", at=NOW)
        case = application(session)
        messages.conclude(
            session,
            claimed(session),
            status=MessageStatus.PROCESSED,
            disposition="submission",
            rule="form",
            application_id=case.id,
            at=LATER,
        )
        sha256 = held.sha256
    (entry,) = entries(store)
    assert (entry.actor, entry.before, entry.after, entry.reason) == ("pat", "held", "pending", "it is a form")
    assert (entry.applications, entry.messages) == (frozenset({"DD-0001"}), frozenset({sha256}))


def test_batch_that_no_mail_staged_is_an_entry_with_its_applications(store: Store) -> None:
    with store.begin() as session:
        case = application(session)
        batch = batches.stage(session, stage="shortlist", plan={}, staged_by="Ruth", staged_body="", at=NOW)
        batches.add(session, batch, case, before="complete", after="shortlisted", letter_id=None, recipient="")
        number = history.id_of(batch)
    (entry,) = entries(store)
    assert (entry.subject, entry.subject_id, entry.batches, entry.applications) == (
        "batch",
        number,
        frozenset({number}),
        frozenset({"DD-0001"}),
    )


def test_erasing_is_an_entry_whoever_did_it(store: Store) -> None:
    with store.begin() as session:
        case = application(session)
        number = history.id_of(case)
        applications.change_facts(session, case, contact_name="", at=NOW)
        history.record(session, subject="application", subject_id=number, what="erased", after="{}", at=LATER)
    assert [(entry.what, entry.applications) for entry in entries(store)] == [("erased", frozenset({"DD-0001"}))]
