"""The chain goes on from where it stood: across transactions, savepoints that are undone, and writers at once."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event, text
from sqlalchemy.orm import Session as PlainSession

from store import audit, chain, history
from store.audit import ChainHead
from store.chain import BEGINNING, Link, erased_fields, link_of, seal_of
from store.engine import Session, Store, open_store, savepoint
from store.errors import StoreDamagedError, StoreError
from tests.store.conftest import NOW
from tests.store.making import application, filed

VALUES: dict[str, Any] = {
    "id": 7,
    "at": NOW,
    "subject": "application",
    "subject_id": 1,
    "what": "contact_address",
    "before": "a@council.example",
    "after": "b@council.example",
    "actor": "Ada",
    "reason": "she asked – in writing",
    "seal": "0123456789abcdef0123456789abcdef",
}


def note(session: Session, number: int) -> None:
    history.record(session, subject="application", subject_id=number, what="note", after=f"no. {number}", at=NOW)


def _note_within_and_fail(session: Session) -> None:
    note(session, 2)
    with savepoint(session):
        note(session, 3)
    raise ZeroDivisionError


def events(store: Store) -> list[tuple[int, str]]:
    with store.reading() as session:
        return [
            (history.id_of(row), row.chain) for row in history.events_between(session, NOW, NOW + timedelta(seconds=1))
        ]


def test_the_link_of_an_event_stays_what_it_was_in_the_first_version() -> None:
    """Another way to work it out would call every history there is a forgery."""
    assert link_of(BEGINNING, VALUES) == "f5e3097b4f8c96aea854dad56efd2901cb9172c19d2eb4a2c391f23590b23aa6"


@pytest.mark.parametrize("name", ["id", "at", "subject", "subject_id", "what", "before", "after", "actor", "reason"])
def test_every_value_is_part_of_the_link(name: str) -> None:
    value = VALUES[name]
    other = value + timedelta(microseconds=1) if name == "at" else value + 1 if isinstance(value, int) else f"{value}x"
    assert link_of(BEGINNING, {**VALUES, name: other}) != link_of(BEGINNING, VALUES)


def test_moving_text_from_one_field_to_the_next_is_another_link() -> None:
    moved = {**VALUES, "before": "a@council.exampleb", "after": "@council.example"}
    assert link_of(BEGINNING, moved) != link_of(BEGINNING, VALUES)


@pytest.mark.parametrize("gone", [("reason",), ("before", "after"), chain.CONTENT])
def test_a_field_that_was_erased_leaves_the_link_as_it_is(gone: tuple[str, ...]) -> None:
    seal = seal_of(VALUES["seal"], VALUES, erased=gone)
    left = {**VALUES, **dict.fromkeys(gone, ""), "seal": seal}
    assert link_of(BEGINNING, left) == link_of(BEGINNING, VALUES)
    assert erased_fields(seal) == frozenset(gone)
    assert VALUES["seal"] not in seal


def test_what_is_left_of_an_erased_event_is_still_proved() -> None:
    left = {**VALUES, "reason": "", "seal": seal_of(VALUES["seal"], VALUES, erased=("reason",))}
    assert link_of(BEGINNING, {**left, "after": "c@council.example"}) != link_of(BEGINNING, VALUES)


def test_more_of_an_event_can_be_erased_later() -> None:
    once = {**VALUES, "reason": "", "seal": seal_of(VALUES["seal"], VALUES, erased=("reason",))}
    twice = {**once, "after": "", "seal": seal_of(once["seal"], once, erased=("after", "reason"))}
    assert link_of(BEGINNING, twice) == link_of(BEGINNING, VALUES)
    assert erased_fields(twice["seal"]) == {"after", "reason"}


@pytest.mark.parametrize("seal", ["{", "{}", '{"salts": {}, "leaves": {}}', '{"salts": 3, "leaves": []}'])
def test_a_seal_that_is_none_is_damage(seal: str) -> None:
    with pytest.raises(StoreDamagedError):
        link_of(BEGINNING, {**VALUES, "seal": seal})


def test_an_empty_history_ends_at_the_beginning(store: Store) -> None:
    with store.reading() as session:
        assert audit.head(session) == ChainHead(0, BEGINNING)


def test_events_are_linked_across_transactions(store: Store) -> None:
    for number in (1, 2, 3):
        with store.begin() as session:
            note(session, number)
    with store.reading() as session:
        assert audit.head(session) == ChainHead(*events(store)[-1])
        assert audit.verify(session).sound


def test_the_end_is_read_and_written_once_a_transaction(store: Store) -> None:
    seen: list[str] = []
    with store.begin() as session:
        event.listen(session.connection(), "before_cursor_execute", lambda *call: seen.append(call[2]))
        for number in range(5):
            note(session, number)
    assert [statement.split()[0] for statement in seen if "chain_head" in statement] == ["SELECT", "UPDATE"]


def test_a_transaction_without_events_leaves_the_end_alone(store: Store) -> None:
    with store.begin() as session:
        note(session, 1)
    seen: list[str] = []
    with store.begin() as session:
        event.listen(session.connection(), "before_cursor_execute", lambda *call: seen.append(call[2]))
        session.execute(text("SELECT 1"))
    assert [statement for statement in seen if "chain_head" in statement] == []


def test_a_transaction_sees_the_end_that_it_has_come_to(store: Store) -> None:
    with store.begin() as session:
        note(session, 1)
        assert audit.head(session).position == 1


def test_a_savepoint_that_is_undone_takes_its_events_out_of_the_chain(store: Store) -> None:
    with store.begin() as session:
        note(session, 1)
        with pytest.raises(ZeroDivisionError), savepoint(session):
            _note_within_and_fail(session)
        note(session, 4)
        with savepoint(session):
            note(session, 5)
    assert [id_ for id_, _ in events(store)] == [1, 2, 3]
    with store.reading() as session:
        report = audit.verify(session)
        assert (report.sound, report.events, report.head.position) == (True, 3, 3)


def test_a_savepoint_undone_before_any_other_event_leaves_the_chain_at_its_end(store: Store) -> None:
    with store.begin() as session:
        note(session, 1)
    with store.begin() as session:
        with pytest.raises(ZeroDivisionError), savepoint(session):
            _note_within_and_fail(session)
        note(session, 3)
    with store.reading() as session:
        assert (audit.verify(session).sound, audit.head(session).position) == (True, 2)


def test_a_transaction_that_fails_leaves_the_chain_as_it_was(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.begin() as session:
        _note_within_and_fail(session)
    with store.reading() as session:
        assert audit.head(session) == ChainHead(0, BEGINNING)


def test_a_session_of_another_kind_is_left_alone(store: Store) -> None:
    with PlainSession(store.engine) as session, session.begin():
        session.execute(text("SELECT 1"))
        assert session.info == {}


def test_the_end_that_is_missing_is_damage(store: Store) -> None:
    with store.begin() as session:
        session.execute(text("DELETE FROM chain_head"))
    with pytest.raises(StoreDamagedError), store.begin() as session:
        note(session, 1)


def test_several_writers_at_once_make_one_chain_and_never_wait_for_each_other_crosswise(url: str) -> None:
    """Each counts applications and adds to the chain, now the one first and now the other."""
    store = open_store(url, lock_timeout=20)
    start, faults = threading.Barrier(4), list[StoreError]()

    def work(worker: int) -> None:
        start.wait()
        try:
            for step in range(15):
                with store.begin() as session:
                    if (worker + step) % 2:
                        note(session, worker)
                    application(session)
                    note(session, worker)
                filed(store, worker * 100 + step)
        except StoreError as fault:
            faults.append(fault)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
    with store.reading() as session:
        report = audit.verify(session)
    assert (report.sound, report.events) == (True, 4 * 15 * 3 + 4 * 15 // 2)
    assert [id_ for id_, _ in events(store)] == list(range(1, report.events + 1))
    store.close()


def test_link_is_a_value() -> None:
    assert Link(1, "a") == Link(1, "a")
