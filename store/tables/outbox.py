"""Mail to be sent and sent: the outbox, its bytes, and which digests went."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field

from store.columns import Row, instant_column, state_column, text_column
from store.states import LetterStatus


class OutgoingMail(Row, table=True):
    """One letter: an outbox row. ``message_id`` is fixed when it is composed; the bytes are in `OutgoingBody`.

    ``cause`` names what it answers ("message:17", "digest:2014-02-03"); (cause, kind, recipient) is unique, so one
    cause has one letter of a kind. ``automatic`` letters leave without a person. ``not_before`` is when the next
    attempt may be made. ``reason`` is the last fault, worded for a person; ``seen_by`` is the person who took note that
    a letter failed or bounced, "" for nobody.
    """

    __tablename__: ClassVar[str] = "outgoing_mail"
    __table_args__ = (
        UniqueConstraint("cause", "kind", "recipient", name="uq_letter_cause"),
        Index("ix_letter_due", "status", "not_before"),
        Index("ix_letter_recipient", sql("lower(recipient)"), "created_at"),
        CheckConstraint("attempts >= 0", name="attempts"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(unique=True)
    cause: str
    kind: str
    recipient: str
    subject: str = text_column()
    status: LetterStatus = state_column(LetterStatus)
    automatic: bool = True
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    inbound_id: int | None = Field(default=None, foreign_key="inbound_message.id", index=True)
    attempts: int = 0
    created_at: datetime = instant_column(index=True)
    not_before: datetime = instant_column()
    claimed_at: datetime | None = instant_column(nullable=True)
    sent_at: datetime | None = instant_column(nullable=True)
    reason: str = text_column()
    seen_by: str = ""


class OutgoingBody(Row, table=True):
    """The bytes of an outgoing mail as composed (RFC 5322, CRLF), apart from its row so that lists stay light."""

    __tablename__: ClassVar[str] = "outgoing_body"

    letter_id: int = Field(primary_key=True, foreign_key="outgoing_mail.id")
    raw: bytes = Field(sa_type=LargeBinary, nullable=False)


class DigestRun(Row, table=True):
    """A digest that was queued: which day (in the programme's zone), and the instants it covers."""

    __tablename__: ClassVar[str] = "digest_run"

    id: int | None = Field(default=None, primary_key=True)
    day: str = Field(unique=True)
    covers_from: datetime = instant_column()
    covers_to: datetime = instant_column()
    created_at: datetime = instant_column()
