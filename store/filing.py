"""Mail filed by content, and the UIDs it was seen under on a server.

What is a duplicate is decided by the unique constraints, never by a look beforehand. What becomes of a filed message is
in `store.messages`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import col

from store import dialects, history, waiting
from store.columns import table_of
from store.engine import Session
from store.states import MessageStatus
from store.tables import InboundMessage, Sighting

#: RFC 5322 section 2.1.1: a line has at most 998 characters, so no Message-ID is longer.
LONGEST_MESSAGE_ID = 998

#: How many values one statement may name (SQLite's own limit is 32,766).
_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True, kw_only=True)
class NewMessage:
    """One mail as it was seen on the server; its bytes are in the archive under ``sha256`` already.

    ``message_id`` is the Message-ID without angle brackets, "" where there was none. ``size`` in bytes, as the server
    tells it. ``disposition`` is set beforehand only for what was never downloaded (`Disposition.OVERSIZE`). ``number``
    is the id its row is to have, for all mails of a call or for none (a replay files mail under the ids it had).
    """

    mailbox: str
    uidvalidity: int
    uid: int
    received_at: datetime
    sha256: str
    size: int
    message_id: str = ""
    disposition: str = ""
    number: int | None = None

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
    waiting.leave(session, "message", ids.values())
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
        **({} if item.number is None else {"id": item.number}),
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
    # By digest alone: SQLite answers an IN of pairs by reading the whole table.
    query = select(table.c.id, table.c.message_id, table.c.sha256).where(
        table.c.sha256.in_([sha256 for _, sha256 in identities])
    )
    wanted = set(identities)
    found = {(message_id, sha256): id_ for id_, message_id, sha256 in session.connection().execute(query)}
    return {identity: id_ for identity, id_ in found.items() if identity in wanted}


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


def uids_above(session: Session, mailbox: str, uidvalidity: int, uid: int) -> set[int]:
    """Every UID above ``uid`` that was filed before."""
    table = table_of(Sighting)
    query = select(table.c.uid).where(table.c.mailbox == mailbox, table.c.uidvalidity == uidvalidity, table.c.uid > uid)
    return set(session.scalars(query))


def seen_only_in(session: Session, message_id: int, mailboxes: Collection[str]) -> bool:
    """Whether a message was seen in these mailboxes and nowhere else."""
    if not mailboxes:
        return False
    query = select(table_of(Sighting).c.mailbox).where(table_of(Sighting).c.message_id == message_id)
    return set(session.scalars(query)) <= set(mailboxes)


def first_filed_at(session: Session) -> datetime | None:
    """When the first message of all was filed, or None before that."""
    return session.scalar(select(table_of(InboundMessage).c.filed_at).order_by(col(InboundMessage.id)).limit(1))


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
