"""Jobs: run at their times, none at once with itself, none ended by another's fault; when a digest was last due."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from intake.daemon.scheduler import Schedule, daily_trigger, last_due

LONDON = ZoneInfo("Europe/London")
PATIENCE = 10.0


def test_job_runs_at_once_and_again_when_hurried() -> None:
    ran = threading.Semaphore(0)
    schedule = Schedule(on_fault=lambda name, fault: None)
    schedule.every("poll", 3600, ran.release)
    schedule.start()
    assert ran.acquire(timeout=PATIENCE)
    schedule.hurry("poll")
    assert ran.acquire(timeout=PATIENCE)
    schedule.stop()


def test_fault_of_a_job_is_told_and_the_schedule_goes_on() -> None:
    told: list[tuple[str, str]] = []
    again = threading.Event()
    calls = iter([ValueError("first"), None])

    def job() -> None:
        fault = next(calls)
        if fault is not None:
            raise fault
        again.set()

    schedule = Schedule(on_fault=lambda name, fault: told.append((name, str(fault))))
    schedule.every("poll", 0.05, job)
    schedule.start()
    assert again.wait(PATIENCE)
    schedule.stop()
    assert told[0] == ("poll", "first")


def test_stop_waits_for_what_runs() -> None:
    began, finish, ended = threading.Event(), threading.Event(), threading.Event()

    def job() -> None:
        began.set()
        finish.wait(PATIENCE)
        ended.set()

    schedule = Schedule(on_fault=lambda name, fault: None)
    schedule.every("poll", 3600, job)
    schedule.start()
    assert began.wait(PATIENCE)
    threading.Timer(0.05, finish.set).start()
    schedule.stop()
    assert ended.is_set()


def utc(*parts: int) -> datetime:
    """An instant."""
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type, misc]  # year, month, day, hour, minute, second


@pytest.mark.parametrize(
    ("before", "expected"),
    [
        (utc(2014, 2, 10, 8, 29, 59), utc(2014, 2, 7, 8, 30)),  # Monday morning: Friday's
        (utc(2014, 2, 10, 8, 30), utc(2014, 2, 10, 8, 30)),
        (utc(2014, 2, 8, 12, 0), utc(2014, 2, 7, 8, 30)),
        (utc(2014, 3, 31, 7, 29, 59), utc(2014, 3, 28, 8, 30)),  # the clocks went forward on 30 March
        (utc(2014, 3, 31, 7, 30), utc(2014, 3, 31, 7, 30)),
        (utc(2014, 10, 27, 7, 30), utc(2014, 10, 24, 7, 30)),  # and back on 26 October
        (utc(2014, 10, 27, 8, 30), utc(2014, 10, 27, 8, 30)),
    ],
)
def test_last_due_is_in_the_programmes_time(before: datetime, expected: datetime) -> None:
    assert last_due("08:30", "mon-fri", LONDON, before=before) == expected


@pytest.mark.parametrize(
    ("at", "before", "expected"),
    [
        ("01:30", utc(2014, 3, 30, 12), [utc(2014, 3, 29, 1, 30), utc(2014, 3, 30, 1, 30)]),  # 01:30 never comes
        ("01:30", utc(2014, 10, 26, 0, 45), [utc(2014, 10, 26, 0, 30)]),  # and here it comes twice
        ("01:30", utc(2014, 10, 26, 12), [utc(2014, 10, 26, 0, 30), utc(2014, 10, 26, 1, 30)]),
    ],
)
def test_last_due_in_the_night_the_clocks_change_is_of_that_night(
    at: str, before: datetime, expected: list[datetime]
) -> None:
    due = last_due(at, "mon-sun", LONDON, before=before)
    assert due is not None
    assert due.astimezone(UTC) in expected


def test_trigger_refuses_days_that_are_none() -> None:
    with pytest.raises(ValueError, match="someday"):
        daily_trigger("08:30", "someday", LONDON)
