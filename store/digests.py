"""Which digests were queued: one a day, each covering what came after the one before."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from store import dialects
from store.columns import table_of
from store.engine import Session
from store.tables import DigestRun


def last_digest(session: Session) -> DigestRun | None:
    """The digest that reaches furthest, or None before the first."""
    return session.scalars(select(DigestRun).order_by(col(DigestRun.covers_to).desc()).limit(1)).first()


def record_digest(session: Session, *, day: str, covers_from: datetime, covers_to: datetime, at: datetime) -> bool:
    """Note that the digest of ``day`` (ISO, in the programme's zone) is queued; False when that day has one already."""
    table = table_of(DigestRun)
    statement = dialects.insert_new(session, table, unique=("day",)).returning(table.c.id)
    values = {"day": day, "covers_from": covers_from, "covers_to": covers_to, "created_at": at}
    return session.connection().execute(statement.values(values)).scalar() is not None
