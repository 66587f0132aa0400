"""What people entered by hand, found in the history: what no mail says, so that a replay cannot know it.

By hand is what was ordered at the command line, a held mail that was let go or closed, a batch that no order by mail
staged, and what was erased. Each entry tells which applications, mails and batches it touched. Only looks.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, or_, select

from store import history
from store.audit import ERASED
from store.columns import Row, table_of
from store.engine import Session
from store.states import BatchState, MessageStatus
from store.tables import (
    Application,
    Assignment,
    Batch,
    BatchItem,
    Event,
    InboundMessage,
    Interview,
    OutgoingMail,
    StaffOrder,
    Submission,
)

#: How the history names whoever is at the keyboard.
AT_THE_KEYBOARD = "(command line)"

_TOLD = ("at", "actor", "subject", "subject_id", "what", "before", "after", "reason")
#: Event's subject → its table, where a row says which application it is about.
_OF_CASES: Mapping[str, type[Row]] = {
    "order": StaffOrder,
    "letter": OutgoingMail,
    "assignment": Assignment,
    "interview": Interview,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class HandEntry:
    """One thing entered by hand: when, by whom, what changed of which row and why, and what it touched.

    ``applications`` are references, ``messages`` digests of mails, ``batches`` numbers. ``more`` is how many further
    things were done by the same act.
    """

    at: datetime
    actor: str
    subject: str
    subject_id: int
    what: str
    before: str
    after: str
    reason: str
    applications: frozenset[str] = frozenset()
    messages: frozenset[str] = frozenset()
    batches: frozenset[int] = frozenset()
    more: int = 0


def hand_entries(session: Session) -> list[HandEntry]:
    """Everything entered by hand, oldest first."""
    event = table_of(Event).c
    waiting = (MessageStatus.HELD, MessageStatus.FAILED)
    let_go = and_(event.subject == "message", event.before.in_(waiting), event.actor != history.SERVICE)
    closed = and_(event.subject == "message", event.after == MessageStatus.PROCESSED, event.actor != history.SERVICE)
    staged = and_(event.subject == "batch", event.before == "", event.after == BatchState.STAGED)
    query = select(*event).where(
        or_(event.actor.contains(AT_THE_KEYBOARD), let_go, closed, staged, event.what.in_((ERASED, "rehearsed")))
    )
    entries: dict[tuple[datetime, str], HandEntry] = {}
    for found in session.execute(query.order_by(event.id)).mappings():
        row = dict(found)
        if row["subject"] == "batch" and row["after"] == BatchState.STAGED and _ordered_by_mail(session, row):
            continue
        cases, mails, batches = _touched(session, row)
        entry = HandEntry(
            **{name: row[name] for name in _TOLD},
            applications=frozenset(cases),
            messages=frozenset(mails),
            batches=frozenset(batches),
        )
        act = (entry.at, entry.actor)
        entries[act] = _one_act(entries[act], entry) if act in entries else entry
    return list(entries.values())


def _one_act(first: HandEntry, further: HandEntry) -> HandEntry:
    """What one person did at one instant is one entry; an order is told by what it did."""
    told = further if first.subject == "order" else first
    return replace(
        told,
        applications=first.applications | further.applications,
        messages=first.messages | further.messages,
        batches=first.batches | further.batches,
        more=first.more + ("order" not in (first.subject, further.subject)),
    )


def _ordered_by_mail(session: Session, event: Mapping[str, Any]) -> bool:
    """Whether an order that came by mail staged this batch: they are written down at the same instant."""
    order, batch = table_of(StaffOrder).c, table_of(Batch).c
    query = (
        select(order.id)
        .join(table_of(Batch), batch.id == order.batch_id)
        .where(order.batch_id == event["subject_id"], order.message_id.is_not(None), order.at == batch.staged_at)
    )
    return session.execute(query).first() is not None


def _touched(session: Session, event: Mapping[str, Any]) -> tuple[set[str], set[str], set[int]]:
    """References, digests and batches that belong to what an event is about."""
    subject, number = event["subject"], event["subject_id"]
    cases: set[int] = set()
    mails: set[int] = set()
    batches: set[int] = set()
    if subject == "application":
        cases.add(number)
    elif subject == "message":
        mails.add(number)
        cases.update(_cases_of_mail(session, number))
    elif subject == "batch":
        batches.add(number)
    elif subject in _OF_CASES:
        row = session.get(_OF_CASES[subject], number)
        cases.update(filter(None, [getattr(row, "application_id", None)]))
        mails.update(filter(None, [getattr(row, "message_id", None) if subject == "order" else None]))
        batches.update(filter(None, [getattr(row, "batch_id", None)]))
    cases.update(_values(session, BatchItem, "application_id", "batch_id", batches))
    return (
        set(_values(session, Application, "reference", "id", cases)),
        set(_values(session, InboundMessage, "sha256", "id", mails)),
        batches,
    )


def _cases_of_mail(session: Session, number: int) -> Iterator[int]:
    yield from _values(session, Submission, "application_id", "message_id", {number})
    yield from filter(None, _values(session, InboundMessage, "application_id", "id", {number}))


def _values(session: Session, kind: type[Row], name: str, by: str, numbers: set[int]) -> Iterator[Any]:
    table = table_of(kind)
    yield from session.scalars(select(table.c[name]).where(table.c[by].in_(numbers)))
