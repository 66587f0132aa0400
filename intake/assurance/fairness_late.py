"""Late forms side by side: how late each was and how it was ruled on.

Pure. Where a form was refused, or has no ruling, though a later one was admitted, that is said.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from intake.round.programme import Programme
from store.application_list import ApplicationItem
from store.treatment import LateForm


@dataclass(frozen=True, slots=True, kw_only=True)
class LateRow:
    """One application with a late form: how late in seconds, and how it was ruled on."""

    reference: str
    authority: str
    received_at: datetime
    seconds_late: int
    ruling: str
    ruled_at: datetime | None
    ruled_by: str
    reason: str
    remark: str = ""


def late_rows(cases: Sequence[ApplicationItem], forms: Sequence[LateForm], programme: Programme) -> Iterable[LateRow]:
    """Late forms, the least late first; a ruling stands out that another, later form did not get."""
    known = {case.id: case for case in cases}
    admitted = [form for form in forms if form.ruling == "admitted"]
    for form in sorted(forms, key=lambda item: item.received_at):
        case = known[form.application_id]
        later = [known[item.application_id].reference for item in admitted if item.received_at > form.received_at]
        remark = ""
        if later and form.ruling != "admitted":
            said = "was refused" if form.ruling else "has no ruling"
            remark = f"its late form {said} though later ones were admitted ({', '.join(later)})"
        late = (form.received_at - programme.deadline).total_seconds() if programme.deadline else 0
        yield LateRow(
            reference=case.reference,
            authority=case.authority_name,
            received_at=form.received_at,
            seconds_late=int(late),
            ruling=form.ruling,
            ruled_at=form.ruled_at,
            ruled_by=form.ruled_by,
            reason=form.reason,
            remark=remark,
        )
