"""Decisions on applications: recorded with who and why, taken back while nothing left, and which stand."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from store import history
from store.engine import Session
from store.states import Ruling
from store.tables import Application, Decision


def decide(
    session: Session,
    application: Application,
    ruling: Ruling,
    *,
    actor: str,
    body: str = "",
    reason: str = "",
    amount: int | None = None,
    message_id: int | None = None,
    at: datetime,
) -> Decision:
    """Write down what a person decides; ``amount`` in pence. Nothing leaves by this."""
    decision = Decision(
        application_id=history.id_of(application),
        ruling=ruling,
        amount=amount,
        reason=reason,
        actor=actor,
        body=body,
        message_id=message_id,
        decided_at=at,
    )
    session.add(decision)
    session.flush()
    history.record(
        session,
        subject="application",
        subject_id=history.id_of(application),
        what="decision",
        after=ruling if amount is None else f"{ruling} {amount}",
        actor=actor,
        reason=reason,
        at=at,
    )
    return decision


def undo(session: Session, decision: Decision, *, actor: str, at: datetime) -> None:
    """Take a decision back that no batch has carried out."""
    history.change(session, decision, {"undone_at": at, "undone_by": actor})
    history.record(
        session,
        subject="application",
        subject_id=decision.application_id,
        what="decision",
        before=decision.ruling,
        after="taken back",
        actor=actor,
        at=at,
    )


def by_id(session: Session, decision_id: int) -> Decision | None:
    """The decision with this id."""
    return session.get(Decision, decision_id)


def standing(session: Session, rulings: Collection[Ruling] = tuple(Ruling)) -> dict[int, Decision]:
    """The newest decision of each application that is neither undone nor carried out, among those of ``rulings``."""
    query = select(Decision).where(
        col(Decision.undone_at).is_(None), col(Decision.batch_id).is_(None), col(Decision.ruling).in_(list(rulings))
    )
    return {row.application_id: row for row in session.scalars(query.order_by(col(Decision.id)))}


def of_application(session: Session, application_id: int) -> list[Decision]:
    """Every decision on one application, oldest first."""
    query = select(Decision).where(col(Decision.application_id) == application_id)
    return list(session.scalars(query.order_by(col(Decision.id))))


def carried_out(session: Session, rulings: Collection[Ruling]) -> dict[int, Decision]:
    """The newest decision of each application that a batch carried out, among those of ``rulings``."""
    query = select(Decision).where(
        col(Decision.undone_at).is_(None), col(Decision.batch_id).is_not(None), col(Decision.ruling).in_(list(rulings))
    )
    return {row.application_id: row for row in session.scalars(query.order_by(col(Decision.id)))}
