"""The one way to change a state, and the append-only record of everything that changed.

`move` refuses a step that `store.states` does not have, writes the new state only if the row is still in the old one,
and writes an `Event` beside it in the same transaction. Nothing else in the project writes a state. The events are
chained (`store.chain`), so that none can be altered unnoticed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import event, insert, inspect, select, update
from sqlalchemy.orm.attributes import set_committed_value
from sqlmodel import col

from store import chain, waiting
from store.columns import Row, table_of
from store.engine import Session
from store.errors import IllegalStepError, StaleRowError
from store.states import (
    APPLICATION_STEPS,
    ASSIGNMENT_STEPS,
    BATCH_STEPS,
    INTERVIEW_STEPS,
    LETTER_STEPS,
    MESSAGE_STEPS,
)
from store.tables import Application, Assignment, Batch, Event, InboundMessage, Interview, OutgoingMail

#: Who is named when no person did it.
SERVICE = "service"


Stateful = InboundMessage | Application | OutgoingMail | Batch | Assignment | Interview


@dataclass(frozen=True, slots=True)
class Life:
    """How a kind of row is called in the history, which column holds its state, and its steps."""

    subject: str
    column: str
    steps: Mapping[Any, frozenset[Any]]


LIVES: dict[type[Stateful], Life] = {
    InboundMessage: Life("message", "status", MESSAGE_STEPS),
    Application: Life("application", "state", APPLICATION_STEPS),
    OutgoingMail: Life("letter", "status", LETTER_STEPS),
    Batch: Life("batch", "state", BATCH_STEPS),
    Assignment: Life("assignment", "state", ASSIGNMENT_STEPS),
    Interview: Life("interview", "state", INTERVIEW_STEPS),
}


def _refuse(row: Stateful, value: Any, before: Any, _initiator: Any) -> None:
    """Keep anybody from assigning to the state of a row that is in the database; `move` does not assign."""
    if inspect(row).has_identity:
        raise IllegalStepError(f"a state is written by store.history.move, not set from {before} to {value}")


for _kind, _life in LIVES.items():
    event.listen(getattr(_kind, _life.column), "set", _refuse)


def move(
    session: Session,
    row: Stateful,
    to: StrEnum,
    *,
    at: datetime,
    actor: str = SERVICE,
    reason: str = "",
    values: Mapping[str, Any] | None = None,
) -> None:
    """Take one row to the state ``to``, with further ``values`` of its columns in the same statement.

    Raises:
        IllegalStepError: the state the row is in has no such step.
        StaleRowError: the row is no longer in the state it was read in.
    """
    move_all(session, [row], to, at=at, actor=actor, reason=reason, values=values)


def move_all(
    session: Session,
    rows: Sequence[Stateful],
    to: StrEnum,
    *,
    at: datetime,
    actor: str = SERVICE,
    reason: str = "",
    values: Mapping[str, Any] | None = None,
) -> None:
    """`move` for many rows of one kind that are all in the same state."""
    if not rows:
        return
    session.flush()
    kind = type(rows[0])
    life = LIVES[kind]
    before = getattr(rows[0], life.column)
    if to not in life.steps[before]:
        raise IllegalStepError(f"{life.subject} {rows[0].id} is {before} and cannot become {to}")
    table = table_of(kind)
    changes = {life.column: to, **(values or {})}
    ids = [row.id for row in rows]
    moved = session.connection().execute(
        update(table).where(table.c.id.in_(ids), table.c[life.column] == before).values(changes)
    )
    if moved.rowcount != len(rows):
        raise StaleRowError(f"{life.subject} {', '.join(map(str, ids))} expected in {before}")
    for row in rows:
        _note(row, changes)
    waiting.leave_if_waiting(session, life.subject, to, ids)
    _write(session, [_event(life.subject, row.id, life.column, before, to, actor, reason, at) for row in rows])


def change(session: Session, row: Row, values: Mapping[str, Any]) -> None:
    """Write columns of a row that are not its state, whether or not the row was read in this transaction."""
    session.flush()
    table = table_of(type(row))
    session.connection().execute(update(table).where(table.c.id == id_of(row)).values(dict(values)))
    _note(row, values)


def _note(row: Row, values: Mapping[str, Any]) -> None:
    """Let a row in hand show what the database now holds."""
    for name, value in values.items():
        set_committed_value(row, name, value)


def record(
    session: Session,
    *,
    subject: str,
    subject_id: int,
    what: str,
    before: str = "",
    after: str = "",
    actor: str = SERVICE,
    reason: str = "",
    at: datetime,
) -> None:
    """Add one line to the history of something that is not a step between states."""
    _write(session, [_event(subject, subject_id, what, before, after, actor, reason, at)])


def id_of(row: Any) -> int:
    """The id of a row that is in the database; before that it has none."""
    if row.id is None:
        raise ValueError(f"this {type(row).__name__} is not in the database yet")
    return int(row.id)


def record_filed(session: Session, *, subject: str, ids: Sequence[int], what: str, after: str, at: datetime) -> None:
    """Add one line each to the history of rows that have just come to be."""
    _write(session, [_event(subject, id_, what, "", after, SERVICE, "", at) for id_ in ids])


def events_of(session: Session, *, subject: str, subject_id: int) -> Sequence[Event]:
    """The history of one row, oldest first."""
    query = select(Event).where(col(Event.subject) == subject, col(Event.subject_id) == subject_id)
    return session.scalars(query.order_by(col(Event.id))).all()


def events_between(session: Session, start: datetime, end: datetime) -> Sequence[Event]:
    """Everything that changed from ``start`` up to but not at ``end``, oldest first."""
    query = select(Event).where(col(Event.at) >= start, col(Event.at) < end)
    return session.scalars(query.order_by(col(Event.at), col(Event.id))).all()


def _event(
    subject: str, subject_id: int | None, what: str, before: str, after: str, actor: str, reason: str, at: datetime
) -> dict[str, Any]:
    return {
        "subject": subject,
        "subject_id": subject_id,
        "what": what,
        "before": str(before),
        "after": str(after),
        "actor": actor,
        "reason": reason,
        "at": at,
    }


def _write(session: Session, events: Sequence[dict[str, Any]]) -> None:
    if events:
        session.connection().execute(insert(table_of(Event)), chain.linked(session, events))
