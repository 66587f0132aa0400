"""Mail received: claimed, concluded, held, found again.

How it is filed and where it was seen is in `store.filing`, lists for people in `store.message_list`; both are offered
here too. What a message means is decided in `intake`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select
from sqlmodel import col

from store import history
from store.columns import table_of
from store.engine import Session
from store.filing import (
    FiledMessage,
    NewMessage,
    Unsettled,
    file_messages,
    known_uids,
    mark_settled,
    unsettled,
)
from store.message_list import AttachmentItem, MessageItem, listing
from store.states import Disposition, MessageStatus
from store.tables import InboundMessage, MessageAttachment

__all__ = [
    "AttachmentItem",
    "FiledMessage",
    "MailFacts",
    "MessageItem",
    "NewAttachment",
    "NewMessage",
    "Unsettled",
    "by_id",
    "claim",
    "conclude",
    "duplicate_candidate",
    "file_messages",
    "find_by_message_ids",
    "known_uids",
    "listing",
    "mark_settled",
    "put_back",
    "recover_stale",
    "requeue",
    "unsettled",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFacts:
    """What a message says of itself, known once it was read; the columns of the same names."""

    content_sha256: str = ""
    hop_at: datetime | None = None
    from_name: str = ""
    from_address: str = ""
    subject: str = ""
    in_reply_to: Sequence[str] = ()
    references: Sequence[str] = ()
    claimed_date: datetime | None = None
    defects: Sequence[str] = ()

    def columns(self) -> dict[str, Any]:
        """The values as the row keeps them: lists with a space between."""
        return {
            "content_sha256": self.content_sha256,
            "hop_at": self.hop_at,
            "from_name": self.from_name,
            "from_address": self.from_address,
            "subject": self.subject,
            "in_reply_to": " ".join(self.in_reply_to),
            "references": " ".join(self.references),
            "claimed_date": self.claimed_date,
            "defects": " ".join(self.defects),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAttachment:
    """One leaf of a message and what became of it; ``position`` counts from 0, ``size`` in bytes."""

    position: int
    name: str
    sha256: str
    size: int
    type: str
    declared_type: str = ""
    found_in: str = ""
    outcome: str = ""
    reason: str = ""


def claim(
    session: Session, *, limit: int, at: datetime, ids: Sequence[int] | None = None, alone: bool = True
) -> list[InboundMessage]:
    """Take up to ``limit`` waiting messages, oldest first, to be read now; the attempt is counted before it is made.

    One whose reading was begun before and never came to an end is taken after all others, by itself, and only where
    nothing else is being read (``alone``): a mail that ends the process must not count against its neighbours. With
    ``ids`` the caller says which are taken.
    """
    query = select(InboundMessage).where(col(InboundMessage.status) == MessageStatus.PENDING)
    if ids is not None:
        query = query.where(col(InboundMessage.id).in_(ids))
    query = query.order_by(col(InboundMessage.attempts) > 0 if ids is None else col(InboundMessage.id))
    query = query.order_by(col(InboundMessage.id)).limit(limit).with_for_update(skip_locked=True)
    rows = list(session.scalars(query.execution_options(populate_existing=True)))
    if ids is None:
        fresh = [row for row in rows if row.attempts == 0]
        rows = fresh or (rows[:1] if alone else [])
    for row in rows:
        row.attempts += 1
    history.move_all(session, rows, MessageStatus.PROCESSING, at=at, values={"claimed_at": at})
    return rows


def recover_stale(
    session: Session,
    *,
    older_than: timedelta,
    at: datetime,
    max_attempts: int = 3,
    ids: Sequence[int] | None = None,
) -> list[InboundMessage]:
    """Take back messages whose reading began longer ago than ``older_than`` and never ended.

    With an ``older_than`` of zero all of them, those too that were claimed before the clock was set back. They wait
    again; those that were begun ``max_attempts`` times are held. ``ids`` are the only ones looked at, where they are
    given.
    """
    query = select(InboundMessage).where(col(InboundMessage.status) == MessageStatus.PROCESSING)
    if older_than:
        query = query.where(col(InboundMessage.claimed_at) < at - older_than)
    if ids is not None:
        query = query.where(col(InboundMessage.id).in_(ids))
    rows = list(session.scalars(query.with_for_update(skip_locked=True)))
    spent = [row for row in rows if row.attempts >= max_attempts]
    reason = f"its reading was begun {max_attempts} times and never came to an end"
    history.move_all(
        session, spent, MessageStatus.HELD, at=at, reason=reason, values={"rule": "gave-up", "reason": reason}
    )
    history.move_all(
        session,
        [row for row in rows if row.attempts < max_attempts],
        MessageStatus.PENDING,
        at=at,
        reason="its reading never came to an end",
    )
    return rows


def put_back(session: Session, message: InboundMessage, *, at: datetime, reason: str) -> None:
    """Give up a claim through no fault of the message (the service is stopping): the attempt does not count."""
    values = {"attempts": max(0, message.attempts - 1)}
    history.move(session, message, MessageStatus.PENDING, at=at, reason=reason, values=values)


def conclude(
    session: Session,
    message: InboundMessage,
    *,
    status: MessageStatus,
    disposition: Disposition | str,
    rule: str,
    at: datetime,
    reason: str = "",
    facts: MailFacts | None = None,
    attachments: Sequence[NewAttachment] = (),
    application_id: int | None = None,
    duplicate_of: int | None = None,
    answerable: bool = True,
    actor: str = history.SERVICE,
) -> None:
    """Write down what a claimed message turned out to be. An earlier reading's attachments give way to these.

    Raises:
        IllegalStepError: the message was not claimed, or ``status`` cannot follow.
    """
    values: dict[str, Any] = facts.columns() if facts else {}
    values |= {
        "disposition": str(disposition),
        "rule": rule,
        "reason": reason,
        "application_id": application_id,
        "duplicate_of": duplicate_of,
        "answerable": answerable,
    }
    history.move(session, message, status, at=at, actor=actor, reason=reason or rule, values=values)
    table = table_of(MessageAttachment)
    connection = session.connection()
    connection.execute(delete(table).where(table.c.message_id == message.id))
    if attachments:
        connection.execute(insert(table), [{"message_id": message.id, **_columns(item)} for item in attachments])


def _columns(item: NewAttachment) -> dict[str, Any]:
    return {name: getattr(item, name) for name in NewAttachment.__slots__}


def requeue(
    session: Session,
    message: InboundMessage,
    *,
    actor: str,
    reason: str,
    at: datetime,
    application_id: int | None = None,
) -> None:
    """Let a held or failed message be read again, with a full number of attempts.

    ``application_id`` is the case a person says that it belongs to.

    Raises:
        IllegalStepError: it is neither held nor failed.
    """
    values = {"attempts": 0, "application_id": application_id, "released_by": actor}
    history.move(session, message, MessageStatus.PENDING, at=at, actor=actor, reason=reason, values=values)


def close(
    session: Session,
    message: InboundMessage,
    *,
    disposition: Disposition | str,
    actor: str,
    reason: str,
    at: datetime,
) -> None:
    """Conclude a claimed message by a person's word; what was read of it before stays.

    Raises:
        IllegalStepError: the message was not claimed.
    """
    values = {"disposition": str(disposition), "rule": "closed", "reason": reason}
    history.move(session, message, MessageStatus.PROCESSED, at=at, actor=actor, reason=reason, values=values)


def by_id(session: Session, message_id: int) -> InboundMessage | None:
    """The message with this id."""
    return session.get(InboundMessage, message_id)


def number_of(session: Session, sha256: str) -> int | None:
    """The id of the message with these bytes."""
    return session.scalar(select(col(InboundMessage.id)).where(col(InboundMessage.sha256) == sha256))


def find_by_message_ids(session: Session, ids: Iterable[str]) -> list[InboundMessage]:
    """Messages that have one of these Message-IDs (without angle brackets), newest first."""
    query = select(InboundMessage).where(col(InboundMessage.message_id).in_(list(ids)))
    return list(session.scalars(query.order_by(col(InboundMessage.id).desc())))


def duplicate_candidate(session: Session, content_sha256: str, *, excluding: int) -> InboundMessage | None:
    """The first message with the same content but for trace headers, other than ``excluding``."""
    if not content_sha256:
        return None
    query = select(InboundMessage).where(
        col(InboundMessage.content_sha256) == content_sha256, col(InboundMessage.id) != excluding
    )
    return session.scalars(query.order_by(col(InboundMessage.id)).limit(1)).first()
