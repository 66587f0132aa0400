"""What a poll plans, from the mailbox's listing and our books."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta

import pytest

from intake.mailbox.poll import Plan, Progress, plan
from intake.mailbox.source import Listed, Mailbox, Place, RawMessage, Settled

NOW = datetime(2014, 2, 10, 17, 0, tzinfo=UTC)
JUST_NOW = NOW - timedelta(minutes=1)
LONG_AGO = NOW - timedelta(hours=2)


class Shelf:
    """A mailbox that is nothing but a listing: UID → size. It notes what it was asked."""

    name = "round@office.example/INBOX"
    unreadable: Mapping[int, str] = {}

    def __init__(self, sizes: dict[int, int], *, uidvalidity: int = 7) -> None:
        self.held = sizes
        self.uidvalidity = uidvalidity
        self.asked: list[object] = []

    def uids_after(self, uid: int) -> Sequence[int]:
        self.asked.append(uid)
        return sorted(item for item in self.held if item > uid)

    def sizes(self, uids: Sequence[int]) -> Sequence[Listed]:
        self.asked.append(list(uids))
        return [Listed(uid=uid, size=self.held[uid], internaldate=NOW) for uid in uids if self.held[uid]]

    def fetch(self, uids: Sequence[int]) -> Iterator[RawMessage]:
        raise AssertionError("a plan fetches nothing")

    def pieces(self, uid: int) -> Iterator[bytes]:
        raise AssertionError("a plan fetches nothing")

    def header(self, uid: int) -> bytes | None:
        raise AssertionError("a plan fetches nothing")

    def settle(self, uids: Iterable[int], place: Place) -> dict[int, Settled]:
        raise AssertionError("a plan moves nothing")

    def wait(self, seconds: float) -> bool:
        raise AssertionError("a plan does not wait")

    def interrupt(self) -> None: ...

    def close(self) -> None: ...


def planned(shelf: Shelf, progress: Progress, *, known: Collection[int] = ()) -> Plan:
    mailbox: Mailbox = shelf
    return plan(
        mailbox,
        progress,
        known=lambda validity, above: [uid for uid in known if validity == 7 and uid > above],
        now=NOW,
        reconcile_every=timedelta(minutes=30),
        max_bytes=1_000,
    )


def uids(listed: Iterable[Listed]) -> list[int]:
    return [item.uid for item in listed]


def test_first_poll_takes_everything() -> None:
    made = planned(Shelf({3: 10, 5: 10}), Progress())
    assert (uids(made.to_fetch), made.complete, made.renumbered, made.highest) == ([3, 5], True, True, 5)


def test_ordinary_poll_asks_only_above_the_watermark() -> None:
    shelf = Shelf(dict.fromkeys(range(1, 101), 10))
    made = planned(shelf, Progress(uidvalidity=7, last_uid=98, reconciled_at=JUST_NOW))
    assert shelf.asked == [98, [99, 100]]
    assert (uids(made.to_fetch), made.complete, made.renumbered, made.highest) == ([99, 100], False, False, 100)


def test_poll_with_nothing_new_is_empty_and_asks_our_books_nothing() -> None:
    shelf = Shelf({1: 10})

    def never(validity: int, above: int) -> Collection[int]:
        raise AssertionError("nothing is listed, so nothing needs to be known")

    made = plan(
        shelf,
        Progress(uidvalidity=7, last_uid=1, reconciled_at=JUST_NOW),
        known=never,
        now=NOW,
        reconcile_every=timedelta(minutes=30),
        max_bytes=1_000,
    )
    assert (made.empty, made.highest) == (True, 1)


def test_mail_filed_above_a_held_back_watermark_is_not_fetched_again() -> None:
    shelf = Shelf({4: 10, 5: 10, 6: 10})
    made = planned(shelf, Progress(uidvalidity=7, last_uid=3, reconciled_at=JUST_NOW), known=[5, 6])
    assert (uids(made.to_fetch), made.highest) == ([4], 6)


def test_reconciliation_finds_what_the_watermark_hides() -> None:
    shelf = Shelf({1: 10, 2: 10, 3: 10})
    made = planned(shelf, Progress(uidvalidity=7, last_uid=3, reconciled_at=LONG_AGO), known=[1, 3])
    assert (uids(made.to_fetch), made.complete, made.renumbered, made.highest) == ([2], True, False, 3)


def test_watermark_stays_when_the_mailbox_was_emptied() -> None:
    made = planned(Shelf({}), Progress(uidvalidity=7, last_uid=9, reconciled_at=LONG_AGO), known=[8, 9])
    assert (made.empty, made.highest) == (True, 9)


@pytest.mark.parametrize(
    ("reconciled_at", "complete"),
    [
        (NOW - timedelta(minutes=29, seconds=59), False),
        (NOW - timedelta(minutes=30), True),
        (NOW + timedelta(seconds=1), True),  # the clock was set back
        (None, True),
    ],
)
def test_reconciliation_is_due_on_time(reconciled_at: datetime | None, complete: bool) -> None:
    made = planned(Shelf({1: 10}), Progress(uidvalidity=7, last_uid=1, reconciled_at=reconciled_at), known=[1])
    assert made.complete is complete


def test_another_uidvalidity_lists_everything_again() -> None:
    shelf = Shelf({1: 10, 2: 10}, uidvalidity=8)
    made = planned(shelf, Progress(uidvalidity=7, last_uid=900, reconciled_at=JUST_NOW), known=[1, 2])
    assert (uids(made.to_fetch), made.renumbered, made.highest) == ([1, 2], True, 2)


def test_after_a_crash_while_renumbering_only_the_rest_is_fetched() -> None:
    shelf = Shelf({1: 10, 2: 10}, uidvalidity=7)
    made = planned(shelf, Progress(uidvalidity=6, last_uid=900, reconciled_at=JUST_NOW), known=[1])
    assert uids(made.to_fetch) == [2]


def test_uidvalidity_0_is_believed_between_reconciliations_only() -> None:
    shelf = Shelf({1: 10, 2: 10}, uidvalidity=0)
    between = planned(shelf, Progress(uidvalidity=0, last_uid=1, reconciled_at=JUST_NOW))
    assert (uids(between.to_fetch), between.complete) == ([2], False)
    due = planned(shelf, Progress(uidvalidity=0, last_uid=2, reconciled_at=LONG_AGO), known=[1, 2])
    assert (uids(due.to_fetch), due.complete) == ([1, 2], True)


def test_mail_over_the_limit_is_set_apart() -> None:
    made = planned(Shelf({1: 1_000, 2: 1_001}), Progress())
    assert (uids(made.to_fetch), uids(made.too_large), made.empty) == ([1], [2], False)


def test_mail_gone_before_its_size_was_asked_is_left_out_and_passed_with_the_next() -> None:
    made = planned(Shelf({1: 10, 2: 0}), Progress())
    assert (uids(made.to_fetch), made.watermark()) == ([1], 1)
    later = planned(Shelf({1: 10, 3: 10}), Progress(uidvalidity=7, last_uid=1, reconciled_at=JUST_NOW))
    assert (uids(later.to_fetch), later.watermark()) == ([3], 3)


def test_a_number_listed_by_mistake_hides_no_mail_below_it() -> None:
    made = planned(Shelf({1: 10, 2**32 - 1: 0}), Progress())
    assert (uids(made.to_fetch), made.watermark()) == ([1], 1)


@pytest.mark.parametrize(("unfinished", "watermark"), [([], 9), ([9], 8), ([4, 7], 3), ([1], 0)])
def test_watermark_stops_below_what_is_unfinished(unfinished: list[int], watermark: int) -> None:
    made = planned(Shelf(dict.fromkeys(range(1, 10), 10)), Progress())
    assert made.watermark(unfinished) == watermark
