"""Ask assessors for conflicts of interest: one letter for all that is new, with a code to declare by.

A letter names everything that an assessor has not declared on; it is written again when there is new work.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from intake.correspondence import write
from intake.desk import Desk
from intake.letters.contexts import Declaration
from intake.letters.kinds import Kind
from intake.panel.work import READ, Piece, asked_case, assessor_of, by_assessor, by_mail, declare_offer, link, pieces
from store import history, letters
from store.engine import Session
from store.states import AssignmentState


def ask_for_declarations(session: Session, desk: Desk, at: datetime) -> int:
    """Queue the letters that are due; returns how many. Doing it again queues none."""
    if desk.programme.panel is None or not by_mail(desk):
        return 0
    return sum(_ask(session, desk, address, work, at=at) for address, work in by_assessor(pieces(session)).items())


def _ask(session: Session, desk: Desk, address: str, work: Sequence[Piece], *, at: datetime) -> bool:
    of, member = desk.programme.panel, assessor_of(desk, address)
    waiting = [piece for piece in work if piece.row.state == AssignmentState.ASSIGNED and piece.case.state in READ]
    cause = _cause(work)
    if of is None or member is None or not waiting or letters.find_by_cause(session, cause):
        return False
    cases = [piece.case for piece in waiting]
    offered = link(desk, member, declare_offer(cases), of, at=at)
    if offered is None:
        return False
    letter = Declaration(
        assessor=member.name,
        cases=tuple(map(asked_case, cases)),
        link=offered,
        due=of.due,
        anonymous=of.anonymous,
    )
    return isinstance(write(session, desk, Kind.DECLARATION, letter, to=member.email, cause=cause), int)


def _cause(work: Sequence[Piece]) -> str:
    """What is the same until the assessor is given something: of all work, whatever became of it, the newest."""
    last = max(piece.row.assigned_at for piece in work)
    number = max(history.id_of(piece.row) for piece in work)
    return f"declare:{work[0].row.assessor}:{number}:{last.isoformat()}"
