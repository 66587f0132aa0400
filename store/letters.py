"""The outbox: letters composed, queued once for each cause, claimed, sent, failed or in doubt.

(cause, kind, recipient) is unique, so one cause has one letter of a kind to one address whatever happens. The bytes
are composed and sent elsewhere (`intake.letters`); here they are only kept. Lists and counts are in
`store.letter_list`; both are offered here too.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlmodel import col

from store import dialects, history, waiting
from store.columns import table_of
from store.engine import Session
from store.letter_list import LetterItem, automatic_count, automatic_total, listing
from store.states import LetterStatus
from store.tables import OutgoingBody, OutgoingMail

__all__ = [
    "LetterItem",
    "automatic_count",
    "automatic_total",
    "body_of",
    "by_id",
    "cancel",
    "claim",
    "due",
    "find_by_cause",
    "find_by_message_ids",
    "listing",
    "mark_bounced",
    "mark_failed",
    "mark_seen",
    "mark_sent",
    "mark_unknown",
    "of_application",
    "queue",
    "release",
    "requeue",
    "retry_later",
    "schedule",
    "settle_unknown",
]


def queue(
    session: Session,
    *,
    message_id: str,
    cause: str,
    kind: str,
    recipient: str,
    raw: bytes,
    at: datetime,
    subject: str = "",
    automatic: bool = True,
    draft: bool = False,
    application_id: int | None = None,
    inbound_id: int | None = None,
    not_before: datetime | None = None,
) -> OutgoingMail | None:
    """Put a composed letter in the outbox, to leave by itself or (``draft``) when a person releases it.

    None when this cause has a letter of this kind to this recipient already; nothing is written then. ``raw`` are the
    bytes as composed, ``message_id`` the Message-ID in them without angle brackets.

    Raises:
        ConflictError: another letter has this Message-ID.
    """
    table = table_of(OutgoingMail)
    status = LetterStatus.DRAFT if draft else LetterStatus.QUEUED
    statement = dialects.insert_new(session, table, unique=("cause", "kind", "recipient")).returning(table.c.id)
    letter_id = (
        session.connection()
        .execute(
            statement.values(
                message_id=message_id,
                cause=cause,
                kind=kind,
                recipient=recipient,
                subject=subject,
                status=status,
                automatic=automatic,
                application_id=application_id,
                inbound_id=inbound_id,
                attempts=0,
                created_at=at,
                not_before=not_before or at,
                reason="",
                seen_by="",
            )
        )
        .scalar()
    )
    if letter_id is None:
        return None
    session.connection().execute(insert(table_of(OutgoingBody)), {"letter_id": letter_id, "raw": raw})
    waiting.leave_if_waiting(session, "letter", status, [letter_id])
    history.record(session, subject="letter", subject_id=letter_id, what=kind, after=status, reason=cause, at=at)
    return session.get(OutgoingMail, letter_id)


def by_id(session: Session, letter_id: int) -> OutgoingMail | None:
    """The letter with this id."""
    return session.get(OutgoingMail, letter_id)


def body_of(session: Session, letter_id: int) -> bytes:
    """The bytes of a letter as they were composed."""
    return session.scalars(select(col(OutgoingBody.raw)).where(col(OutgoingBody.letter_id) == letter_id)).one()


def due(session: Session, *, at: datetime, limit: int) -> list[OutgoingMail]:
    """Queued letters whose time has come, the longest due first."""
    query = select(OutgoingMail).where(
        col(OutgoingMail.status) == LetterStatus.QUEUED, col(OutgoingMail.not_before) <= at
    )
    return list(session.scalars(query.order_by(col(OutgoingMail.not_before), col(OutgoingMail.id)).limit(limit)))


def claim(session: Session, ids: Sequence[int], *, at: datetime) -> list[OutgoingMail]:
    """Take those of ``ids`` that are still queued, to be sent now; commit before connecting."""
    query = select(OutgoingMail).where(col(OutgoingMail.id).in_(ids), col(OutgoingMail.status) == LetterStatus.QUEUED)
    query = query.order_by(col(OutgoingMail.id)).with_for_update(skip_locked=True)
    rows = list(session.scalars(query.execution_options(populate_existing=True)))
    for row in rows:
        row.attempts += 1
    history.move_all(session, rows, LetterStatus.SENDING, at=at, values={"claimed_at": at})
    return rows


def mark_sent(session: Session, letter: OutgoingMail, *, at: datetime) -> None:
    """The server took it."""
    history.move(session, letter, LetterStatus.SENT, at=at, values={"sent_at": at, "reason": ""})


def retry_later(session: Session, letter: OutgoingMail, *, not_before: datetime, reason: str, at: datetime) -> None:
    """It was not taken for now: back to the queue until ``not_before``."""
    values = {"not_before": not_before, "reason": reason}
    history.move(session, letter, LetterStatus.QUEUED, at=at, reason=reason, values=values)


def mark_failed(session: Session, letter: OutgoingMail, *, reason: str, at: datetime) -> None:
    """It was refused for good, or given up; staff are told."""
    history.move(session, letter, LetterStatus.FAILED, at=at, reason=reason, values={"reason": reason})


def mark_unknown(
    session: Session, *, older_than: timedelta, at: datetime, ids: Sequence[int] | None = None
) -> list[OutgoingMail]:
    """Letters whose sending began longer ago than ``older_than`` and never came to an end: taken or not, who knows.

    With an ``older_than`` of zero all that are being sent, those too that were claimed before the clock was set back.
    ``ids`` are the only ones looked at, where they are given.
    """
    query = select(OutgoingMail).where(col(OutgoingMail.status) == LetterStatus.SENDING)
    if older_than:
        query = query.where(col(OutgoingMail.claimed_at) < at - older_than)
    if ids is not None:
        query = query.where(col(OutgoingMail.id).in_(ids))
    rows = list(session.scalars(query.with_for_update(skip_locked=True)))
    reason = "we stopped before we noted whether the mail server took it"
    history.move_all(session, rows, LetterStatus.UNKNOWN, at=at, reason=reason, values={"reason": reason})
    return rows


def settle_unknown(
    session: Session,
    letter: OutgoingMail,
    to: LetterStatus,
    *,
    at: datetime,
    reason: str,
    actor: str = history.SERVICE,
) -> None:
    """Say what became of a letter in doubt: sent (by evidence), failed, or queued to be sent again by a person's will.

    Raises:
        IllegalStepError: the letter is not in doubt, or ``to`` is none of the three.
    """
    values: dict[str, Any] = {"reason": "" if to is LetterStatus.SENT else reason}
    if to is LetterStatus.SENT:
        values["sent_at"] = letter.claimed_at or at
    history.move(session, letter, to, at=at, actor=actor, reason=reason, values=values)


def mark_bounced(session: Session, letter: OutgoingMail, *, reason: str, at: datetime) -> None:
    """A report says that a letter the server took could not be delivered."""
    history.move(session, letter, LetterStatus.BOUNCED, at=at, reason=reason, values={"reason": reason})


def mark_seen(session: Session, letter: OutgoingMail, *, actor: str, reason: str, at: datetime) -> None:
    """A person took note of a letter that failed or bounced and sees to it; it is no longer told as a fault."""
    history.change(session, letter, {"seen_by": actor})
    history.record(
        session, subject="letter", subject_id=history.id_of(letter), what="seen", actor=actor, reason=reason, at=at
    )


def release(session: Session, letters: Sequence[OutgoingMail], *, actor: str, at: datetime, reason: str = "") -> None:
    """A person lets drafts go."""
    history.move_all(session, letters, LetterStatus.QUEUED, at=at, actor=actor, reason=reason)


def cancel(session: Session, letters: Sequence[OutgoingMail], *, actor: str, at: datetime, reason: str = "") -> None:
    """A person decides against letters that are drafts or queued, all of them in the same state."""
    history.move_all(session, letters, LetterStatus.CANCELLED, at=at, actor=actor, reason=reason)


def requeue(session: Session, letter: OutgoingMail, *, actor: str, reason: str, at: datetime) -> None:
    """A person has a failed letter sent again."""
    history.move(
        session,
        letter,
        LetterStatus.QUEUED,
        at=at,
        actor=actor,
        reason=reason,
        values={"attempts": 0, "not_before": at},
    )


def find_by_message_ids(session: Session, ids: Iterable[str]) -> list[OutgoingMail]:
    """Letters with one of these Message-IDs (without angle brackets), newest first."""
    query = select(OutgoingMail).where(col(OutgoingMail.message_id).in_(list(ids)))
    return list(session.scalars(query.order_by(col(OutgoingMail.id).desc())))


def find_by_cause(session: Session, cause: str) -> list[OutgoingMail]:
    """The letters that one cause has, oldest first."""
    query = select(OutgoingMail).where(col(OutgoingMail.cause) == cause)
    return list(session.scalars(query.order_by(col(OutgoingMail.id))))


def of_application(session: Session, application_id: int) -> list[OutgoingMail]:
    """The letters about one application, oldest first."""
    query = select(OutgoingMail).where(col(OutgoingMail.application_id) == application_id)
    return list(session.scalars(query.order_by(col(OutgoingMail.id))))


def schedule(session: Session, letter: OutgoingMail, *, not_before: datetime) -> None:
    """Let a letter that did not leave yet leave no earlier than ``not_before``."""
    history.change(session, letter, {"not_before": not_before})
    waiting.leave_if_waiting(session, "letter", letter.status, [letter.id])
