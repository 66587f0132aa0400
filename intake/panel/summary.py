"""What the panel's scores come to, worded: as a letter and a workbook for those who decide, lines for a case, JSON.

The sums are `intake.panel.ranking`'s. Names of assessors stand in what staff with the role ``decide`` get, and nowhere
else; who still has to score an application is not shown what others gave.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from intake.config import StaffMember
from intake.correspondence import write
from intake.decisions.reply_links import SHORTLIST_HINT, Offer, links_for
from intake.desk import Desk
from intake.letters.contexts import RankedLine, Ranking
from intake.letters.kinds import Kind
from intake.letters.mime import AttachedFile
from intake.panel.comments import comment_sheet
from intake.panel.criteria import panel_of
from intake.panel.ranking import Mark, Result, short
from intake.panel.standing import given_scores, ranking_of
from intake.panel.work import READ
from intake.round.panel import Panel, plain
from intake.round.programme import Programme
from intake.staff.sheet import Cell, Sheet, xlsx_of
from store import applications, history, letters, panel
from store.engine import Session
from store.states import AssignmentState
from store.tables import Application

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_WAITING = (AssignmentState.ASSIGNED, AssignmentState.CLEAR, AssignmentState.SENT)
_FIXED = ("Rank", "Reference", "Authority", "Mean", "Median", "Spread", "Deviation", "Scored by", "To discuss")
_WIDTHS = (7, 12, 34, 9, 9, 9, 10, 10, 50)


def send_ranking(session: Session, desk: Desk, at: datetime) -> int:
    """Tell those who decide what the scores come to, once everything that was given out is scored.

    Once, and again when more was given out meanwhile and is scored too. Returns how many letters were queued.
    """
    of = desk.programme.panel
    rows = panel.assignments(session) if of is not None else []
    if of is None or not any(row.state == AssignmentState.SCORED for row in rows):
        return 0
    if any(row.state in _WAITING and _is_read(session, row.application_id) for row in rows):
        return 0
    cause = f"ranking:{max(history.id_of(row) for row in rows)}:{max(row.assigned_at for row in rows).isoformat()}"
    if letters.find_by_cause(session, cause):
        return 0
    results = ranking_of(session, desk.programme)
    letter = Ranking(
        lines=tuple(_line(result, name) for result, name in _named(session, results)),
        assessors=len({mark.assessor for result in results for mark in result.marks}),
        scale=f"{plain(of.least)} to {plain(of.most)}",
        places=desk.programme.places,
    )
    book = AttachedFile(
        name=f"{desk.programme.reference} ranking.xlsx",
        type=_XLSX,
        data=ranking_xlsx(session, desk.programme),
    )
    plan = Offer("plan", "stage:shortlist", "Plan the letters: shortlist", SHORTLIST_HINT)
    told = 0
    for member in desk.offices.with_role("decide"):
        mine = replace(letter, links=links_for(desk, member, [plan], at=at))
        queued = write(session, desk, Kind.RANKING, mine, to=member.email, cause=cause, attachments=(book,))
        told += isinstance(queued, int)
    return told


def _is_read(session: Session, application_id: int) -> bool:
    case = applications.by_id(session, application_id)
    return case is not None and case.state in READ


def _named(session: Session, results: Iterable[Result]) -> list[tuple[Result, str]]:
    """Each result with the authority's name."""
    names = {case.reference: case.authority_name for case in applications.all_applications(session)}
    return [(result, names.get(result.reference, "")) for result in results]


def rank_words(result: Result) -> str:
    """``3``, ``3 =`` where others share it, "" where there is none."""
    return "" if result.rank is None else f"{result.rank}{' =' if result.tied else ''}"


def scored_by(result: Result) -> str:
    """``2 of 3``: how many assessors have scored everything."""
    return f"{sum(not mark.missing for mark in result.marks)} of {len(result.marks)}"


def _line(result: Result, authority: str) -> RankedLine:
    return RankedLine(
        rank=rank_words(result),
        reference=result.reference,
        authority=authority,
        mean=short(result.mean),
        median=short(result.median),
        spread=short(result.spread),
        scored=scored_by(result),
        discuss=result.discuss,
    )


