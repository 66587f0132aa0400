"""What people note of interviews: that one was held, that nobody came, what an applicant answered by another way.

Nothing is concluded from the clock: that the time of an interview has passed does not say that it was held.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from intake.decisions.giving import Done, Given, Handler, OrderError
from intake.desk import Desk
from intake.interviews.describing import OPEN, slot_of, when_of
from intake.interviews.errors import InterviewError
from store import history
from store import interviews as books
from store.engine import Session
from store.interviews import Seat
from store.states import ApplicationState, InterviewState
from store.tables import Application, Interview

#: What a person may note as an applicant's answer.
ANSWERS = {
    "accepted": InterviewState.ACCEPTED,
    "tentative": InterviewState.TENTATIVE,
    "declined": InterviewState.DECLINED,
}
#: Interviews that may have been held, though nobody has said so.
MAY_BE_OVER = frozenset({InterviewState.INVITED, InterviewState.ACCEPTED, InterviewState.TENTATIVE})


def held(session: Session, desk: Desk, given: Given) -> Done:
    """Note that the interview took place."""
    return _note(session, desk, given, InterviewState.HELD, said="was held")


def absent(session: Session, desk: Desk, given: Given) -> Done:
    """Note that nobody came; the application stays invited, and the applicant is not told."""
    return _note(session, desk, given, InterviewState.MISSED, said="did not take place: nobody came")


def _note(session: Session, desk: Desk, given: Given, to: InterviewState, *, said: str) -> Done:
    case = given.case
    interview = books.standing_of(session, history.id_of(case))
    slot = slot_of(interview) if interview is not None else None
    if interview is None or slot is None:
        raise OrderError(f"{case.reference} has no interview.")
    when = when_of(interview, desk.programme.zone)
    if interview.state == to:
        raise OrderError(f"That is noted already of the interview of {case.reference} ({when}).")
    if slot.start > given.at:
        raise OrderError(f"The interview of {case.reference} is still to come: {when}.")
    if case.state not in (ApplicationState.INVITED, ApplicationState.INTERVIEWED):
        raise OrderError(f"{case.reference} is {str(case.state).replace('_', ' ')}; nothing is noted of its interview.")
    undo = {"kind": "interview-note", "interview": interview.id, "state": str(interview.state), "case": str(case.state)}
    reason = given.text.strip()
    history.move(session, interview, to, at=given.at, actor=given.actor, reason=reason)
    _move_case(session, case, to, given=given)
    return Done(
        sentences=(f"The interview of {case.reference} ({case.authority_name}) {said}. The applicant is not told.",),
        quoted=reason,
        undo=undo,
        application=case,
    )


def _move_case(session: Session, case: Application, to: InterviewState, *, given: Given) -> None:
    state = ApplicationState.INTERVIEWED if to == InterviewState.HELD else ApplicationState.INVITED
    if case.state != state:
        history.move(session, case, state, at=given.at, actor=given.actor, reason=f"the interview: {to}")


def undo_note(session: Session, desk: Desk, how: Mapping[str, Any], case: Application | None, given: Given) -> str:
    """Take back what was noted of an interview.

    Raises:
        OrderError: the application went on since.
    """
    interview = books.by_id(session, how["interview"])
    if interview is None or case is None:
        raise OrderError("The interview is not there any more.")
    if case.state not in (ApplicationState.INVITED, ApplicationState.INTERVIEWED):
        raise OrderError(f"{case.reference} went on since: it is {str(case.state).replace('_', ' ')}.")
    state, case_state = InterviewState(how["state"]), ApplicationState(how["case"])
    history.move(session, interview, state, at=given.at, actor=given.actor, reason="taken back")
    if case.state != case_state:
        history.move(session, case, case_state, at=given.at, actor=given.actor, reason="taken back")
    return f"What was noted of the interview of {case.reference} is taken back."


def past(session: Session, *, at: datetime) -> list[Seat]:
    """The interviews whose end has passed, of which nobody has said whether they were held; by time."""
    return [
        seat
        for seat in books.standing(session)
        if seat.interview.state in MAY_BE_OVER
        and seat.application.state == ApplicationState.INVITED
        and seat.interview.ends_at is not None
        and seat.interview.ends_at <= at
    ]


def note_answer(
    session: Session, case: Application, answer: str, *, actor: str, reason: str, at: datetime
) -> Interview:
    """Note what an applicant answered by telephone, or through somebody else; nobody is told by this.

    Raises:
        InterviewError: there is no such answer, or no interview it could be to.
    """
    state = ANSWERS.get(answer)
    if state is None:
        raise InterviewError(f"{answer!r} is no answer; there are {', '.join(ANSWERS)}")
    interview = books.standing_of(session, history.id_of(case))
    if interview is None or interview.state not in OPEN or case.state != ApplicationState.INVITED:
        raise InterviewError(f"{case.reference} has no interview that is to come")
    if interview.starts_at is None and state is not InterviewState.DECLINED:
        raise InterviewError(f"{case.reference} has not chosen a time yet: intake reschedule {case.reference} SLOT")
    values = {"reply": reason, "replied_stamp": at, "replied_at": at, "message_id": None}
    books.move(session, interview, state, at=at, actor=actor, reason=reason, values=values)
    return interview


NOTES: dict[str, Handler] = {"held": held, "absent": absent}
