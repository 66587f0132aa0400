"""Messages as `intake messages` lists them: one item for each time a mail was seen, with its attachments."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select

from store.columns import table_of
from store.engine import Session
from store.states import Disposition, MessageStatus
from store.tables import Application, Event, InboundMessage, MessageAttachment, Sighting

#: The rule named where the same content was seen again: the unique constraint is what decided.
SAME_CONTENT = "same-content"

#: The states in which a message waits for a person.
WAITING = (MessageStatus.HELD, MessageStatus.FAILED)


@dataclass(frozen=True, slots=True, kw_only=True)
class AttachmentItem:
    """One leaf of a message; the columns of `store.tables.MessageAttachment`."""

    name: str
    sha256: str
    size: int
    type: str
    found_in: str
    outcome: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageItem:
    """One sighting of a message. ``application`` is a reference or ""; mailbox and UIDs are None if it was never seen.

    The first sighting tells what the message turned out to be, every further one that it is a duplicate.
    """

    id: int
    mailbox: str | None
    uidvalidity: int | None
    uid: int | None
    message_id: str
    sha256: str
    size: int
    received_at: datetime
    status: MessageStatus
    disposition: str
    rule: str
    reason: str
    application: str
    attempts: int
    from_name: str
    from_address: str
    subject: str
    attachments: tuple[AttachmentItem, ...] = ()


def listing(
    session: Session,
    *,
    held: bool = False,
    since: datetime | None = None,
    concluded: tuple[datetime, datetime] | None = None,
) -> list[MessageItem]:
    """Every sighting, or those of messages that wait for a person (``held``), that were received from ``since`` on, or
    that were ``concluded`` from the first of two instants up to but not at the second."""
    wanted = _wanted(held=held, since=since, concluded=concluded)
    attachments = _attachments(session, wanted)
    items: list[MessageItem] = []
    for row in session.execute(_messages().where(*wanted)).mappings():
        item = MessageItem(**row)
        if items and items[-1].id == item.id:
            reason = f"the same mail as message {item.id}, seen again"
            item = replace(item, disposition=Disposition.DUPLICATE, rule=SAME_CONTENT, reason=reason)
        items.append(replace(item, attachments=tuple(attachments.get(item.id, ()))))
    return items


#: The columns of a message that its item shows as they are.
_PLAIN = (
    *("id", "message_id", "sha256", "size", "received_at", "status", "disposition", "rule", "reason"),
    *("attempts", "from_name", "from_address", "subject"),
)


def _messages() -> Select[*tuple[Any, ...]]:
    message, sighting, application = table_of(InboundMessage), table_of(Sighting), table_of(Application)
    return (
        select(
            *(message.c[name] for name in _PLAIN),
            sighting.c.mailbox,
            sighting.c.uidvalidity,
            sighting.c.uid,
            func.coalesce(application.c.reference, "").label("application"),
        )
        .join_from(message, sighting, sighting.c.message_id == message.c.id, isouter=True)
        .join(application, application.c.id == message.c.application_id, isouter=True)
        .order_by(message.c.id, sighting.c.id)
    )


def _attachments(session: Session, wanted: Sequence[ColumnElement[bool]]) -> dict[int, list[AttachmentItem]]:
    message, attachment = table_of(InboundMessage), table_of(MessageAttachment)
    names = ("name", "sha256", "size", "type", "found_in", "outcome", "reason")
    query: Select[*tuple[Any, ...]] = (
        select(attachment.c.message_id, *(attachment.c[name] for name in names))
        .join_from(attachment, message, message.c.id == attachment.c.message_id)
        .order_by(attachment.c.message_id, attachment.c.position)
    )
    grouped: dict[int, list[AttachmentItem]] = {}
    for message_id, *values in session.execute(query.where(*wanted)):
        item = AttachmentItem(**dict(zip(names, values, strict=True)))
        grouped.setdefault(message_id, []).append(item)
    return grouped


def _wanted(
    *, held: bool, since: datetime | None, concluded: tuple[datetime, datetime] | None
) -> list[ColumnElement[bool]]:
    message, event = table_of(InboundMessage).c, table_of(Event).c
    wanted: list[ColumnElement[bool]] = []
    if held:
        wanted.append(message.status.in_(WAITING))
    if since is not None:
        wanted.append(message.received_at >= since)
    if concluded is not None:
        start, end = concluded
        step = (event.subject == "message", event.what == "status", event.after == MessageStatus.PROCESSED)
        wanted.append(message.id.in_(select(event.subject_id).where(*step, event.at >= start, event.at < end)))
    return wanted
