"""How many mails of one writer were passed to staff, so that one writer does not fill everybody's inbox."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import distinct, func, select
from sqlmodel import col

from store.engine import Session
from store.tables import InboundMessage, OutgoingMail


def caused_letters(session: Session, *, kind: str, since: datetime, writer: str = "") -> int:
    """How many mails have caused a letter of this kind since then: those of one address (From), or all of them."""
    query = (
        select(func.count(distinct(col(OutgoingMail.inbound_id))))
        .join(InboundMessage, col(InboundMessage.id) == col(OutgoingMail.inbound_id))
        .where(col(OutgoingMail.kind) == kind, col(OutgoingMail.created_at) >= since)
    )
    if writer:
        query = query.where(func.lower(InboundMessage.from_address) == writer.lower())
    return session.scalar(query) or 0
