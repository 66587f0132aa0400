"""What there is to erase beside applications, which files may go, and what the periods count from. Only looks.

Erasing rows is `store.erasure`; which of this is due and who asked is `intake.assurance`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select
from sqlmodel import col

from store import history
from store.belongings import owners
from store.columns import table_of
from store.engine import Session
from store.tables import InboundMessage, OutgoingBody, OutgoingMail, StaffOrder, Subscriber

#: What stands before the number of a row in place of an address that was erased.
NOBODY = "erased-"


def waiting_files(session: Session) -> list[str]:
    """The sha256 of every erased mail whose file may go: no mail that is not erased has the same content."""
    table = table_of(InboundMessage)
    needed = select(table.c.sha256).where(table.c.erased_at.is_(None))
    query = select(table.c.sha256).where(table.c.erased_at.is_not(None), table.c.sha256.not_in(needed))
    return sorted(set(session.scalars(query)))


def last_sent_at(session: Session, kinds: Collection[str]) -> datetime | None:
    """When the last letter of one of these kinds was sent; None while none was."""
    query = select(func.max(col(OutgoingMail.sent_at))).where(col(OutgoingMail.kind).in_(list(kinds)))
    return session.scalar(query)


@dataclass(frozen=True, slots=True, kw_only=True)
class Loose:
    """What belongs to no application: mail, letters (digests and alarms too), people on the update list, orders."""

    messages: Sequence[InboundMessage] = ()
    letters: Sequence[OutgoingMail] = ()
    subscribers: Sequence[Subscriber] = ()
    orders: Sequence[StaffOrder] = ()

    @property
    def nothing(self) -> bool:
        """Whether there is nothing of it."""
        return not (self.messages or self.letters or self.subscribers or self.orders)


#: There is nothing of it.
NOTHING_LOOSE = Loose()


def loose(session: Session) -> Loose:
    """What belongs to no application and was not erased."""
    owned, mail = owners(session), session.scalars(_not_erased()).all()
    empty = select(col(OutgoingBody.letter_id)).where(func.length(OutgoingBody.raw) == 0)
    letters = select(OutgoingMail).where(col(OutgoingMail.application_id).is_(None), col(OutgoingMail.id).not_in(empty))
    inbound = {history.id_of(row) for row in mail if row.id not in owned}
    return Loose(
        messages=[row for row in mail if row.id in inbound],
        letters=[
            row
            for row in session.scalars(letters.order_by(col(OutgoingMail.id)))
            if row.inbound_id is None or row.inbound_id in inbound
        ],
        subscribers=session.scalars(select(Subscriber).where(~col(Subscriber.address).startswith(NOBODY))).all(),
        orders=session.scalars(_orders()).all(),
    )


def _not_erased() -> Any:
    return select(InboundMessage).where(col(InboundMessage.erased_at).is_(None)).order_by(col(InboundMessage.id))


def _orders() -> Any:
    """Orders about no application that say something still."""
    about = (col(StaffOrder.application_id).is_(None), (col(StaffOrder.text) != "") | (col(StaffOrder.reason) != ""))
    return select(StaffOrder).where(*about).order_by(col(StaffOrder.id))
