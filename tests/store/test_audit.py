"""Whatever is done to the history past the service shows, with the place; what was erased by the service does not."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta

import pytest
from alembic import command
from sqlalchemy import text

from store import audit, history
from store.audit import AuditReport, StateFault
from store.chain import seal_of
from store.engine import Session, Store, open_store
from store.schema import configuration
from store.states import ApplicationState, LetterStatus
from store.tables import Application, OutgoingMail
from tests.store.conftest import NOW
from tests.store.making import application, filed, letter


@pytest.fixture
def told(store: Store) -> Store:
    """A store with a short history: a mail, an application that is shortlisted, a letter, ten notes."""
    filed(store, 1)
    with store.begin() as session:
        case = application(session)
        history.move(session, case, ApplicationState.SHORTLISTED, at=NOW, actor="Ada", reason="strong")
        letter(session)
        for number in range(10):
            history.record(session, subject="application", subject_id=1, what="note", after=f"{number}", at=NOW)
    return store


def tamper(store: Store, *statements: str) -> None:
    with store.engine.begin() as connection:
        for statement in statements:
            connection.execute(text(statement))


def verified(store: Store, expect: str = "") -> AuditReport:
    with store.reading() as session:
        return audit.verify(session, expect=expect)


def test_a_history_as_it_was_written_is_sound(told: Store) -> None:
    report = verified(told)
    assert (report.sound, report.events, report.erased, report.broken, report.states) == (True, 14, 0, None, ())


SWAP = [f"UPDATE event SET id = {to} WHERE id = {of}" for to, of in ((90, 6), (6, 7), (7, 90))]
COPY = (
    "INSERT INTO event (id, at, subject, subject_id, what, before, after, actor, reason, seal, chain) "
    "SELECT {to}, at, subject, subject_id, what, before, after, actor, reason, seal, chain FROM event WHERE id = {of}"
)


@pytest.mark.parametrize(
    ("statements", "where", "what"),
    [
        (["UPDATE event SET reason = 'weak' WHERE id = 3"], 3, "it was altered, or put in the place of another"),
        (["UPDATE event SET actor = 'Bob' WHERE id = 3"], 3, "it was altered, or put in the place of another"),
        (["UPDATE event SET subject_id = 2 WHERE id = 9"], 9, "it was altered, or put in the place of another"),
        (["UPDATE event SET seal = '{' WHERE id = 9"], 9, "it was altered: "),
        (
            ["DELETE FROM event WHERE id IN (6, 7)"],
            8,
            "it does not follow on event 5: what stood between was removed, or it was altered",
        ),
        (["DELETE FROM event WHERE id = 1"], 2, "it does not follow on event 0: what stood between was removed, or"),
        (["DELETE FROM event WHERE id > 12"], 12, "the history ends here, but was written up to event 14: the rest"),
        (SWAP, 6, "it was altered, or put in the place of another"),
        ([COPY.format(to=15, of=14)], 15, "it was altered, or put in the place of another"),
        (["UPDATE chain_head SET event_id = 13"], 13, "the end of the chain is noted as event 13: it was altered, or"),
        (["UPDATE chain_head SET hash = 'f'"], 14, "the end of the chain is noted as event 14: it was altered, or"),
        (["UPDATE event SET erased_by = 14 WHERE id = 6"], 6, "parts of it are gone, and no erasure names it"),
    ],
)
def test_whatever_is_done_to_it_shows_at_its_first_place(
    told: Store, statements: list[str], where: int, what: str
) -> None:
    tamper(told, *statements)
    report = verified(told)
    assert report.broken is not None
    assert (report.sound, report.broken.event_id, report.broken.what[: len(what)]) == (False, where, what)


def test_a_row_in_another_state_than_its_history_tells_shows(told: Store) -> None:
    tamper(told, "UPDATE application SET state = 'selected'", "UPDATE outgoing_mail SET status = 'sent'")
    assert verified(told).states == (
        StateFault(subject="application", subject_id=1, stands="selected", told="shortlisted"),
        StateFault(subject="letter", subject_id=1, stands="sent", told="queued"),
    )


def test_a_row_that_is_gone_or_has_no_history_shows(told: Store) -> None:
    with told.begin() as session:
        session.add(Application(number=2, reference="DD-0002", state=ApplicationState.SELECTED, created_at=NOW))
    tamper(told, "DELETE FROM outgoing_body", "DELETE FROM outgoing_mail")
    assert verified(told).states == (
        StateFault(subject="application", subject_id=2, stands="selected", told=""),
        StateFault(subject="letter", subject_id=1, stands="", told="queued"),
    )


def test_a_link_told_earlier_is_found_again(told: Store) -> None:
    with told.reading() as session:
        anchor = audit.head(session)
    with told.begin() as session:
        history.move(session, session.get_one(OutgoingMail, 1), LetterStatus.CANCELLED, at=NOW)
    report = verified(told, expect=anchor.hash.upper())
    assert (report.sound, report.anchor, report.anchor_at) == (True, anchor, NOW)


def test_a_change_after_the_anchor_leaves_the_anchor_standing(told: Store) -> None:
    with told.reading() as session:
        anchor = audit.head(session)
    with told.begin() as session:
        history.record(session, subject="application", subject_id=1, what="note", after="later", at=NOW)
    tamper(told, "UPDATE event SET after = 'never' WHERE id = 15")
    report = verified(told, expect=anchor.hash)
    assert (report.sound, report.anchored) == (False, True)


def test_a_history_written_anew_as_a_whole_does_not_hold_the_anchor(told: Store, url: str) -> None:
    """Somebody with the database and our code can make another sound history, but not with the link we told."""
    with told.reading() as session:
        anchor = audit.head(session)
    with told.begin() as session:
        session.execute(text("DELETE FROM event"))
        session.execute(text(f"UPDATE chain_head SET event_id = 0, hash = '{'0' * 64}'"))
    with told.begin() as session:
        for number in range(14):
            history.record(session, subject="application", subject_id=1, what="note", after=f"{number}", at=NOW)
    report = verified(told, expect=anchor.hash)
    assert (report.broken, report.anchor, report.anchored, report.sound) == (None, None, False, False)


def _downgraded(url: str) -> None:
    store = open_store(url)
    with store.engine.connect() as connection, connection.begin():
        command.downgrade(configuration(connection), "0003")
    store.close()


def test_a_history_from_before_the_chain_is_chained_by_the_migration(told: Store, url: str) -> None:
    told.close()
    _downgraded(url)
    store = open_store(url)
    tamper(store, "DELETE FROM event WHERE id = 5")  # a gap: PostgreSQL leaves one wherever a transaction failed
    store.upgrade()
    report = verified(store)
    assert (report.sound, report.events, report.head.position) == (True, 13, 14)
    with store.begin() as session:
        history.record(session, subject="application", subject_id=1, what="note", at=NOW)
    assert (verified(store).sound, verified(store).head.position) == (True, 15)
    store.close()


def test_an_empty_history_is_chained_by_the_migration(store: Store, url: str) -> None:
    store.close()
    _downgraded(url)
    again = open_store(url)
    again.upgrade()
    assert (verified(again).sound, verified(again).events) == (True, 0)
    again.close()


def test_a_long_history_is_read_in_parts(store: Store) -> None:
    with store.begin() as session:
        for number in range(2_500):
            history.record(session, subject="application", subject_id=number, what="note", at=NOW)
    tamper(store, "UPDATE event SET reason = 'x' WHERE id = 2400")
    report = verified(store)
    assert report.broken is not None
    assert (report.broken.event_id, report.events) == (2400, 2_500)


def _erased(session: Session, after: str) -> None:
    history.record(session, subject="application", subject_id=1, what=audit.ERASED, after=after, at=NOW)


@pytest.mark.parametrize(
    ("after", "sound"),
    [(json.dumps({"events": "5-7"}), True), (json.dumps({"events": "5,7"}), False), ("none", False), ("[]", False)],
)
def test_an_erased_event_must_be_named_by_its_erasure(
    told: Store, after: str, sound: bool, erase: Callable[[Session, int, int], None]
) -> None:
    with told.begin() as session:
        _erased(session, after)
        erase(session, 6, 15)
    report = verified(told)
    assert (report.broken is None, report.erased) == (sound, 1)


@pytest.fixture
def erase() -> Callable[[Session, int, int], None]:
    """Erase the value of one event past the service, rightly sealed."""

    def act(session: Session, event_id: int, by: int) -> None:
        row = session.execute(text(f"SELECT * FROM event WHERE id = {event_id}")).mappings().one()
        seal = seal_of(row["seal"], dict(row), erased=["after"])
        session.execute(
            text("UPDATE event SET after = '', seal = :seal, erased_by = :by WHERE id = :id"),
            {"seal": seal, "by": by, "id": event_id},
        )

    return act


def test_what_was_erased_may_not_be_there_again(told: Store, erase: Callable[[Session, int, int], None]) -> None:
    with told.begin() as session:
        _erased(session, json.dumps({"events": "6"}))
        erase(session, 6, 15)
    tamper(told, "UPDATE event SET after = 'something else' WHERE id = 6")
    report = verified(told)
    assert report.broken is not None
    assert report.broken.what == "what was erased of it is there again (after)"


def test_events_are_compared_to_the_microsecond(store: Store) -> None:
    with store.begin() as session:
        at = NOW + timedelta(microseconds=123_456)
        history.record(session, subject="application", subject_id=1, what="note", at=at)
    assert verified(store).sound
