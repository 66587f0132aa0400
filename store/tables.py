"""The rows, as SQLModel tables. Meaning and units here; states in `store.states`; no behaviour.

Instants are stored in UTC and come back aware (`UtcInstant`). Money is integer pence. SQLModel table classes validate
nothing when constructed, so every caller passes checked values. Enumerated columns hold the member's text.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import JSON, Column, DateTime, Dialect, Index, LargeBinary, Text, TypeDecorator, UniqueConstraint
from sqlmodel import Field, SQLModel


class UtcInstant(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC. A naive one is refused: time is an instant with a rule."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; raises ValueError for a naive datetime."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware again, in UTC (SQLite forgets the zone)."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def _instant(*, nullable: bool = False, index: bool = False) -> Any:
    return Field(default=None, sa_column=Column(UtcInstant, nullable=nullable, index=index))


def _text() -> Any:
    return Field(default="", sa_column=Column(Text, nullable=False, default=""))


class InboundMessage(SQLModel, table=True):
    """One mail received, by content: the receipt for bytes that lie in the raw archive under ``sha256``.

    ``message_id`` is the Message-ID without angle brackets; where the mail had none, ``sha256:<hex>`` stands in.
    ``received_at`` is the server's INTERNALDATE, ``hop_at`` the instant of the first trusted ``Received`` hop.
    ``content_sha256`` ignores trace headers; two rows with the same one are the same mail come by two routes.
    ``attempts`` counts readings begun. ``rule`` names the triage rule that gave the disposition.
    """

    __tablename__: ClassVar[str] = "inbound_message"
    __table_args__ = (UniqueConstraint("message_id", "sha256", name="uq_inbound_identity"),)

    id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(index=True)
    sha256: str = Field(index=True)
    content_sha256: str = Field(default="", index=True)
    size: int
    received_at: datetime = _instant(index=True)
    hop_at: datetime | None = _instant(nullable=True)
    filed_at: datetime = _instant()
    status: str = Field(index=True)
    attempts: int = 0
    claimed_at: datetime | None = _instant(nullable=True)
    disposition: str = Field(default="", index=True)
    rule: str = ""
    reason: str = _text()
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    duplicate_of: int | None = Field(default=None, foreign_key="inbound_message.id")
    answerable: bool = True
    from_name: str = ""
    from_address: str = Field(default="", index=True)
    subject: str = _text()
    in_reply_to: str = ""
    references: str = _text()
    claimed_date: datetime | None = _instant(nullable=True)
    defects: str = ""


class Sighting(SQLModel, table=True):
    """One UID under which a message was seen on a server. The same content may be seen under many.

    ``settled_at`` is when the mail was moved out of the way on the server (or found to be gone already).
    """

    __tablename__: ClassVar[str] = "sighting"
    __table_args__ = (UniqueConstraint("mailbox", "uidvalidity", "uid", name="uq_sighting_uid"),)

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="inbound_message.id", index=True)
    mailbox: str
    uidvalidity: int
    uid: int
    seen_at: datetime = _instant()
    settled_at: datetime | None = _instant(nullable=True, index=True)


class MailboxProgress(SQLModel, table=True):
    """How far a mailbox is known to be read: every UID up to ``last_uid`` was filed or found gone.

    ``read_until`` is the instant the last complete poll began; ``reconciled_at`` that of the last full comparison.
    """

    __tablename__: ClassVar[str] = "mailbox_progress"
    __table_args__ = (UniqueConstraint("mailbox", name="uq_progress_mailbox"),)

    id: int | None = Field(default=None, primary_key=True)
    mailbox: str
    uidvalidity: int
    last_uid: int = 0
    read_until: datetime | None = _instant(nullable=True)
    reconciled_at: datetime | None = _instant(nullable=True)
    fault: str = _text()
    fault_since: datetime | None = _instant(nullable=True)


class MessageAttachment(SQLModel, table=True):
    """One leaf of an inbound message and what became of it. ``position`` counts from 0 within the message."""

    __tablename__: ClassVar[str] = "message_attachment"
    __table_args__ = (UniqueConstraint("message_id", "position", name="uq_attachment_position"),)

    id: int | None = Field(default=None, primary_key=True)
    message_id: int = Field(foreign_key="inbound_message.id")
    position: int
    name: str
    sha256: str
    size: int
    type: str
    declared_type: str = ""
    found_in: str = ""
    outcome: str = ""
    reason: str = _text()


class Application(SQLModel, table=True):
    """One authority's case in the round.

    ``reference`` is the programme's mark and ``number`` ("DD-0001"). ``authority_code`` is the register's code, "" where
    the name matched nobody. ``contact_address`` is where letters go. ``submission_id`` is the submission that counts:
    the newest in time. ``late_ruling`` is "" (nobody ruled), "admitted" or "refused".
    """

    __tablename__: ClassVar[str] = "application"
    __table_args__ = (UniqueConstraint("number", name="uq_application_number"),)

    id: int | None = Field(default=None, primary_key=True)
    number: int
    reference: str = Field(unique=True)
    state: str = Field(index=True)
    authority_code: str = Field(default="", index=True)
    authority_name: str = ""
    contact_name: str = ""
    contact_address: str = Field(default="", index=True)
    submission_id: int | None = None
    late_ruling: str = ""
    created_at: datetime = _instant()


class ApplicationBody(SQLModel, table=True):
    """A body named in an application: its lead or a partner. ``role`` is "lead" or "partner"."""

    __tablename__: ClassVar[str] = "application_body"

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    role: str
    name: str
    authority_code: str = Field(default="", index=True)


class Submission(SQLModel, table=True):
    """One form received for an application: immutable and numbered from 1.

    ``form_sha256`` is that of the attachment it was read from, or of the raw mail where the form was its body.
    ``received_at`` is the instant it is judged by.
    """

    __tablename__: ClassVar[str] = "submission"
    __table_args__ = (
        UniqueConstraint("application_id", "number", name="uq_submission_number"),
        UniqueConstraint("message_id", name="uq_submission_message"),
    )

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    number: int
    message_id: int = Field(foreign_key="inbound_message.id")
    form_name: str = ""
    form_sha256: str
    form_type: str = ""
    likeness: float
    received_at: datetime = _instant(index=True)
    created_at: datetime = _instant()


class StoredAnswer(SQLModel, table=True):
    """One answer of a submission. Corrections are further rows with ``source`` "person"; the newest of those wins.

    ``value`` is JSON as `parsers.extraction.Value` describes; ``box`` is [x0, y0, x1, y1] in points from the top left;
    ``position`` is the attachment's position in the message, None for the body.
    """

    __tablename__: ClassVar[str] = "answer"
    __table_args__ = (Index("ix_answer_submission_key", "submission_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id")
    key: str
    value: Any = Field(default=None, sa_column=Column(JSON, nullable=True))
    text: str = _text()
    confidence: float = 0.0
    method: str = ""
    position: int | None = None
    page: int | None = None
    box: Any = Field(default=None, sa_column=Column(JSON, nullable=True))
    alternatives: Any = Field(default=None, sa_column=Column(JSON, nullable=True))
    source: str = "machine"
    actor: str = ""
    created_at: datetime = _instant()


class Finding(SQLModel, table=True):
    """What a check or the reading found about a submission. ``check`` names the rule, ``key`` the field or "".

    ``weight`` is "blocks" (the application is incomplete), "person" (somebody must rule) or "notice".
    """

    __tablename__: ClassVar[str] = "finding"

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    check: str = Field(index=True)
    weight: str
    key: str = ""
    message: str = _text()


class Event(SQLModel, table=True):
    """Append-only history: what changed, who or what changed it, and why.

    ``subject`` is the kind of row ("message", "application", "letter", …), ``before`` and ``after`` the states or
    values. ``actor`` is "service" or a person's name from the configuration.
    """

    __tablename__: ClassVar[str] = "event"
    __table_args__ = (Index("ix_event_subject", "subject", "subject_id"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = _instant(index=True)
    subject: str
    subject_id: int
    what: str
    before: str = ""
    after: str = ""
    actor: str
    reason: str = _text()


class OutgoingMail(SQLModel, table=True):
    """One letter: an outbox row. ``message_id`` is fixed when it is composed; the bytes are in `OutgoingBody`.

    ``cause`` names what it answers ("message:17", "digest:2014-02-03"); (cause, kind, recipient) is unique, so one
    cause has one letter of a kind. ``automatic`` letters leave without a person. ``not_before`` is when the next
    attempt may be made. ``reason`` is the last fault, worded for a person.
    """

    __tablename__: ClassVar[str] = "outgoing_mail"
    __table_args__ = (
        UniqueConstraint("cause", "kind", "recipient", name="uq_letter_cause"),
        Index("ix_letter_due", "status", "not_before"),
        Index("ix_letter_recipient", "recipient", "created_at"),
    )

    id: int | None = Field(default=None, primary_key=True)
    message_id: str = Field(unique=True)
    cause: str
    kind: str
    recipient: str
    subject: str = _text()
    status: str
    automatic: bool = True
    application_id: int | None = Field(default=None, foreign_key="application.id", index=True)
    inbound_id: int | None = Field(default=None, foreign_key="inbound_message.id", index=True)
    attempts: int = 0
    created_at: datetime = _instant()
    not_before: datetime = _instant()
    claimed_at: datetime | None = _instant(nullable=True)
    sent_at: datetime | None = _instant(nullable=True)
    reason: str = _text()


class OutgoingBody(SQLModel, table=True):
    """The bytes of an outgoing mail as composed (RFC 5322, CRLF), apart from its row so that lists stay light."""

    __tablename__: ClassVar[str] = "outgoing_body"

    letter_id: int = Field(primary_key=True, foreign_key="outgoing_mail.id")
    raw: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


class DigestRun(SQLModel, table=True):
    """A digest that was queued: which day (in the programme's zone), and the instants it covers."""

    __tablename__: ClassVar[str] = "digest_run"

    id: int | None = Field(default=None, primary_key=True)
    day: str = Field(unique=True)
    covers_from: datetime = _instant()
    covers_to: datetime = _instant()
    created_at: datetime = _instant()
