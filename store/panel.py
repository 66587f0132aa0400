"""The panel's assignments and scores: given out, declared on, scored; the newest score of each assessor counts."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import col

from store import history, numbering
from store.engine import Session
from store.states import AssignmentState
from store.tables import Application, Assignment, Score


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenScore:
    """The newest points and comment of one assessor on one criterion; ``points`` in hundredths of a point."""

    application_id: int
    assignment_id: int
    assessor: str
    assessor_name: str
    criterion: str
    points: int
    comment: str
    given_at: datetime


def assign(
    session: Session,
    application: Application,
    *,
    assessor: str,
    assessor_name: str,
    body: str,
    actor: str,
    at: datetime,
) -> Assignment:
    """Give an application to an assessor (an address, kept in lower case); one who was taken off is put on again."""
    query = select(Assignment).where(
        col(Assignment.application_id) == application.id, col(Assignment.assessor) == assessor.lower()
    )
    row = session.scalars(query).first()
    if row is None:
        row = Assignment(
            id=numbering.kept(session, Assignment),
            application_id=history.id_of(application),
            assessor=assessor.lower(),
            assessor_name=assessor_name,
            body=body,
            state=AssignmentState.ASSIGNED,
            assigned_by=actor,
            assigned_at=at,
        )
        session.add(row)
        session.flush()
        history.record(
            session,
            subject="assignment",
            subject_id=history.id_of(row),
            what="assigned",
            after=AssignmentState.ASSIGNED,
            actor=actor,
            at=at,
        )
    elif row.state == AssignmentState.DROPPED:
        values = {"assigned_by": actor, "assigned_at": at, "conflict": "", "declared_at": None}
        history.move(session, row, AssignmentState.ASSIGNED, at=at, actor=actor, values=values)
    return row


def assignment(session: Session, application_id: int, assessor: str) -> Assignment | None:
    """The assessor's work on one application, whatever its state."""
    query = select(Assignment).where(
        col(Assignment.application_id) == application_id, col(Assignment.assessor) == assessor.lower()
    )
    return session.scalars(query).first()


def assignments(
    session: Session,
    *,
    states: Collection[AssignmentState] = (),
    assessor: str = "",
    application_id: int | None = None,
) -> list[Assignment]:
    """Assignments, of some states, one assessor or one application where asked for; in the order they were made."""
    query = select(Assignment).order_by(col(Assignment.id))
    if states:
        query = query.where(col(Assignment.state).in_(list(states)))
    if assessor:
        query = query.where(col(Assignment.assessor) == assessor.lower())
    if application_id is not None:
        query = query.where(col(Assignment.application_id) == application_id)
    return list(session.scalars(query))


def declare(session: Session, row: Assignment, *, conflict: str, actor: str, at: datetime, reason: str = "") -> None:
    """Note what the assessor declared: ``conflict`` in the assessor's words, "" for none."""
    to = AssignmentState.CONFLICTED if conflict else AssignmentState.CLEAR
    history.move(session, row, to, at=at, actor=actor, reason=reason, values={"conflict": conflict, "declared_at": at})


def score(
    session: Session,
    row: Assignment,
    *,
    criterion: str,
    points: int,
    comment: str,
    actor: str,
    at: datetime,
    message_id: int | None = None,
) -> None:
    """Keep points (in hundredths) and a comment on one criterion; earlier ones stay beside it."""
    session.add(
        Score(
            assignment_id=history.id_of(row),
            criterion=criterion,
            points=points,
            comment=comment,
            actor=actor,
            message_id=message_id,
            given_at=at,
        )
    )


def scores(session: Session, application_ids: Sequence[int] = ()) -> list[GivenScore]:
    """The scores that count: the newest of each assessor on each criterion, of assignments that stand."""
    newest = select(func.max(col(Score.id))).group_by(col(Score.assignment_id), col(Score.criterion))
    query = (
        select(
            Assignment.application_id,
            Score.assignment_id,
            Assignment.assessor,
            Assignment.assessor_name,
            Score.criterion,
            Score.points,
            Score.comment,
            Score.given_at,
        )  # type: ignore[call-overload]  # SQLModel's columns are typed as values
        .join(Assignment, col(Score.assignment_id) == col(Assignment.id))
        .where(
            col(Score.id).in_(newest),
            col(Assignment.state).in_([AssignmentState.SENT, AssignmentState.SCORED]),
        )
        .order_by(col(Assignment.application_id), col(Assignment.id), col(Score.id))
    )
    if application_ids:
        query = query.where(col(Assignment.application_id).in_(application_ids))
    return [GivenScore(**row) for row in session.execute(query).mappings()]
