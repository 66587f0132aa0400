"""A person lets a batch go, recalls it, or decides against it. Who may is said by the pack (``[decisions]``).

A released batch is carried out when its time to be recalled has passed (`intake.batches.carrying`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from intake.batches.errors import BatchError, ConsentError
from intake.batches.staging import require_unchanged
from intake.config import StaffMember
from intake.desk import Desk
from intake.round.programme import Consent
from store import batches, history, letters
from store.engine import Session
from store.states import BatchState, LetterStatus
from store.tables import Batch

Dropped = Callable[[Session, Desk, int, datetime], None]


def release(
    session: Session, desk: Desk, batch: Batch, *, person: StaffMember, at: datetime, undo_after: timedelta
) -> None:
    """Let a staged batch go; it is carried out after ``undo_after``.

    Raises:
        BatchError: it does not wait to be released, or was not rehearsed where the pack asks for it.
        ConsentError: somebody else, or somebody of another body, must release it.
        ChangedError: what it was frozen from has changed.
    """
    _require(batch, BatchState.STAGED, "released")
    consent = desk.programme.consent
    if refusal := consent_refusal(consent, batch, person):
        raise ConsentError(refusal)
    if consent.rehearse_first and batch.rehearsed_at is None:
        raise BatchError(f"its letters must be sent to staff first: intake release {batch.id} --rehearse ADDRESS")
    require_unchanged(session, batch)
    history.move(
        session,
        batch,
        BatchState.RELEASED,
        at=at,
        actor=person.name,
        values={
            "released_by": person.name,
            "released_body": person.body,
            "released_at": at,
            "leaves_at": at + undo_after,
        },
    )


def consent_refusal(consent: Consent, batch: Batch, person: StaffMember) -> str:
    """Why this person may not release the batch, "" where they may."""
    if (consent.second_person or consent.other_body) and person.name == batch.staged_by:
        return f"{batch.staged_by} staged batch {batch.id}; somebody else must release it"
    if consent.other_body and person.body == batch.staged_body:
        body = batch.staged_body or "the same body"
        return f"batch {batch.id} was staged by {body}; somebody of another body must release it"
    return ""


def recall(session: Session, batch: Batch, *, actor: str, at: datetime) -> None:
    """Take a released batch back before it is carried out; it waits to be released again.

    Raises:
        BatchError: it was carried out already, or was never released.
    """
    _require(batch, BatchState.RELEASED, "recalled")
    values = {"released_by": "", "released_body": "", "released_at": None, "leaves_at": None}
    history.move(session, batch, BatchState.STAGED, at=at, actor=actor, values=values)


def cancel(
    session: Session, desk: Desk, batch: Batch, *, actor: str, reason: str, at: datetime, dropped: Dropped | None
) -> None:
    """Decide against a batch that is staged or was stopped: its letters are cancelled and nobody takes a step.

    Raises:
        BatchError: it was released or carried out.
    """
    if batch.state not in (BatchState.STAGED, BatchState.STOPPED):
        raise BatchError(f"batch {batch.id} is {batch.state}; only one that is staged or stopped can be cancelled")
    drafts = [
        part.letter
        for part in batches.parts(session, batch)
        if part.letter is not None and part.letter.status == LetterStatus.DRAFT
    ]
    letters.cancel(session, drafts, actor=actor, at=at, reason=reason)
    if dropped is not None:
        dropped(session, desk, history.id_of(batch), at)
    history.move(session, batch, BatchState.CANCELLED, at=at, actor=actor, reason=reason)


def _require(batch: Batch, state: BatchState, verb: str) -> None:
    if batch.state != state:
        raise BatchError(f"batch {batch.id} is {batch.state}; only one that is {state} can be {verb}")
