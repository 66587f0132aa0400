"""Invitations, read back by an iCalendar library that shares nothing with the one that wrote them, and line by line."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from intake.interviews.errors import InvitationError
from intake.interviews.invitation import Invitation, Person, cancellation, moved, new_uid, place_of, request
from intake.interviews.slots import Slot

_LONDON = ZoneInfo("Europe/London")
_NOW = datetime(2014, 2, 12, 10, 15, 0, 500, tzinfo=UTC)
_SLOT = Slot(datetime(2014, 2, 19, 9, 30, tzinfo=UTC), datetime(2014, 2, 19, 10, 15, tzinfo=UTC), "Room 1")
_INVITATION = Invitation(
    uid="8a2c@cabinet-office.example",
    slot=_SLOT,
    zone=_LONDON,
    organiser=Person(name="Delivering Differently", address="dd@cabinet-office.example"),
    attendees=(Person(name="Siân Nair, Walsall", address="sian.nair@walsall.example"),),
    summary="Interview: Walsall Council; DD-0001",
    description="Please bring nothing.\nThe panel has read your form.",
    location="1 Horse Guards Road, London",
    link="https://meet.example/dd?room=1,2",
)


def _lines(data: bytes) -> list[str]:
    """The content lines, unfolded by hand; every physical line is held to its rules (RFC 5545 3.1)."""
    assert data.endswith(b"\r\n")
    assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    for line in data.split(b"\r\n"):
        line.decode("utf-8")  # no character is cut in two
    return data.decode("utf-8").replace("\r\n ", "").split("\r\n")[:-1]


def _event(data: bytes) -> Any:
    return vobject.readOne(data.decode("utf-8")).vevent


def test_request_line_by_line() -> None:
    assert _lines(request(_INVITATION, at=_NOW)) == [
        "BEGIN:VCALENDAR",
        "PRODID:-//eoi-intake//Interviews//EN",
        "VERSION:2.0",
        "CALSCALE:GREGORIAN",
        "METHOD:REQUEST",
        "BEGIN:VTIMEZONE",
        "TZID:Europe/London",
        "BEGIN:DAYLIGHT",
        "DTSTART:20130331T010000",
        "TZOFFSETFROM:+0000",
        "TZOFFSETTO:+0100",
        "TZNAME:BST",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3",
        "END:DAYLIGHT",
        "BEGIN:STANDARD",
        "DTSTART:20131027T020000",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0000",
        "TZNAME:GMT",
        "RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10",
        "END:STANDARD",
        "END:VTIMEZONE",
        "BEGIN:VEVENT",
        "UID:8a2c@cabinet-office.example",
        "SEQUENCE:0",
        "DTSTAMP:20140212T101500Z",
        "DTSTART;TZID=Europe/London:20140219T093000",
        "DTEND;TZID=Europe/London:20140219T101500",
        "SUMMARY:Interview: Walsall Council\\; DD-0001",
        "LOCATION:Room 1\\, 1 Horse Guards Road\\, London",
        "DESCRIPTION:Please bring nothing.\\nThe panel has read your form.\\n\\n"
        "Join online: https://meet.example/dd?room=1\\,2",
        "URL:https://meet.example/dd?room=1,2",
        'ORGANIZER;CN="Delivering Differently":mailto:dd@cabinet-office.example',
        "ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;PARTSTAT=NEEDS-ACTION;RSVP=TRUE;"
        'CN="Siân Nair, Walsall":mailto:sian.nair@walsall.example',
        "STATUS:CONFIRMED",
        "TRANSP:OPAQUE",
        "X-MICROSOFT-CDO-BUSYSTATUS:BUSY",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-P1D",
        "DESCRIPTION:Interview: Walsall Council\\; DD-0001",
        "END:VALARM",
        "BEGIN:VALARM",
        "ACTION:DISPLAY",
        "TRIGGER:-PT1H",
        "DESCRIPTION:Interview: Walsall Council\\; DD-0001",
        "END:VALARM",
        "END:VEVENT",
        "END:VCALENDAR",
    ]


def test_request_as_another_library_reads_it() -> None:
    event = _event(request(_INVITATION, at=_NOW))
    assert event.dtstart.value.astimezone(UTC) == _SLOT.start
    assert event.dtend.value.astimezone(UTC) == _SLOT.end
    assert event.location.value == "Room 1, 1 Horse Guards Road, London"
    assert event.attendee.params["CN"] == ["Siân Nair, Walsall"]
    assert [alarm.trigger.value for alarm in event.valarm_list] == [timedelta(days=-1), timedelta(hours=-1)]


@pytest.mark.parametrize(
    ("start", "local"),
    [
        (datetime(2014, 3, 30, 0, 30, tzinfo=UTC), "DTSTART;TZID=Europe/London:20140330T003000"),
        (datetime(2014, 3, 30, 1, 0, tzinfo=UTC), "DTSTART;TZID=Europe/London:20140330T020000"),
        (datetime(2014, 7, 1, 9, 30, tzinfo=UTC), "DTSTART;TZID=Europe/London:20140701T103000"),
        (datetime(2014, 10, 26, 0, 30, tzinfo=UTC), "DTSTART;TZID=Europe/London:20141026T013000"),
        (datetime(2014, 10, 26, 1, 30, tzinfo=UTC), "DTSTART:20141026T013000Z"),
        (datetime(2014, 10, 26, 2, 30, tzinfo=UTC), "DTSTART;TZID=Europe/London:20141026T023000"),
    ],
)
def test_request_on_the_nights_the_clocks_change_is_the_same_instant(start: datetime, local: str) -> None:
    slot = Slot(start, start + timedelta(minutes=20))
    data = request(replace(_INVITATION, slot=slot), at=_NOW)
    assert local in _lines(data)
    assert _event(data).dtstart.value.astimezone(UTC) == start


def test_request_in_utc_needs_no_zone() -> None:
    lines = _lines(request(replace(_INVITATION, zone=ZoneInfo("UTC")), at=_NOW))
    assert "DTSTART:20140219T093000Z" in lines
    assert "BEGIN:VTIMEZONE" not in lines


def test_moved_is_the_next_version_of_the_same_interview() -> None:
    later = Slot(_SLOT.start + timedelta(days=1), _SLOT.end + timedelta(days=1), "Room 2")
    lines = _lines(request(moved(_INVITATION, later), at=_NOW))
    wanted = ("UID:", "SEQUENCE:", "DTSTART;", "LOCATION:")
    assert [line for line in lines if line.startswith(wanted)] == [
        "UID:8a2c@cabinet-office.example",
        "SEQUENCE:1",
        "DTSTART;TZID=Europe/London:20140220T093000",
        "LOCATION:Room 2\\, 1 Horse Guards Road\\, London",
    ]


def test_cancellation_has_the_same_uid_a_higher_sequence_and_asks_for_nothing() -> None:
    lines = _lines(cancellation(moved(_INVITATION, _SLOT), at=_NOW, reason="You withdrew.\nThank you; goodbye."))
    assert "METHOD:CANCEL" in lines
    event = lines[lines.index("BEGIN:VEVENT") :]
    assert [line for line in event if re.match("UID|SEQ|STATUS|ATT|COMMENT|TRANSP|X-|BEGIN", line)] == [
        "BEGIN:VEVENT",
        "UID:8a2c@cabinet-office.example",
        "SEQUENCE:2",
        'ATTENDEE;CUTYPE=INDIVIDUAL;ROLE=REQ-PARTICIPANT;CN="Siân Nair, Walsall":mailto:sian.nair@walsall.example',
        "STATUS:CANCELLED",
        "TRANSP:TRANSPARENT",
        "X-MICROSOFT-CDO-BUSYSTATUS:FREE",
        "COMMENT:You withdrew.\\nThank you\\; goodbye.",
    ]


@given(st.text(max_size=400))
def test_text_of_strangers_comes_back_and_is_nothing_but_text(value: str) -> None:
    data = request(replace(_INVITATION, summary=f"x{value}x", description=f"x{value}x", link=""), at=_NOW)
    lines = _lines(data)
    assert [line.partition(":")[0].partition(";")[0] for line in lines] == [
        line.partition(":")[0].partition(";")[0] for line in _lines(request(replace(_INVITATION, link=""), at=_NOW))
    ]
    assert data.decode("utf-8").splitlines() == data.decode("utf-8").split("\r\n")[:-1]  # in any reader's eyes
    event = _event(data)
    visible = "".join(char for char in value if char.isalnum() or char in "\\,;:\"'N<>&%")
    for read in (event.summary.value, event.description.value):
        assert "".join(char for char in read[1:-1] if char.isalnum() or char in "\\,;:\"'N<>&%") == visible


@pytest.mark.parametrize(
    "value", ["C:\\New\\Notes", "one\\ntwo", "a;b,c:d", "\\", '"quoted" ^n ^\'', "ends in \\\\", "BEGIN:VEVENT"]
)
def test_text_with_what_the_format_means_something_by_comes_back_whole(value: str) -> None:
    data = request(replace(_INVITATION, summary=value, location=value, link=""), at=_NOW)
    event = _event(data)
    assert (event.summary.value, event.location.value) == (value, f"Room 1, {value}")


def test_text_control_and_turning_characters_are_left_out_and_breaks_kept_only_where_there_are_lines() -> None:
    value = "a\u202eb\x07c\u2028d\x0be\r\nf\tg\ud800"
    event = _event(request(replace(_INVITATION, summary=value, description=value, link=""), at=_NOW))
    assert event.summary.value == "abc d e f g?"
    assert event.description.value == "abc\nd\ne\nf g?"


@given(st.text(max_size=120))
def test_name_of_any_kind_stays_inside_its_parameter(name: str) -> None:
    someone = Person(name=name, address="a@b.example")
    event = _event(request(replace(_INVITATION, attendees=(someone,)), at=_NOW))
    assert event.attendee.value == "mailto:a@b.example"
    assert set(event.attendee.params) == {"CUTYPE", "ROLE", "PARTSTAT", "RSVP", "CN"}


@pytest.mark.parametrize(
    "changes",
    [
        {"attendees": ()},
        {"attendees": (Person(name="", address="DD@Cabinet-Office.example"),)},
        {"attendees": (Person(name="", address="a@b.example\r\nATTENDEE:mailto:c@d.example"),)},
        {"attendees": (Person(name="", address="nobody"),)},
        {"link": "javascript:alert(1)"},
        {"link": "https://meet.example/\r\nX:1"},
    ],
)
def test_request_that_cannot_be_written_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(InvitationError):
        request(replace(_INVITATION, **changes), at=_NOW)


def test_place_of_is_room_and_place_or_the_link() -> None:
    assert place_of(_SLOT, "", "https://x.example") == "Room 1"
    assert place_of(_SLOT, "Great Smith Street, room 1", "") == "Great Smith Street, room 1"
    assert place_of(replace(_SLOT, room=""), "", "https://x.example") == "https://x.example"


def test_new_uid_is_never_the_same_and_ours() -> None:
    found = {new_uid("Cabinet-Office.example") for _ in range(50)}
    assert len(found) == 50
    assert {uid.rpartition("@")[2] for uid in found} == {"cabinet-office.example"}
