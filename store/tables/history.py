"""The append-only history of everything that changed, and the end of its chain."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from sqlalchemy import CheckConstraint, Index
from sqlmodel import Field

from store.columns import Row, instant_column, text_column


class Event(Row, table=True):
    """Append-only history: what changed, who or what changed it, and why.

    ``subject`` is the kind of row ("message", "application", "letter", …), ``before`` and ``after`` the states or
    values. ``actor`` is "service" or a person's name from the configuration. ``seal`` and ``chain`` are made and
    explained in `store.chain`. ``erased_by`` is the id of the event that says why part of this one was erased.
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
    seal: str = text_column()
    chain: str
    erased_by: int | None = None


class ChainHead(Row, table=True):
    """The end of the history's chain: the newest event (0 before the first) and its link. The table has one row."""

    __tablename__: ClassVar[str] = "chain_head"
    __table_args__ = (CheckConstraint("id = 1", name="only"),)

    id: int | None = Field(default=None, primary_key=True)
    event_id: int
    hash: str
