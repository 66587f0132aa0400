"""What carries out each action: the rows of one table, gathered from the rooms that know how."""

from __future__ import annotations

from intake.decisions.batch_orders import BATCH_ORDERS
from intake.decisions.case_letter import show
from intake.decisions.case_orders import CASE_ORDERS
from intake.decisions.giving import Handler
from intake.decisions.stage_orders import STAGE_ORDERS
from intake.decisions.undoing import undo
from intake.interviews.changing import CHANGES
from intake.interviews.noting import NOTES
from intake.panel.orders import PANEL_ORDERS

#: By the names of `intake.decisions.orders.ACTIONS`.
HANDLERS: dict[str, Handler] = {
    **CASE_ORDERS,
    **BATCH_ORDERS,
    **STAGE_ORDERS,
    **PANEL_ORDERS,
    **CHANGES,
    **NOTES,
    "undo": undo,
    "show": show,
}
