"""The caps as a table, and queueing over a real database."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from intake.letters import caps
from intake.letters.caps import Counts, Limits, Suppressed
from intake.letters.kinds import Cap, Kind
from intake.letters.outbox import queue_letter
from store import letters
from store.engine import Store, open_store
from store.states import LetterStatus
from tests.intake.letters.reading import Order
from tests.intake.letters.samples import IN_TIME

LIMITS = Limits(per_sender_per_day=5, per_hour=300)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path / 'intake.db'}")
    opened.upgrade()
    yield opened
    opened.close()


def _queue(
    store: Store,
    kind: Kind,
    *,
    cause: str,
    at: datetime = IN_TIME,
    to: str = "clerk@walsall.example",
    per_hour: int = 300,
) -> int | str | None:
    """The id of the row, the name of the rule that suppressed the letter, or None."""
    letter = Order(kind=kind, to=to).letter()
    with store.begin() as session:
        queued = queue_letter(session, letter, cause=cause, per_sender_per_day=5, per_hour=per_hour, at=at)
    return queued.rule if isinstance(queued, Suppressed) else queued


@pytest.mark.parametrize(
    ("cap", "counts", "rule"),
    [
        (Cap.FORM, Counts(), None),
        (Cap.FORM, Counts(today=4, of_kind_today=4, answers_this_week=9), None),
        (Cap.FORM, Counts(today=5), "address-day"),
        (Cap.FORM, Counts(service_this_hour=300), "service-hour"),
        (Cap.ANSWER, Counts(today=1), None),
        (Cap.ANSWER, Counts(of_kind_today=1), "address-kind-day"),
        (Cap.ANSWER, Counts(answers_this_week=5), "address-week"),
        (Cap.STAFF, Counts(today=50, of_kind_today=50, answers_this_week=50, service_this_hour=500), None),
    ],
)
def test_caps_suppress_by_the_first_limit_reached(cap: Cap, counts: Counts, rule: str | None) -> None:
    suppressed = caps.judge(cap, counts, LIMITS)
    assert (suppressed.rule if suppressed else None) == rule


def test_queue_letter_writes_the_row_and_its_bytes(store: Store) -> None:
    letter = Order().letter()
    with store.begin() as session:
        letter_id = queue_letter(session, letter, cause="message:1", per_sender_per_day=5, per_hour=300, at=IN_TIME)
    assert isinstance(letter_id, int)
    with store.reading() as session:
        row = letters.by_id(session, letter_id)
        assert row is not None
        assert (row.message_id, row.kind, row.recipient, row.status, row.automatic) == (
            letter.message_id,
            "receipt",
            letter.recipient,
            LetterStatus.QUEUED,
            True,
        )
        assert letters.body_of(session, letter_id) == letter.raw


def test_queue_letter_twice_for_one_cause_is_once(store: Store) -> None:
    first = _queue(store, Kind.ENQUIRY, cause="message:1")
    assert isinstance(first, int)
    assert _queue(store, Kind.ENQUIRY, cause="message:1") is None


def test_queue_letter_five_corrected_forms_in_a_day_have_five_receipts(store: Store) -> None:
    queued = [_queue(store, Kind.RECEIPT_CORRECTED, cause=f"message:{number}") for number in range(6)]
    assert [type(item) for item in queued] == [int, int, int, int, int, str]
    assert queued[5] == "address-day"


def test_queue_letter_one_answer_of_a_kind_a_day_whatever_the_case_of_the_address(store: Store) -> None:
    assert isinstance(_queue(store, Kind.ENQUIRY, cause="message:1"), int)
    assert _queue(store, Kind.ENQUIRY, cause="message:2", to="Clerk@Walsall.example") == "address-kind-day"
    assert isinstance(_queue(store, Kind.UNREADABLE, cause="message:3"), int)
    assert isinstance(_queue(store, Kind.ENQUIRY, cause="message:4", at=IN_TIME + timedelta(hours=25)), int)


def test_queue_letter_five_answers_a_week_then_none(store: Store) -> None:
    days = [IN_TIME + timedelta(hours=25 * number) for number in range(6)]
    queued = [_queue(store, Kind.ENQUIRY, cause=f"message:{at.day}", at=at) for at in days]
    assert [type(item) for item in queued] == [int, int, int, int, int, str]
    assert queued[5] == "address-week"
    assert isinstance(_queue(store, Kind.RECEIPT, cause="message:99", at=days[5]), int)


def test_queue_letter_circuit_breaker_stops_all_but_letters_to_staff(store: Store) -> None:
    assert isinstance(_queue(store, Kind.RECEIPT, cause="message:1", per_hour=1), int)
    assert _queue(store, Kind.RECEIPT, cause="message:2", to="a@hull.example", per_hour=1) == "service-hour"
    assert isinstance(_queue(store, Kind.ALARM, cause="alarm:1", to="staff@gov.example", per_hour=1), int)


def test_queue_letter_reports_to_staff_use_up_no_limit_of_their_readers(store: Store) -> None:
    for number in range(6):
        assert isinstance(_queue(store, Kind.CASE_WITHDRAWN, cause=f"withdrawal:{number}"), int)
    assert isinstance(_queue(store, Kind.ORDER_REFUSED, cause="message:1"), int)
    assert isinstance(_queue(store, Kind.ORDER_REFUSED, cause="message:2", per_hour=2), int)
    assert _queue(store, Kind.ORDER_REFUSED, cause="message:3", per_hour=2) == "service-hour"
