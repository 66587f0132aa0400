"""Mail received: filed once by content, seen under any number of UIDs, claimed, concluded.

What is a duplicate is decided by the unique constraints, never by a look beforehand. What a message means is decided
in `intake`; lists for people are in `store.message_list`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import delete, insert, select, tuple_, update
from sqlmodel import col

from store import dialects, history
from store.columns import table_of
from store.engine import Session
from store.states import Disposition, MessageStatus
from store.tables import InboundMessage, MessageAttachment, Sighting

#: RFC 5322 section 2.1.1: a line has at most 998 characters, so no Message-ID is longer.
LONGEST_MESSAGE_ID = 998

#: How many values one statement may name (SQLite's own limit is 32,766).
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """One mail as it was seen on the server; its bytes are in the archive under ``sha256`` already.

    ``message_id`` is the Message-ID without angle brackets, "" where there was none. ``size`` in bytes, as the server
    tells it. ``disposition`` is set beforehand only for what was never downloaded (`Disposition.OVERSIZE`).
    """

    mailbox: str
    uidvalidity: int
    uid: int
    received_at: datetime
    sha256: str
    size: int
    message_id: str = ""
    disposition: str = ""

    @property
    def identity(self) -> tuple[str, str]:
        """What makes two mails one: Message-ID, or what stands in for it, and content."""
        usable = 0 < len(self.message_id) <= LONGEST_MESSAGE_ID and "\0" not in self.message_id
        return (self.message_id if usable else f"sha256:{self.sha256}", self.sha256)


@dataclass(frozen=True, slots=True)
class FiledMessage:
    """The row that a mail is filed as, and whether it is new (else only a further sighting of known content)."""

    id: int
    is_new: bool


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsettled:
    """A mail that is done with here but still lies where it was found on the server."""

    sighting_id: int
    message_id: int
    uid: int
    status: MessageStatus
    disposition: str


def file_messages(session: Session, items: Sequence[NewMessage], *, at: datetime) -> list[FiledMessage]:
    """File mail that was seen; one answer an item, in order. Filing the same again changes nothing.

    The same content under another UID becomes a further sighting of the row it has.
    """
    if not items:
        return []
    connection = session.connection()
    messages, sightings = table_of(InboundMessage), table_of(Sighting)
    statement = dialects.insert_new(session, messages, unique=("sha256", "message_id")).returning(
        messages.c.id, messages.c.message_id, messages.c.sha256
    )
    fresh = {item.identity: item for item in items}
    ids = {
        (message_id, sha256): id_
        for id_, message_id, sha256 in connection.execute(statement, [_row(item, at) for item in fresh.values()])
    }
    history.record_filed(session, subject="message", ids=sorted(ids.values()), what="filed", after="pending", at=at)
    new = set(ids)
    ids |= _ids_of(session, [identity for identity in fresh if identity not in ids])
    connection.execute(
        dialects.insert_new(session, sightings, unique=("mailbox", "uidvalidity", "uid")),
        [_sighting(item, ids[item.identity], at) for item in items],
    )
    filed = []
    for item in items:
        filed.append(FiledMessage(ids[item.identity], item.identity in new))
        new.discard(item.identity)
    return filed


def _row(item: NewMessage, at: datetime) -> dict[str, Any]:
    message_id, sha256 = item.identity
    blank = dict.fromkeys(("content_sha256", "rule", "reason", "from_name", "from_address", "subject"), "")
    blank |= dict.fromkeys(("in_reply_to", "references", "defects"), "")
    return {
        **blank,
        "message_id": message_id,
        "sha256": sha256,
        "size": item.size,
        "received_at": item.received_at,
        "filed_at": at,
        "status": MessageStatus.PENDING,
        "attempts": 0,
        "disposition": item.disposition,
        "answerable": True,
    }


def _sighting(item: NewMessage, message_id: int, at: datetime) -> dict[str, Any]:
    place = {"mailbox": item.mailbox, "uidvalidity": item.uidvalidity, "uid": item.uid}
    return {**place, "message_id": message_id, "seen_at": at}


def _ids_of(session: Session, identities: Sequence[tuple[str, str]]) -> dict[tuple[str, str], int]:
    if not identities:
        return {}
    table = table_of(InboundMessage)
    query = select(table.c.id, table.c.message_id, table.c.sha256).where(
        tuple_(table.c.sha256, table.c.message_id).in_([(sha256, message_id) for message_id, sha256 in identities])
    )
    return {(message_id, sha256): id_ for id_, message_id, sha256 in session.connection().execute(query)}


def known_uids(session: Session, mailbox: str, uidvalidity: int, uids: Sequence[int]) -> set[int]:
    """Those of ``uids`` that were filed before."""
    table = table_of(Sighting)
    known: set[int] = set()
    for start in range(0, len(uids), _AT_ONCE):
        query = select(table.c.uid).where(
            table.c.mailbox == mailbox,
            table.c.uidvalidity == uidvalidity,
            table.c.uid.in_(uids[start : start + _AT_ONCE]),
        )
        known.update(session.scalars(query))
    return known


def unsettled(session: Session, mailbox: str, uidvalidity: int) -> list[Unsettled]:
    """Mail that was concluded or held and can now be moved out of the way on the server, oldest UID first."""
    query = (
        select(Sighting, InboundMessage.status, InboundMessage.disposition)  # type: ignore[call-overload]  # SQLModel
        .join(InboundMessage)
        .where(
            col(Sighting.settled_at).is_(None),
            col(Sighting.mailbox) == mailbox,
            col(Sighting.uidvalidity) == uidvalidity,
            col(InboundMessage.status).in_([MessageStatus.PROCESSED, MessageStatus.HELD]),
        )
        .order_by(col(Sighting.uid))
    )
    return [
        Unsettled(sighting_id=seen.id, message_id=seen.message_id, uid=seen.uid, status=status, disposition=disposition)
        for seen, status, disposition in session.execute(query)
    ]


def mark_settled(session: Session, sighting_ids: Iterable[int], *, at: datetime) -> None:
    """Note that this mail was moved out of the way, may not be moved, or was gone."""
    table = table_of(Sighting)
    session.execute(update(table).where(table.c.id.in_(list(sighting_ids))).values(settled_at=at))


def claim(session: Session, *, limit: int, at: datetime, ids: Sequence[int] | None = None) -> list[InboundMessage]:
    """Take up to ``limit`` waiting messages, oldest first, to be read now; the attempt is counted before it is made."""
    query = select(InboundMessage).where(col(InboundMessage.status) == MessageStatus.PENDING)
    if ids is not None:
        query = query.where(col(InboundMessage.id).in_(ids))
    query = query.order_by(col(InboundMessage.id)).limit(limit).with_for_update(skip_locked=True)
    rows = list(session.scalars(query.execution_options(populate_existing=True)))
    for row in rows:
        row.attempts += 1
    history.move_all(session, rows, MessageStatus.PROCESSING, at=at, values={"claimed_at": at})
    return rows


def recover_stale(
    session: Session, *, older_than: timedelta, at: datetime, max_attempts: int = 3
) -> list[InboundMessage]:
    """Take back messages whose reading began longer ago than ``older_than`` and never ended.

    They wait again; those that were begun ``max_attempts`` times are held.
    """
    query = select(InboundMessage).where(
        col(InboundMessage.status) == MessageStatus.PROCESSING, col(InboundMessage.claimed_at) < at - older_than
    )
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


def requeue(session: Session, message: InboundMessage, *, actor: str, reason: str, at: datetime) -> None:
    """Let a held or failed message be read again, with a full number of attempts.

    Raises:
        IllegalStepError: it is neither held nor failed.
    """
    history.move(session, message, MessageStatus.PENDING, at=at, actor=actor, reason=reason, values={"attempts": 0})


def by_id(session: Session, message_id: int) -> InboundMessage | None:
    """The message with this id."""
    return session.get(InboundMessage, message_id)


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
