"""A row that waits and its job come to be in one transaction, or neither does."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest

from intake import clock
from intake.work.errors import QueueMissingError
from intake.work.handing import Handing
from store import history, letters, messages, waiting
from store.engine import open_store, savepoint
from store.errors import StoreUnreachableError
from store.states import MessageStatus
from tests.intake.work.conftest import AT, Books
from tests.servers.postgresql import Cluster

pytestmark = pytest.mark.server("postgresql")


class MadeUpError(Exception):
    """What goes wrong in these tests."""


def test_job_is_made_with_its_row(books: Books) -> None:
    with books.store.begin() as session:
        first, letter = books.file(session), books.queue(session)
        assert books.jobs() == []  # nobody sees it before the row
    assert books.jobs() == [
        ("process-message", "mail", first, "todo"),
        ("send-letter", "letters", letter, "todo"),
    ]


def test_row_that_is_rolled_back_leaves_no_job(books: Books) -> None:
    def file_and_fail() -> None:
        with books.store.begin() as session:
            books.file(session)
            raise MadeUpError

    with pytest.raises(MadeUpError):
        file_and_fail()
    assert books.jobs() == []
    assert books.ask("SELECT count(*) FROM inbound_message") == [(0,)]


def test_row_that_is_rolled_back_on_a_savepoint_leaves_no_job(books: Books) -> None:
    with books.store.begin() as session:
        kept = books.file(session)
        with suppress(MadeUpError), savepoint(session):
            books.queue(session)
            raise MadeUpError
    assert books.jobs() == [("process-message", "mail", kept, "todo")]


def test_connection_that_is_lost_before_the_commit_leaves_neither(books: Books) -> None:
    def file_and_lose() -> None:
        with books.store.begin() as session:
            books.file(session)
            books.ask("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted")

    with pytest.raises(StoreUnreachableError):
        file_and_lose()
    assert books.jobs() == []
    assert books.ask("SELECT count(*) FROM inbound_message") == [(0,)]


def test_letter_that_may_leave_later_has_its_job_then(books: Books) -> None:
    later = datetime.now(UTC).replace(microsecond=0) + timedelta(hours=3)
    with books.store.begin() as session:
        letter = books.queue(session, not_before=later)
    assert books.ask("SELECT scheduled_at FROM procrastinate_jobs") == [(later,)]
    sooner = later - timedelta(hours=1)
    with books.store.begin() as session:
        row = letters.by_id(session, letter)
        assert row is not None
        letters.schedule(session, row, not_before=sooner)
    assert books.ask("SELECT scheduled_at FROM procrastinate_jobs") == [(sooner,)]


def test_draft_has_no_job_until_a_person_lets_it_go(books: Books) -> None:
    with books.store.begin() as session:
        letter = books.queue(session, draft=True)
    assert books.jobs() == []
    with books.store.begin() as session:
        row = letters.by_id(session, letter)
        assert row is not None
        letters.release(session, [row], actor="office", at=AT)
    assert books.jobs() == [("send-letter", "letters", letter, "todo")]


def test_mail_of_which_is_known_that_it_is_slow_goes_to_the_scans(books: Books) -> None:
    with books.store.begin() as session:
        number = books.file(session)
        waiting.leave(session, "message", [number], slow=True)
    assert books.jobs() == [("read-scan", "scans", number, "todo")]


def test_row_that_was_handed_over_has_one_job(books: Books) -> None:
    with books.store.begin() as session:
        number = books.file(session)
    with books.store.begin() as session:
        waiting.leave(session, "message", [number])
    assert books.jobs() == [("process-message", "mail", number, "todo")]


def test_row_that_does_not_wait_any_more_has_no_job(books: Books) -> None:
    with books.store.begin() as session:
        number = books.file(session)
        messages.claim(session, limit=1, at=clock.now(), ids=[number])
    assert books.jobs() == []


def test_message_that_waits_again_has_a_job_again(books: Books) -> None:
    with books.store.begin() as session:
        number = books.file(session)
    books.ask("DELETE FROM procrastinate_jobs")
    with books.store.begin() as session:
        (row,) = messages.claim(session, limit=1, at=clock.now())
    with books.store.begin() as session:
        history.move(session, row, MessageStatus.PENDING, at=clock.now())
    assert books.jobs() == [("process-message", "mail", number, "todo")]


def test_database_without_a_queue_says_so_and_writes_nothing(cluster: Cluster) -> None:
    store = open_store(cluster.new_database())
    store.hand_over = Handing()
    with pytest.raises(QueueMissingError, match="`intake run` makes it"), store.begin() as session:
        letters.queue(
            session,
            message_id="1@round.example",
            cause="test",
            kind="receipt",
            recipient="clerk@walsall.example",
            raw=b"",
            at=AT,
        )
    with store.reading() as session:
        assert letters.listing(session) == []
    store.close()
