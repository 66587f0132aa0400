"""Which applications a mail belongs to: whose case it was filed under, and all else that was taken from it.

One mail may belong to several: an order about two applications, a sheet with the scores of ten, a bounce of a letter
that several were sent. What is one case's file, and what may be erased with it, rests on this.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Select, select

from store.columns import table_of
from store.engine import Session
from store.tables import (
    Assignment,
    BatchItem,
    Decision,
    InboundMessage,
    Interview,
    OutgoingMail,
    Score,
    StaffOrder,
    Submission,
)


def owners(session: Session) -> dict[int, frozenset[int]]:
    """Message → the applications it belongs to, by id, for every message that belongs to one.

    A duplicate belongs where the first of its kind does; an answer to a letter of ours about an application (a report
    on its delivery, an automatic reply) belongs to that application.
    """
    found: dict[int, set[int]] = {}
    for message_id, application_id in _pairs(session):
        found.setdefault(message_id, set()).add(application_id)
    _add_replies(session, found)
    _add_duplicates(session, found)
    return {message_id: frozenset(ids) for message_id, ids in found.items()}


def _pairs(session: Session) -> Iterator[tuple[int, int]]:
    """Every row that names both a message and an application."""
    message, letter, order = table_of(InboundMessage).c, table_of(OutgoingMail).c, table_of(StaffOrder).c
    assignment, item, score = table_of(Assignment).c, table_of(BatchItem).c, table_of(Score).c
    sources: list[Select[Any]] = [
        select(message.id, message.application_id),
        select(letter.inbound_id, letter.application_id),
        *(select(rows.message_id, rows.application_id) for rows in _naming_both()),
        select(score.message_id, assignment.application_id).where(score.assignment_id == assignment.id),
        select(order.message_id, item.application_id).where(order.batch_id == item.batch_id),
    ]
    for query in sources:
        first, second = query.selected_columns
        rows = session.execute(query.where(first.is_not(None), second.is_not(None)))
        yield from ((message_id, application_id) for message_id, application_id in rows)


def _naming_both() -> Iterator[Any]:
    for rows in (Submission, StaffOrder, Decision, Interview):
        yield table_of(rows).c


def _add_replies(session: Session, found: dict[int, set[int]]) -> None:
    """Mail of no case that answers a letter of ours about a case."""
    message, letter = table_of(InboundMessage).c, table_of(OutgoingMail).c
    letters = session.execute(
        select(letter.message_id, letter.application_id).where(letter.application_id.is_not(None))
    )
    about: dict[str, int] = {row.message_id: row.application_id for row in letters}
    query = select(message.id, message.in_reply_to, message.references).where(
        message.application_id.is_(None), (message.in_reply_to != "") | (message.references != "")
    )
    for message_id, in_reply_to, references in session.execute(query):
        ids = {about[name] for name in (*in_reply_to.split(), *references.split()) if name in about}
        if ids:
            found.setdefault(message_id, set()).update(ids)


def _add_duplicates(session: Session, found: dict[int, set[int]]) -> None:
    message = table_of(InboundMessage).c
    query = select(message.id, message.duplicate_of).where(message.duplicate_of.is_not(None)).order_by(message.id)
    for message_id, first in session.execute(query):
        if first in found:
            found.setdefault(message_id, set()).update(found[first])
