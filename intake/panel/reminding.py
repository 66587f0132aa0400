"""Remind assessors of what is outstanding, on the days of the pack; tell staff what is overdue.

One letter an assessor and day, however often this runs. Where several days have come due because nothing ran, only the
latest counts. Work that was given or sent after a reminder came due waits for the next.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from intake import wording
from intake.correspondence import write
from intake.desk import Desk
from intake.letters.contexts import Outstanding, PanelNews, PanelReminder
from intake.letters.kinds import Kind
from intake.panel.work import (
    READ,
    Piece,
    asked_case,
    assessor_of,
    by_assessor,
    by_mail,
    declare_offer,
    link,
    pieces,
    scores_offer,
)
from intake.round.panel import Panel
from store import letters
from store.engine import Session
from store.states import AssignmentState

_MORNING = time(9, 0)
_WAITING = (AssignmentState.ASSIGNED, AssignmentState.CLEAR, AssignmentState.SENT)


@dataclass(frozen=True, slots=True)
class Moment:
    """A day of the pack that has come: days from the due date (below 0: before it), since when, in UTC."""

    days: int
    since: datetime


def due_moment(of: Panel, zone: ZoneInfo, *, now: datetime) -> Moment | None:
    """The latest day on which assessors are reminded, or at which scores became overdue (0 with ``since`` the due
    date itself); None before the first and without a due date."""
    if of.due is None:
        return None
    due = of.due.astimezone(UTC)
    day = of.due.astimezone(zone).date()
    before = [Moment(-days, _on(day - timedelta(days=days), zone)) for days in of.reminder_days]
    after = [Moment(days, _on(day + timedelta(days=days), zone)) for days in of.overdue_days]
    moments = [
        *(item for item in before if item.since <= due),
        Moment(0, due),
        *(item for item in after if item.since > due),
    ]
    come = [item for item in moments if item.since <= now.astimezone(UTC)]
    return max(come, key=lambda item: item.since, default=None)


def _on(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, _MORNING, zone).astimezone(UTC)


def remind_assessors(session: Session, desk: Desk, at: datetime) -> int:
    """Queue the reminders that are due; returns how many letters were queued."""
    of = desk.programme.panel
    moment = due_moment(of, desk.programme.zone, now=at) if of else None
    if of is None or of.due is None or moment is None or not by_mail(desk):
        return 0
    work = by_assessor(
        piece for piece in pieces(session, states=_WAITING) if piece.case.state in READ and _had(piece) <= moment.since
    )
    overdue = moment.since >= of.due
    queued = 0
    if not overdue or moment.days:  # at the due date itself only staff are told
        queued += sum(_remind(session, desk, of, address, mine, moment, at=at) for address, mine in work.items())
    if overdue and work:
        queued += _tell_staff(session, desk, of.due, work, moment)
    return queued


def _had(piece: Piece) -> datetime:
    """Since when the assessor has had what is waited for."""
    return (piece.row.declared_at or piece.row.assigned_at).astimezone(UTC)


def _cause(moment: Moment) -> str:
    return f"{moment.since:%Y-%m-%d}:{moment.days}"


def _remind(
    session: Session, desk: Desk, of: Panel, address: str, work: Sequence[Piece], moment: Moment, *, at: datetime
) -> bool:
    member, cause = assessor_of(desk, address), f"panel-reminder:{address}:{_cause(moment)}"
    undeclared = [piece.case for piece in work if piece.row.state == AssignmentState.ASSIGNED]
    sent = [piece for piece in work if piece.row.state == AssignmentState.SENT]
    if member is None or not (undeclared or sent) or letters.find_by_cause(session, cause):
        return False
    letter = PanelReminder(
        assessor=member.name,
        outstanding=tuple(
            Outstanding(
                reference=piece.case.reference,
                authority="" if of.anonymous else piece.case.authority_name,
                lacking=tuple(item.title for item in piece.lacking(of)) if piece.kept else (),
                link=link(desk, member, scores_offer(of, piece.case.reference), of, at=at),
            )
            for piece in sent
        ),
        undeclared=tuple(map(asked_case, undeclared)),
        declare=link(desk, member, declare_offer(undeclared), of, at=at) if undeclared else None,
        due=of.due,
        overdue=of.due is not None and at > of.due,
    )
    return isinstance(write(session, desk, Kind.PANEL_REMINDER, letter, to=member.email, cause=cause), int)


def _tell_staff(session: Session, desk: Desk, due: datetime, work: dict[str, list[Piece]], moment: Moment) -> int:
    """One letter to those who decide on everything that is overdue."""
    cause = f"panel-overdue:{_cause(moment)}"
    if letters.find_by_cause(session, cause):
        return 0
    number = sum(map(len, work.values()))
    what = wording.count(number, "application is", "applications are")
    news = PanelNews(
        title=f"Scores for {wording.count(number, 'application')} are overdue",
        sentences=(
            f"Scores were due by {wording.clock(due, desk.programme.zone)}. "
            f"{what.capitalize()} not scored in full by {wording.count(len(work), 'assessor')}.",
        ),
        lines=tuple((mine[0].row.assessor_name or address, _of(mine)) for address, mine in work.items()),
        to_do=(
            "intake assignments shows where each stands",
            "intake unassign REFERENCE ASSESSOR and intake assign --evenly give work to somebody else",
        ),
    )
    told = [
        write(session, desk, Kind.PANEL_NEWS, news, to=member.email, cause=cause)
        for member in desk.offices.with_role("decide")
    ]
    return sum(isinstance(item, int) for item in told)


#: What is waited for, by where the work stands.
_LACKS = {
    AssignmentState.ASSIGNED: "no declaration",
    AssignmentState.CLEAR: "about to be sent",
    AssignmentState.SENT: "scores",
}


def _of(work: Sequence[Piece]) -> str:
    return "; ".join(f"{piece.case.reference} ({_LACKS[piece.row.state]})" for piece in work)
