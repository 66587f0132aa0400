"""Every order in a mail: the one its subject or text asks for, and each scoresheet of ours that is attached to it."""

from __future__ import annotations

from intake.decisions.orders import Order, read_order
from intake.desk import Desk
from intake.panel.returned import has_scores
from intake.taking import Incoming


def asked_in(desk: Desk, incoming: Incoming) -> tuple[Order, ...]:
    """The orders, scoresheets first; a reply that only brings its scoresheet along asks for nothing in its text."""
    order = read_order(incoming.mail.subject, incoming.mail.reply_text)
    sheets = tuple(
        Order(action="scores", subject=sheet.reference.strip(), token=sheet.code, text="", sheet=sheet)
        for sheet in incoming.reading.scoresheets
    )
    if order is None or (sheets and order.action == "scores" and not has_scores(incoming.mail.body, desk.programme)):
        return sheets
    return (*sheets, order)
