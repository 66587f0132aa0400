"""The one place that asks what time it is: aware UTC for what is stored, monotonic seconds for intervals.

`travel` moves the wall clock for a rehearsal (`intake demo` and the simulator play a round of 2014 today); the
monotonic clock never moves.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

_offset = timedelta(0)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return datetime.now(UTC) + _offset


def monotonic() -> float:
    """Seconds on a clock that never steps back, for intervals and time-outs only."""
    return time.monotonic()


@contextmanager
def travel(to: datetime) -> Iterator[None]:
    """For as long as the context lasts, `now` goes on from ``to`` (aware). For rehearsals only; not for threads that
    outlive the context."""
    global _offset
    before = _offset
    _offset = to - datetime.now(UTC)
    try:
        yield
    finally:
        _offset = before