def case_lines(session: Session, desk: Desk, case: Application, member: StaffMember) -> tuple[str, ...]:
    """What the panel made of one application, for the letter about it to a member of staff."""
    of = desk.programme.panel
    if of is None:
        return ()
    own = panel.assignment(session, history.id_of(case), member.email)
    if own is not None and own.state in _WAITING:
        return ("What other assessors gave is shown once you have scored it.",)
    results = ranking_of(session, desk.programme)
    result = next((item for item in results if item.reference == case.reference), None)
    if result is None or not result.marks:
        return ()
    lines = [f"Scored in full by {scored_by(result)} assessors."]
    if result.rank is not None:
        ranked = sum(item.rank is not None for item in results)
        tied = ", tied" if result.tied else ""
        lines.insert(0, f"Rank {result.rank} of {ranked}{tied}: mean {short(result.mean)} of {plain(of.most)}, "
                        f"median {short(result.median)}, spread {short(result.spread)}.")  # fmt: skip
    named = "decide" in member.roles
    names = {row.assessor: row.assessor_name or row.assessor for row in panel.assignments(session)}
    for number, mark in enumerate(result.marks, 1):
        lines.append(_mark_line(of, mark, names.get(mark.assessor, mark.assessor) if named else f"Assessor {number}"))
    return (*lines, *result.discuss)


def _mark_line(of: Panel, mark: Mark, name: str) -> str:
    points = ", ".join(
        f"{item.title} {plain(mark.points[item.key])}" for item in of.criteria if item.key in mark.points
    )
    if not points:
        return f"{name}: nothing yet."
    return f"{name}: {short(mark.weighted) if mark.weighted is not None else 'not complete'} ({points})."


def ranking_items(session: Session, programme: Programme) -> list[dict[str, Any]]:
    """The ranking as JSON, one item an application, best first; numbers are decimal strings, exact to four places."""
    names = {row.assessor: row.assessor_name for row in panel.assignments(session)}
    return [
        {
            "reference": result.reference,
            "authority": authority,
            "rank": result.rank,
            "tied": result.tied,
            "complete": result.complete,
            "mean": _text(result.mean),
            "median": _text(result.median),
            "spread": _text(result.spread),
            "deviation": _text(result.deviation),
            "criteria": [
                {"criterion": item.criterion, "mean": _text(item.mean), "spread": _text(item.spread)}
                for item in result.criteria
            ],
            "assessors": [
                {
                    "assessor": mark.assessor,
                    "name": names.get(mark.assessor, ""),
                    "weighted": _text(mark.weighted),
                    "points": {key: plain(points) for key, points in mark.points.items()},
                    "missing": list(mark.missing),
                }
                for mark in result.marks
            ],
            "discuss": list(result.discuss),
        }
        for result, authority in _named(session, ranking_of(session, programme))
    ]


def _text(value: Any) -> str | None:
    return None if value is None else f"{value:f}"


def ranking_xlsx(session: Session, programme: Programme) -> bytes:
    """The ranking and every comment as a workbook of two sheets, with the assessors' names.

    Raises:
        NoPanelError: the programme's pack has no panel.
    """
    of = panel_of(programme)
    results = _named(session, ranking_of(session, programme))
    widths = (*_WIDTHS, *(14 for _ in of.criteria))
    return xlsx_of(
        [
            Sheet(title="Ranking", rows=list(_ranking_rows(of, results)), widths=widths, fixed_columns=3),
            Sheet(
                title="Comments",
                rows=list(_comment_rows(session, programme, results)),
                widths=(12, 34, 28, 28, 9, 80),
                fixed_columns=1,
            ),
        ],
        colour=programme.brand.colour,
    )


def _ranking_rows(of: Panel, results: Sequence[tuple[Result, str]]) -> Iterable[Sequence[Cell]]:
    yield (*_FIXED, *(f"{item.title} (mean)" for item in of.criteria))
    for result, authority in results:
        means = {item.criterion: item.mean for item in result.criteria}
        yield (
            rank_words(result),
            result.reference,
            authority,
            result.mean,
            result.median,
            result.spread,
            result.deviation,
            scored_by(result),
            " ".join(result.discuss),
            *(means.get(item.key) for item in of.criteria),
        )


def _comment_rows(
    session: Session, programme: Programme, results: Sequence[tuple[Result, str]]
) -> Iterable[Sequence[Cell]]:
    yield ("Reference", "Authority", "Criterion", "Assessor", "Points", "Comment")
    of, given = panel_of(programme), given_scores(session)
    names = {row.assessor: row.assessor_name or row.assessor for row in panel.assignments(session)}
    for result, authority in results:
        for group in comment_sheet(of, result.reference, given).groups:
            for line in group.lines:
                name = names.get(line.assessor, line.assessor)
                yield (result.reference, authority, group.criterion.title, name, line.points, line.comment)
