"""Interviews: the slot an application has, or the choice it was given, and how its invitation was answered."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlalchemy import text as sql
from sqlmodel import Field

from store.columns import Row, instant_column, state_column, text_column
from store.states import InterviewState

_STANDING = "state <> 'cancelled'"
_SLOT = "state <> 'cancelled' AND starts_at IS NOT NULL"


class Interview(Row, table=True):
    """One application's interview. No slot of a room is given twice, and no application has two interviews.

    ``starts_at`` and ``ends_at`` are NULL while the applicant is to choose. ``uid`` and ``sequence`` are the
    iCalendar UID and SEQUENCE (RFC 5545 3.8.4.7, 3.8.7.4) last sent. ``attendee`` is the address invited;
    ``replied_stamp`` the DTSTAMP of the newest answer that counted (RFC 5546 3.2.3), ``reply`` its words.
    """

    __tablename__: ClassVar[str] = "interview"
    __table_args__ = (
        Index(
            "uq_interview_slot",
            "starts_at",
            "room",
            unique=True,
            sqlite_where=sql(_SLOT),
            postgresql_where=sql(_SLOT),
        ),
        Index(
            "uq_interview_application",
            "application_id",
            unique=True,
            sqlite_where=sql(_STANDING),
            postgresql_where=sql(_STANDING),
        ),
        CheckConstraint("sequence >= 0", name="sequence"),
        {"sqlite_autoincrement": True},
    )

    id: int | None = Field(default=None, primary_key=True)
    application_id: int = Field(foreign_key="application.id", index=True)
    state: InterviewState = state_column(InterviewState)
    starts_at: datetime | None = instant_column(nullable=True)
    ends_at: datetime | None = instant_column(nullable=True)
    room: str = ""
    location: str = text_column()
    link: str = text_column()
    uid: str = Field(unique=True)
    sequence: int = 0
    attendee: str = ""
    reply: str = text_column()
    replied_stamp: datetime | None = instant_column(nullable=True)
    replied_at: datetime | None = instant_column(nullable=True)
    message_id: int | None = Field(default=None, foreign_key="inbound_message.id")
    created_at: datetime = instant_column()
