"""Which applications a mail belongs to, by every row that names both."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from store import applications, batches, belongings, case_rows, history, orders, panel
from store.engine import Session, Store
from store.states import AssignmentState, InterviewState
from store.tables import Application, Decision, InboundMessage, Interview
from tests.store.conftest import NOW
from tests.store.making import application, filed, letter


@pytest.fixture
def two(store: Store) -> Store:
    """Two applications and four mails of no case."""
    filed(store, 1, 2, 3, 4)
    with store.begin() as session:
        application(session)
        application(session)
    return store


def _as_case(session: Session) -> None:
    history.change(session, session.get_one(InboundMessage, 1), {"application_id": 1})


def _as_form(session: Session) -> None:
    case = session.get_one(Application, 1)
    applications.add_submission(session, case, message_id=1, form_sha256="f" * 64, received_at=NOW, at=NOW)


def _as_order(session: Session) -> None:
    orders.record(
        session,
        person="a@b.example",
        person_name="A",
        action="note",
        subject="DD-0001",
        text="x",
        outcome="done",
        at=NOW,
        message_id=1,
        application_id=1,
    )


def _as_decision(session: Session) -> None:
    session.add(Decision(application_id=1, ruling="select", actor="A", message_id=1, decided_at=NOW))


def _as_interview(session: Session) -> None:
    row = Interview(application_id=1, state=InterviewState.INVITED, uid="1@x.example", message_id=1, created_at=NOW)
    session.add(row)


def _as_score(session: Session) -> None:
    case = session.get_one(Application, 1)
    row = panel.assign(session, case, assessor="a@b.example", assessor_name="A", body="", actor="K", at=NOW)
    history.move(session, row, AssignmentState.CLEAR, at=NOW)
    panel.score(session, row, criterion="need", points=300, comment="", actor="A", at=NOW, message_id=1)


def _as_answered(session: Session) -> None:
    letter(session, application_id=1, inbound_id=1)


def _as_reply(session: Session) -> None:
    letter(session, application_id=1, message_id="ours@office.example")
    history.change(session, session.get_one(InboundMessage, 1), {"in_reply_to": "ours@office.example other@x.example"})


def _as_reference(session: Session) -> None:
    letter(session, application_id=1, message_id="ours@office.example")
    history.change(session, session.get_one(InboundMessage, 1), {"references": "other@x.example ours@office.example"})


WAYS: dict[str, Callable[[Session], None]] = {
    "case": _as_case,
    "form": _as_form,
    "order": _as_order,
    "decision": _as_decision,
    "interview": _as_interview,
    "score": _as_score,
    "answered": _as_answered,
    "reply": _as_reply,
    "reference": _as_reference,
}


@pytest.mark.parametrize("way", WAYS)
def test_a_mail_belongs_where_a_row_says_so(two: Store, way: str) -> None:
    with two.begin() as session:
        WAYS[way](session)
    with two.reading() as session:
        assert belongings.owners(session) == {1: {1}}


def test_a_duplicate_belongs_where_the_first_does(two: Store) -> None:
    with two.begin() as session:
        _as_case(session)
        history.change(session, session.get_one(InboundMessage, 3), {"duplicate_of": 1})
    with two.reading() as session:
        assert belongings.owners(session) == {1: {1}, 3: {1}}


def test_an_order_about_a_batch_belongs_to_every_application_in_it(two: Store) -> None:
    with two.begin() as session:
        batch = batches.stage(session, stage="shortlist", plan=None, staged_by="A", staged_body="", at=NOW)
        for case in applications.all_applications(session):
            batches.add(session, batch, case, before="complete", after="", letter_id=None, recipient="")
        session.flush()
        orders.record(
            session,
            person="a@b.example",
            person_name="A",
            action="release",
            subject="batch:1",
            text="",
            outcome="done",
            at=NOW,
            message_id=2,
            batch_id=batch.id,
        )
    with two.reading() as session:
        assert belongings.owners(session) == {2: {1, 2}}


def test_what_belongs_to_two_is_shared_and_in_neither_file(two: Store) -> None:
    with two.begin() as session:
        _as_case(session)
        session.add(Decision(application_id=1, ruling="select", actor="A", message_id=4, decided_at=NOW))
        session.add(Decision(application_id=2, ruling="select", actor="A", message_id=4, decided_at=NOW))
    with two.reading() as session:
        rows = case_rows.rows_of(session, session.get_one(Application, 1))
        assert ([row.id for row in rows.messages], [row.id for row in rows.shared]) == ([1], [4])
        assert [row.application_id for row in rows.decisions] == [1]
        assert {(event.subject, event.subject_id) for event in rows.events} == {("application", 1), ("message", 1)}


def test_letters_of_a_case_are_those_about_it_and_the_answers_to_its_own_mail(two: Store) -> None:
    with two.begin() as session:
        _as_case(session)
        for number, values in enumerate(
            ({"application_id": 1}, {"inbound_id": 1}, {"inbound_id": 2}, {"application_id": 2}), 1
        ):
            letter(session, f"cause:{number}", **values)
    with two.reading() as session:
        rows = case_rows.rows_of(session, session.get_one(Application, 1))
        assert [row.id for row in rows.letters] == [1, 2]
