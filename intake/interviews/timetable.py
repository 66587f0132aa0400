"""The timetable of interviews: by day and room, as values for letters and paper, and as a calendar for the panel.

Pure. Tables in letters are made of the values here by `intake.letters`, the day sheet on paper by
`intake.paper.day_sheet`; invitations to applicants are `intake.interviews.invitation`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

import icalendar

from intake.interviews.errors import InvitationError
from intake.interviews.invitation import place_of
from intake.interviews.objects import Person, add_times, calendar_of, link, person, stamp, text
from intake.interviews.slots import Slot


@dataclass(frozen=True, slots=True, kw_only=True)
class TimetableEntry:
    """One interview as the panel sees it. ``answer`` is how its invitation stands, in words; empty where nothing came.

    ``title`` is what the application is for, ``contact`` whom to ask for and ``telephone`` where, all as the form has
    them; ``panel`` are addresses.
    """

    uid: str
    reference: str
    applicant: str
    slot: Slot
    sequence: int = 0
    title: str = ""
    contact: str = ""
    telephone: str = ""
    location: str = ""
    link: str = ""
    panel: tuple[str, ...] = ()
    answer: str = ""

    @property
    def place(self) -> str:
        """Where it is, in one line."""
        return place_of(self.slot, self.location, self.link)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomDay:
    """The interviews of one room on one day, by time. ``room`` is "" for a programme without named rooms."""

    day: date
    room: str
    entries: tuple[TimetableEntry, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timetable:
    """All interviews, by day and then by room. Days are local to ``zone``."""

    programme: str
    zone: ZoneInfo
    days: tuple[RoomDay, ...]

    @property
    def entries(self) -> tuple[TimetableEntry, ...]:
        """Every interview, by day, room and time."""
        return tuple(entry for day in self.days for entry in day.entries)

    def of_panel(self, address: str) -> Timetable:
        """What of it one member of the panel sits in."""
        wanted = address.lower()
        mine = [entry for entry in self.entries if wanted in {member.lower() for member in entry.panel}]
        return timetable_of(mine, programme=self.programme, zone=self.zone)

    def on(self, day: date) -> Timetable:
        """What of it is on one day."""
        days = tuple(item for item in self.days if item.day == day)
        return Timetable(programme=self.programme, zone=self.zone, days=days)


def timetable_of(entries: Iterable[TimetableEntry], *, programme: str, zone: ZoneInfo) -> Timetable:
    """The timetable of these interviews, in whatever order they are given."""
    found: dict[tuple[date, str], list[TimetableEntry]] = {}
    for entry in sorted(entries, key=lambda item: (item.slot, item.reference)):
        found.setdefault((entry.slot.day(zone), entry.slot.room), []).append(entry)
    days = tuple(
        RoomDay(day=day, room=room, entries=tuple(there)) for (day, room), there in sorted(found.items(), key=_first)
    )
    return Timetable(programme=programme, zone=zone, days=days)


def clock_of(slot: Slot, zone: ZoneInfo) -> str:
    """``9:30am to 10:15am``: the hours of a slot, for a table under its day.

    In the hour that comes twice, each has its offset: ``1:30am (UTC+00:00)``.
    """
    return f"{_clock(slot.start, zone)} to {_clock(slot.end, zone)}"


def timetable_calendar(timetable: Timetable, *, organiser: Person, at: datetime) -> bytes:
    """The whole timetable as one calendar object, METHOD:PUBLISH (RFC 5546 3.2.1): to be looked at, not answered.

    Its events have UIDs of their own, so that a panel member who is also sent an invitation has both.

    Raises:
        InvitationError: there are no interviews, or an address or a link cannot be written.
    """
    if not timetable.entries:
        raise InvitationError("there are no interviews to publish")
    events = [_event(entry, timetable.zone, organiser=organiser, at=at) for entry in timetable.entries]
    slots = [entry.slot for entry in timetable.entries]
    return calendar_of("PUBLISH", events, zone=timetable.zone, slots=slots)


def _event(entry: TimetableEntry, zone: ZoneInfo, *, organiser: Person, at: datetime) -> icalendar.Event:
    event = icalendar.Event()
    event.add("uid", text(f"panel.{entry.uid}"))
    event.add("sequence", entry.sequence)
    event.add("dtstamp", stamp(at))
    add_times(event, entry.slot, zone)
    event.add("summary", text(f"{entry.reference} {entry.applicant}"))
    if entry.place:
        event.add("location", text(entry.place))
    lines = (
        entry.title,
        ", ".join(part for part in (entry.contact, entry.telephone) if part),
        f"Invitation: {entry.answer}" if entry.answer else "",
        f"Join online: {entry.link}" if entry.link else "",
    )
    description = "\n".join(line for line in lines if line)
    if description:
        event.add("description", text(description, lines=True))
    if entry.link:
        event.add("url", link(entry.link))
    event.add("organizer", person(organiser))
    event.add("status", "CONFIRMED")
    event.add("transp", "OPAQUE")
    return event


def _first(item: tuple[tuple[date, str], list[TimetableEntry]]) -> tuple[date, datetime, str]:
    (day, room), entries = item
    return day, entries[0].slot.start, room


def _clock(moment: datetime, zone: ZoneInfo) -> str:
    local = moment.astimezone(zone)
    hour = f"{local.hour % 12 or 12}:{local.minute:02d}{'am' if local.hour < 12 else 'pm'}"
    twice = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    return f"{hour} (UTC{local.isoformat()[-6:]})" if twice else hour
