"""The outbox: one letter a cause, sent once, in doubt when in doubt."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from store import history, letters
from store.engine import Session, Store
from store.errors import ConflictError, IllegalStepError
from store.states import LetterStatus
from store.tables import OutgoingMail
from tests.store.conftest import NOW
from tests.store.making import application, letter

MINUTE = timedelta(minutes=1)


def _queued(session: Session, cause: str = "message:1", **values: object) -> OutgoingMail:
    row = letter(session, cause, **values)
    assert row
    return row


def _sending(session: Session, cause: str = "message:1") -> OutgoingMail:
    return letters.claim(session, [_queued(session, cause).id or 0], at=NOW)[0]


def test_queue_keeps_the_letter_and_its_bytes(store: Store) -> None:
    with store.begin() as session:
        row = _queued(session, raw=b"\x00\xff bytes", subject="Received")
        assert (row.status, row.attempts, row.not_before, row.automatic) == ("queued", 0, NOW, True)
        assert letters.body_of(session, row.id or 0) == b"\x00\xff bytes"
        (event,) = history.events_of(session, subject="letter", subject_id=row.id or 0)
        assert (event.what, event.after, event.reason) == ("receipt", "queued", "message:1")


def test_one_cause_has_one_letter_of_a_kind_to_one_address(store: Store) -> None:
    with store.begin() as session:
        _queued(session)
        assert letter(session, message_id="other@office.example") is None
        assert letter(session, kind="late") is not None
        assert letter(session, recipient="joan@walsall.example") is not None
        assert letter(session, "message:2") is not None
        assert len(letters.listing(session)) == 4


def test_two_connections_queue_one_letter_for_one_cause(store: Store) -> None:
    made: list[OutgoingMail | None] = []
    start = threading.Barrier(4)

    def work(worker: int) -> None:
        start.wait()
        for cause in range(10):
            with store.begin() as session:
                made.append(letter(session, f"message:{cause}", message_id=f"{worker}.{cause}@office.example"))

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (len(made), sum(row is not None for row in made)) == (40, 10)


def test_two_letters_never_share_a_message_id(store: Store) -> None:
    with store.begin() as session:
        letter(session, "message:1", message_id="same@office.example")
    with pytest.raises(ConflictError), store.begin() as session:
        letter(session, "message:2", message_id="same@office.example")


def test_due_is_what_may_leave_now_the_longest_due_first(store: Store) -> None:
    with store.begin() as session:
        _queued(session, "a", not_before=NOW + MINUTE)
        _queued(session, "b", not_before=NOW)
        _queued(session, "c", not_before=NOW - MINUTE)
        _queued(session, "d", draft=True)
        assert [row.cause for row in letters.due(session, at=NOW, limit=9)] == ["c", "b"]
        assert [row.cause for row in letters.due(session, at=NOW + MINUTE, limit=2)] == ["c", "b"]


def test_claim_takes_a_letter_once_and_counts_the_attempt(store: Store) -> None:
    with store.begin() as session:
        ids = [_queued(session, cause).id or 0 for cause in "ab"]
    with store.begin() as session:
        assert [row.id for row in letters.claim(session, ids[:1], at=NOW)] == ids[:1]
    with store.begin() as session:
        rows = letters.claim(session, ids, at=NOW)
        assert [(row.id, row.status, row.attempts, row.claimed_at) for row in rows] == [(ids[1], "sending", 1, NOW)]


def test_mark_sent_ends_it(store: Store) -> None:
    with store.begin() as session:
        row = _sending(session)
        letters.mark_sent(session, row, at=NOW)
        assert (row.status, row.sent_at) == ("sent", NOW)
        with pytest.raises(IllegalStepError):
            letters.retry_later(session, row, not_before=NOW, reason="", at=NOW)


def test_retry_later_waits_with_the_reason(store: Store) -> None:
    with store.begin() as session:
        row = _sending(session)
        letters.retry_later(session, row, not_before=NOW + MINUTE, reason="451 try later", at=NOW)
        assert letters.due(session, at=NOW, limit=9) == []
        assert [(due.reason, due.attempts) for due in letters.due(session, at=NOW + MINUTE, limit=9)] == [
            ("451 try later", 1)
        ]


def test_stale_sending_is_unknown_and_never_due(store: Store) -> None:
    with store.begin() as session:
        row = _sending(session)
        assert letters.mark_unknown(session, older_than=MINUTE, at=NOW + MINUTE) == []
        assert letters.mark_unknown(session, older_than=MINUTE, at=NOW + 2 * MINUTE) == [row]
        assert row.status == "unknown"
        assert letters.due(session, at=NOW + 9 * MINUTE, limit=9) == []


def test_what_was_on_the_wire_before_the_clock_was_set_back_is_unknown_at_the_start(store: Store) -> None:
    with store.begin() as session:
        row = _sending(session)
        assert letters.mark_unknown(session, older_than=timedelta(0), at=NOW - 9 * MINUTE) == [row]


@pytest.mark.parametrize(
    ("to", "sent_at", "reason"),
    [
        (LetterStatus.SENT, NOW, ""),
        (LetterStatus.QUEUED, None, "nothing in Sent"),
        (LetterStatus.FAILED, None, "nothing in Sent"),
    ],
)
def test_settle_unknown_by_evidence_or_by_a_person(
    store: Store, to: LetterStatus, sent_at: object, reason: str
) -> None:
    with store.begin() as session:
        row = _sending(session)
        letters.mark_unknown(session, older_than=MINUTE, at=NOW + 2 * MINUTE)
        letters.settle_unknown(session, row, to, actor="Ada", reason="nothing in Sent", at=NOW + 3 * MINUTE)
        assert (row.status, row.sent_at, row.reason) == (to, sent_at, reason)


def test_settle_unknown_refuses_a_letter_that_is_not_in_doubt(store: Store) -> None:
    with store.begin() as session, pytest.raises(IllegalStepError):
        letters.settle_unknown(session, _queued(session), LetterStatus.SENT, reason="", at=NOW)


def test_a_bounce_is_noted_on_the_letter_that_caused_it(store: Store) -> None:
    with store.begin() as session:
        row = _sending(session)
        letters.mark_sent(session, row, at=NOW)
        (found,) = letters.find_by_message_ids(session, ["unknown@elsewhere.example", row.message_id])
        letters.mark_bounced(session, found, reason="550 no such user", at=NOW)
        assert (row.status, row.reason) == ("bounced", "550 no such user")


def test_drafts_leave_when_a_person_releases_them(store: Store) -> None:
    with store.begin() as session:
        kept, dropped = (_queued(session, cause, draft=True, automatic=False) for cause in "ab")
        letters.release(session, [kept], actor="Ada", at=NOW)
        letters.cancel(session, [dropped], actor="Ada", at=NOW, reason="not now")
        assert [row.cause for row in letters.due(session, at=NOW, limit=9)] == ["a"]
        assert dropped.status == "cancelled"


def test_a_failed_letter_can_be_sent_again_by_a_person(store: Store) -> None:
    with store.begin() as session:
        row = _sending(session)
        letters.mark_failed(session, row, reason="550 refused", at=NOW)
        letters.requeue(session, row, actor="Ada", reason="address mended", at=NOW + MINUTE)
        assert (row.status, row.attempts, row.not_before) == ("queued", 0, NOW + MINUTE)


def test_automatic_letters_are_counted_for_the_caps(store: Store) -> None:
    with store.begin() as session:
        _queued(session, "a", at=NOW - MINUTE)
        _queued(session, "b")
        _queued(session, "c", kind="late", recipient="JANE@Walsall.example")
        _queued(session, "d", recipient="joan@hull.example")
        _queued(session, "e", automatic=False)
        letters.cancel(session, [_queued(session, "f")], actor="Ada", at=NOW)
        jane = "Jane@walsall.EXAMPLE"
        assert letters.automatic_count(session, recipient=jane, since=NOW) == 2
        assert letters.automatic_count(session, recipient=jane, since=NOW, kind="receipt") == 1
        assert letters.automatic_count(session, recipient=jane, since=NOW - MINUTE) == 3
        assert letters.automatic_total(session, since=NOW) == 3
        assert letters.automatic_count(session, recipient=jane, since=NOW, but=["late"]) == 1
        assert letters.automatic_total(session, since=NOW, but=["late"]) == 2


def test_listing_names_the_application_and_narrows_by_status(store: Store) -> None:
    with store.begin() as session:
        _queued(session, "a", application_id=application(session).id)
        _queued(session, "b", draft=True)
        listed = [(item.cause, item.application, item.status) for item in letters.listing(session)]
        assert listed == [("a", "DD-0001", "queued"), ("b", "", "draft")]
        drafts = letters.listing(session, statuses=[LetterStatus.DRAFT])
        assert [item.cause for item in drafts] == ["b"]


def test_find_by_cause(store: Store) -> None:
    with store.begin() as session:
        _queued(session, "a")
        _queued(session, "a", kind="late")
        assert [row.kind for row in letters.find_by_cause(session, "a")] == ["receipt", "late"]
