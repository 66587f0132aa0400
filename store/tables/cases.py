"""An authority's case: the application, the bodies it names, the forms received for it, their answers and findings."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy import text as sql
from sqlmodel import Field

from store.columns import Row, instant_column, json_column, state_column, text_column
from store.states import ApplicationState


class Application(Row, table=True):
    """One authority's case in the round.

    ``reference`` is the programme's mark and ``number`` ("DD-0001"). ``authority_code`` is the register's code, ""
    where the name matched nobody. ``contact_address`` is where letters go. ``submission_id`` is the submission that
    counts: the newest in time (no foreign key: the two tables would name each other). ``late_ruling`` is "" (nobody
    ruled), "admitted" or "refused". ``erased_at`` is when what people wrote in it was erased (`store.erasure`).
    """

    __tablename__: ClassVar[str] = "application"
    __table_args__ = (
        UniqueConstraint("number", name="uq_application_number"),
        CheckConstraint("number > 0", name="number"),
        Index("ix_application_contact", sql("lower(contact_address)")),
        Index("ix_application_state", "state"),
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
    erased_at: datetime | None = instant_column(nullable=True)


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
    created_at: datetime = instant_column(index=True)


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
