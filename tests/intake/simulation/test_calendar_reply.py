"""Answers to invitations as an independent library, and the service, read them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import vobject

from intake.interviews.invitation import Invitation, request
from intake.interviews.invitation import Person as Attendee
from intake.interviews.slots import Slot
from intake.simulation.calendar_reply import Participation, calendar_reply, event_value, method_of
from parsers import calendar
from parsers.read import read_message
from tests.intake.simulation.letters import BOX, NOW, RUTH, letter
from tests.intake.simulation.test_mails import FORM

START = datetime(2014, 2, 19, 9, 30, tzinfo=UTC)
INVITATION = Invitation(
    uid="8a2c.a-very-long-identifier-that-is-folded-over-two-lines-of-the-object@department.example",
    slot=Slot(START, START + timedelta(minutes=45), "Room 1"),
    zone=ZoneInfo("Europe/London"),
    organiser=Attendee(name="Team", address=BOX),
    attendees=(Attendee(name=RUTH.name, address=RUTH.email),),
    summary="Interview: Walsall Council; DD-0001",
    location="1 Civic Square",
    sequence=2,
)


@pytest.mark.parametrize("answer", list(Participation))
def test_reply_is_read_by_an_independent_library_and_by_the_service(answer: Participation) -> None:
    invited = letter("Interview", "Please come.", calendar=request(INVITATION, at=NOW))
    mail = calendar_reply(RUTH, invited, answer, to=BOX, at=NOW + timedelta(hours=1))
    (found,) = read_message(mail.raw, FORM).calendar
    assert (found.method, found.uid, found.sequence) == (calendar.Method.REPLY, INVITATION.uid, 2)
    assert (found.attendee, found.partstat) == (RUTH.email, calendar.Participation(answer.value.lower()))
    part = mail.raw.decode().partition("BEGIN:VCALENDAR")
    raw = (part[1] + part[2]).partition("END:VCALENDAR")[0] + "END:VCALENDAR\r\n"
    event = vobject.readOne(raw.replace("=\r\n", "").replace("=3D", "=")).vevent
    assert (event.uid.value, event.attendee.params["PARTSTAT"]) == (INVITATION.uid, [answer.value])


def test_properties_are_found_unfolded_and_without_parameters() -> None:
    data = request(replace(INVITATION, sequence=0), at=NOW)
    assert method_of(data) == "REQUEST"
    assert event_value(data, "UID") == INVITATION.uid
    assert event_value(data, "DTSTART") == "20140219T093000"
    assert event_value(data, "COMMENT") == ""
