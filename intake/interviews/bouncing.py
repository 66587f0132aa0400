"""A letter about an interview could not be delivered: staff are told at once, for the day may be near.

That the letter bounced is written down by `intake.conclusion`; what the digest says of it stands there too.
"""

from __future__ import annotations

from datetime import datetime

from intake.desk import Desk
from intake.interviews.describing import ANSWERABLE, OPEN
from intake.interviews.news import Matter, tell_staff
from intake.letters.kinds import Kind
from store import applications, history
from store import interviews as books
from store.engine import Session
from store.interviews import Seat
from store.tables import OutgoingMail

#: Letters whose loss an applicant would miss the interview by.
_NEEDED = (ANSWERABLE | {Kind.INTERVIEW_CANCELLED}) - {Kind.INTERVIEW_NOTED}


def tell_bounced(session: Session, desk: Desk, letter: OutgoingMail, *, at: datetime) -> int:
    """Tell staff who decide, and those who have alarms, of a letter that bounced; how many letters were queued."""
    case = applications.by_id(session, letter.application_id) if letter.application_id is not None else None
    interview = books.last_of(session, history.id_of(case)) if case is not None else None
    if letter.kind not in _NEEDED or case is None or interview is None:
        return 0
    what = (
        f"The letter “{letter.kind.replace('_', ' ')}” to {letter.recipient} could not be delivered ({letter.reason}). "
        "The applicant may know nothing of it: telephone."
    )
    commands = (
        f"intake reschedule {case.reference} SLOT",
        f'intake rsvp {case.reference} accepted --reason "by telephone"',
    )
    return tell_staff(
        session,
        desk,
        [Matter(Seat(interview, case), what)],
        headline=f"{case.reference}: a letter about the interview bounced",
        cause=f"bounce:{letter.id}",
        at=at,
        roles=("decide", "alarms"),
        commands=commands if interview.state in OPEN else (),
    )
