"""Erasing what people wrote and who they are, and keeping what proves how everyone was treated.

Gone: names, addresses, subjects and texts of mail, answers, the bodies of letters, the texts of orders, decisions,
scores and interviews, and what events quoted of them. Kept: references, authorities, states, instants, amounts,
points, digests, and an event that says by whom, why and how much was erased; the chain still proves all that is left
(`store.chain`). What can be erased is found in `store.erasable`; who may be and when is decided in
`intake.assurance.erasure`, which removes the files as well.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from sqlalchemy import update

from store import chain, dialects, history
from store.audit import ERASED
from store.columns import Row, table_of
from store.engine import Session
from store.erasable import NOBODY
from store.history import LIVES
from store.spans import spans
from store.tables import (
    Application,
    Assignment,
    Batch,
    BatchItem,
    Decision,
    Event,
    Finding,
    InboundMessage,
    Interview,
    MessageAttachment,
    OutgoingBody,
    OutgoingMail,
    Score,
    StaffOrder,
    StoredAnswer,
    Submission,
    Subscriber,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How much was erased, by kind of row; ``events`` are those of which a part went."""

    messages: int = 0
    attachments: int = 0
    letters: int = 0
    answers: int = 0
    findings: int = 0
    orders: int = 0
    decisions: int = 0
    scores: int = 0
    interviews: int = 0
    subscribers: int = 0
    events: int = 0

    def __add__(self, other: Counts) -> Counts:
        """Both together."""
        return Counts(**{item.name: getattr(self, item.name) + getattr(other, item.name) for item in fields(self)})

    def told(self) -> dict[str, int]:
        """What is more than nothing, by name."""
        return {item.name: getattr(self, item.name) for item in fields(self) if getattr(self, item.name)}


#: Nothing was erased.
NOTHING = Counts()

#: What stands in the columns of a row once it is erased; what is not named stays.
BLANKS: Mapping[type[Row], Mapping[str, Any]] = {
    Application: {"contact_name": "", "contact_address": ""},
    InboundMessage: dict.fromkeys(("from_name", "from_address", "subject", "reason", "in_reply_to", "references"), ""),
    MessageAttachment: {"name": "", "found_in": "", "reason": ""},
    Submission: {"form_name": ""},
    StoredAnswer: {"value": None, "text": "", "alternatives": None},
    Finding: {"message": ""},
    StaffOrder: {"text": "", "reason": "", "undo": None},
    Decision: {"reason": ""},
    Assignment: {"conflict": ""},
    Score: {"comment": ""},
    Interview: {"attendee": "", "reply": "", "link": ""},
    BatchItem: {"recipient": ""},
    OutgoingBody: {"raw": b""},
    OutgoingMail: {"subject": "", "reason": ""},
}

#: Events whose values are facts that are kept, whatever they are about.
_KEPT = frozenset({"submission", "late_ruling", "decision", "authority_code", "authority_name", "not-answered", ERASED})
#: Reasons that only name a row.
_PLAIN_REASON = re.compile(r"(?:message|form|letter|batch|digest|order|interview)[ :]\d[\d-]*(?: was read again)?")
#: What is an event's subject → the states of such rows, which are kept wherever they stand.
_STATES = {life.subject: frozenset(map(str, life.steps)) for life in LIVES.values()}


def blank(session: Session, kind: type[Row], rows: Iterable[Any], *, key: str = "id", **more: Any) -> int:
    """Put the blanks of its kind, and ``more``, into these rows; returns how many there are."""
    ids = [getattr(row, key) for row in rows]
    table, values = table_of(kind), {**BLANKS.get(kind, {}), **more}
    if ids and values:
        session.connection().execute(update(table).where(table.c[key].in_(ids)).values(values))
    return len(ids)


