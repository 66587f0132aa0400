"""The append-only history of everything that changed."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import Index
from sqlmodel import Field

from store.columns import Row, instant_column, text_column


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
