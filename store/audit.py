"""Whether the history is as it was written: its chain compared event by event, and the rows' states with it.

Only looks. `head` is what is told outside the database (the digest prints it), so that a history that was rewritten as
a whole shows as well: `verify` says whether that link is still in the chain. The archive and its journal are compared
by `intake.assurance.audit`.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from store import chain
from store.chain import BEGINNING, Link
from store.columns import table_of
from store.engine import Session
from store.errors import StoreDamagedError
from store.history import LIVES
from store.spans import spanned
from store.states import (
    ApplicationState,
    AssignmentState,
    BatchState,
    InterviewState,
    LetterStatus,
    MessageStatus,
)
from store.tables import Event

#: What an event is called that says what was erased: ``after`` is JSON with counts, and ``events`` as `store.spans`.
ERASED = "erased"

#: The states a row of each kind may begin in.
_FIRST: Mapping[str, frozenset[str]] = {
    "message": frozenset({MessageStatus.PENDING}),
    "application": frozenset({ApplicationState.INCOMPLETE, ApplicationState.COMPLETE}),
    "letter": frozenset({LetterStatus.DRAFT, LetterStatus.QUEUED}),
    "batch": frozenset({BatchState.STAGED}),
    "assignment": frozenset({AssignmentState.ASSIGNED}),
    "interview": frozenset({InterviewState.OFFERED, InterviewState.INVITED}),
}
#: Rows read from the database at a time.
_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class ChainHead:
    """The end of the history: how far it goes (the newest event's id, 0 before the first) and its link."""

    position: int
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Break:
    """The first place where the history is not as it was written; ``event_id`` is the event at or before it."""

    event_id: int
    at: datetime | None
    what: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StateFault:
    """A row that is not in the state its history tells; ``stands`` is "" where the row is gone."""

    subject: str
    subject_id: int
    stands: str
    told: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditReport:
    """What was found. ``erased`` events count as intact: parts of them are gone, with an event that says why.

    ``anchor`` is where the expected link was found, None where none was asked for or it is not in the chain.
    """

    events: int
    erased: int
    head: ChainHead
    broken: Break | None = None
    states: tuple[StateFault, ...] = ()
    expected: str = ""
    anchor: ChainHead | None = None
    anchor_at: datetime | None = None

    @property
    def anchored(self) -> bool:
        """Whether the expected link is in the chain, and nothing up to it changed; true where none was asked for."""
        if not self.expected:
            return True
        return self.anchor is not None and (self.broken is None or self.broken.event_id > self.anchor.position)

    @property
    def sound(self) -> bool:
        """Whether there is nothing to tell anybody."""
        return self.broken is None and not self.states and self.anchored


@dataclass(slots=True)
class _Walk:
    """What is gathered on the way along the chain."""

    events: int = 0
    end: Link = field(default_factory=lambda: Link(0, BEGINNING))
    broken: Break | None = None
    #: Erased event → the event that is said to have erased it, and when it was.
    erased: dict[int, tuple[int, datetime]] = field(default_factory=dict)
    #: Event that erased → the events it names.
    erasures: dict[int, str] = field(default_factory=dict)
    #: Row → the state its newest step led to, or else the one it began in.
    told: dict[tuple[str, int], str] = field(default_factory=dict)


def head(session: Session) -> ChainHead:
    """The end of the history as this transaction sees it: what is told outside the database.

    Raises:
        StoreDamagedError: the end of the chain is missing from the database.
    """
    end = chain.head_of(session)
    return ChainHead(end.event_id, end.hash)


def verify(session: Session, *, expect: str = "") -> AuditReport:
    """Read the whole history and compare it; ``expect`` is a link that was told earlier, in
    hexadecimal, or how it begins.

    Raises:
        StoreDamagedError: the end of the chain is missing from the database.
    """
    told = head(session)
    walk, anchor, anchor_at = _Walk(), None, None
    for row in _events(session):
        _take(walk, row)
        if expect and row["chain"].startswith(expect.lower()):
            anchor, anchor_at = ChainHead(row["id"], row["chain"]), row["at"]
    broken = walk.broken or _end_fault(walk, told) or _erasure_fault(walk)
    return AuditReport(
        events=walk.events,
        erased=len(walk.erased),
        head=told,
        broken=broken,
        states=tuple(_state_faults(session, walk.told)),
        expected=expect.lower(),
        anchor=anchor,
        anchor_at=anchor_at,
    )


def _events(session: Session) -> Iterator[Mapping[str, Any]]:
    query = select(*table_of(Event).c).order_by(table_of(Event).c.id)
    for row in session.execute(query.execution_options(yield_per=_AT_ONCE)).mappings():
        yield dict(row)


def _take(walk: _Walk, row: Mapping[str, Any]) -> None:
    """One event more: compare its link, and note what it says of states and erasures."""
    walk.events += 1
    if walk.broken is None:
        walk.broken = _fault(walk.end, row)
    walk.end = Link(row["id"], row["chain"])
    if row["erased_by"] is not None or row["seal"].startswith("{"):
        walk.erased[row["id"]] = (row["erased_by"] or 0, row["at"])
    if row["what"] == ERASED:
        walk.erasures[row["id"]] = row["after"]
    _note_state(walk.told, row)


def _fault(end: Link, row: Mapping[str, Any]) -> Break | None:
    """What is wrong with an event that follows ``end``."""
    gap = row["id"] - end.event_id - 1
    try:
        if chain.link_of(end.hash, row) == row["chain"]:
            bare = [name for name in chain.erased_fields(row["seal"]) if row[name]]
            what = f"what was erased of it is there again ({', '.join(sorted(bare))})" if bare else ""
        elif gap:
            what = f"it does not follow on event {end.event_id}: what stood between was removed, or it was altered"
        else:
            what = "it was altered, or put in the place of another"
    except (StoreDamagedError, KeyError, TypeError) as fault:
        what = f"it was altered: {fault}"
    return Break(event_id=row["id"], at=row["at"], what=what) if what else None


def _end_fault(walk: _Walk, told: ChainHead) -> Break | None:
    """The chain ends where its head says."""
    if (walk.end.event_id, walk.end.hash) == (told.position, told.hash):
        return None
    if walk.end.event_id < told.position:
        what = f"the history ends here, but was written up to event {told.position}: the rest was removed"
    else:
        what = f"the end of the chain is noted as event {told.position}: it was altered, or events were put in past it"
    return Break(event_id=min(walk.end.event_id, told.position), at=None, what=what)


def _erasure_fault(walk: _Walk) -> Break | None:
    """Every erased event is named by the event that is said to have erased it."""
    named = {event_id: _named(after) for event_id, after in walk.erasures.items()}
    for event_id, (by, at) in walk.erased.items():
        if by <= event_id or event_id not in named.get(by, frozenset()):
            return Break(event_id=event_id, at=at, what="parts of it are gone, and no erasure names it")
    return None


def _named(after: str) -> frozenset[int]:
    try:
        return frozenset(spanned(json.loads(after)["events"]))
    except (ValueError, KeyError, TypeError):
        return frozenset()


def _note_state(told: dict[tuple[str, int], str], row: Mapping[str, Any]) -> None:
    of = (row["subject"], row["subject_id"])
    is_step = row["what"] == _COLUMNS.get(row["subject"])
    if is_step or (of not in told and row["after"] in _FIRST.get(row["subject"], ())):
        told[of] = row["after"]


#: Kind of row in the history → the name of a step's event, which is that of the column.
_COLUMNS = {life.subject: life.column for life in LIVES.values()}


def _state_faults(session: Session, told: dict[tuple[str, int], str]) -> Iterator[StateFault]:
    for kind, life in LIVES.items():
        table = table_of(kind)
        rows = {id_: str(state) for id_, state in session.execute(select(table.c.id, table.c[life.column]))}
        history: dict[int, str] = {id_: state for (subject, id_), state in told.items() if subject == life.subject}
        for id_, stands in rows.items():
            expected = history.get(id_, "")
            if stands != expected and (expected or stands not in _FIRST[life.subject]):
                yield StateFault(subject=life.subject, subject_id=id_, stands=stands, told=expected)
        for id_ in sorted(history.keys() - rows.keys()):
            yield StateFault(subject=life.subject, subject_id=id_, stands="", told=history[id_])
