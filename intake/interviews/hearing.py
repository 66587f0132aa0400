"""Answers to invitations as they come: whose they are, and whether they count.

An answer counts only from the address that was invited (or the contact of its application), and only to the invitation
as it stands now. From a calendar it is known by the UID of the invitation, from a person by the thread of a letter of
ours: nobody else knows either. What somebody else says, and what cannot be told for certain, is held for a person, with
the command that would note it. What follows from an answer is `intake.interviews.answering`'s.
"""

from __future__ import annotations

from datetime import datetime

from intake.desk import Desk
from intake.interviews.answering import RULE, Heard, follow, follow_choice, tell_applicant
from intake.interviews.describing import (
    ANSWERABLE,
    ANSWERS,
    OPEN,
    invitation_of,
    letter_of,
    newest_invitation,
    summary_of,
)
from intake.interviews.invitation import request
from intake.interviews.rsvp import Answer, Rsvp, Standing, rsvp_of_calendar, rsvp_of_subject, standing
from intake.interviews.rsvp_words import rsvp_of_words
from intake.letters.kinds import Kind
from intake.round.verdict import Action
from intake.taking import Incoming, Taken
from parsers.calendar import CalendarReply, Method, Participation
from store import applications, history, letters
from store import interviews as books
from store.engine import Session
from store.interviews import Seat
from store.states import ApplicationState, Disposition, InterviewState
from store.tables import OutgoingMail

_CALENDAR_RULE = "rsvp"  # of triage
_SAYS = {
    Answer.ACCEPTED: "accepts",
    Answer.DECLINED: "declines",
    Answer.TENTATIVE: "answers “perhaps” to",
    Answer.COUNTERED: "asks for another time for",
    Answer.CHOSEN: "chooses a time for",
}


def take_answer(session: Session, desk: Desk, incoming: Incoming) -> Taken | None:
    """Take up an answer to an invitation; None where the mail is none, or says nothing that can be told."""
    if incoming.verdict.rule == _CALENDAR_RULE:
        return _from_calendar(session, desk, incoming)
    return _from_words(session, desk, incoming)


def _from_calendar(session: Session, desk: Desk, incoming: Incoming) -> Taken | None:
    seats = books.by_uids(session, {reply.uid for reply in incoming.reading.calendar})
    if not seats:
        return None
    if len(seats) > 1:
        return _held(seats[0], "It answers the invitations to more than one interview. Nothing was changed.")
    seat = seats[0]
    reply = _reply_of(seat, incoming.reading.calendar)
    if incoming.reading.form is not None:
        return _held(
            seat,
            "It answers an invitation, and carries a form besides; nothing was changed. To have the form recorded: "
            f"intake requeue {incoming.message.id}",
        )
    if refusal := _not_theirs(seat, reply, incoming):
        return _held(seat, refusal)
    if (over := _is_over(seat, reply)) is not None:
        return over
    if reply.method is Method.REFRESH:
        return _send_again(session, desk, seat, incoming)
    counts = standing(
        reply,
        uid=seat.interview.uid,
        sequence=seat.interview.sequence,
        invited=(seat.interview.attendee,),
        last=seat.interview.replied_stamp,
    )
    rsvp = rsvp_of_calendar(reply)
    if counts is not Standing.COUNTS or rsvp is None:
        return _does_not_count(seat, reply, counts)
    received = incoming.message.received_at
    # A clock that is fast must not shut out what its owner answers later.
    stamp = min(reply.dtstamp or received, received)
    return follow(session, desk, Heard(seat=seat, rsvp=rsvp, stamp=stamp, incoming=incoming))


def _reply_of(seat: Seat, replies: tuple[CalendarReply, ...]) -> CalendarReply:
    """What the calendar says of this interview: the invited address's own words, where there are any."""
    about = [reply for reply in replies if reply.uid.casefold() == seat.interview.uid.casefold()]
    invited = seat.interview.attendee.lower()
    return next((reply for reply in about if reply.attendee == invited), about[0])


def _not_theirs(seat: Seat, reply: CalendarReply, incoming: Incoming) -> str:
    """Why the answer is somebody else's than who was invited, "" where it is not."""
    invited, rsvp = seat.interview.attendee.lower(), rsvp_of_calendar(reply)
    says = f"{_SAYS[rsvp.answer]} the interview of {seat.application.reference}" if rsvp else "is about an interview"
    if incoming.sender not in _theirs(seat):
        who = incoming.sender or "nobody"
        return f"It {says}, but it comes from {who}, and {invited} was invited. {_by_hand(seat, rsvp)}"
    if reply.attendee != invited:
        who = reply.attendee or "nobody that can be read"
        return f"It {says} in the name of {who}, and {invited} was invited. {_by_hand(seat, rsvp)}"
    if reply.sent_by and reply.sent_by not in _theirs(seat):
        return f"It {says}, but {reply.sent_by} sent it on behalf of {invited}. {_by_hand(seat, rsvp)}"
    return ""


def _theirs(seat: Seat) -> frozenset[str]:
    return frozenset({seat.interview.attendee.lower(), seat.application.contact_address.lower()})


def _by_hand(seat: Seat, rsvp: Rsvp | None) -> str:
    answer = rsvp.answer.value if rsvp and rsvp.answer in (Answer.ACCEPTED, Answer.DECLINED) else "ANSWER"
    return f'Nothing was changed. If it holds: intake rsvp {seat.application.reference} {answer} --reason "…"'


