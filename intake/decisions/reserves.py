"""When a place falls free: which application of the reserve list is first, and the letter with which staff select it.

Nobody is selected by this. The order of the reserve list is the panel's ranking, else that of the references.
"""

from __future__ import annotations

from datetime import datetime

from intake.decisions.case_letter import send_case
from intake.desk import Desk
from intake.panel.standing import ranking_of
from store import applications
from store.engine import Session
from store.states import ApplicationState
from store.tables import Application


def first_reserve(session: Session, desk: Desk) -> Application | None:
    """The application that is first on the reserve list, None where it is empty."""
    waiting = {
        case.reference: case
        for case in applications.all_applications(session)
        if case.state == ApplicationState.RESERVE
    }
    ranked = [item.reference for item in ranking_of(session, desk.programme) if item.reference in waiting]
    order = [*ranked, *(reference for reference in waiting if reference not in ranked)]
    return waiting[order[0]] if order else None


def offer_first_reserve(session: Session, desk: Desk, *, left: Application, at: datetime) -> str:
    """Send those who decide the letter of the first reserve, now that ``left`` gave its place up; says so."""
    case = first_reserve(session, desk)
    if case is None:
        return "A place is free, and nobody is on the reserve list."
    for member in desk.offices.with_role("decide"):
        send_case(session, desk, case, member, cause=f"reserve:{left.reference}:{case.reference}", at=at)
    return (
        f"A place is free. First on the reserve list is {case.reference}, {case.authority_name}; its letter, with the "
        "link to select it, is on its way."
    )
