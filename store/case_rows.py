"""Every row of one application, for its file and for its erasure; nothing of any other application.

Mail that belongs to several applications (`store.belongings`) is told apart: it is named, and its content is not this
case's alone.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import select
from sqlmodel import col

from store import history
from store.belongings import owners
from store.columns import Row
from store.engine import Session
from store.tables import (
    Application,
    ApplicationBody,
    Assignment,
    Batch,
    BatchItem,
    Decision,
    Event,
    Finding,
    InboundMessage,
    Interview,
    MessageAttachment,
    OutgoingMail,
    Score,
    Sighting,
    StaffOrder,
    StoredAnswer,
    Submission,
)

_R = TypeVar("_R", bound=Row)


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRows:
    """One application's rows, each kind in the order it was written.

    ``messages`` belong to it alone, ``shared`` to others as well. ``letters`` are those about it, those of its batches
    and the answers to its own mail. ``batches`` hold other applications too; ``items`` are its own parts of them.
    """

    application: Application
    bodies: Sequence[ApplicationBody]
    submissions: Sequence[Submission]
    answers: Sequence[StoredAnswer]
    findings: Sequence[Finding]
    messages: Sequence[InboundMessage]
    shared: Sequence[InboundMessage]
    attachments: Sequence[MessageAttachment]
    sightings: Sequence[Sighting]
    letters: Sequence[OutgoingMail]
    orders: Sequence[StaffOrder]
    decisions: Sequence[Decision]
    items: Sequence[BatchItem]
    batches: Sequence[Batch]
    assignments: Sequence[Assignment]
    scores: Sequence[Score]
    interviews: Sequence[Interview]
    events: Sequence[Event]


def rows_of(session: Session, application: Application) -> CaseRows:
    """Every row of this application."""
    own = history.id_of(application)
    belonging = {message_id: ids for message_id, ids in owners(session).items() if own in ids}
    messages = _in(session, InboundMessage, "id", [key for key, ids in belonging.items() if ids == {own}])
    submissions = _in(session, Submission, "application_id", [own])
    items = _in(session, BatchItem, "application_id", [own])
    assignments = _in(session, Assignment, "application_id", [own])
    letters = _letters(session, own, messages, items)
    found: dict[str, Any] = {
        "messages": messages,
        "letters": letters,
        "assignments": assignments,
        "interviews": _in(session, Interview, "application_id", [own]),
        "orders": _in(session, StaffOrder, "application_id", [own]),
    }
    return CaseRows(
        application=application,
        bodies=_in(session, ApplicationBody, "application_id", [own]),
        submissions=submissions,
        answers=_in(session, StoredAnswer, "submission_id", _ids(submissions)),
        findings=_in(session, Finding, "submission_id", _ids(submissions)),
        shared=_in(session, InboundMessage, "id", [key for key, ids in belonging.items() if len(ids) > 1]),
        attachments=attachments_of(session, messages),
        sightings=_in(session, Sighting, "message_id", _ids(messages)),
        decisions=_in(session, Decision, "application_id", [own]),
        items=items,
        batches=_in(session, Batch, "id", [item.batch_id for item in items]),
        scores=_in(session, Score, "assignment_id", _ids(assignments)),
        events=events_about(session, {"application": [own], **{s: _ids(found[n]) for s, n in _SUBJECTS.items()}}),
        **found,
    )


#: What the history calls a kind of row → where its rows are in `CaseRows`. Batches hold several cases.
_SUBJECTS = {
    "message": "messages",
    "letter": "letters",
    "assignment": "assignments",
    "interview": "interviews",
    "order": "orders",
}


def _ids(rows: Sequence[Any]) -> list[int]:
    return [history.id_of(row) for row in rows]


def _in(session: Session, kind: type[_R], column: str, values: Collection[int]) -> Sequence[_R]:
    """The rows of a kind with one of these values in a column, in the order they were written."""
    if not values:
        return ()
    rows: Any = kind
    query = select(rows).where(col(getattr(rows, column)).in_(list(values)))
    return session.scalars(query.order_by(col(rows.id))).all()


def _letters(
    session: Session, own: int, messages: Sequence[InboundMessage], items: Sequence[BatchItem]
) -> Sequence[OutgoingMail]:
    mine = [item.letter_id for item in items if item.letter_id is not None]
    query = select(OutgoingMail).where(
        (col(OutgoingMail.application_id) == own)
        | (
            col(OutgoingMail.application_id).is_(None)
            & (col(OutgoingMail.inbound_id).in_(_ids(messages)) | col(OutgoingMail.id).in_(mine))
        )
    )
    return session.scalars(query.order_by(col(OutgoingMail.id))).all()


def attachments_of(session: Session, messages: Sequence[InboundMessage]) -> Sequence[MessageAttachment]:
    """The leaves of these mails."""
    return _in(session, MessageAttachment, "message_id", _ids(messages))


def answers_to(session: Session, messages: Sequence[InboundMessage]) -> Sequence[OutgoingMail]:
    """The letters that answer these mails and are about no application."""
    query = select(OutgoingMail).where(
        col(OutgoingMail.application_id).is_(None), col(OutgoingMail.inbound_id).in_(_ids(messages))
    )
    return session.scalars(query.order_by(col(OutgoingMail.id))).all() if messages else ()


def letters_of_none(session: Session, *, since: datetime) -> Sequence[OutgoingMail]:
    """The letters written from ``since`` on that are about no application, oldest first."""
    query = select(OutgoingMail).where(
        col(OutgoingMail.application_id).is_(None), col(OutgoingMail.created_at) >= since
    )
    return session.scalars(query.order_by(col(OutgoingMail.id))).all()


def events_about(session: Session, subjects: dict[str, list[int]]) -> Sequence[Event]:
    """The history of these rows (subject → ids), oldest first."""
    found: list[Event] = []
    for subject, ids in subjects.items():
        if ids:
            query = select(Event).where(col(Event.subject) == subject, col(Event.subject_id).in_(ids))
            found.extend(session.scalars(query))
    return sorted(found, key=history.id_of)
