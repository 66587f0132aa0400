"""Decisions beside the scores: which of two was decided better although it was scored lower.

Pure. People may decide otherwise than the scores say, with their reasons; what is shown is that they did.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from intake.panel.ranking import Result
from intake.round.panel import plain
from store.application_list import ApplicationItem
from store.states import Ruling
from store.treatment import Decided

#: The stages at which applications are chosen among, each ruling with how good it is.
_STAGES: tuple[dict[str, int], ...] = (
    {Ruling.SHORTLIST: 1, Ruling.DECLINE: 0},
    {Ruling.SELECT: 2, Ruling.RESERVE: 1, Ruling.NOT_SELECT: 0},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionRow:
    """One decision that stands, beside the application's score (in points of the panel's scale) and rank.

    ``amount`` is in pence. ``remark`` says that others scored higher and fared worse, "" where none did.
    """

    reference: str
    authority: str
    state: str
    score: Decimal | None
    rank: int | None
    ruling: str
    amount: int | None
    decided_by: str
    decided_at: datetime
    carried_out: bool
    remark: str = ""


def decision_rows(
    cases: Sequence[ApplicationItem], decided: Iterable[Decided], results: Iterable[Result]
) -> tuple[DecisionRow, ...]:
    """The newest decision on each application at each stage, the best scored first."""
    known, scored = {case.id: case for case in cases}, {result.reference: result for result in results}
    newest: dict[tuple[int, int], Decided] = {}
    for item in decided:
        newest[item.application_id, _stage(item.ruling)] = item
    rows = [_row(known[item.application_id], item, scored) for item in newest.values()]
    rows.sort(key=lambda row: (_stage(row.ruling), row.score is None, -(row.score or 0), row.reference))
    return tuple(_with_remark(row, rows) for row in rows)


def _stage(ruling: str) -> int:
    return next((place for place, stage in enumerate(_STAGES) if ruling in stage), len(_STAGES))


def _row(case: ApplicationItem, item: Decided, scored: dict[str, Result]) -> DecisionRow:
    result = scored.get(case.reference)
    return DecisionRow(
        reference=case.reference,
        authority=case.authority_name,
        state=case.state,
        score=result.mean if result else None,
        rank=result.rank if result else None,
        ruling=item.ruling,
        amount=item.amount,
        decided_by=item.actor,
        decided_at=item.decided_at,
        carried_out=item.carried_out,
    )


def _with_remark(row: DecisionRow, rows: Sequence[DecisionRow]) -> DecisionRow:
    place = _stage(row.ruling)
    if place == len(_STAGES) or row.score is None:
        return row
    grades = _STAGES[place]
    better = [
        f"{other.reference} ({plain(other.score)}, {other.ruling})"
        for other in rows
        if _stage(other.ruling) == place
        and other.score is not None
        and other.score < row.score
        and grades[other.ruling] > grades[row.ruling]
    ]
    if not better:
        return row
    remark = f"{row.ruling} with {plain(row.score)} points, though lower scored ones fared better: {', '.join(better)}"
    return replace(row, remark=remark)
