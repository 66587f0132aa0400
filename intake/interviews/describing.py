"""An interview of the books as letters, calendars and lists tell it: its slot, where it is, who holds it, in words.

Only looks. What is arranged is decided in `intake.interviews.inviting`, `intake.interviews.answering` and
`intake.interviews.changing`.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from intake import wording
from intake.desk import Desk
from intake.interviews.errors import InterviewError
from intake.interviews.invitation import Invitation, Person, place_of
from intake.interviews.slots import Slot
from intake.interviews.timetable import clock_of
from intake.letters.contexts import InterviewLetter
from intake.letters.kinds import Kind
from intake.round.interviews import Interviews
from store import history, letters
from store.engine import Session
from store.interviews import Seat
from store.states import InterviewState, LetterStatus
from store.tables import Application, Interview, OutgoingMail

#: Letters that carry a time to be answered, each of which makes those before it old.
WITH_A_TIME = frozenset({Kind.INVITATION, Kind.INTERVIEW_GIVEN, Kind.INTERVIEW_MOVED})
#: Letters an applicant may answer an invitation by replying to.
ANSWERABLE = WITH_A_TIME | {
    Kind.INTERVIEW_CHOICE,
    Kind.INTERVIEW_LEFT,
    Kind.INTERVIEW_AGAIN,
    Kind.INTERVIEW_CONFIRMED,
    Kind.INTERVIEW_NOTED,
    Kind.INTERVIEW_REMINDER,
}
_GONE_OUT = frozenset(
    {LetterStatus.QUEUED, LetterStatus.SENDING, LetterStatus.SENT, LetterStatus.UNKNOWN, LetterStatus.BOUNCED}
)
#: How an interview stands, for lists and sheets; "" where nobody has answered.
ANSWERS = {
    InterviewState.OFFERED: "",
    InterviewState.INVITED: "",
    InterviewState.ACCEPTED: "accepted",
    InterviewState.TENTATIVE: "tentative",
    InterviewState.DECLINED: "declined",
    InterviewState.COUNTERED: "asks for another time",
    InterviewState.HELD: "held",
    InterviewState.MISSED: "nobody came",
    InterviewState.CANCELLED: "called off",
}
#: Interviews that are still to come about.
OPEN = frozenset(
    {
        InterviewState.OFFERED,
        InterviewState.INVITED,
        InterviewState.ACCEPTED,
        InterviewState.TENTATIVE,
        InterviewState.DECLINED,
        InterviewState.COUNTERED,
    }
)


def rules_of(desk: Desk) -> Interviews:
    """The pack's ``[interviews]``.

    Raises:
        InterviewError: it has none.
    """
    if desk.programme.interviews is None:
        raise InterviewError("the pack has no [interviews]: this programme holds none")
    return desk.programme.interviews


def slot_of(interview: Interview) -> Slot | None:
    """Its slot; None where the applicant is still to choose."""
    if interview.starts_at is None or interview.ends_at is None:
        return None
    return Slot(interview.starts_at, interview.ends_at, interview.room)


def place_values(desk: Desk, slot: Slot) -> dict[str, Any]:
    """The columns of an interview that has this slot, with the place and the link of its room now."""
    room = rules_of(desk).room(slot.room)
    return {
        "starts_at": slot.start,
        "ends_at": slot.end,
        "room": slot.room,
        "location": room.location,
        "link": room.link,
    }


def slot_words(slot: Slot, zone: ZoneInfo) -> str:
    """``9:30am to 10:15am on Wednesday 19 February 2014 (London time)``."""
    return f"{clock_of(slot, zone)} on {wording.day(slot.day(zone))} ({wording.place(zone)})"


def when_of(interview: Interview, zone: ZoneInfo) -> str:
    """When it is, in words; ``to be chosen by the applicant`` where it has no time yet."""
    slot = slot_of(interview)
    return slot_words(slot, zone) if slot else "to be chosen by the applicant"


def summary_of(desk: Desk, case: Application) -> str:
    """The title of the event in calendars; with the reference, so that an answer's subject shows whose it is."""
    return f"Interview {case.reference}: {desk.programme.name}"


def organiser_of(desk: Desk) -> Person:
    """Who invites: the mailbox, which reads the answers."""
    sender = desk.correspondent.sender
    return Person(name=sender.name, address=sender.reply_to or sender.address)


