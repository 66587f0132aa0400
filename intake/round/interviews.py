"""How interviews are held: days, hours, rooms and who sits in them, as the pack's ``[interviews]`` has it.

They are made and checked in `intake.round.pack_interviews`; who gets which slot is `intake.interviews.slots`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from intake.round.instants import instant


class Mode(StrEnum):
    """How an applicant comes by a slot."""

    ASSIGNED = "assigned"  # it is given one
    CHOICE = "choice"  # it is offered several and answers with one


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where interviews are held one after the other, and the addresses of the panel who hold them there.

    ``name`` is "" for the one room of a programme that names none. ``location`` and ``link`` are "" where there is
    none; ``panel`` are email addresses in lower case.
    """

    name: str = ""
    location: str = ""
    link: str = ""
    panel: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Interviews:
    """Interviews of ``minutes`` each, from ``first_day`` to ``last_day`` inclusive, in every room at once.

    Times of day are local to the programme's zone. Where ``slots`` are listed (aware instants), each is the start of
    an interview in every room; else they are laid out from ``starts`` to ``ends`` on the weekdays of ``days`` (0 is
    Monday), ``break_minutes`` apart and clear of ``lunch``. ``reminder_days`` before the interview its applicant is
    reminded; ``reply_by_days`` after the invitation an answer is due, None for no day.
    """

    first_day: date
    last_day: date
    minutes: int
    days: tuple[int, ...] = (0, 1, 2, 3, 4)
    starts: time = time(9, 30)
    ends: time = time(16, 30)
    break_minutes: int = 15
    lunch: tuple[time, time] | None = (time(12, 30), time(13, 30))
    slots: tuple[datetime, ...] = ()
    rooms: tuple[Room, ...] = (Room(),)
    mode: Mode = Mode.ASSIGNED
    reminder_days: int = 2
    reply_by_days: int | None = None

    def room(self, name: str) -> Room:
        """The room of that name; an unnamed one without a place where the pack has no such room (any more)."""
        return next((room for room in self.rooms if room.name == name), Room(name=name))

    @property
    def panels(self) -> dict[str, tuple[str, ...]]:
        """Name of each room → the addresses of its panel."""
        return {room.name: room.panel for room in self.rooms}

    def starts_of(self, zone: ZoneInfo) -> tuple[datetime, ...]:
        """When interviews begin, as instants in UTC, in order: those listed, else as many as fit into the days.

        Minutes are minutes that pass, so a day on which the clocks change has as many as it is long.

        Raises:
            NoSuchTimeError: the clocks go forward over one of the hours on one of the days.
        """
        if self.slots:
            return tuple(sorted(slot.astimezone(UTC) for slot in self.slots))
        days = ((self.last_day - self.first_day).days + 1) if self.first_day <= self.last_day else 0
        dates = (self.first_day + timedelta(days=number) for number in range(days))
        return tuple(start for day in dates if day.weekday() in self.days for start in self._of_day(day, zone))

    def _of_day(self, day: date, zone: ZoneInfo) -> Iterator[datetime]:
        start, end = local_instant(day, self.starts, zone), local_instant(day, self.ends, zone, latest=True)
        lunch = self.lunch and tuple(local_instant(day, clock, zone) for clock in self.lunch)
        length, pause = timedelta(minutes=self.minutes), timedelta(minutes=self.break_minutes)
        while start + length <= end:
            if lunch and start < lunch[1] and lunch[0] < start + length:
                start = lunch[1]
                continue
            yield start
            start += length + pause


def local_instant(day: date, clock: time, zone: ZoneInfo, *, latest: bool = False) -> datetime:
    """The instant, in UTC, of a time of day; of one that comes twice the first, or with ``latest`` the second.

    Raises:
        NoSuchTimeError: the clocks go forward over it on this day.
    """
    found = instant(datetime.combine(day, clock), zone, latest=latest)
    return (found or datetime.combine(day, clock, zone)).astimezone(UTC)
