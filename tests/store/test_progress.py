"""How far a mailbox was read only goes forward, unless the server numbered it anew."""

from __future__ import annotations

from datetime import timedelta

from store import history, progress
from store.engine import Store
from tests.store.conftest import NOW

MINUTE = timedelta(minutes=1)


def test_a_mailbox_that_was_never_read_has_no_progress(store: Store) -> None:
    with store.reading() as session:
        assert progress.progress_of(session, "INBOX") is None


def test_advance_never_goes_back(store: Store) -> None:
    with store.begin() as session:
        reached = [
            progress.advance(session, "INBOX", uidvalidity=7, last_uid=uid, at=NOW).last_uid for uid in (5, 9, 6)
        ]
        assert reached == [5, 9, 9]


def test_advance_begins_anew_with_another_uidvalidity_and_says_so(store: Store) -> None:
    largest = 2**32 - 1
    with store.begin() as session:
        progress.advance(session, "INBOX", uidvalidity=7, last_uid=900, at=NOW)
        row = progress.advance(session, "INBOX", uidvalidity=largest, last_uid=3, at=NOW)
        assert (row.uidvalidity, row.last_uid) == (largest, 3)
        (event,) = history.events_of(session, subject="mailbox", subject_id=row.id or 0)
        assert (event.what, event.before, event.after) == ("uidvalidity", "7", str(largest))


def test_polls_and_comparisons_are_remembered_for_each_mailbox(store: Store) -> None:
    with store.begin() as session:
        progress.read_complete(session, "INBOX", at=NOW)
        progress.reconciled(session, "INBOX", at=NOW + MINUTE)
        progress.read_complete(session, "Junk", at=NOW)
    with store.reading() as session:
        seen = [(row.mailbox, row.read_until, row.reconciled_at) for row in progress.all_progress(session)]
        assert seen == [("INBOX", NOW, NOW + MINUTE), ("Junk", NOW, None)]


def test_a_fault_is_news_once_and_its_end_is_news_once(store: Store) -> None:
    with store.begin() as session:
        news = [progress.note_fault(session, "INBOX", fault=fault, at=NOW + n * MINUTE) for n, fault in enumerate("ab")]
        row = progress.progress_of(session, "INBOX")
        assert row
        assert (news, row.fault, row.fault_since) == ([True, False], "b", NOW)
        news = [progress.clear_fault(session, "INBOX", at=NOW) for _ in range(2)]
        assert (news, row.fault, row.fault_since) == ([True, False], "", None)
        told = [(event.before, event.after) for event in history.events_of(session, subject="mailbox", subject_id=1)]
        assert told == [("", "a"), ("b", "")]
