"""An interview is called off, by staff or because its application is withdrawn: its slot is free, calendars are told.

The applicant is sent a CANCEL (RFC 5546 3.2.5) if it was told of the interview; what has not left is taken back.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from intake.correspondence import write
from intake.desk import Desk
from intake.interviews.describing import (
    OPEN,
    cause_of,
    has_left,
    invitation_of,
    letter_of,
    newest_invitation,
    when_of,
)
from intake.interviews.invitation import cancellation
from intake.letters.kinds import Kind
from store import history, letters
from store import interviews as books
from store.engine import Session
from store.states import InterviewState, LetterStatus
from store.tables import Application, Interview


def cancel_interview(session: Session, desk: Desk, case: Application, *, actor: str, reason: str, at: datetime) -> str:
    """Call off the interview of an application that was withdrawn, if it has one that is to come.

    Returns a sentence on what was done, "" where there was nothing to do.
    """
    interview = books.standing_of(session, history.id_of(case))
    if interview is None or interview.state not in OPEN:
        return ""
    when = when_of(interview, desk.programme.zone)
    told = call_off(
        session,
        desk,
        case,
        interview,
        actor=actor,
        reason=reason,
        cause=cause_of(case, interview, "withdrawn"),
        at=at,
        withdrawn=True,
    )
    sent = "a cancellation is sent to its calendar" if told else "the invitation had not left"
    return f"Its interview ({when}) is called off: {sent}, and the slot is free again."


def call_off(
    session: Session,
    desk: Desk,
    case: Application,
    interview: Interview,
    *,
    actor: str,
    reason: str,
    cause: str,
    at: datetime,
    withdrawn: bool = False,
) -> bool:
    """Cancel an interview and tell the applicant, if it was told of it; whether a letter was queued.

    A letter about it that has not left is taken back.
    """
    invitation = invitation_of(desk, case, interview) if interview.starts_at is not None else None
    letter = replace(letter_of(desk, case, interview), reason="" if withdrawn else reason, withdrawn=withdrawn)
    thread, told = newest_invitation(session, interview), has_left(session, interview)
    _take_back(session, interview, actor=actor, at=at)
    values = {"sequence": interview.sequence + 1}
    history.move(session, interview, InterviewState.CANCELLED, at=at, actor=actor, reason=reason, values=values)
    if not told:
        return False
    queued = write(
        session,
        desk,
        Kind.INTERVIEW_CANCELLED,
        letter,
        to=interview.attendee,
        cause=cause,
        application_id=case.id,
        calendar=cancellation(invitation, at=at, reason=letter.reason) if invitation is not None else b"",
        in_reply_to=thread.message_id if thread else "",
    )
    return isinstance(queued, int)


def _take_back(session: Session, interview: Interview, *, actor: str, at: datetime) -> None:
    waiting = [
        letter
        for letter in letters.of_application(session, interview.application_id)
        if letter.status == LetterStatus.QUEUED
        and letter.created_at >= interview.created_at
        and letter.kind.startswith(("interview", "invitation"))
    ]
    mine = [letter for letter in waiting if letter.recipient.lower() == interview.attendee.lower()]
    letters.cancel(session, mine, actor=actor, at=at, reason="the interview is called off")