def blank_letters(session: Session, letters: Sequence[OutgoingMail], *, staff: Collection[str]) -> int:
    """Take the text out of these letters, and the address out of those that were not for ``staff``."""
    blank(session, OutgoingMail, letters)
    ids = [history.id_of(letter) for letter in letters]
    body, mail = table_of(OutgoingBody), table_of(OutgoingMail)
    connection = session.connection()
    if ids:
        connection.execute(update(body).where(body.c.letter_id.in_(ids)).values(BLANKS[OutgoingBody]))
    for letter in letters:
        if letter.recipient.lower() not in staff:
            name = f"{NOBODY}{letter.id}"  # a cause has one letter of a kind to one address
            connection.execute(update(mail).where(mail.c.id == letter.id).values(recipient=name))
    return len(ids)


def blank_orders(session: Session, orders: Sequence[StaffOrder], *, staff: Collection[str]) -> int:
    """Take the text out of these orders, and who gave it out of those that were not given by ``staff``."""
    strangers = [row for row in orders if row.person.lower() not in staff]
    blank(session, StaffOrder, strangers, person="", person_name="")
    return blank(session, StaffOrder, orders)


def erase_subscribers(session: Session, subscribers: Sequence[Subscriber], *, at: datetime) -> int:
    """Take these people off the update list and forget who they were; when they joined and left stays."""
    table = table_of(Subscriber)
    for row in subscribers:
        values = {"address": f"{NOBODY}{row.id}", "name": "", "left_at": row.left_at or at}
        session.connection().execute(update(table).where(table.c.id == row.id).values(values))
    return len(subscribers)


def take_out_of_plans(session: Session, batches: Sequence[Batch], personal: Collection[str]) -> None:
    """Take these names and addresses out of what was shown when the batches were staged, and why they stopped."""
    for batch in batches:
        plan, reason = _without(batch.plan, personal), _without(batch.reason, personal)
        if (plan, reason) != (batch.plan, batch.reason):
            history.change(session, batch, {"plan": plan, "reason": reason})


def _without(value: Any, personal: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(item, personal) for key, item in value.items()}
    if isinstance(value, list):
        return [_without(item, personal) for item in value]
    if isinstance(value, str):
        for words in sorted(personal, key=len, reverse=True):
            value = re.sub(re.escape(words), "(erased)", value, flags=re.IGNORECASE)
    return value


def erase_events(
    session: Session,
    events: Sequence[Event],
    counts: Counts,
    *,
    subject: str,
    subject_id: int,
    personal: Collection[str],
    actor: str,
    reason: str,
    at: datetime,
) -> Counts:
    """Record an erasure of ``counts`` about one row, and take what these events quote out of them.

    ``personal`` are the names and addresses, in lower case, that may not stand as the one who did something. ``reason``
    is why it is erased, and is kept.
    """
    going = {history.id_of(item): (item, _going(item, personal)) for item in events}
    going = {event_id: found for event_id, found in going.items() if found[1]}
    counts = counts + Counts(events=len(going))
    told = {**counts.told(), "events": spans(going)}
    after = json.dumps(told, separators=(",", ":"))
    history.record(
        session, subject=subject, subject_id=subject_id, what=ERASED, after=after, actor=actor, reason=reason, at=at
    )
    by, table = chain.head_of(session).event_id, table_of(Event)
    for event_id, (item, names) in going.items():
        seal = chain.seal_of(item.seal, item.model_dump(), erased=names)
        values = {**dict.fromkeys(names, ""), "seal": seal, "erased_by": by}
        session.connection().execute(update(table).where(table.c.id == event_id).values(values))
    return counts


def _going(item: Event, personal: Collection[str]) -> list[str]:
    """Which fields of an event say something of a person."""
    names = []
    if item.what not in _KEPT and item.subject != "order":
        states = _STATES.get(item.subject, frozenset())
        names += [name for name in ("before", "after") if getattr(item, name) not in {"", *states}]
    if item.reason and item.what != ERASED and not _PLAIN_REASON.fullmatch(item.reason):
        names.append("reason")
    if any(words in item.actor.lower() for words in personal):
        names.append("actor")
    return names


def begin(session: Session) -> None:
    """Have the database overwrite what this transaction takes out, not only let go of it; `Store.forget` afterwards."""
    dialects.overwrite_erased(session)
