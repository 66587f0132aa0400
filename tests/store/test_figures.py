"""The figures of the digest and of `intake status`, counted from rows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from store import figures, letters, messages, progress
from store.engine import Session, Store
from store.figures import Standing
from store.states import ApplicationState, LetterStatus, MessageStatus
from tests.store.conftest import NOW
from tests.store.making import application, claimed, filed, letter, mail

LONDON = ZoneInfo("Europe/London")
HOUR = timedelta(hours=1)


def _conclude(session: Session, status: MessageStatus, disposition: str, reason: str = "") -> None:
    row = claimed(session)
    messages.conclude(session, row, status=status, disposition=disposition, rule="rule", reason=reason, at=NOW)


def _arrivals(store: Store, *instants: datetime) -> None:
    with store.begin() as session:
        items = [mail(uid, received_at=instant) for uid, instant in enumerate(instants, start=1)]
        messages.file_messages(session, items, at=NOW)


def test_standing_of_an_empty_store_is_empty(store: Store) -> None:
    with store.reading() as session:
        assert figures.standing(session) == Standing(
            messages={}, applications={}, letters={}, unseen={}, oldest_pending=None, oldest_due=None, mailboxes=()
        )


def test_standing_counts_by_state_and_finds_the_oldest(store: Store) -> None:
    filed(store, 1, 2, 3)
    with store.begin() as session:
        _conclude(session, MessageStatus.HELD, "suspect")
        application(session)
        letter(session, "a", not_before=NOW + HOUR)
        letter(session, "b", not_before=NOW + 2 * HOUR)
        progress.read_complete(session, "INBOX", at=NOW)
        standing = figures.standing(session)
        assert standing.messages == {MessageStatus.HELD: 1, MessageStatus.PENDING: 2}
        assert standing.applications == {ApplicationState.COMPLETE: 1}
        assert standing.letters == {LetterStatus.QUEUED: 2}
        assert (standing.oldest_pending, standing.oldest_due) == (NOW, NOW + HOUR)
        assert standing.oldest_held == NOW
        assert [(row.mailbox, row.read_until) for row in standing.mailboxes] == [("INBOX", NOW)]


def test_periods_begin_with_their_first_instant_and_end_before_their_last(store: Store) -> None:
    _arrivals(store, NOW - HOUR, NOW, NOW + HOUR)
    with store.begin() as session:
        _conclude(session, MessageStatus.PROCESSED, "submission")
        assert figures.dispositions_between(session, NOW - HOUR, NOW + HOUR) == {"submission": 1, "": 1}
        assert figures.statuses_between(session, NOW - HOUR, NOW) == {MessageStatus.PROCESSED: 1}


def test_arrivals_are_counted_by_the_programmes_days_and_hours(store: Store) -> None:
    summer_night = datetime(2014, 7, 1, 23, 30, tzinfo=UTC)  # 00:30 the next day in London
    _arrivals(store, summer_night, summer_night + HOUR, summer_night - HOUR)
    start, end = summer_night - 9 * HOUR, summer_night + 9 * HOUR
    with store.reading() as session:
        assert figures.arrivals(session, start, end, zone=LONDON) == [
            (datetime(2014, 7, 1, tzinfo=LONDON), 1),
            (datetime(2014, 7, 2, tzinfo=LONDON), 2),
        ]
        hours = figures.arrivals(session, start, end, zone=LONDON, hourly=True)
        assert [(begins.isoformat(), count) for begins, count in hours] == [
            ("2014-07-01T23:00:00+01:00", 1),
            ("2014-07-02T00:00:00+01:00", 1),
            ("2014-07-02T01:00:00+01:00", 1),
        ]


def test_the_hour_that_comes_twice_is_two_hours_of_one_day(store: Store) -> None:
    first = datetime(2014, 10, 26, 0, 30, tzinfo=UTC)  # 01:30 BST; an hour later it is 01:30 again, GMT
    _arrivals(store, first, first + HOUR, first + HOUR)
    with store.reading() as session:
        hours = figures.arrivals(session, first - HOUR, first + 3 * HOUR, zone=LONDON, hourly=True)
        assert [(begins.isoformat(), count) for begins, count in hours] == [
            ("2014-10-26T01:00:00+01:00", 1),
            ("2014-10-26T01:00:00+00:00", 2),
        ]
        days = figures.arrivals(session, first - HOUR, first + 3 * HOUR, zone=LONDON)
        assert [(begins.isoformat(), count) for begins, count in days] == [("2014-10-26T00:00:00+01:00", 3)]


def test_arrivals_of_one_disposition(store: Store) -> None:
    _arrivals(store, NOW, NOW)
    with store.begin() as session:
        _conclude(session, MessageStatus.PROCESSED, "submission")
        found = figures.arrivals(session, NOW, NOW + HOUR, zone=UTC, disposition="submission")
        assert found == [(NOW.replace(hour=0, minute=0, second=0), 1)]


def test_what_waits_for_a_person_comes_with_its_reason(store: Store) -> None:
    filed(store, 1, 2, 3)
    with store.begin() as session:
        _conclude(session, MessageStatus.PROCESSED, "enquiry")
        _conclude(session, MessageStatus.HELD, "suspect", "two forms in one mail")
        application(session)
        application(session, state=ApplicationState.INCOMPLETE)
        assert [(item.uid, item.reason) for item in figures.waiting_messages(session)] == [(2, "two forms in one mail")]
        assert [item.reference for item in figures.incomplete_applications(session)] == ["DD-0002"]


def test_troubled_letters_are_those_that_failed_bounced_or_are_in_doubt(store: Store) -> None:
    with store.begin() as session:
        rows = [letter(session, cause) for cause in "abcd"]
        sending = letters.claim(session, [row.id or 0 for row in rows if row][:3], at=NOW)
        letters.mark_failed(session, sending[0], reason="550", at=NOW)
        letters.mark_sent(session, sending[1], at=NOW)
        letters.mark_bounced(session, sending[1], reason="5.1.1", at=NOW)
        letters.mark_unknown(session, older_than=HOUR, at=NOW + 2 * HOUR)
        found = [(item.cause, item.status) for item in figures.troubled_letters(session)]
        assert found == [("a", "failed"), ("b", "bounced"), ("c", "unknown")]
