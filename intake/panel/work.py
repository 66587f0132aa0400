"""An assessor's work as it stands in the books: what is asked, sent, scored and still outstanding; links to answer by.

Reads only. The steps between the states are taken by `assigning`, `declaring`, `sending` and `scoring`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal

from intake.config import StaffMember
from intake.decisions.reply_links import Offer, links_for
from intake.desk import Desk
from intake.letters.contexts import AskedCase, ReplyLink
from intake.panel.declaration_words import NO_NAME
from intake.panel.grid import END, grid
from intake.panel.returned import Kept
from intake.round.panel import Criterion, Panel
from store import application_list, history, panel
from store.application_list import ApplicationItem
from store.engine import Session
from store.states import ApplicationState, AssignmentState
from store.tables import Assignment

#: Applications that assessors still read.
READ = frozenset({ApplicationState.COMPLETE, ApplicationState.SHORTLISTED})
#: How long after the due date a code for scores or declarations is good, and how long where there is none.
_AFTER_DUE, _WITHOUT_DUE = timedelta(days=14), timedelta(days=60)
_LINE = 72  # characters of a line in a letter
_SHORTEST_NAME = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """One assessor's work on one application; ``kept`` are the scores that count, by criterion."""

    row: Assignment
    case: ApplicationItem
    kept: dict[str, Kept]

    def lacking(self, of: Panel) -> tuple[Criterion, ...]:
        """The criteria without points."""
        return tuple(item for item in of.criteria if item.key not in self.kept)


def pieces(session: Session, *, states: Sequence[AssignmentState] = (), assessor: str = "") -> list[Piece]:
    """The work of these states, of one assessor where asked for, by application and then in the order it was given."""
    rows = panel.assignments(session, states=states, assessor=assessor)
    if not rows:
        return []  # as on most days: the rest is looked up every minute
    items = {item.id: item for item in application_list.listing(session)}
    kept: dict[int, dict[str, Kept]] = {}
    for score in panel.scores(session):
        found = Kept(points=Decimal(score.points) / 100, comment=score.comment)
        kept.setdefault(score.assignment_id, {})[score.criterion] = found
    rows.sort(key=lambda row: (items[row.application_id].number, history.id_of(row)))
    return [Piece(row=row, case=items[row.application_id], kept=kept.get(history.id_of(row), {})) for row in rows]


def by_assessor(work: Iterable[Piece]) -> dict[str, list[Piece]]:
    """The same by the assessor's address."""
    found: dict[str, list[Piece]] = {}
    for piece in work:
        found.setdefault(piece.row.assessor, []).append(piece)
    return found


def life(of: Panel, *, at: datetime) -> timedelta:
    """How long a code for the panel's answers is good, from ``at`` on."""
    return max(of.due - at, timedelta(0)) + _AFTER_DUE if of.due else _WITHOUT_DUE


def assessor_of(desk: Desk, address: str) -> StaffMember | None:
    """The member of staff with this address who may assess, None where there is none any more."""
    member = desk.offices.member(address)
    return member if member is not None and "assess" in member.roles else None


def by_mail(desk: Desk) -> bool:
    """Whether the panel can answer by mail: orders by mail are taken."""
    return desk.offices.key is not None and bool(desk.offices.authserv_id)


def asked_case(case: ApplicationItem) -> AskedCase:
    """An application as an assessor is asked about it."""
    return AskedCase(reference=case.reference, authority=case.authority_name, partners=case.partners, line=_line(case))


def _line(case: ApplicationItem) -> str:
    """The line to be filled in: the reference, the name as far as there is room, a colon.

    A name is left out that could be taken for an answer.
    """
    name = " ".join(case.authority_name.split())
    if not name or NO_NAME.search(name) or set(name) & set(":=–—"):
        return f"{case.reference}:"
    room = _LINE - len(case.reference) - 3
    if len(name) > room:
        cut = name[: room - 1].rsplit(" ", 1)[0]
        name = f"{cut if len(cut) >= _SHORTEST_NAME else name[: room - 1]}…"
    return f"{case.reference} {name}:"


def declare_offer(cases: Iterable[ApplicationItem]) -> Offer:
    """To declare on these applications."""
    return Offer("declare", "", "Declare interests by email", lines="\n".join(f"{_line(case)} " for case in cases))


def scores_offer(of: Panel, reference: str) -> Offer:
    """To score an application by the lines of the grid."""
    lines = grid(of).removesuffix(END).rstrip("\n")
    return Offer("scores", reference, f"Score {reference} by email", lines=lines)


def link(desk: Desk, member: StaffMember, offer: Offer, of: Panel, *, at: datetime) -> ReplyLink | None:
    """The link for one person; None where orders by mail are not taken."""
    return next(iter(links_for(desk, member, [offer], at=at, life=life(of, at=at))), None)
