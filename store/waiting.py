"""Work that a transaction leaves for somebody else: mail to be read, letters to be sent.

Whoever writes such a row says so here with `leave`; where the store has somebody to hand work to (`Store.hand_over`,
see `intake.work.handing`) all of it is handed over in the same transaction, just before it is committed. Elsewhere
nothing is noted and nothing is paid. What is left is a hint: who hands it over looks at the rows.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from store.engine import LEFT, Session
from store.states import LetterStatus, MessageStatus
from store.tables import InboundMessage, OutgoingMail

#: The states in which a row waits for somebody, by how the history calls its kind.
_WAITING = {"message": MessageStatus.PENDING, "letter": LetterStatus.QUEUED}


@dataclass(frozen=True, slots=True)
class Left:
    """One row that waits: ``subject`` is "message" or "letter". ``slow`` mail is known to need recognition."""

    subject: str
    subject_id: int
    slow: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A letter that waits, and from when on it may leave."""

    letter_id: int
    not_before: datetime


def leave(session: Session, subject: str, ids: Iterable[int | None], *, slow: bool = False) -> None:
    """Note rows that wait from now on, where there is somebody to hand them to."""
    noted: dict[tuple[str, int], Left] | None = session.info.get(LEFT)
    if noted is None:
        return
    for number in ids:
        if number is not None and (slow or (subject, number) not in noted):
            noted[subject, number] = Left(subject, number, slow)


def leave_if_waiting(session: Session, subject: str, to: str, ids: Iterable[int | None]) -> None:
    """`leave` for rows that have just come to the state ``to``, if that is one in which they wait."""
    if LEFT in session.info and _WAITING.get(subject) == to:
        leave(session, subject, ids)


def keep(session: Session, subject: str, number: int) -> None:
    """Leave this row to whoever has it in hand, after all: it is not handed over."""
    session.info.get(LEFT, {}).pop((subject, number), None)


def messages_that_wait(session: Session, ids: Sequence[int]) -> list[int]:
    """Those of the messages ``ids`` that are waiting to be read, ascending."""
    query = select(col(InboundMessage.id)).where(
        col(InboundMessage.id).in_(ids), col(InboundMessage.status) == MessageStatus.PENDING
    )
    return [number for number in session.scalars(query.order_by(col(InboundMessage.id))) if number is not None]


def letters_that_wait(session: Session, ids: Sequence[int]) -> list[Due]:
    """Those of the letters ``ids`` that are waiting to be sent, ascending."""
    query = select(col(OutgoingMail.id), col(OutgoingMail.not_before)).where(
        col(OutgoingMail.id).in_(ids), col(OutgoingMail.status) == LetterStatus.QUEUED
    )
    return [Due(number, at) for number, at in session.execute(query.order_by(col(OutgoingMail.id))) if number]


def driver_connection(session: Session) -> Any:
    """The driver's own connection that a session's transaction runs on, for what knows no other."""
    return session.connection().connection.driver_connection
