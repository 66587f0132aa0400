"""Whose part is kept when an applicant is erased: staff of the configuration, and everybody who assessed."""

from __future__ import annotations

from intake.config import Settings
from store import panel
from store.engine import Session


def staff_of(session: Session, settings: Settings) -> frozenset[str]:
    """Their addresses, in lower case."""
    configured = {member.email.lower() for member in settings.staff}
    return frozenset(configured | {row.assessor.lower() for row in panel.assignments(session)})
