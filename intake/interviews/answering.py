"""What follows from an answer to an invitation: the interview takes its step, the applicant and staff are told.

Which answers count, and whose they are, is decided before, in `intake.interviews.hearing`. A letter to the applicant
goes to the address that was invited, whatever the mail says, and only where good manners let one leave.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from intake.correspondence import write
from intake.desk import Desk
from intake.interviews import choosing
from intake.interviews.describing import invitation_of, letter_of, slot_words, when_of
from intake.interviews.invitation import request
from intake.interviews.news import Matter, tell_staff
from intake.interviews.rsvp import Answer, Rsvp
from intake.interviews.slots import Slot
from intake.letters.contexts import Context
from intake.letters.kinds import Kind
from intake.letters.outbox import Suppressed
from intake.notices.telling import is_answered, paragraphs
from intake.round.manners import silence_reason
from intake.taking import Incoming, Taken
from store import history
from store import interviews as books
from store.engine import Session
from store.interviews import OfferedTime, Seat
from store.states import Disposition, InterviewState

RULE = "rsvp"
_LONGEST_REPLY = 2_000
_STATES = {
    Answer.ACCEPTED: InterviewState.ACCEPTED,
    Answer.DECLINED: InterviewState.DECLINED,
    Answer.TENTATIVE: InterviewState.TENTATIVE,
    Answer.COUNTERED: InterviewState.COUNTERED,
}
_SAID = {
    InterviewState.ACCEPTED: "accepted",
    InterviewState.DECLINED: "declined",
    InterviewState.TENTATIVE: "answered “perhaps”",
    InterviewState.COUNTERED: "asked for another time",
}
#: Answers after which staff must act, so that an acceptance after one is news as well.
_CANNOT = frozenset({InterviewState.DECLINED, InterviewState.COUNTERED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """An answer that counts: whose, what it says, when it was given (aware), and the mail it came in."""

    seat: Seat
    rsvp: Rsvp
    stamp: datetime
    incoming: Incoming

    @property
    def sender(self) -> str:
        """Who is named in the history."""
        return self.incoming.sender


def follow(session: Session, desk: Desk, heard: Heard) -> Taken:
    """Let follow what follows from an answer to an invitation at a given time."""
    interview, to = heard.seat.interview, _STATES[heard.rsvp.answer]
    before = interview.state
    asked_for = _asked_for(desk, heard.rsvp)
    books.move(
        session, interview, to, at=heard.incoming.at, actor=heard.sender, reason=_mail(heard), values=_kept(heard)
    )
    if before != to:
        kind = Kind.INTERVIEW_CONFIRMED if to is InterviewState.ACCEPTED else Kind.INTERVIEW_NOTED
        letter = replace(letter_of(desk, heard.seat.application, interview), answer=to.value, asked_for=asked_for)
        tell_applicant(session, desk, heard.seat, heard.incoming, kind, letter)
    changed = before != to and (to in _CANNOT or before in _CANNOT)
    if changed or to is InterviewState.COUNTERED or heard.rsvp.asks:
        _tell_staff(session, desk, heard, what=_what(heard, to, asked_for))
    return _taken(heard, f"The applicant {_SAID[to]}: {when_of(interview, desk.programme.zone)}.")


def follow_choice(session: Session, desk: Desk, heard: Heard) -> Taken:
    """Let follow what follows from an answer to a choice of times: a number, none of them, or no."""
    if heard.rsvp.answer is Answer.CHOSEN:
        return _give_chosen(session, desk, heard)
    interview, case, at = heard.seat.interview, heard.seat.application, heard.incoming.at
    declined = heard.rsvp.answer is Answer.DECLINED
    news = not declined or interview.state != InterviewState.DECLINED
    if declined and news:
        books.move(
            session,
            interview,
            InterviewState.DECLINED,
            at=at,
            actor=heard.sender,
            reason=_mail(heard),
            values=_kept(heard),
        )
    if news:
        answer = InterviewState.DECLINED if declined else InterviewState.COUNTERED
        letter = replace(letter_of(desk, case, interview), answer=answer.value, asked_for=heard.rsvp.proposed)
        tell_applicant(session, desk, heard.seat, heard.incoming, Kind.INTERVIEW_NOTED, letter)
        what = "declined to come to an interview" if declined else "asks for a time that was not offered"
        _tell_staff(session, desk, heard, what=f"The applicant {what}.")
    return _taken(heard, "The applicant chose none of the times it was offered.")


def _give_chosen(session: Session, desk: Desk, heard: Heard) -> Taken:
    """Give the time that was chosen, and send the invitation to it; where it is gone, what is left."""
    seat, at, zone = heard.seat, heard.incoming.at, desk.programme.zone
    interview, case = seat.interview, seat.application
    time = _time_chosen(session, heard)
    when = slot_words(Slot(time.starts_at, time.ends_at), zone)
    if choosing.give(session, desk, interview, time, at=at, actor=heard.sender):
        state = InterviewState.ACCEPTED  # whoever chooses a time says that they come
        books.move(session, interview, state, at=at, actor=heard.sender, reason=_mail(heard), values=_kept(heard))
        calendar = request(invitation_of(desk, case, interview), at=at)
        tell_applicant(
            session,
            desk,
            seat,
            heard.incoming,
            Kind.INTERVIEW_GIVEN,
            letter_of(desk, case, interview),
            calendar=calendar,
        )
        if heard.rsvp.asks:
            _tell_staff(session, desk, heard, what=f"The applicant chose {when}, and asks something.")
        return _taken(heard, f"The applicant chose option {time.number}: {when}.")
    left = choosing.choice_letter(session, desk, case, interview, at=at, taken=when)
    tell_applicant(session, desk, seat, heard.incoming, Kind.INTERVIEW_LEFT, left)
    if not left.choices:
        what = "None of the times that the applicant was offered is left: give it one by hand."
        _tell_staff(session, desk, heard, what=what)
    return _taken(heard, f"The applicant chose option {time.number}, {when}, which was gone.")


def _time_chosen(session: Session, heard: Heard) -> OfferedTime:
    offered = books.offer_of(session, heard.seat.interview)
    return next(time for time in offered if time.number == heard.rsvp.choice)


def tell_applicant(
    session: Session,
    desk: Desk,
    seat: Seat,
    incoming: Incoming,
    kind: Kind,
    context: Context,
    *,
    calendar: bytes = b"",
) -> bool:
    """Answer the mail with a letter to the address that was invited; whether one was queued.

    Nothing answers a calendar that answers by itself: it shows what it sent. Of a letter that a limit keeps back, the
    history says why.
    """
    mail, number = incoming.mail, history.id_of(incoming.message)
    if not is_answered(desk, incoming) or silence_reason(mail) is not None:
        return False
    queued = write(
        session,
        desk,
        kind,
        context,
        to=seat.interview.attendee,
        cause=f"message:{number}",
        application_id=seat.application.id,
        inbound_id=number,
        calendar=calendar,
        in_reply_to=mail.message_id,
        references=mail.references,
    )
    if isinstance(queued, Suppressed):
        history.record(
            session,
            subject="message",
            subject_id=number,
            what="not-answered",
            after=kind,
            reason=queued.reason,
            at=incoming.at,
        )
    return isinstance(queued, int)


def _tell_staff(session: Session, desk: Desk, heard: Heard, *, what: str) -> None:
    """Tell staff who decide; not of mail from before the service answers any."""
    if not is_answered(desk, heard.incoming):
        return
    case = heard.seat.application
    said = {Answer.DECLINED: "cannot come", Answer.COUNTERED: "asks for another time"}.get(heard.rsvp.answer)
    words = paragraphs(heard.rsvp.words or heard.incoming.mail.reply_text)
    tell_staff(
        session,
        desk,
        [Matter(heard.seat, what, words)],
        headline=f"{case.reference}: {case.authority_name or 'the applicant'} {said or 'answered'}",
        cause=f"message:{history.id_of(heard.incoming.message)}",
        at=heard.incoming.at,
        commands=(
            f"intake reschedule {case.reference} SLOT",
            f'intake unschedule {case.reference} --reason "…"',
        ),
    )


def _what(heard: Heard, to: InterviewState, asked_for: str) -> str:
    said = f"The applicant {_SAID[to]}"
    if to is InterviewState.COUNTERED:
        return f"{said}{': ' + asked_for if asked_for else ''}. Its slot is kept until you move it or call it off."
    if to is InterviewState.DECLINED:
        return f"{said}. Its slot is kept until you move the interview or call it off."
    return f"{said}{', and asks something' if heard.rsvp.asks else ', having answered otherwise before'}."


def _asked_for(desk: Desk, rsvp: Rsvp) -> str:
    """The other time that is asked for, in words; "" where none can be told."""
    if rsvp.starts is not None and rsvp.ends is not None and rsvp.ends > rsvp.starts:
        return slot_words(Slot(rsvp.starts, rsvp.ends), desk.programme.zone)
    return rsvp.proposed if rsvp.answer is Answer.COUNTERED else ""


def _kept(heard: Heard) -> dict[str, object]:
    return {
        "reply": heard.rsvp.words[:_LONGEST_REPLY],
        "replied_stamp": heard.stamp,
        "replied_at": heard.incoming.message.received_at,
        "message_id": history.id_of(heard.incoming.message),
    }


def _mail(heard: Heard) -> str:
    return f"message {history.id_of(heard.incoming.message)}"


def _taken(heard: Heard, reason: str) -> Taken:
    return Taken(
        rule=RULE,
        reason=reason,
        disposition=Disposition.CORRESPONDENCE,
        application=heard.seat.application.reference,
    )
