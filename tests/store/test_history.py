"""Only steps in the table can be made, each with its event, and nobody overwrites anybody's step."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from store import history, messages
from store.engine import Store, open_store
from store.errors import IllegalStepError, StaleRowError
from store.history import LIVES, Stateful
from store.states import (
    ApplicationState,
    AssignmentState,
    BatchState,
    InterviewState,
    LetterStatus,
    MessageStatus,
)
from store.tables import Application, Assignment, Batch, InboundMessage, Interview, OutgoingMail
from tests.store.conftest import NOW
from tests.store.making import application, filed, letter

ROWS: dict[type[StrEnum], Any] = {
    MessageStatus: InboundMessage,
    ApplicationState: Application,
    LetterStatus: OutgoingMail,
    BatchState: Batch,
    AssignmentState: Assignment,
    InterviewState: Interview,
}

PAIRS = st.sampled_from([(before, to) for states in ROWS for before in states for to in states])


@pytest.fixture(scope="module")
def one_of_each(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with one row of each kind that has states."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('history')}/intake.db")
    store.upgrade()
    filed(store, 1)
    with store.begin() as session:
        application(session)
        letter(session)
        session.add(Batch(stage="shortlist", state=BatchState.STAGED, sha256="0" * 64, staged_by="Ada", staged_at=NOW))
        session.add(
            Assignment(application_id=1, assessor="ada@panel.example", state=AssignmentState.ASSIGNED, assigned_at=NOW)
        )
        session.add(Interview(application_id=1, state=InterviewState.OFFERED, uid="1@intake.example", created_at=NOW))
    return store


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pair=PAIRS)
def test_move_makes_the_steps_of_the_table_and_refuses_every_other(
    one_of_each: Store, pair: tuple[StrEnum, StrEnum]
) -> None:
    before, to = pair
    kind = ROWS[type(before)]
    life = LIVES[kind]
    with one_of_each.begin() as session:
        session.execute(text(f"UPDATE {kind.__tablename__} SET {life.column} = '{before}'"))
        row = session.get_one(kind, 1)
        told = len(history.events_of(session, subject=life.subject, subject_id=1))
        if to in life.steps[before]:
            history.move(session, row, to, at=NOW, actor="Ada", reason="why")
            event = history.events_of(session, subject=life.subject, subject_id=1)[-1]
            seen = (event.before, event.after, event.what, event.actor, event.reason, event.at)
            assert seen == (before, to, life.column, "Ada", "why", NOW)
            expected, events = to, told + 1
        else:
            with pytest.raises(IllegalStepError):
                history.move(session, row, to, at=NOW)
            expected, events = before, told
        stored = session.scalar(text(f"SELECT {life.column} FROM {kind.__tablename__}"))
        assert (getattr(row, life.column), stored) == (expected, expected)
        assert len(history.events_of(session, subject=life.subject, subject_id=1)) == events


def test_every_state_has_its_steps_and_every_step_leads_to_a_state() -> None:
    for states, kind in ROWS.items():
        steps = LIVES[kind].steps
        assert set(steps) == set(states)
        assert {to for following in steps.values() for to in following} <= set(states)


def test_move_refuses_a_row_that_somebody_else_moved(store: Store) -> None:
    filed(store, 1)
    with store.reading() as session:
        stale = messages.by_id(session, 1)
    assert stale
    with store.begin() as session:
        messages.claim(session, limit=1, at=NOW)
    with pytest.raises(StaleRowError) as raised, store.begin() as session:
        history.move(session, stale, MessageStatus.HELD, at=NOW)
    assert raised.value.retryable


def test_move_all_writes_one_event_a_row(store: Store) -> None:
    ids = filed(store, 1, 2, 3)
    with store.begin() as session:
        rows = [session.get_one(InboundMessage, id_) for id_ in ids]
        history.move_all(session, rows, MessageStatus.HELD, at=NOW, values={"reason": "look"})
        assert [row.status for row in rows] == [MessageStatus.HELD] * 3
        told = [history.events_of(session, subject="message", subject_id=id_)[-1].after for id_ in ids]
        assert told == ["held", "held", "held"]


def test_record_keeps_what_changed_and_why(store: Store) -> None:
    with store.begin() as session:
        history.record(
            session, subject="application", subject_id=4, what="contact", before="a", after="b", reason="asked", at=NOW
        )
        (event,) = history.events_of(session, subject="application", subject_id=4)
        assert (event.what, event.before, event.after, event.actor, event.reason) == (
            *("contact", "a", "b", "service", "asked"),
        )
        assert history.events_of(session, subject="application", subject_id=5) == []


@pytest.mark.parametrize("kind", LIVES)
def test_a_state_cannot_be_set_past_move(one_of_each: Store, kind: type[Stateful]) -> None:
    with one_of_each.begin() as session:
        row = session.get_one(kind, 1)
        column = LIVES[kind].column
        with pytest.raises(IllegalStepError):
            setattr(row, column, getattr(row, column))
