"""Carry out a released batch whose time has come: every step is taken and every letter queued, all or nothing.

Where anything in it has changed since it was frozen, nothing of it is done: the batch is stopped and staff are told.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.batches.errors import ChangedError
from intake.batches.stages import Stage
from intake.batches.staging import require_unchanged
from intake.desk import Desk
from store import decisions, history, letters
from store.batches import Part
from store.engine import Session
from store.states import ApplicationState, BatchState
from store.tables import Batch


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What became of a batch: how many letters were queued, or the problems that stopped it."""

    batch: Batch
    letters: int = 0
    problems: tuple[str, ...] = ()


def carry_out(session: Session, desk: Desk, batch: Batch, stage: Stage, *, at: datetime) -> Carried:
    """Carry a released batch out at ``at``, or stop it."""
    try:
        parts = require_unchanged(session, batch)
    except ChangedError as fault:
        history.move(
            session, batch, BatchState.STOPPED, at=at, reason=str(fault), values={"reason": "; ".join(fault.changes)}
        )
        return Carried(batch=batch, problems=fault.changes)
    for part in parts:
        _step(session, batch, part, at=at)
        if stage.done is not None:
            stage.done(session, desk, part.application, at)
    queued = _queue(session, desk, batch, parts, at=at)
    history.move(session, batch, BatchState.DONE, at=at, actor=batch.released_by, values={"done_at": at})
    return Carried(batch=batch, letters=queued)


def _step(session: Session, batch: Batch, part: Part, *, at: datetime) -> None:
    reason = f"batch {batch.id}, staged by {batch.staged_by}"
    if part.item.after:
        history.move(
            session,
            part.application,
            ApplicationState(part.item.after),
            at=at,
            actor=batch.released_by,
            reason=reason,
        )
    decision = decisions.by_id(session, part.item.decision_id) if part.item.decision_id is not None else None
    if decision is not None and decision.batch_id is None:
        history.change(session, decision, {"batch_id": batch.id})


def _queue(session: Session, desk: Desk, batch: Batch, parts: list[Part], *, at: datetime) -> int:
    """Let the letters go, as many in an hour as the configuration allows."""
    drafts = [part.letter for part in parts if part.letter is not None]
    letters.release(session, drafts, actor=batch.released_by, at=at, reason=f"batch {batch.id}")
    apart = timedelta(hours=1) / desk.offices.letters_per_hour
    for place, letter in enumerate(drafts):
        letters.schedule(session, letter, not_before=at + place * apart)
    return len(drafts)
