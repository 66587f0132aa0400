"""When an incomplete application is reminded: on certain days before the deadline, by the calendar of the programme.

Pure. Which applications, and that each is reminded once, is `intake.notices.reminders`' to see.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminders:
    """How many days before the deadline's day incomplete applications are reminded, and from what time of that day."""

    incomplete_days: tuple[int, ...] = ()
    at: time = time(9, 0)


#: Where the pack says nothing.
NO_REMINDERS = Reminders()


@dataclass(frozen=True, slots=True)
class Due:
    """One reminder that is due: how many days before the deadline it stands for, and since when (in UTC)."""

    days: int
    since: datetime


def due_reminder(reminders: Reminders, *, deadline: datetime | None, zone: ZoneInfo, now: datetime) -> Due | None:
    """The reminder that is due at ``now``; None before the first, without a deadline, and once it has passed.

    Where several have come due, because nothing ran on the day, only the one nearest to the deadline is. Days are
    those of the calendar in ``zone``, so that the clocks going forward or back move none of them.
    """
    if deadline is None or now.astimezone(UTC) > deadline.astimezone(UTC):
        return None
    last_day = deadline.astimezone(zone).date()
    moments = [
        Due(days, datetime.combine(last_day - timedelta(days=days), reminders.at, zone).astimezone(UTC))
        for days in sorted(reminders.incomplete_days)
    ]
    return next((due for due in moments if due.since <= now.astimezone(UTC)), None)
