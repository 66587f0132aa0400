"""Letters as lists and figures need them: the outbox as rows for people, how many automatic letters were written."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import col

from store.columns import table_of
from store.engine import Session
from store.states import LetterStatus
from store.tables import Application, OutgoingMail


def automatic_count(
    session: Session, *, recipient: str, since: datetime, kind: str | None = None, but: Collection[str] = ()
) -> int:
    """How many automatic letters one address was given since then, in any case of its letters: of one ``kind``, or of
    all kinds but those in ``but``."""
    query = select(func.count()).where(
        func.lower(OutgoingMail.recipient) == recipient.lower(),
        col(OutgoingMail.created_at) >= since,
        col(OutgoingMail.automatic),
        col(OutgoingMail.status) != LetterStatus.CANCELLED,
    )
    if kind is not None:
        query = query.where(col(OutgoingMail.kind) == kind)
    if but:
        query = query.where(col(OutgoingMail.kind).not_in(but))
    return session.scalar(query) or 0


def automatic_total(session: Session, *, since: datetime, but: Collection[str] = ()) -> int:
    """How many automatic letters the whole service wrote since then, but for those of the kinds in ``but``."""
    query = select(func.count()).where(
        col(OutgoingMail.created_at) >= since,
        col(OutgoingMail.automatic),
        col(OutgoingMail.status) != LetterStatus.CANCELLED,
    )
    if but:
        query = query.where(col(OutgoingMail.kind).not_in(but))
    return session.scalar(query) or 0


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterItem:
    """One letter as `intake letters` lists it; ``application`` is a reference or ""."""

    id: int
    kind: str
    recipient: str
    subject: str
    status: LetterStatus
    application: str
    cause: str
    message_id: str
    attempts: int
    reason: str
    automatic: bool
    created_at: datetime
    not_before: datetime
    sent_at: datetime | None


def listing(session: Session, *, statuses: Sequence[LetterStatus] = (), unseen: bool = False) -> list[LetterItem]:
    """Every letter, or those in one of ``statuses``, or those nobody took note of; in the order they were written."""
    mail, application = table_of(OutgoingMail).c, table_of(Application).c
    query = (
        select(
            mail.id,
            mail.kind,
            mail.recipient,
            mail.subject,
            mail.status,
            func.coalesce(application.reference, "").label("application"),
            mail.cause,
            mail.message_id,
            mail.attempts,
            mail.reason,
            mail.automatic,
            mail.created_at,
            mail.not_before,
            mail.sent_at,
        )
        .join_from(table_of(OutgoingMail), table_of(Application), isouter=True)
        .order_by(mail.id)
    )
    if statuses:
        query = query.where(mail.status.in_(statuses))
    if unseen:
        query = query.where(mail.seen_by == "")
    return [LetterItem(**row) for row in session.execute(query).mappings()]
