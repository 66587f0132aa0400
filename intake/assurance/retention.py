"""What falls due for erasure and when, by the pack's periods: applications, mail of none, the update list.

Only looks. The periods count from the close of the round: the last outcome letter, else the deadline. Erasing is
`intake.assurance.erasure`; the calendar is `intake.round.retention`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake.letters.kinds import Kind
from intake.round.programme import Programme
from intake.round.retention import months_after
from store import applications, erasable
from store.engine import Session
from store.erasable import NOTHING_LOOSE, Loose
from store.states import ApplicationState

#: The letters after which an application's round is over.
OUTCOMES = (Kind.SELECTED, Kind.RESERVE, Kind.NOT_SELECTED)


@dataclass(frozen=True, slots=True, kw_only=True)
class DueCase:
    """An application and when it falls due."""

    reference: str
    state: ApplicationState
    since: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """What is due at a moment. ``closed_at`` is what the periods count from, None where the pack has no deadline.

    ``later`` are the applications that will fall due, the soonest first.
    """

    closed_at: datetime | None
    cases: tuple[DueCase, ...] = ()
    later: tuple[DueCase, ...] = ()
    loose: Loose = NOTHING_LOOSE

    @property
    def nothing(self) -> bool:
        """Whether there is nothing to erase."""
        return not self.cases and self.loose.nothing


def closed_at(session: Session, programme: Programme) -> datetime | None:
    """When the round closed or will close: the last outcome letter sent, else the deadline."""
    return erasable.last_sent_at(session, OUTCOMES) or programme.deadline


def is_over(session: Session) -> bool:
    """Whether outcome letters were sent."""
    return erasable.last_sent_at(session, OUTCOMES) is not None


def due(session: Session, programme: Programme, *, at: datetime) -> Due:
    """What is to be erased at ``at``, and what will be later."""
    close = closed_at(session, programme)
    if close is None:
        return Due(closed_at=None)
    periods, found = programme.retention, []
    for case in applications.all_applications(session):
        selected = case.state == ApplicationState.SELECTED
        months = periods.selected_months if selected else periods.others_months
        if months is not None and case.erased_at is None:
            since = months_after(close, months, programme.zone)
            found.append(DueCase(reference=case.reference, state=case.state, since=since))
    return Due(
        closed_at=close,
        cases=tuple(case for case in found if case.since <= at),
        later=tuple(sorted((case for case in found if case.since > at), key=lambda case: case.since)),
        loose=_loose(session, programme, close, at),
    )


def _loose(session: Session, programme: Programme, close: datetime, at: datetime) -> Loose:
    months = programme.retention.correspondence_months
    if months is None or months_after(close, months, programme.zone) > at:
        return NOTHING_LOOSE

    def is_due(moment: datetime) -> bool:
        return months_after(max(moment, close), months, programme.zone) <= at

    every = erasable.loose(session)
    return Loose(
        messages=tuple(row for row in every.messages if is_due(row.received_at)),
        letters=tuple(row for row in every.letters if is_due(row.sent_at or row.created_at)),
        subscribers=tuple(row for row in every.subscribers if is_due(row.left_at or row.joined_at)),
        orders=tuple(row for row in every.orders if is_due(row.at)),
    )
