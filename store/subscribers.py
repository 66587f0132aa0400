"""The update list: who is on it, who joined and who left, each with its line in the history.

An address has one row for good, so that it can leave and join again as often as it likes; what it is told is
`intake.notices.subscription`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from store import dialects, history
from store.columns import table_of
from store.engine import Session
from store.tables import Subscriber


def join(
    session: Session,
    address: str,
    *,
    code: str,
    at: datetime,
    name: str = "",
    message_id: int | None = None,
    actor: str = history.SERVICE,
    reason: str = "",
) -> bool:
    """Put an address on the list; False where it is on it already. ``code`` is kept from its first joining."""
    table = table_of(Subscriber)
    statement = dialects.insert_new(session, table, unique=("address",)).returning(table.c.id)
    values = {"address": address.lower(), "name": name, "code": code, "joined_at": at, "message_id": message_id}
    new = session.connection().execute(statement.values(values)).scalar()
    row = by_address(session, address)
    if row is None or (new is None and row.left_at is None):
        return False
    if new is None:
        history.change(session, row, {"joined_at": at, "left_at": None, "message_id": message_id})
    _record(session, row, "joined", at=at, actor=actor, reason=reason)
    return True


def leave(
    session: Session, subscriber: Subscriber, *, at: datetime, actor: str = history.SERVICE, reason: str = ""
) -> bool:
    """Take an address off the list; False where it had left already."""
    if subscriber.left_at is not None:
        return False
    history.change(session, subscriber, {"left_at": at})
    _record(session, subscriber, "left", at=at, actor=actor, reason=reason)
    return True


def standing(session: Session) -> Sequence[Subscriber]:
    """Everybody on the list, in the order they joined."""
    query = select(Subscriber).where(col(Subscriber.left_at).is_(None))
    return session.scalars(query.order_by(col(Subscriber.joined_at), col(Subscriber.id))).all()


def by_address(session: Session, address: str) -> Subscriber | None:
    """The row of an address, whatever the case of its letters and whether or not it is on the list now."""
    return session.scalars(select(Subscriber).where(col(Subscriber.address) == address.lower())).first()


def by_code(session: Session, code: str) -> Subscriber | None:
    """The row whose updates carry this code."""
    return session.scalars(select(Subscriber).where(col(Subscriber.code) == code)).first()


def _record(session: Session, row: Subscriber, what: str, *, at: datetime, actor: str, reason: str) -> None:
    number = history.id_of(row)
    history.record(session, subject="subscriber", subject_id=number, what=what, actor=actor, reason=reason, at=at)
