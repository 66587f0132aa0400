"""A timetable for the tests: two days, two rooms, invented councils."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from intake.interviews.slots import Slot
from intake.interviews.timetable import Timetable, TimetableEntry, timetable_of

LONDON = ZoneInfo("Europe/London")


def slot(day: int, hour: int, minute: int, room: str) -> Slot:
    """Three quarters of an hour in February 2014."""
    start = datetime(2014, 2, day, hour, minute, tzinfo=UTC)
    return Slot(start, start + timedelta(minutes=45), room)


ENTRIES = (
    TimetableEntry(
        uid="c@x.example",
        reference="DD-0003",
        applicant="Ynys Môn and Gwynedd joint committee for adult and community learning",
        slot=slot(20, 9, 30, "Room 1"),
        title="Dysgu gydol oes: a mutual for adult and community learning, run by those who use it",
        contact="Llŷr ap Siencyn",
        telephone="01632 960123 ext 4",
        link="https://meet.example/one",
        panel=("ann.lee@cabinet-office.example", "b.roy@solace.example"),
        answer="tentative",
    ),
    TimetableEntry(
        uid="a@x.example",
        reference="DD-0001",
        applicant="Walsall Council",
        slot=slot(19, 9, 30, "Room 1"),
        title="Adult college; libraries, museums",
        contact="Siân Nair",
        telephone="01632 960001",
        location="1 Horse Guards Road, London",
        panel=("ann.lee@cabinet-office.example", "b.roy@solace.example"),
        answer="accepted",
    ),
    TimetableEntry(
        uid="b@x.example",
        reference="DD-0002",
        applicant="Northcastle Borough Council",
        slot=slot(19, 9, 30, "Room 2"),
        sequence=2,
        panel=("c.osei@lga.example",),
    ),
    TimetableEntry(
        uid="d@x.example",
        reference="DD-0004",
        applicant="Eastmere District Council",
        slot=slot(19, 10, 30, "Room 1"),
        panel=("ann.lee@cabinet-office.example",),
        location="1 Horse Guards Road, London",
    ),
)
TIMETABLE: Timetable = timetable_of(ENTRIES, programme="Delivering Differently Challenge", zone=LONDON)
