"""Staff move an interview, take the move back, or call the interview off (`intake.interviews.calling_off`).

The applicant is sent the change as its calendar takes it: a REQUEST with the next SEQUENCE (RFC 5546 3.2.2), kept back
for as long as it can be taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from intake.correspondence import write
from intake.decisions.giving import Done, Given, Handler, OrderError
from intake.desk import Desk
from intake.interviews.calling_off import call_off
from intake.interviews.describing import (
    OPEN,
    invitation_of,
    letter_of,
    newest_invitation,
    place_values,
    slot_of,
    slot_words,
    when_of,
)
from intake.interviews.invitation import request
from intake.interviews.slot_list import SlotError, wanted_slot
from intake.letters.kinds import Kind
from intake.wording import count
from store import history, letters
from store import interviews as books
from store.engine import Session
from store.errors import ConflictError
from store.states import ApplicationState, InterviewState, LetterStatus
from store.tables import Application, Interview

#: Columns that a move changes, which are put back when it is taken back.
_CHANGED = (
    "starts_at",
    "ends_at",
    "room",
    "location",
    "link",
    "attendee",
    "sequence",
    "reply",
    "replied_stamp",
    "replied_at",
    "message_id",
)
_INSTANTS = frozenset({"starts_at", "ends_at", "replied_stamp", "replied_at"})


def reschedule(session: Session, desk: Desk, given: Given) -> Done:
    """Give an interview another time, room or both; the same time sends the invitation again.

    The first line of the text is the slot, as `intake.interviews.slot_list` reads it; what follows the applicant reads.
    """
    case, interview = given.case, _open_interview(session, given)
    said, _, reason = given.text.strip().partition("\n")
    try:
        slot = wanted_slot(session, desk, said, case=case, but=interview, at=given.at)
    except SlotError as fault:
        raise OrderError(str(fault)) from fault
    earlier, zone = slot_of(interview), desk.programme.zone
    undo = {"kind": "interview", "interview": interview.id, "before": _frozen(interview)}
    sequence = interview.sequence + 1 if earlier is not None else interview.sequence
    values = {
        **place_values(desk, slot),
        "attendee": case.contact_address,
        "sequence": sequence,
        "reply": "",
        "replied_stamp": None,
        "replied_at": None,
        "message_id": given.message_id,
    }
    try:
        books.move(
            session,
            interview,
            InterviewState.INVITED,
            at=given.at,
            actor=given.actor,
            reason="moved",
            values=values,
        )
    except ConflictError as fault:
        raise OrderError("That slot was given to another application a moment ago; choose another.") from fault
    before = slot_words(earlier, zone) if earlier is not None and earlier != slot else ""
    letter = _send(session, desk, case, interview, given, before=before, reason=reason.strip())
    minutes = int(desk.offices.undo_after.total_seconds() // 60)
    leaves = f"in {count(minutes, 'minute')}" if minutes else "now"
    return Done(
        sentences=(
            f"The interview of {_named(case)} is {when_of(interview, zone)}"
            f"{', ' + slot.room if slot.room else ''}{'; it was ' + before if before else ''}.",
            f"The applicant is sent the new invitation {leaves}, and is asked to answer again.",
        ),
        quoted=reason.strip(),
        undo={**undo, "letter": letter, "sequence": sequence},
        application=case,
    )


def _send(
    session: Session, desk: Desk, case: Application, interview: Interview, given: Given, *, before: str, reason: str
) -> int:
    thread = newest_invitation(session, interview)
    queued = write(
        session,
        desk,
        Kind.INTERVIEW_MOVED,
        replace(letter_of(desk, case, interview), before=before, reason=reason),
        to=interview.attendee,
        cause=given.cause,
        application_id=case.id,
        not_before=given.at + desk.offices.undo_after,
        calendar=request(invitation_of(desk, case, interview), at=given.at),
        in_reply_to=thread.message_id if thread else "",
    )
    if not isinstance(queued, int):
        raise OrderError("The invitation could not be put in the outbox.")
    return queued


def unschedule(session: Session, desk: Desk, given: Given) -> Done:
    """Call an interview off; the applicant is told why, and its slot falls free."""
    case, interview = given.case, _open_interview(session, given)
    if not given.text.strip():
        raise OrderError("Say why it is called off: the applicant is told in your words.")
    call_off(
        session, desk, case, interview, actor=given.actor, reason=given.text.strip(), cause=given.cause, at=given.at
    )
    return Done(
        sentences=(
            f"The interview of {_named(case)} is called off, and the applicant is told. Its slot is free again.",
            "This cannot be taken back: the letter leaves at once. The application stays invited: the next batch of "
            "invitations has it, unless you decide on it before.",
        ),
        quoted=given.text.strip(),
        application=case,
    )


def undo_move(session: Session, desk: Desk, how: Mapping[str, Any], case: Application | None, given: Given) -> str:
    """Take a move back: the interview is when it was, and the new invitation does not leave.

    Raises:
        OrderError: the letter left, the interview went on since, or the earlier slot was given away.
    """
    interview, letter = books.by_id(session, how["interview"]), letters.by_id(session, how["letter"])
    if interview is None or letter is None or case is None:
        raise OrderError("The interview is not there any more.")
    if letter.status != LetterStatus.QUEUED:
        raise OrderError("The invitation has left; move the interview again instead.")
    if interview.state != InterviewState.INVITED or interview.sequence != how["sequence"]:
        raise OrderError("The interview was changed again since; move it once more instead.")
    letters.cancel(session, [letter], actor=given.actor, at=given.at, reason="taken back")
    before = {
        name: datetime.fromisoformat(value) if name in _INSTANTS and value else value
        for name, value in how["before"].items()
        if name != "state"
    }
    state = InterviewState(how["before"]["state"])
    try:
        books.move(session, interview, state, at=given.at, actor=given.actor, reason="taken back", values=before)
    except ConflictError as fault:
        raise OrderError("Its earlier slot was given to another application meanwhile.") from fault
    return f"The interview of {case.reference} is {when_of(interview, desk.programme.zone)}, as it was before."


def _frozen(interview: Interview) -> dict[str, Any]:
    """The row as it stands, as JSON."""
    found: dict[str, Any] = {"state": str(interview.state)}
    for name in _CHANGED:
        value = getattr(interview, name)
        found[name] = value.isoformat() if isinstance(value, datetime) else value
    return found


def _open_interview(session: Session, given: Given) -> Interview:
    case = given.case
    interview = books.standing_of(session, history.id_of(case))
    if case.state == ApplicationState.SHORTLISTED and interview is not None:
        raise OrderError(
            f"The invitation of {case.reference} is in a batch that has not left: cancel the batch instead."
        )
    if interview is None or case.state != ApplicationState.INVITED:
        state = str(case.state).replace("_", " ")
        raise OrderError(f"{case.reference} has no interview that is to come; the application is {state}.")
    if interview.state not in OPEN:
        raise OrderError(f"The interview of {case.reference} is over: {interview.state}.")
    return interview


def _named(case: Application) -> str:
    return f"{case.reference} ({case.authority_name})" if case.authority_name else case.reference


CHANGES: dict[str, Handler] = {"reschedule": reschedule, "unschedule": unschedule}
