"""The pack's ``[interviews]``: what must hold between its keys, and the value it becomes.

The shape of the table is in `intake.round.pack_file`; slots are laid out by `intake.round.interviews`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from intake.round.instants import NoSuchTimeError, instant
from intake.round.interviews import Interviews, Room, local_instant
from intake.round.pack_file import InterviewsTable

Place = tuple[str | int, ...]
Problem = tuple[Place, str]

_ADDRESS = re.compile(r"[^@\s<>,;]+@[^@\s<>,;.]+(\.[^@\s<>,;.]+)+")
_LINK = re.compile(r"https?://[^\s]+")
#: Keys that lay slots out, and mean nothing where the slots are listed.
_LAYOUT = ("days", "starts", "ends", "break_minutes", "lunch")
#: More days than any round holds interviews on; a year mistyped is not laid out.
_MOST_DAYS = 366


def interview_problems(table: InterviewsTable | None, zone: ZoneInfo | None) -> Iterator[Problem]:
    """Every problem between the keys of ``[interviews]``, its place within the pack; ``zone`` None where unknown."""
    if table is None:
        return
    found = [problem for check in CHECKS for problem in check(table)]
    if zone is not None and not found:
        found = list(_listed(table, zone) if table.slots else _laid_out(table, zone))
    for place, message in found:
        yield ("interviews", *place), message


def _days(table: InterviewsTable) -> Iterator[Problem]:
    if table.last_day < table.first_day:
        yield ("to",), f"the last day {table.last_day} is before the first, {table.first_day}"
    elif (table.last_day - table.first_day).days > _MOST_DAYS:
        yield ("to",), f"the last day {table.last_day} is more than a year after the first, {table.first_day}"


def _hours(table: InterviewsTable) -> Iterator[Problem]:
    if table.ends <= table.starts:
        yield ("ends",), f"{table.ends:%H:%M} is not after the start, {table.starts:%H:%M}"
    if table.lunch and len(table.lunch) != 2:
        yield ("lunch",), "must be two times, from and to, such as ['12:30', '13:30'], or [] for none"
    elif table.lunch and table.lunch[1] <= table.lunch[0]:
        yield ("lunch",), f"{table.lunch[1]:%H:%M} is not after {table.lunch[0]:%H:%M}"


def _either_or(table: InterviewsTable) -> Iterator[Problem]:
    """Slots are listed or laid out, rooms named or described: where both are said, one is a mistake."""
    for key in _LAYOUT if table.slots else ():
        if key in table.model_fields_set:
            yield (key,), "has no meaning beside slots, which lists every start; leave one of the two out"
    if table.rooms and table.room:
        yield ("rooms",), "has no meaning beside [[interviews.room]]; leave one of the two out"


def _rooms(table: InterviewsTable) -> Iterator[Problem]:
    """Rooms can be told apart, and nobody sits in two: interviews are held in all of them at once."""
    names: dict[str, int] = {}
    seats: dict[str, str] = {}
    for number, room in enumerate(rooms_of(table)):
        if names.setdefault(room.name.casefold(), number) != number:
            place: Place = ("room", number, "name") if table.room else ("rooms", number)
            yield place, f"room {room.name!r} is there already"
            continue
        own = bool(table.room) and bool(table.room[number].panel)
        for address in room.panel:
            if address in seats:
                place = ("room", number, "panel") if own else ("panel",)
                yield place, _twice(address, room.name, seats[address])
            seats.setdefault(address, room.name)


def _twice(address: str, room: str, other: str) -> str:
    if room == other:
        return f"{address} is there twice"
    return f"{address} cannot be in {other!r} and in {room!r}: interviews are held in all rooms at once"


def _written(table: InterviewsTable) -> Iterator[Problem]:
    """Addresses are addresses, and links are links a browser opens."""
    holders: list[tuple[Place, tuple[str, ...], str]] = [((), table.panel, table.link)]
    holders += [(("room", number), room.panel, room.link) for number, room in enumerate(table.room)]
    for place, panel, link in holders:
        for address in panel:
            if not _ADDRESS.fullmatch(address):
                yield (*place, "panel"), f"{address!r} is not an email address"
        if link and not _LINK.fullmatch(link):
            yield (*place, "link"), f"{link!r} is not a link such as 'https://meet.example/panel'"


def _listed(table: InterviewsTable, zone: ZoneInfo) -> Iterator[Problem]:
    """Every listed slot is an instant on one of the days, and none begins before the one before has ended."""
    starts: list[tuple[datetime, int]] = []
    for number, given in enumerate(table.slots):
        place: Place = ("slots", number)
        try:
            start = instant(given, zone, latest=False)
        except NoSuchTimeError as fault:
            yield place, str(fault)
            continue
        if not isinstance(given, datetime) or start is None:
            yield place, f"{given} is a day; a slot needs its time as well, such as 2014-02-19T09:30:00"
        elif not table.first_day <= start.date() <= table.last_day:
            yield place, f"{start:%Y-%m-%d %H:%M} is not from {table.first_day} to {table.last_day}"
        else:
            starts.append((start, number))
    starts.sort(key=lambda item: item[0].timestamp())
    for (start, _), (after, number) in pairwise(starts):
        if after.timestamp() - start.timestamp() < table.minutes * 60:
            yield (
                ("slots", number),
                f"{after:%Y-%m-%d %H:%M} begins before the interview at {start:%H:%M} ends ({table.minutes} minutes)",
            )


def _laid_out(table: InterviewsTable, zone: ZoneInfo) -> Iterator[Problem]:
    """All hours exist on all days, and at least one interview fits."""
    span = range((table.last_day - table.first_day).days + 1)
    days = [day for day in (table.first_day + timedelta(days=number) for number in span) if _held(day, table)]
    if not days:
        yield ("days",), f"none of them falls between {table.first_day} and {table.last_day}"
        return
    hours = [("starts", table.starts), ("ends", table.ends), *(("lunch", clock) for clock in table.lunch)]
    for day in days:
        for key, clock in hours:
            try:
                local_instant(day, clock, zone)
            except NoSuchTimeError as fault:
                yield (key,), str(fault)
                return
    interviews = interviews_of(table, zone)
    if interviews is not None and not interviews.starts_of(zone):
        yield (
            ("minutes",),
            f"no interview of {table.minutes} minutes fits between {table.starts:%H:%M} and {table.ends:%H:%M}",
        )


def _held(day: date, table: InterviewsTable) -> bool:
    return day.weekday() in table.days


CHECKS: tuple[Callable[[InterviewsTable], Iterator[Problem]], ...] = (_days, _hours, _either_or, _rooms, _written)


def interviews_of(table: InterviewsTable | None, zone: ZoneInfo) -> Interviews | None:
    """The interviews of a table that has passed its checks; None where the pack has no ``[interviews]``.

    Raises:
        NoSuchTimeError: a listed slot is at a time the clocks go forward over.
    """
    if table is None:
        return None
    lunch = table.lunch
    starts = (instant(slot, zone, latest=False) for slot in table.slots)
    return Interviews(
        first_day=table.first_day,
        last_day=table.last_day,
        minutes=table.minutes,
        days=table.days,
        starts=table.starts,
        ends=table.ends,
        break_minutes=table.break_minutes,
        lunch=(lunch[0], lunch[1]) if lunch else None,
        slots=tuple(sorted(start for start in starts if start is not None)),
        rooms=rooms_of(table),
        mode=table.mode,
        reminder_days=table.reminder_days,
        reply_by_days=table.reply_by_days,
    )


def rooms_of(table: InterviewsTable) -> tuple[Room, ...]:
    """The rooms in the order of the file; what a room does not say itself it has from the table."""
    named = [
        Room(
            name=item.name,
            location=item.location or table.location,
            link=item.link or table.link,
            panel=item.panel or table.panel,
        )
        for item in table.room
    ]
    plain = [
        Room(name=name, location=table.location, link=table.link, panel=table.panel) for name in table.rooms or ("",)
    ]
    return tuple(named or plain)
