"""What staff were told of faults: the letters of given kinds in the outbox, each with the fault it was about.

Nothing else is kept of an alarm. What is a fault and who is told is decided in `intake.staff.alarms`.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from store.columns import table_of
from store.engine import Session
from store.tables import OutgoingMail


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One letter about a fault: its kind, its cause in the outbox, whom it was written to, and when (aware)."""

    kind: str
    cause: str
    recipient: str
    at: datetime


def told(session: Session, *, kinds: Collection[str]) -> list[Told]:
    """Every letter of these kinds, in the order they were written."""
    mail = table_of(OutgoingMail).c
    query = (
        select(mail.kind, mail.cause, mail.recipient, mail.created_at.label("at"))
        .where(mail.kind.in_(kinds))
        .order_by(mail.id)
    )
    return [Told(**row) for row in session.execute(query).mappings()]
