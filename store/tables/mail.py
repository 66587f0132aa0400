"""Mail received: its receipt, where it was seen, how far a mailbox is read, and its attachments."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field

from store.columns import Row, counter_column, instant_column, state_column, text_column
from store.states import MessageStatus


class InboundMessage(Row, table=True):
    """One mail received, by content: the receipt for bytes that lie in the raw archive under ``sha256``.

    ``message_id`` is the Message-ID without angle brackets; where the mail had none, ``sha256:<hex>`` stands in.
    ``received_at`` is the server's INTERNALDATE, ``hop_at`` the instant of the first trusted ``Received`` hop.
    ``content_sha256`` ignores trace headers; two rows with the same one are the same mail come by two routes.
    ``attempts`` counts readings begun. ``rule`` names the triage rule that gave the disposition. ``released_by`` is the
    person who let a held message be read again, "" where nobody had to. ``erased_at`` is when its names and texts were
    erased; its file in the archive goes right after.
    """

    __tablename__: ClassVar[str] = "inbound_message"
    __table_args__ = (
        UniqueConstraint("sha256", "message_id", name="uq_inbound_identity"),
        Index("ix_inbound_queue", "status", "id"),
        CheckConstraint("attempts >= 0", name="attempts"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(index=True)
    sha256: str
    content_sha256: str = Field(default="", index=True)
    size: int = counter_column()
    received_at: datetime = instant_column(index=True)
    hop_at: datetime | None = instant_column(nullable=True)
    filed_at: datetime = instant_column()
    status: MessageStatus = state_column(MessageStatus)
    attempts: int = 0
    claimed_at: datetime | None = instant_column(nullable=True)
    disposition: str = ""
    rule: str = ""
    reason: str = text_column()
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    duplicate_of: int | None = Field(default=None, foreign_key="inbound_message.id")
    answerable: bool = True
    released_by: str = ""
    from_name: str = ""
    from_address: str = ""
    subject: str = text_column()
    in_reply_to: str = ""
    references: str = text_column()
    claimed_date: datetime | None = instant_column(nullable=True)
    defects: str = ""
    erased_at: datetime | None = instant_column(nullable=True)


class Sighting(Row, table=True):
    """One UID under which a message was seen on a server. The same content may be seen under many.

    ``settled_at`` is when the mail was moved out of the way on the server (or found to be gone already).
    """

    __tablename__: ClassVar[str] = "sighting"
    __table_args__ = (
        UniqueConstraint("mailbox", "uidvalidity", "uid", name="uq_sighting_uid"),
        Index(
            "ix_sighting_unsettled",
            "mailbox",
            "uidvalidity",
            "uid",
            sqlite_where=sql("settled_at IS NULL"),
            postgresql_where=sql("settled_at IS NULL"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="inbound_message.id", index=True)
    mailbox: str
    uidvalidity: int = counter_column()
    uid: int = counter_column()
    seen_at: datetime = instant_column()
    settled_at: datetime | None = instant_column(nullable=True)


class MailboxProgress(Row, table=True):
    """How far a mailbox is known to be read: every UID up to ``last_uid`` was filed or found gone.

    ``read_until`` is the instant the last complete poll began; ``reconciled_at`` that of the last full comparison.
    """

    __tablename__: ClassVar[str] = "mailbox_progress"
    __table_args__ = (UniqueConstraint("mailbox", name="uq_progress_mailbox"),)

    id: int | None = Field(default=None, primary_key=True)
    mailbox: str
    uidvalidity: int = counter_column(0)
    last_uid: int = counter_column(0)
    read_until: datetime | None = instant_column(nullable=True)
    reconciled_at: datetime | None = instant_column(nullable=True)
    fault: str = text_column()
    fault_since: datetime | None = instant_column(nullable=True)


class MessageAttachment(Row, table=True):
    """One leaf of an inbound message and what became of it. ``position`` counts from 0 within the message."""

    __tablename__: ClassVar[str] = "message_attachment"
    __table_args__ = (UniqueConstraint("message_id", "position", name="uq_attachment_position"),)

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="inbound_message.id")
    position: int
    name: str
    sha256: str
    size: int = counter_column()
    type: str
    declared_type: str = ""
    found_in: str = ""
    outcome: str = ""
    reason: str = text_column()
