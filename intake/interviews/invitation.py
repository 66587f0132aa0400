"""Invitations to interviews as iCalendar objects (RFC 5545) sent by mail (RFC 5546, RFC 6047): asked, moved, cancelled.

Bytes are made here and nothing is sent: `intake.letters.mime` makes the parts of a letter of them, which is what
Outlook, Gmail and Apple Mail take for an invitation. Answers are read by `parsers.calendar` and weighed in
`intake.interviews.rsvp`.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

from intake.interviews.errors import InvitationError
from intake.interviews.objects import Person, add_times, calendar_of, link, person, stamp, text
from intake.interviews.slots import Slot

__all__ = ["ALARMS", "Invitation", "Person", "cancellation", "moved", "new_uid", "request"]

#: How long before the interview a calendar reminds of it. Outlook keeps the first.
ALARMS = (timedelta(days=1), timedelta(hours=1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Invitation:
    """An interview as its applicant is told of it.

    ``uid`` stays the same for the life of the interview, ``sequence`` goes up with every change sent (RFC 5546 2.1.4).
    ``organiser`` is the mailbox that reads the answers, and the letter must be from the same address: Gmail offers no
    answer otherwise. Every recipient must be among ``attendees`` for the same reason. ``description`` may have lines;
    the link is added to it. ``location`` is joined to the room of the slot.
    """

    uid: str
    slot: Slot
    zone: ZoneInfo
    organiser: Person
    attendees: tuple[Person, ...]
    summary: str
    sequence: int = 0
    description: str = ""
    location: str = ""
    link: str = ""


def new_uid(domain: str) -> str:
    """A UID that nothing else has (RFC 7986 5.3), with our domain so that an answer shows whose it is."""
    return f"{uuid.uuid4()}@{domain.lower()}"


def moved(invitation: Invitation, slot: Slot) -> Invitation:
    """The invitation to the same interview at another time or in another room: the next version of it."""
    return replace(invitation, slot=slot, sequence=invitation.sequence + 1)


def request(invitation: Invitation, *, at: datetime) -> bytes:
    """The invitation, METHOD:REQUEST; ``at`` is the instant it is written.

    Raises:
        InvitationError: nobody is invited, the organiser is, or an address or the link cannot be written.
    """
    event = _event(invitation, at=at, status="CONFIRMED", answer="NEEDS-ACTION")
    event.add("transp", "OPAQUE")
    event.add("x-microsoft-cdo-busystatus", "BUSY")
    for before in ALARMS:
        alarm = icalendar.Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", -before)
        alarm.add("description", text(invitation.summary))
        event.add_component(alarm)
    return calendar_of("REQUEST", [event], zone=invitation.zone, slots=[invitation.slot])


def cancellation(invitation: Invitation, *, at: datetime, reason: str = "") -> bytes:
    """The taking back, METHOD:CANCEL, of the invitation as it was last sent: its SEQUENCE is one higher.

    Raises:
        InvitationError: as `request`.
    """
    last = replace(invitation, sequence=invitation.sequence + 1)
    event = _event(last, at=at, status="CANCELLED", answer="")
    event.add("transp", "TRANSPARENT")
    event.add("x-microsoft-cdo-busystatus", "FREE")
    if reason:
        event.add("comment", text(reason, lines=True))
    return calendar_of("CANCEL", [event], zone=last.zone, slots=[last.slot])


def place_of(slot: Slot, location: str, url: str) -> str:
    """Where to go, in one line: the room and the place, or the link where there is no place."""
    room = "" if slot.room.casefold() in location.casefold() else slot.room
    return ", ".join(part for part in (room, location) if part) or url


def _event(invitation: Invitation, *, at: datetime, status: str, answer: str) -> icalendar.Event:
    """What a REQUEST and a CANCEL have in common."""
    organiser = invitation.organiser.address.lower()
    if not invitation.attendees:
        raise InvitationError("nobody is invited")
    if organiser in {attendee.address.lower() for attendee in invitation.attendees}:
        raise InvitationError("the organiser cannot be invited to their own interview")
    event = icalendar.Event()
    event.add("uid", text(invitation.uid))
    event.add("sequence", invitation.sequence)
    event.add("dtstamp", stamp(at))
    add_times(event, invitation.slot, invitation.zone)
    event.add("summary", text(invitation.summary))
    place = place_of(invitation.slot, invitation.location, invitation.link)
    if place:
        event.add("location", text(place))
    joining = f"Join online: {invitation.link}" if invitation.link else ""
    description = "\n\n".join(part for part in (invitation.description, joining) if part)
    if description:
        event.add("description", text(description, lines=True))
    if invitation.link:
        event.add("url", link(invitation.link))
    event.add("organizer", person(invitation.organiser))
    asked = {"PARTSTAT": answer, "RSVP": "TRUE"} if answer else {}
    for attendee in invitation.attendees:
        event.add("attendee", person(attendee, CUTYPE="INDIVIDUAL", ROLE="REQ-PARTICIPANT", **asked))
    event.add("status", status)
    return event
