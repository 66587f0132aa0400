"""Orders of staff: which were obeyed or refused, which one-use codes are used up, and what can be taken back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from store import history, numbering
from store.engine import Session
from store.tables import StaffOrder

DONE, REFUSED = "done", "refused"


def is_used(session: Session, fingerprint: str) -> bool:
    """Whether the one-use code with this fingerprint was obeyed before."""
    return session.scalar(select(col(StaffOrder.id)).where(col(StaffOrder.token) == fingerprint)) is not None


def record(
    session: Session,
    *,
    person: str,
    person_name: str,
    action: str,
    subject: str,
    text: str,
    outcome: str,
    at: datetime,
    reason: str = "",
    token: str | None = None,
    message_id: int | None = None,
    application_id: int | None = None,
    batch_id: int | None = None,
) -> StaffOrder:
    """Write down an order. ``token`` is the fingerprint of its code where it was obeyed.

    Raises:
        ConflictError: the code was used in another transaction meanwhile.
    """
    order = StaffOrder(
        id=numbering.kept(session, StaffOrder),
        message_id=message_id,
        person=person,
        person_name=person_name,
        action=action,
        subject=subject,
        application_id=application_id,
        batch_id=batch_id,
        text=text,
        token=token,
        outcome=outcome,
        reason=reason,
        at=at,
    )
    session.add(order)
    session.flush()
    history.record(
        session,
        subject="order",
        subject_id=history.id_of(order),
        what=action,
        after=outcome,
        actor=person_name,
        reason=reason,
        at=at,
    )
    return order


def can_be_undone(session: Session, order: StaffOrder, undo: Mapping[str, Any]) -> None:
    """Keep how the order is taken back."""
    history.change(session, order, {"undo": dict(undo)})


def by_id(session: Session, order_id: int) -> StaffOrder | None:
    """The order with this id."""
    return session.get(StaffOrder, order_id)


def mark_undone(session: Session, order: StaffOrder, *, actor: str, at: datetime) -> None:
    """The order was taken back."""
    history.change(session, order, {"undone_at": at, "undone_by": actor})
    history.record(
        session, subject="order", subject_id=history.id_of(order), what="undone", after="undone", actor=actor, at=at
    )


def of_message(session: Session, message_id: int) -> StaffOrder | None:
    """The order that came in a mail."""
    return session.scalars(select(StaffOrder).where(col(StaffOrder.message_id) == message_id)).first()


def of_application(session: Session, application_id: int) -> list[StaffOrder]:
    """The orders about one application, oldest first."""
    query = select(StaffOrder).where(col(StaffOrder.application_id) == application_id)
    return list(session.scalars(query.order_by(col(StaffOrder.id))))
