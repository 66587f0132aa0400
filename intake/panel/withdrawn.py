"""Tell assessors that an application they were sent is withdrawn. Their work stays where it is, should it come back."""

from __future__ import annotations

from datetime import datetime

from intake.correspondence import write
from intake.desk import Desk
from intake.letters.contexts import PanelNews
from intake.letters.kinds import Kind
from intake.wording import count
from store import history, panel
from store.engine import Session
from store.states import AssignmentState
from store.tables import Application

_SENT = (AssignmentState.SENT, AssignmentState.SCORED)


def tell_assessors(session: Session, desk: Desk, case: Application, *, at: datetime) -> str:
    """Queue the letters; returns a sentence on how many, "" for none."""
    rows = panel.assignments(session, states=_SENT, application_id=history.id_of(case))
    news = PanelNews(
        title=f"{case.reference} is withdrawn",
        sentences=(
            f"Its applicant has withdrawn {case.reference}. You no longer need to assess it; scores on it are not "
            "counted. Please delete what you were sent of it.",
        ),
    )
    told = [
        write(
            session,
            desk,
            Kind.PANEL_NEWS,
            news,
            to=row.assessor,
            cause=f"withdrawn-panel:{row.id}:{at.isoformat()}",
            application_id=case.id,
        )
        for row in rows
        if desk.offices.member(row.assessor) is not None
    ]
    number = sum(isinstance(item, int) for item in told)
    return f"{count(number, 'assessor is', 'assessors are')} told to stop." if number else ""
