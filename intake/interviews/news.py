"""Tell staff of interviews that they should see to, with what may be done by reply or at the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from intake.config import Role, StaffMember
from intake.correspondence import write
from intake.decisions.reply_links import Offer, links_for
from intake.desk import Desk
from intake.interviews.describing import when_of
from intake.interviews.slot_list import free_words
from intake.letters.contexts import InterviewNews, NewsItem
from intake.letters.kinds import Kind
from store.engine import Session
from store.interviews import Seat

#: What may be done by reply about an interview that does not stand, and about one that is over: the action, how the
#: link reads, what to write.
TO_MOVE = (
    ("reschedule", "Move the interview of", "the number of a free slot, or a day and a time such as 2014-02-20 10:00"),
    ("unschedule", "Call off the interview of", "why, in words the applicant will read"),
)
TO_SETTLE = (("held", "It was held:", ""), ("absent", "Nobody came:", ""))


@dataclass(frozen=True, slots=True)
class Matter:
    """One interview to tell of: what is the matter, and what the applicant wrote, as paragraphs."""

    seat: Seat
    what: str
    words: tuple[str, ...] = ()


def tell_staff(
    session: Session,
    desk: Desk,
    matters: Sequence[Matter],
    *,
    headline: str,
    cause: str,
    at: datetime,
    kind: Kind = Kind.INTERVIEW_NEWS,
    roles: Sequence[Role] = ("decide",),
    offers: Sequence[tuple[str, str, str]] = TO_MOVE,
    commands: Sequence[str] = (),
) -> int:
    """Queue a letter about these interviews to everybody with one of the roles; returns how many were queued."""
    readers = {member.email.lower(): member for role in roles for member in desk.offices.with_role(role)}
    free = free_words(session, desk, at=at) if kind is Kind.INTERVIEW_NEWS else ()
    only = matters[0].seat.application.id if len(matters) == 1 else None
    queued = 0
    for member in readers.values():
        context = InterviewNews(
            headline=headline,
            items=tuple(_item(desk, member, matter, offers, at=at) for matter in matters),
            free=free,
            commands=tuple(commands),
        )
        letter = write(session, desk, kind, context, to=member.email, cause=cause, application_id=only)
        queued += isinstance(letter, int)
    return queued


def _item(
    desk: Desk, member: StaffMember, matter: Matter, offers: Sequence[tuple[str, str, str]], *, at: datetime
) -> NewsItem:
    case = matter.seat.application
    offered = [Offer(action, case.reference, f"{label} {case.reference}", hint) for action, label, hint in offers]
    return NewsItem(
        reference=case.reference,
        authority=case.authority_name,
        when=when_of(matter.seat.interview, desk.programme.zone),
        what=matter.what,
        words=matter.words,
        links=links_for(desk, member, offered, at=at),
    )