def _is_over(seat: Seat, reply: CalendarReply) -> Taken | None:
    """What becomes of an answer to an interview that is not to come any more."""
    interview, reference = seat.interview, seat.application.reference
    if interview.state in OPEN:
        return None
    called_off = interview.state == InterviewState.CANCELLED and seat.application.state != ApplicationState.WITHDRAWN
    if called_off and reply.partstat is Participation.ACCEPTED:
        return _held(seat, f"It accepts an interview of {reference} that was called off; see that the applicant knows.")
    return _filed(seat, f"It answers an invitation to an interview of {reference} that is {ANSWERS[interview.state]}.")


def _does_not_count(seat: Seat, reply: CalendarReply, why: Standing) -> Taken:
    reference = seat.application.reference
    match why:
        case Standing.OLD_VERSION:
            return _filed(seat, f"It answers the invitation of {reference} as it was before it was changed.")
        case Standing.OLDER_ANSWER:
            return _filed(seat, f"A newer answer of {reference} was heard already.")
        case Standing.UNDATED:
            reason = "It does not say when it was given, and another answer was heard already."
        case Standing.OTHER_EVENT:
            reason = "It is about one occurrence of an event that repeats; an interview does not."
        case _ if reply.partstat is Participation.DELEGATED:
            reason = f"The interview of {reference} was delegated to {reply.delegated_to or 'somebody else'}."
        case _ if reply.method is Method.CANCEL:
            reason = f"A calendar says that the interview of {reference} was taken out of it."
        case _ if reply.method is Method.REPLY:
            return _filed(seat, "It says neither yes nor no.")
        case _:
            reason = "It says neither yes, nor no, nor another time."
    return _held(seat, f"{reason} {_by_hand(seat, None)}")


def _send_again(session: Session, desk: Desk, seat: Seat, incoming: Incoming) -> Taken:
    """A calendar asks for the invitation once more (RFC 5546 3.2.6)."""
    case, interview = seat.application, seat.interview
    if interview.starts_at is None:
        return _filed(seat, "A calendar asks for an invitation whose time is not chosen yet.")
    calendar = request(invitation_of(desk, case, interview), at=incoming.at)
    letter = letter_of(desk, case, interview)
    sent = tell_applicant(session, desk, seat, incoming, Kind.INTERVIEW_AGAIN, letter, calendar=calendar)
    return _filed(seat, "A calendar asked for the invitation again" + (": it was sent." if sent else "."))


def _from_words(session: Session, desk: Desk, incoming: Incoming) -> Taken | None:
    """What a person's reply says, in the thread of the invitation or by the subject that a mail program gave it."""
    case = applications.by_reference(session, incoming.verdict.application) if incoming.verdict.application else None
    interview = books.standing_of(session, history.id_of(case)) if case is not None else None
    if case is None or interview is None or interview.state not in OPEN:
        return None
    seat = Seat(interview, case)
    answered = _letter_answered(session, incoming, seat)
    titled = rsvp_of_subject(incoming.mail.subject, summary=summary_of(desk, case))
    if answered is None and titled is None:
        return None
    said = _said(session, desk, seat, incoming, titled)
    if said is None:
        return None
    if incoming.sender not in _theirs(seat) or incoming.verdict.action is Action.HOLD:
        says = f"It {_SAYS[said.answer]} the interview of {case.reference}, but it comes from {incoming.sender}"
        return _held(seat, f"{says}, and {interview.attendee} was invited. {_by_hand(seat, said)}")
    newest = newest_invitation(session, interview)
    current = newest is not None and (
        answered.id >= newest.id if answered and answered.id and newest.id else interview.sequence == 0
    )
    if not current:
        reason = f"It {_SAYS[said.answer]} the interview of {case.reference}, but answers an earlier letter about it."
        return _held(seat, f"{reason} {_by_hand(seat, said)}")
    received = incoming.message.received_at
    if interview.replied_stamp is not None and received <= interview.replied_stamp:
        return _filed(seat, f"A newer answer of {case.reference} was heard already.")
    heard = Heard(seat=seat, rsvp=said, stamp=received, incoming=incoming)
    return (follow if interview.starts_at is not None else follow_choice)(session, desk, heard)


def _letter_answered(session: Session, incoming: Incoming, seat: Seat) -> OutgoingMail | None:
    """The newest letter about this interview that the mail replies to."""
    mail = incoming.mail
    found = letters.find_by_message_ids(session, mail.in_reply_to) or letters.find_by_message_ids(
        session, mail.references
    )
    return next(
        (
            letter
            for letter in found
            if letter.application_id == seat.application.id
            and letter.kind in ANSWERABLE
            and letter.created_at >= seat.interview.created_at
        ),
        None,
    )


def _said(session: Session, desk: Desk, seat: Seat, incoming: Incoming, titled: Rsvp | None) -> Rsvp | None:
    """The one answer in the subject and the words; None where there is none, or the two do not agree."""
    starts: datetime | None = seat.interview.starts_at
    choices = len(books.offer_of(session, seat.interview)) if starts is None else 0
    at = starts.astimezone(desk.programme.zone) if starts is not None else None
    worded = rsvp_of_words(incoming.mail.reply_text, at=at, choices=choices)
    if titled is not None and worded is not None and worded.answer is not titled.answer:
        return None
    said = titled or worded
    if said is not None and starts is None and said.answer in (Answer.ACCEPTED, Answer.TENTATIVE):
        return None  # yes to which of them?
    return said


def _held(seat: Seat, reason: str) -> Taken:
    return Taken(rule=RULE, reason=reason, action=Action.HOLD, application=seat.application.reference)


def _filed(seat: Seat, reason: str) -> Taken:
    return Taken(
        rule=RULE,
        reason=reason,
        disposition=Disposition.CORRESPONDENCE,
        application=seat.application.reference,
    )
