"""The one clock: aware, and moved only for as long as a rehearsal lasts."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta

import pytest

from intake import clock

THEN = datetime(2014, 2, 10, 17, tzinfo=UTC)
A_MOMENT = timedelta(minutes=1)


def test_now_is_aware_and_in_utc() -> None:
    assert clock.now().tzinfo is UTC


def test_travel_goes_on_from_the_given_instant() -> None:
    with clock.travel(THEN):
        first = clock.now()
        second = clock.now()
    assert THEN <= first <= second < THEN + A_MOMENT


def test_travel_comes_back_after_an_error_and_out_of_a_journey_within_a_journey() -> None:
    with clock.travel(THEN):
        with pytest.raises(RuntimeError), clock.travel(THEN + timedelta(days=1)):
            raise RuntimeError
        assert THEN <= clock.now() < THEN + A_MOMENT
    assert abs(clock.now() - datetime.now(UTC)) < A_MOMENT


def test_travels_that_overlap_leave_the_clock_as_it_was() -> None:
    first, second = clock.travel(THEN), clock.travel(THEN + timedelta(days=1))
    first.__enter__()
    second.__enter__()
    first.__exit__(None, None, None)
    assert THEN + timedelta(days=1) <= clock.now() < THEN + timedelta(days=1) + A_MOMENT
    second.__exit__(None, None, None)
    assert abs(clock.now() - datetime.now(UTC)) < A_MOMENT


def test_monotonic_clock_does_not_travel() -> None:
    before = clock.monotonic()
    with clock.travel(THEN):
        assert 0 <= clock.monotonic() - before < 60


def test_still_holds_the_clock_for_one_thread_alone() -> None:
    elsewhere: list[datetime] = []
    with clock.still(THEN):
        thread = threading.Thread(target=lambda: elsewhere.append(clock.now()))
        thread.start()
        thread.join()
        with clock.travel(THEN + timedelta(days=1)):
            assert (clock.now(), clock.now()) == (THEN, THEN)
    assert abs(elsewhere[0] - datetime.now(UTC)) < A_MOMENT
    assert abs(clock.now() - datetime.now(UTC)) < A_MOMENT


def test_still_within_still_goes_back_to_the_outer_instant() -> None:
    with clock.still(THEN):
        with pytest.raises(RuntimeError), clock.still(THEN + A_MOMENT):
            raise RuntimeError
        assert clock.now() == THEN
