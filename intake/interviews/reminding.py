"""What falls due about interviews: applicants are reminded, staff hear who has not answered and what is to be noted.

Each is done once for an interview as it stands; a move begins it anew. Nothing is concluded from silence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

from intake.correspondence import write
from intake.desk import Desk
from intake.interviews.describing import cause_of, letter_of, newest_invitation
from intake.interviews.news import TO_SETTLE, Matter, tell_staff
from intake.interviews.noting import past
from intake.letters.contexts import InterviewLetter
from intake.letters.errors import RecipientError
from intake.letters.kinds import Kind
from intake.logs import log
from intake.wording import count
from store import history
from store import interviews as books
from store.engine import Session
from store.interviews import Seat
from store.states import ApplicationState, InterviewState, LetterStatus

_DAY = timedelta(days=1)
#: How long staff are given to say whether an interview was held, before they are asked once more.
_ASK_AGAIN = timedelta(days=2)
_UNANSWERED = frozenset({InterviewState.OFFERED, InterviewState.INVITED, InterviewState.TENTATIVE})
_ANSWER_WORDS = {InterviewState.ACCEPTED: "accepted", InterviewState.TENTATIVE: "tentative"}


def remind(session: Session, desk: Desk, at: datetime) -> int:
    """Remind the applicants of the interviews that are near, whether or not they have answered; in other words."""
    rules = desk.programme.interviews
    if rules is None or not rules.reminder_days:
        return 0
    queued = 0
    for seat in _invited(session):
        starts = seat.interview.starts_at
        if starts is None or not starts - rules.reminder_days * _DAY <= at < starts:
            continue
        if seat.interview.state in {InterviewState.ACCEPTED, InterviewState.INVITED, InterviewState.TENTATIVE}:
            queued += _remind(session, desk, seat, at=at)
    return queued


def _remind(session: Session, desk: Desk, seat: Seat, *, at: datetime) -> bool:
    """Queue the reminder, unless the invitation itself is not a day old or never arrived."""
    invitation = newest_invitation(session, seat.interview)
    if invitation is None or invitation.status != LetterStatus.SENT or (invitation.sent_at or at) > at - _DAY:
        return False
    try:
        queued = write(
            session,
            desk,
            Kind.INTERVIEW_REMINDER,
            _reminder(desk, seat),
            to=seat.interview.attendee,
            cause=cause_of(seat.application, seat.interview, "reminder"),
            application_id=seat.application.id,
            in_reply_to=invitation.message_id,
        )
    except RecipientError:
        log.warning("not-reminded", reference=seat.application.reference)
        return False
    return isinstance(queued, int)


def _reminder(desk: Desk, seat: Seat) -> InterviewLetter:
    answer = _ANSWER_WORDS.get(seat.interview.state, "")
    return replace(letter_of(desk, seat.application, seat.interview), answer=answer)


def tell_unanswered(session: Session, desk: Desk, at: datetime) -> int:
    """Tell staff of the invitations that were to be answered by now and were not; each once."""
    rules = desk.programme.interviews
    if rules is None or rules.reply_by_days is None:
        return 0
    told, due = books.marked(session, "unanswered"), []
    for seat in _invited(session):
        if seat.interview.state not in _UNANSWERED or _key(seat) in told:
            continue
        invitation = newest_invitation(session, seat.interview)
        sent = invitation.sent_at if invitation is not None and invitation.status == LetterStatus.SENT else None
        if sent is not None and sent + rules.reply_by_days * _DAY <= at:
            due.append(seat)
    if not due:
        return 0
    days = count(rules.reply_by_days, "day")
    return _tell(
        session,
        desk,
        due,
        "unanswered",
        headline=f"{count(len(due), 'invitation')} not answered",
        what={
            InterviewState.OFFERED: f"It has chosen no time within {days}.",
            InterviewState.INVITED: f"It has not answered within {days}.",
            InterviewState.TENTATIVE: f"It has answered no more than “perhaps” within {days}.",
        },
        commands=('intake rsvp REFERENCE accepted --reason "by telephone"', "intake reschedule REFERENCE SLOT"),
        at=at,
    )


def ask_whether_held(session: Session, desk: Desk, at: datetime) -> int:
    """Ask staff whether the interviews that are over were held: when the day's last is over, and once more later."""
    asked, again = books.marked(session, "asked"), books.marked(session, "asked-again")
    over = past(session, at=at)
    if not over or _goes_on(session, desk, at):
        return 0
    new = [seat for seat in over if _key(seat) not in asked]
    late = [
        seat
        for seat in over
        if _key(seat) in asked and _key(seat) not in again and asked[_key(seat)] + _ASK_AGAIN <= at
    ]
    commands = ("intake held REFERENCES", "intake absent REFERENCE", "intake held --all-past")
    queued = 0
    for seats, mark, headline, what in (
        (new, "asked", "{} over: held?", "Its time has passed. Was it held?"),
        (late, "asked-again", "{} over, and nobody has said whether held", "Nobody has said whether it was held."),
    ):
        if seats:
            states = dict.fromkeys(InterviewState, what)
            counted = headline.format(count(len(seats), "interview"))
            queued += _tell(
                session, desk, seats, mark, headline=counted, what=states, commands=commands, at=at, over=True
            )
    return queued


def _goes_on(session: Session, desk: Desk, at: datetime) -> bool:
    """Whether an interview of today is still to end: the day is asked about as a whole."""
    zone = desk.programme.zone
    today = at.astimezone(zone).date()
    return any(
        seat.interview.ends_at is not None
        and seat.interview.ends_at > at
        and seat.interview.ends_at.astimezone(zone).date() == today
        for seat in _invited(session)
    )


def _tell(
    session: Session,
    desk: Desk,
    seats: Iterable[Seat],
    mark: str,
    *,
    headline: str,
    what: dict[InterviewState, str],
    commands: tuple[str, ...],
    at: datetime,
    over: bool = False,
) -> int:
    """One letter to staff about these interviews, and a line in the history of each."""
    matters = [Matter(seat, what[seat.interview.state]) for seat in seats]
    for matter in matters:
        books.mark(session, matter.seat.interview, mark, at=at)
    first = matters[0].seat
    cause = cause_of(first.application, first.interview, mark)
    if over:
        return tell_staff(
            session,
            desk,
            matters,
            headline=headline,
            cause=cause,
            at=at,
            kind=Kind.INTERVIEWS_OVER,
            offers=TO_SETTLE,
            commands=commands,
        )
    return tell_staff(session, desk, matters, headline=headline, cause=cause, at=at, commands=commands)


def _invited(session: Session) -> list[Seat]:
    """The interviews whose batch was carried out, and whose application is still invited."""
    return [seat for seat in books.standing(session) if seat.application.state == ApplicationState.INVITED]


def _key(seat: Seat) -> tuple[int, int]:
    return history.id_of(seat.interview), seat.interview.sequence