def panel_names(desk: Desk, room: str) -> tuple[str, ...]:
    """The names of those of the room's panel who are known by name."""
    rules = desk.programme.interviews
    members = (desk.offices.member(address) for address in (rules.room(room).panel if rules else ()))
    return tuple(member.name for member in members if member is not None and member.name)


def invitation_of(desk: Desk, case: Application, interview: Interview) -> Invitation:
    """The invitation as it stands in the books, to be written as a calendar object.

    Raises:
        InterviewError: it has no time yet.
    """
    slot = slot_of(interview)
    if slot is None:
        raise InterviewError(f"the interview of {case.reference} has no time yet")
    panel = panel_names(desk, interview.room)
    lines = (
        f"{desk.programme.name}: interview of {case.authority_name or case.reference} ({case.reference}).",
        f"Panel: {wording.listed(panel)}." if panel else "",
        "To answer, accept or decline this invitation, or reply to the email that it came with.",
    )
    return Invitation(
        uid=interview.uid,
        slot=slot,
        zone=desk.programme.zone,
        organiser=organiser_of(desk),
        attendees=(Person(name=case.contact_name, address=interview.attendee),),
        summary=summary_of(desk, case),
        sequence=interview.sequence,
        description="\n".join(line for line in lines if line),
        location=interview.location,
        link=interview.link,
    )


def letter_of(desk: Desk, case: Application, interview: Interview) -> InterviewLetter:
    """What a letter to the applicant says of the interview as it stands."""
    slot, rules = slot_of(interview), desk.programme.interviews
    return InterviewLetter(
        reference=case.reference,
        authority=case.authority_name,
        contact_name=case.contact_name,
        when=when_of(interview, desk.programme.zone),
        minutes=int((slot.end - slot.start) / timedelta(minutes=1)) if slot else 0,
        place=place_of(slot, interview.location, "") if slot else interview.location,
        link=interview.link,
        panel=panel_names(desk, interview.room) if slot else (),
        answer_days=rules.reply_by_days if rules else None,
    )


def cause_of(case: Application, interview: Interview, what: str) -> str:
    """What the outbox names as the cause of a letter that the service writes about this version of the interview."""
    return f"interview:{case.reference}:{interview.created_at:%Y%m%dT%H%M%S}:{interview.sequence}:{what}"


def letters_about(session: Session, interview: Interview) -> list[OutgoingMail]:
    """The letters to its applicant about this interview that left or are to leave, oldest first."""
    return [
        letter
        for letter in letters.of_application(session, interview.application_id)
        if letter.created_at >= interview.created_at and letter.status in _GONE_OUT and letter.kind in ANSWERABLE
    ]


def newest_invitation(session: Session, interview: Interview) -> OutgoingMail | None:
    """The last letter that gave the interview its time, or a choice of times; None where none left."""
    asking = WITH_A_TIME | {Kind.INTERVIEW_CHOICE, Kind.INTERVIEW_LEFT}
    return next((letter for letter in reversed(letters_about(session, interview)) if letter.kind in asking), None)


def has_left(session: Session, interview: Interview) -> bool:
    """Whether the applicant may have been told of the interview: a letter about it left, or is on its way."""
    told = (LetterStatus.SENT, LetterStatus.SENDING, LetterStatus.UNKNOWN, LetterStatus.BOUNCED)
    return any(letter.status in told for letter in letters_about(session, interview))


def is_told(seat: Seat) -> bool:
    """Whether the batch that invites to it has been carried out: only then does the panel hear of it."""
    return seat.application.state not in ("shortlisted", "withdrawn")


def takes_place_at(seat: Seat) -> datetime:
    """When it begins; for interviews that have a time."""
    if seat.interview.starts_at is None:
        raise InterviewError(f"the interview of {seat.application.reference} has no time yet")
    return seat.interview.starts_at


def taken_slots(seats: list[Seat], *, but: Interview | None = None) -> dict[str, Slot]:
    """Reference → slot, of every interview that stands but ``but``."""
    found = {}
    for seat in seats:
        slot = slot_of(seat.interview)
        if slot is not None and (but is None or history.id_of(seat.interview) != but.id):
            found[seat.application.reference] = slot
    return found
