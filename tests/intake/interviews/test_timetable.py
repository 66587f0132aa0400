"""The timetable: by day and room, for one member of the panel, and as a calendar."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import vobject

from intake.interviews.errors import InvitationError
from intake.interviews.objects import Person
from intake.interviews.slots import Slot
from intake.interviews.timetable import clock_of, timetable_calendar, timetable_of
from parsers.calendar_reader import read_calendar
from tests.intake.interviews.timetables import ENTRIES, LONDON, TIMETABLE, slot

_NOW = datetime(2014, 2, 12, 10, 15, tzinfo=UTC)
_OFFICE = Person(name="Delivering Differently", address="dd@cabinet-office.example")


def test_timetable_is_by_day_room_and_time() -> None:
    assert [(day.day.day, day.room, [entry.reference for entry in day.entries]) for day in TIMETABLE.days] == [
        (19, "Room 1", ["DD-0001", "DD-0004"]),
        (19, "Room 2", ["DD-0002"]),
        (20, "Room 1", ["DD-0003"]),
    ]
    assert [entry.reference for entry in TIMETABLE.entries] == ["DD-0001", "DD-0004", "DD-0002", "DD-0003"]


def test_timetable_of_a_member_and_of_a_day() -> None:
    mine = TIMETABLE.of_panel("Ann.Lee@cabinet-office.example")
    assert [entry.reference for entry in mine.entries] == ["DD-0001", "DD-0004", "DD-0003"]
    assert [entry.reference for entry in mine.on(date(2014, 2, 20)).entries] == ["DD-0003"]
    assert TIMETABLE.of_panel("nobody@x.example").days == ()


def test_place_is_room_and_location_or_link() -> None:
    assert [entry.place for entry in TIMETABLE.entries] == [
        "Room 1, 1 Horse Guards Road, London",
        "Room 1, 1 Horse Guards Road, London",
        "Room 2",
        "Room 1",
    ]


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (datetime(2014, 2, 19, 9, 30, tzinfo=UTC), "9:30am to 10:15am"),
        (datetime(2014, 7, 1, 11, 30, tzinfo=UTC), "12:30pm to 1:15pm"),
        (datetime(2014, 10, 26, 0, 30, tzinfo=UTC), "1:30am (UTC+01:00) to 1:15am (UTC+00:00)"),
        (datetime(2014, 3, 30, 0, 30, tzinfo=UTC), "12:30am to 2:15am"),
    ],
)
def test_clock_of_a_slot(start: datetime, words: str) -> None:
    assert clock_of(Slot(start, start + timedelta(minutes=45)), LONDON) == words


def test_calendar_of_the_timetable_as_another_library_reads_it() -> None:
    data = timetable_calendar(TIMETABLE, organiser=_OFFICE, at=_NOW)
    calendar = vobject.readOne(data.decode("utf-8"))
    assert calendar.method.value == "PUBLISH"
    assert [
        (event.uid.value, event.sequence.value, event.summary.value, event.dtstart.value.astimezone(UTC))
        for event in calendar.vevent_list
    ] == [
        ("panel.a@x.example", "0", "DD-0001 Walsall Council", slot(19, 9, 30, "").start),
        ("panel.d@x.example", "0", "DD-0004 Eastmere District Council", slot(19, 10, 30, "").start),
        ("panel.b@x.example", "2", "DD-0002 Northcastle Borough Council", slot(19, 9, 30, "").start),
        ("panel.c@x.example", "0", f"DD-0003 {ENTRIES[0].applicant}", slot(20, 9, 30, "").start),
    ]
    assert calendar.vevent_list[0].description.value == (
        "Adult college; libraries, museums\nSiân Nair, 01632 960001\nInvitation: accepted"
    )
    assert max(map(len, data.split(b"\r\n"))) <= 75
    assert b"ATTENDEE" not in data  # RFC 5546 3.2.1
    assert data.count(b"BEGIN:VTIMEZONE") == 1


def test_calendar_of_the_timetable_is_no_answer_when_it_comes_back() -> None:
    assert read_calendar(timetable_calendar(TIMETABLE, organiser=_OFFICE, at=_NOW)) == ()


def test_calendar_of_no_interviews_is_refused() -> None:
    with pytest.raises(InvitationError):
        timetable_calendar(replace(TIMETABLE, days=()), organiser=_OFFICE, at=_NOW)
    assert timetable_of((), programme="P", zone=LONDON).days == ()
