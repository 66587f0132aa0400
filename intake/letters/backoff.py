"""When a letter that was not taken is tried again: a table of waits, with jitter, until it is given up."""

from __future__ import annotations

import random
from datetime import timedelta

#: Minutes to wait after the first, second, … attempt; the last goes on. Greylisting wants 5 to 15 minutes; after that
#: RFC 5321 4.5.4.1 asks for half an hour and more, for four or five days at most.
WAITS = (1, 5, 10, 20, 30, 60, 120, 240)
#: Each wait is lengthened by up to this part of itself, so that letters that failed together do not return together.
JITTER = 0.2


def wait_after(attempts: int, *, give_up_hours: int, jitter: float | None = None) -> timedelta | None:
    """How long to wait after ``attempts`` (1 or more) failed attempts, or None when the letter is to be given up.

    It is given up when the waits of the table add up to more than ``give_up_hours``: counted by attempts and not by the
    clock, so that a letter released or put back by a person begins afresh. ``jitter`` is 0 to 1, drawn when not given.
    """
    if _minutes_until(attempts) > give_up_hours * 60:
        return None
    drawn = random.random() if jitter is None else jitter  # noqa: S311 (nothing depends on its being secret)
    return timedelta(minutes=_wait(attempts) * (1 + JITTER * drawn))


def _wait(attempt: int) -> int:
    return WAITS[min(attempt, len(WAITS)) - 1]


def _minutes_until(attempts: int) -> int:
    """The waits after the attempts up to this one, in minutes."""
    table = sum(WAITS[:attempts])
    return table + max(0, attempts - len(WAITS)) * WAITS[-1]
