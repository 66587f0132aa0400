"""How each application was treated, side by side: the letters it got and when, rulings on lateness, decisions.

Rows as they are; what is compared with what, and what stands out, is judged in `intake.assurance.fairness`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from store.columns import table_of
from store.engine import Session
from store.states import LetterStatus
from store.tables import Application, Batch, BatchItem, Decision, Event, InboundMessage, OutgoingMail, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """One letter about an application. ``caused_at`` is when the mail it answers was received, the batch it belongs to
    was released (staged, until then), or else when it was written."""

    application_id: int
    kind: str
    cause: str
    recipient: str
    status: LetterStatus
    caused_at: datetime
    sent_at: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LateForm:
    """The latest form of an application that came after the deadline, and the ruling on it ("" for none yet)."""

    application_id: int
    received_at: datetime
    ruling: str
    ruled_at: datetime | None
    ruled_by: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision that stands; ``amount`` in pence, ``carried_out`` once a batch has."""

    application_id: int
    ruling: str
    amount: int | None
    actor: str
    decided_at: datetime
    carried_out: bool


def notices(session: Session) -> list[Notice]:
    """Every letter about an application that was not cancelled, in the order it was written."""
    mail, message = table_of(OutgoingMail).c, table_of(InboundMessage).c
    item, batch = table_of(BatchItem).c, table_of(Batch).c
    query = (
        select(
            mail.application_id,
            mail.kind,
            mail.cause,
            mail.recipient,
            mail.status,
            func.coalesce(message.received_at, batch.released_at, batch.staged_at, mail.created_at).label("caused_at"),
            mail.sent_at,
        )
        .join_from(table_of(OutgoingMail), table_of(InboundMessage), message.id == mail.inbound_id, isouter=True)
        .join(table_of(BatchItem), item.letter_id == mail.id, isouter=True)
        .join(table_of(Batch), batch.id == item.batch_id, isouter=True)
        .where(mail.application_id.is_not(None), mail.status != LetterStatus.CANCELLED)
        .order_by(mail.id)
    )
    return [Notice(**row) for row in session.execute(query).mappings()]


def late_forms(session: Session) -> list[LateForm]:
    """Every application with a form that was late, in the order of their numbers."""
    application, form, event = table_of(Application).c, table_of(Submission).c, table_of(Event).c
    latest = (
        select(form.application_id, func.max(form.received_at).label("received_at"))
        .where(form.late)
        .group_by(form.application_id)
        .subquery()
    )
    query = (
        select(application.id, latest.c.received_at, application.late_ruling)
        .join_from(table_of(Application), latest, latest.c.application_id == application.id)
        .order_by(application.number)
    )
    ruled = {
        row.subject_id: row
        for row in session.execute(
            select(event.subject_id, event.at, event.actor, event.reason)
            .where(event.subject == "application", event.what == "late_ruling")
            .order_by(event.id)
        )
    }
    found = []
    for application_id, received_at, ruling in session.execute(query):
        last = ruled.get(application_id) if ruling else None
        found.append(
            LateForm(
                application_id=application_id,
                received_at=received_at,
                ruling=ruling,
                ruled_at=last.at if last else None,
                ruled_by=last.actor if last else "",
                reason=last.reason if last else "",
            )
        )
    return found


def decided(session: Session) -> list[Decided]:
    """Every decision that was not taken back, oldest first."""
    row = table_of(Decision).c
    query = select(
        row.application_id,
        row.ruling,
        row.amount,
        row.actor,
        row.decided_at,
        row.batch_id.is_not(None).label("carried_out"),
    )
    found = session.execute(query.where(row.undone_at.is_(None)).order_by(row.id)).mappings()
    return [Decided(**{**item, "carried_out": bool(item["carried_out"])}) for item in found]
