"""SQLite answers every hot question from an index: none reads a table that grows with the round from end to end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import event

from store import applications, figures, filing, history, interviews, letters, messages, progress, submissions
from store.engine import Session, Store, open_store
from store.states import LetterStatus
from tests.store.conftest import NOW
from tests.store.making import mail

HOUR = timedelta(hours=1)

HOT: dict[str, Callable[[Session], Any]] = {
    "file_messages": lambda session: [filing.file_messages(session, [mail(1), mail(2)], at=NOW) for _ in range(2)],
    "known_uids": lambda session: filing.known_uids(session, "INBOX", 7, [1, 2, 3]),
    "unsettled": lambda session: filing.unsettled(session, "INBOX", 7),
    "mark_settled": lambda session: filing.mark_settled(session, [1], at=NOW),
    "claim": lambda session: messages.claim(session, limit=20, at=NOW),
    "recover_stale": lambda session: messages.recover_stale(session, older_than=HOUR, at=NOW),
    "find_messages": lambda session: messages.find_by_message_ids(session, ["a", "b"]),
    "duplicate_candidate": lambda session: messages.duplicate_candidate(session, "c", excluding=1),
    "held": lambda session: messages.listing(session, held=True),
    "due": lambda session: letters.due(session, at=NOW, limit=20),
    "letters_claim": lambda session: letters.claim(session, [1, 2], at=NOW),
    "mark_unknown": lambda session: letters.mark_unknown(session, older_than=HOUR, at=NOW),
    "find_letters": lambda session: letters.find_by_message_ids(session, ["a", "b"]),
    "find_by_cause": lambda session: letters.find_by_cause(session, "a"),
    "automatic_count": lambda session: letters.automatic_count(session, recipient="a", since=NOW, kind="receipt"),
    "automatic_total": lambda session: letters.automatic_total(session, since=NOW),
    "drafts": lambda session: letters.listing(session, statuses=[LetterStatus.DRAFT]),
    "next_number": applications.next_number,
    "by_reference": lambda session: applications.by_reference(session, "DD-0001"),
    "by_authority": lambda session: applications.by_authority(session, "E1"),
    "by_contact": lambda session: applications.by_contact(session, "a@b.example"),
    "applications_naming": lambda session: applications.applications_naming(session, "E1"),
    "answers_of": lambda session: applications.answers_of(session, 1),
    "findings_of": lambda session: applications.findings_of(session, 1),
    "events_of": lambda session: history.events_of(session, subject="message", subject_id=1),
    "events_between": lambda session: history.events_between(session, NOW, NOW + HOUR),
    "progress_of": lambda session: progress.progress_of(session, "INBOX"),
    "recorded_between": lambda session: submissions.recorded_between(session, NOW, NOW + HOUR),
    "newest recorded": lambda session: submissions.recorded_between(session, NOW, NOW + HOUR, newest=100),
    "how_many_recorded": lambda session: submissions.how_many_recorded(session, NOW, NOW + HOUR),
    "last_interview": lambda session: interviews.last_of(session, 1),
    "dispositions_between": lambda session: figures.dispositions_between(session, NOW, NOW + HOUR),
}


@pytest.fixture(scope="module")
def sqlite_store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('plans')}/intake.db")
    store.upgrade()
    return store


@pytest.mark.parametrize("name", HOT)
def test_hot_questions_are_answered_from_an_index(sqlite_store: Store, name: str) -> None:
    statements: list[tuple[str, Any]] = []

    def note(_connection: Any, _cursor: Any, statement: str, parameters: Any, _context: Any, many: bool) -> None:
        statements.append((statement, parameters[0] if many else parameters))

    with sqlite_store.begin() as session:
        connection = session.connection()
        event.listen(connection, "before_cursor_execute", note)
        HOT[name](session)
        plans = [
            row[3]
            for statement, parameters in list(statements)
            if "RETURNING" not in statement
            for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", parameters)
        ]
        session.rollback()
    assert plans
    assert [plan for plan in plans if plan.startswith("SCAN")] == []


def test_unsettled_mail_is_found_by_its_own_index(sqlite_store: Store) -> None:
    """Not by the index of all UIDs ever seen, which only grows."""
    with sqlite_store.begin() as session:
        plan = session.connection().exec_driver_sql(
            "EXPLAIN QUERY PLAN SELECT uid FROM sighting "
            "WHERE settled_at IS NULL AND mailbox = 'INBOX' AND uidvalidity = 7 ORDER BY uid"
        )
        assert ["ix_sighting_unsettled" in row[3] for row in plan] == [True]
