"""Interviews: who has which slot, what was offered to whom, how invitations were answered.

The database refuses what cannot be: a slot of a room given twice, two interviews of one application. Steps are
`store.history.move`'s; here are the rows, and facts that stand in the history (offers, what staff were told of).
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from store import history
from store.engine import Session, savepoint
from store.states import InterviewState
from store.tables import Application, Event, Interview, OutgoingMail

_OFFER = "offer"


@dataclass(frozen=True, slots=True)
class Seat:
    """An interview with its application."""

    interview: Interview
    application: Application


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferedTime:
    """One of the times an applicant may choose, by its ``number`` from 1; it can be held in any of ``rooms``."""

    number: int
    starts_at: datetime
    ends_at: datetime
    rooms: tuple[str, ...]


def arrange(
    session: Session,
    application: Application,
    *,
    state: InterviewState,
    uid: str,
    attendee: str,
    at: datetime,
    actor: str = history.SERVICE,
    reason: str = "",
    **slot: Any,
) -> Interview:
    """A new interview; ``slot`` are starts_at, ends_at, room, location and link, left out where there is none yet.

    Raises:
        ConflictError: the slot is another application's, or this one has an interview already.
    """
    with savepoint(session):
        interview = Interview(
            application_id=history.id_of(application), state=state, uid=uid, attendee=attendee, created_at=at, **slot
        )
        session.add(interview)
        session.flush()
    history.record(
        session,
        subject="interview",
        subject_id=history.id_of(interview),
        what="arranged",
        after=state,
        actor=actor,
        reason=reason,
        at=at,
    )
    return interview


def move(
    session: Session,
    interview: Interview,
    to: InterviewState,
    *,
    at: datetime,
    actor: str = history.SERVICE,
    reason: str = "",
    values: Mapping[str, Any] | None = None,
) -> None:
    """`store.history.move` on a savepoint, so that a slot that is taken leaves the transaction usable.

    Raises:
        ConflictError: the slot in ``values`` is another application's.
    """
    with savepoint(session):
        history.move(session, interview, to, at=at, actor=actor, reason=reason, values=values)


def by_id(session: Session, interview_id: int) -> Interview | None:
    """The interview with this id."""
    return session.get(Interview, interview_id)


def standing_of(session: Session, application_id: int) -> Interview | None:
    """The application's interview that was not called off, if it has one."""
    query = select(Interview).where(
        col(Interview.application_id) == application_id, col(Interview.state) != InterviewState.CANCELLED
    )
    return session.scalars(query).first()


def last_of(session: Session, application_id: int) -> Interview | None:
    """The application's newest interview, called off or not."""
    query = select(Interview).where(col(Interview.application_id) == application_id)
    return session.scalars(query.order_by(col(Interview.id).desc())).first()


def standing(session: Session) -> list[Seat]:
    """Every interview that was not called off, those without a time last."""
    return [seat for seat in listing(session) if seat.interview.state != InterviewState.CANCELLED]


def listing(session: Session) -> list[Seat]:
    """Every interview, by time and then by application; those without a time last."""
    query = select(Interview, Application).join(Application, col(Interview.application_id) == col(Application.id))
    query = query.order_by(
        col(Interview.starts_at).is_(None), col(Interview.starts_at), col(Application.number), col(Interview.id)
    )
    return [Seat(interview, application) for interview, application in session.execute(query)]


def by_uids(session: Session, uids: Collection[str]) -> list[Seat]:
    """The interviews whose invitations have one of these UIDs, whatever the case of their letters."""
    wanted = {uid.lower() for uid in uids if uid}
    if not wanted:
        return []
    query = select(Interview, Application).join(Application, col(Interview.application_id) == col(Application.id))
    query = query.where(func.lower(Interview.uid).in_(wanted)).order_by(col(Interview.id))
    return [Seat(interview, application) for interview, application in session.execute(query)]


def record_offer(session: Session, interview: Interview, times: Sequence[OfferedTime], *, at: datetime) -> None:
    """Write down which times the applicant may choose from, by number; it is in the history, and so cannot change."""
    told = [
        [time.number, time.starts_at.isoformat(), time.ends_at.isoformat(), list(time.rooms)]
        for time in sorted(times, key=lambda item: item.number)
    ]
    history.record(
        session,
        subject="interview",
        subject_id=history.id_of(interview),
        what=_OFFER,
        after=json.dumps(told, ensure_ascii=False),
        at=at,
    )


def offer_of(session: Session, interview: Interview) -> tuple[OfferedTime, ...]:
    """The times that the applicant was offered, in order; none where it was offered none."""
    query = select(col(Event.after)).where(
        col(Event.subject) == "interview", col(Event.subject_id) == interview.id, col(Event.what) == _OFFER
    )
    told = session.scalars(query.order_by(col(Event.id).desc())).first()
    return tuple(
        OfferedTime(
            number=number,
            starts_at=datetime.fromisoformat(starts),
            ends_at=datetime.fromisoformat(ends),
            rooms=tuple(rooms),
        )
        for number, starts, ends, rooms in (json.loads(told) if told else ())
    )


def mark(session: Session, interview: Interview, what: str, *, at: datetime) -> None:
    """Note in the history that ``what`` was done about the interview as it was last sent."""
    history.record(
        session,
        subject="interview",
        subject_id=history.id_of(interview),
        what=what,
        after=str(interview.sequence),
        at=at,
    )


def marked(session: Session, what: str) -> dict[tuple[int, int], datetime]:
    """Interview and SEQUENCE → when ``what`` was last noted about it with `mark`."""
    query = select(col(Event.subject_id), col(Event.after), col(Event.at)).where(
        col(Event.subject) == "interview", col(Event.what) == what
    )
    rows = session.execute(query.order_by(col(Event.id)))
    return {(number, int(sequence)): at for number, sequence, at in rows if sequence.isdecimal()}


def letters_to(session: Session, recipient: str, *, kind: str) -> list[OutgoingMail]:
    """The letters of a kind to one address, oldest first."""
    query = select(OutgoingMail).where(
        func.lower(OutgoingMail.recipient) == recipient.lower(), col(OutgoingMail.kind) == kind
    )
    return list(session.scalars(query.order_by(col(OutgoingMail.id))))
