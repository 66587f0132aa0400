"""The rows, as SQLModel tables. Meaning and units here; states in `store.states`; no behaviour.

Instants are stored in UTC and come back aware (`store.columns`). SQLModel table classes validate nothing when
constructed, so every caller passes checked values; what the database itself can refuse it refuses. Columns that hold
a state hold the member's text and come back as the member. A change here needs a migration in `store.migrations`.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, LargeBinary, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field

from store.columns import Row, counter_column, instant_column, json_column, state_column, text_column
from store.states import ApplicationState, LetterStatus, MessageStatus


class InboundMessage(Row, table=True):
    """One mail received, by content: the receipt for bytes that lie in the raw archive under ``sha256``.

    ``message_id`` is the Message-ID without angle brackets; where the mail had none, ``sha256:<hex>`` stands in.
    ``received_at`` is the server's INTERNALDATE, ``hop_at`` the instant of the first trusted ``Received`` hop.
    ``content_sha256`` ignores trace headers; two rows with the same one are the same mail come by two routes.
    ``attempts`` counts readings begun. ``rule`` names the triage rule that gave the disposition. ``released_by`` is the
    person who let a held message be read again, "" where nobody had to.
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


class Application(Row, table=True):
    """One authority's case in the round.

    ``reference`` is the programme's mark and ``number`` ("DD-0001"). ``authority_code`` is the register's code, ""
    where the name matched nobody. ``contact_address`` is where letters go. ``submission_id`` is the submission that
    counts: the newest in time (no foreign key: the two tables would name each other). ``late_ruling`` is "" (nobody
    ruled), "admitted" or "refused".
    """

    __tablename__: ClassVar[str] = "application"
    __table_args__ = (
        UniqueConstraint("number", name="uq_application_number"),
        CheckConstraint("number > 0", name="number"),
        Index("ix_application_contact", sql("lower(contact_address)")),
        CheckConstraint("late_ruling IN ('', 'admitted', 'refused')", name="late_ruling"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    number: int
    reference: str = Field(unique=True)
    state: ApplicationState = state_column(ApplicationState)
    authority_code: str = Field(default="", index=True)
    authority_name: str = ""
    contact_name: str = ""
    contact_address: str = ""
    submission_id: int | None = None
    late_ruling: str = ""
    created_at: datetime = instant_column()


class ApplicationBody(Row, table=True):
    """A body named in an application: its lead or a partner. ``role`` is "lead" or "partner"."""

    __tablename__: ClassVar[str] = "application_body"
    __table_args__ = (CheckConstraint("role IN ('lead', 'partner')", name="role"),)

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    role: str
    name: str
    authority_code: str = Field(default="", index=True)


class Submission(Row, table=True):
    """One form received for an application: immutable and numbered from 1.

    ``form_sha256`` is that of the attachment it was read from, or of the raw mail where the form was its body.
    ``received_at`` is the instant it is judged by; ``late`` that it was after the deadline.
    """

    __tablename__: ClassVar[str] = "submission"
    __table_args__ = (
        UniqueConstraint("application_id", "number", name="uq_submission_number"),
        UniqueConstraint("message_id", name="uq_submission_message"),
        CheckConstraint("number > 0", name="number"),
    )

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id")
    number: int
    message_id: int = Field(foreign_key="inbound_message.id")
    form_name: str = ""
    form_sha256: str
    form_type: str = ""
    likeness: float
    received_at: datetime = instant_column(index=True)
    late: bool = False
    created_at: datetime = instant_column()


class StoredAnswer(Row, table=True):
    """One answer of a submission. Corrections are further rows; the newest of those wins over every reading.

    ``source`` is "machine" (read from the form), "person" (a member of staff corrected it) or "applicant" (the
    applicant did, in a reply); ``actor`` says who.
    ``value`` is JSON as `parsers.extraction.Value` describes; ``box`` is [x0, y0, x1, y1] in points from the top left;
    ``position`` is the attachment's position in the message, None for the body.
    """

    __tablename__: ClassVar[str] = "answer"
    __table_args__ = (
        Index("ix_answer_submission_key", "submission_id", "key"),
        CheckConstraint("source IN ('machine', 'person', 'applicant')", name="source"),
    )

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id")
    key: str
    value: Any = json_column()
    text: str = text_column()
    confidence: float = 0.0
    method: str = ""
    position: int | None = None
    page: int | None = None
    box: Any = json_column()
    alternatives: Any = json_column()
    source: str = "machine"
    actor: str = ""
    created_at: datetime = instant_column()


class Finding(Row, table=True):
    """What a check or the reading found about a submission. ``check`` names the rule, ``key`` the field or "".

    ``weight`` is "blocks" (the application is incomplete), "person" (somebody must rule) or "notice".
    """

    __tablename__: ClassVar[str] = "finding"
    __table_args__ = (CheckConstraint("weight IN ('blocks', 'person', 'notice')", name="weight"),)

    id: int | None = Field(default=None, primary_key=True)
    submission_id: int = Field(foreign_key="submission.id", index=True)
    check: str
    weight: str
    key: str = ""
    message: str = text_column()


class Event(Row, table=True):
    """Append-only history: what changed, who or what changed it, and why.

    ``subject`` is the kind of row ("message", "application", "letter", …), ``before`` and ``after`` the states or
    values. ``actor`` is "service" or a person's name from the configuration.
    """

    __tablename__: ClassVar[str] = "event"
    __table_args__ = (Index("ix_event_subject", "subject", "subject_id"),)

    id: int | None = Field(default=None, primary_key=True)
    at: datetime = instant_column(index=True)
    subject: str
    subject_id: int
    what: str
    before: str = ""
    after: str = ""
    actor: str
    reason: str = text_column()


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
