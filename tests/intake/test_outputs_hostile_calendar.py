"""Calendars can't be turned against who reads them: ten thousand hostile values, read back by another library."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

import vobject

from intake.interviews.errors import InvitationError
from intake.interviews.invitation import Invitation, Person, cancellation, request
from intake.interviews.slots import Slot
from intake.interviews.timetable import TimetableEntry, timetable_calendar, timetable_of
from tests.intake.hostile_values import CONTROLS, batches, hostile_values, plain
from tests.intake.interviews.timetables import LONDON

MANY = 10_000
_NOW = datetime(2014, 2, 12, 10, 15, tzinfo=UTC)
_SLOT = Slot(datetime(2014, 2, 19, 9, 30, tzinfo=UTC), datetime(2014, 2, 19, 10, 15, tzinfo=UTC), "")
_ORGANISER = Person(name="The round", address="round@office.example")
_ADDRESS = "sian.nair@walsall.example"
_ZONE = ZoneInfo("UTC")  # without a definition of the zone, which takes most of the time to write and to read
_LINK = "https://meet.example/dd"


def _names(data: bytes) -> list[str]:
    """The names of the content lines in order; every physical line is held to its rules (RFC 5545 3.1)."""
    assert data.count(b"\r\n") == data.count(b"\n") == data.count(b"\r")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    text = data.decode("utf-8")
    assert not CONTROLS.search(text.replace("\r\n", ""))
    return [re.split("[:;]", line)[0] for line in text.replace("\r\n ", "").split("\r\n")]


def _said(value: str) -> str:
    """The letters of a value, without blanks and without what commands a reader."""
    return re.sub(r"\s|\ufeff", "", CONTROLS.sub("", plain(value)))


def _filled(values: list[str]) -> Iterator[list[str]]:
    """Groups of values, each with a letter that is shown: a property without one would be left out."""
    for group in batches([f"{value}é" for value in values], 6):
        yield group + ["x"] * (6 - len(group))


def _invitation(group: list[str]) -> Invitation:
    summary, description, location, room, organiser, attendee = group
    return Invitation(
        uid="8a2c@office.example",
        slot=replace(_SLOT, room=room),
        zone=_ZONE,
        organiser=replace(_ORGANISER, name=organiser),
        attendees=(Person(name=attendee, address=_ADDRESS),),
        summary=summary,
        description=description,
        location=location,
        link=_LINK,
    )


def _read(data: bytes) -> Any:
    return vobject.readOne(data.decode("utf-8"))


def _name(someone: Any) -> str:
    """The name shown of a person: the library leaves it to us to undo what RFC 6868 does to a circumflex."""
    return str(someone.params["CN"][0]).replace("^^", "^")


def test_invitation_has_no_line_of_a_stranger_and_says_what_was_written() -> None:
    usual = _names(request(_invitation(["x"] * 6), at=_NOW))
    taken_back = _names(cancellation(_invitation(["x"] * 6), at=_NOW, reason="x"))
    for group in _filled(hostile_values(MANY, seed=21, longest=5_000)):
        invitation = _invitation(group)
        data = request(invitation, at=_NOW)
        assert _names(data) == usual
        event = _read(data).vevent
        summary, description, location, room, organiser, attendee = map(_said, group)
        assert _said(event.summary.value) == summary
        assert [_said(alarm.description.value) for alarm in event.valarm_list] == [summary] * 2
        assert _said(event.description.value) == f"{description}Joinonline:{_LINK}"
        assert _said(event.location.value) in (f"{room},{location}", location)
        assert _said(_name(event.organizer)) == organiser.replace('"', "'")
        assert _said(_name(event.attendee)) == attendee.replace('"', "'")
        assert (event.organizer.value, event.attendee.value) == (f"mailto:{_ORGANISER.address}", f"mailto:{_ADDRESS}")
        data = cancellation(invitation, at=_NOW, reason=group[1])
        assert _names(data) == taken_back
        assert _said(_read(data).vevent.comment.value) == description


def test_address_or_link_of_a_stranger_is_itself_or_refused() -> None:
    usual = _names(request(_invitation(["x"] * 6), at=_NOW))
    refused = 0
    for value in hostile_values(MANY, seed=22, longest=5_000):
        address, link = f"{value}@walsall.example", f"{_LINK}{value}"
        person = Person(name="Siân Nair", address=address)
        invitation = replace(_invitation(["x"] * 6), attendees=(person,))
        for asked in (invitation, replace(invitation, attendees=(replace(person, address=_ADDRESS),), link=link)):
            try:
                data = request(asked, at=_NOW)
            except InvitationError:
                refused += 1
                continue
            assert _names(data) == usual
            event = _read(data).vevent
            assert event.attendee.value == f"mailto:{asked.attendees[0].address}"
            assert event.url.value == asked.link
    assert 0 < refused < 2 * MANY


def test_timetable_has_no_line_of_a_stranger_and_says_what_was_written() -> None:
    usual = _entry(["x"] * 6, number=1)
    names = _names(_published([usual]))
    before = names.index("UID") - 1
    one = names[before:-2]
    filled = list(_filled(hostile_values(MANY, seed=23, longest=5_000)))
    for start in range(0, len(filled), 40):
        groups = filled[start : start + 40]
        entries = [_entry(group, number=number) for number, group in enumerate(groups, 1)]
        data = _published(entries)
        assert _names(data) == names[:before] + one * len(groups) + names[-2:]
        events = {event.uid.value: event for event in _read(data).vevent_list}
        for number, (applicant, title, contact, telephone, location, answer) in enumerate(groups, 1):
            event = events[f"panel.{number}@office.example"]
            assert _said(event.summary.value) == f"DD-{number:04d}{_said(applicant)}"
            assert _said(event.location.value) == _said(location)
            said = f"{title}{contact},{telephone}Invitation:{answer}Join online: {_LINK}"
            assert _said(event.description.value) == _said(said)


def _published(entries: list[TimetableEntry]) -> bytes:
    return timetable_calendar(timetable_of(entries, programme="DD", zone=LONDON), organiser=_ORGANISER, at=_NOW)


def _entry(group: list[str], *, number: int) -> TimetableEntry:
    applicant, title, contact, telephone, location, answer = group
    return TimetableEntry(
        uid=f"{number}@office.example",
        reference=f"DD-{number:04d}",
        applicant=applicant,
        slot=_SLOT,
        title=title,
        contact=contact,
        telephone=telephone,
        location=location,
        answer=answer,
        link=_LINK,
    )
