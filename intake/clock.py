"""The one place that asks what time it is: aware UTC for what is stored, monotonic seconds for intervals.

`travel` moves the wall clock for a rehearsal (`intake demo` and the simulator play a round of 2014 today). `still`
holds it for one act, so that all that follows from a mail follows at one instant, and a replay can give it the same.
The monotonic clock never moves.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta


@dataclass(frozen=True, slots=True, eq=False)
class _Journey:
    """How far the clock is away."""

    offset: timedelta


_journeys = [_Journey(timedelta(0))]
_still: ContextVar[datetime | None] = ContextVar("still", default=None)


def now() -> datetime:
    """The present instant, aware, in UTC."""
    return _still.get() or datetime.now(UTC) + _journeys[-1].offset


def monotonic() -> float:
    """Seconds on a clock that never steps back, for intervals and time-outs only."""
    return time.monotonic()


@contextmanager
def travel(to: datetime) -> Iterator[None]:
    """For as long as the context lasts, `now` goes on from ``to`` (aware). For rehearsals only; not for threads that
    outlive the context. Of contexts that overlap, in one thread or in several, the one begun last counts."""
    journey = _Journey(to - datetime.now(UTC))
    _journeys.append(journey)
    try:
        yield
    finally:
        _journeys.remove(journey)


@contextmanager
def still(at: datetime) -> Iterator[datetime]:
    """For as long as the context lasts, `now` is ``at`` (aware) for this thread alone, whatever a traveller does."""
    token = _still.set(at.astimezone(UTC))
    try:
        yield at
    finally:
        _still.reset(token)
