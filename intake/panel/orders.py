"""What assessors ask for by mail, for the table of handlers in `intake.decisions.handlers`."""

from __future__ import annotations

from intake.decisions.giving import Handler
from intake.panel.declaring import declare
from intake.panel.scoring import score

#: By the names of `intake.decisions.orders.ACTIONS`.
PANEL_ORDERS: dict[str, Handler] = {"declare": declare, "scores": score}
