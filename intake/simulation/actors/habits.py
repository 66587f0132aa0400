"""The habits of councils, drawn by chance: when they send, what they leave out, what goes wrong on the way."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from intake.round.programme import Programme

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How one council behaves.

    ``applies_at`` is when its form comes. ``leaves_out`` are required answers it forgets, ``mends`` whether and on what
    it puts them right: the receipt, the reminder, or never. ``corrects_after`` is when it sends another amount,
    ``again_after`` when the same mail comes twice. The others are plain.
    """

    applies_at: datetime
    pasted: bool = False
    leaves_out: int = 0
    mends: str = ""  # "receipt", "reminder" or ""
    mends_by_line: bool = False
    corrects_after: timedelta | None = None
    again_after: timedelta | None = None
    asks_at: datetime | None = None
    asks_published: bool = False
    joins_list: bool = False
    away: bool = False
    bounces_once: bool = False
    withdraws_after: timedelta | None = None
    withdraws_if_selected: bool = False
    rsvp: str = "accepted"


def drawn(programme: Programme, *, opens: datetime, deadline: datetime, rng: Random) -> Habits:
    """The habits of one council."""
    applies_at = _arrival(opens, deadline, rng)
    in_time = applies_at <= deadline
    leaves_out = rng.choice((1, 2)) if rng.random() < 0.15 else 0
    asks = rng.random() < 0.2
    return Habits(
        applies_at=applies_at,
        pasted=rng.random() < 0.15,
        leaves_out=leaves_out,
        mends=rng.choices(("receipt", "reminder", ""), (6, 2, 2))[0] if leaves_out else "",
        mends_by_line=rng.random() < 0.4,
        corrects_after=rng.random() * 2 * _DAY + _HOUR if in_time and not leaves_out and rng.random() < 0.08 else None,
        again_after=timedelta(minutes=rng.randint(1, 300)) if rng.random() < 0.05 else None,
        asks_at=opens + (deadline - opens) * rng.uniform(0.1, 0.7) if asks else None,
        asks_published=rng.random() < 0.6,
        joins_list=rng.random() < 0.06,
        away=rng.random() < 0.08,
        bounces_once=rng.random() < 0.03,
        withdraws_after=rng.uniform(0.5, 6) * _DAY if rng.random() < 0.03 else None,
        withdraws_if_selected=True,
        rsvp=rng.choices(("accepted", "words", "tentative", "declined", "declined-words"), (10, 5, 2, 2, 1))[0],
    )


def _arrival(opens: datetime, deadline: datetime, rng: Random) -> datetime:
    """Most forms come in the last hours, some in the last days, a few early, and a few too late."""
    when = rng.random()
    if when < 0.06:
        return deadline + timedelta(seconds=rng.choice((1, rng.randint(2, 600), rng.randint(600, 7200))))
    if when < 0.10:
        return deadline - timedelta(seconds=rng.choice((0, 1, 5, 30)))
    if when < 0.55:
        return deadline - _HOUR * 9 * rng.random() ** 2
    if when < 0.85:
        return deadline - _DAY * 4 * rng.random()
    return opens + (deadline - opens) * rng.uniform(0.15, 0.95)
