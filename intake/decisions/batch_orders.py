"""What orders about a batch do: release it, recall it, cancel it. The rules are `intake.batches`'."""

from __future__ import annotations

from intake.batches.errors import BatchError
from intake.batches.releasing import cancel, recall, release
from intake.batches.stage_list import STAGES
from intake.decisions.batch_letters import tell_released
from intake.decisions.giving import Done, Given, Handler, OrderError
from intake.desk import Desk
from intake.wording import count, instant
from store import batches, history
from store.engine import Session
from store.tables import Batch


def _release(session: Session, desk: Desk, given: Given) -> Done:
    batch = _batch(given)
    try:
        release(session, desk, batch, person=given.member, at=given.at, undo_after=desk.offices.undo_after)
    except BatchError as fault:
        raise OrderError(str(fault)) from fault
    letters = sum(part.letter is not None for part in batches.parts(session, batch))
    tell_released(session, desk, batch, at=given.at)
    when = instant(batch.leaves_at or given.at, desk.programme.zone)
    return Done(
        sentences=(
            f"Batch {batch.id} ({batch.stage}), {count(letters, 'letter')}, is released.",
            f"It leaves at {when}.",
        ),
        undo={"kind": "release", "batch": history.id_of(batch)},
        batch=batch,
    )


def _recall(session: Session, desk: Desk, given: Given) -> Done:
    batch = _batch(given)
    try:
        recall(session, batch, actor=given.actor, at=given.at)
    except BatchError as fault:
        raise OrderError(str(fault)) from fault
    return Done(sentences=(f"Batch {batch.id} ({batch.stage}) is recalled: nothing of it leaves.",), batch=batch)


def _cancel(session: Session, desk: Desk, given: Given) -> Done:
    batch = _batch(given)
    try:
        cancel(
            session,
            desk,
            batch,
            actor=given.actor,
            reason=given.text,
            at=given.at,
            dropped=STAGES[batch.stage].dropped,
        )
    except BatchError as fault:
        raise OrderError(str(fault)) from fault
    return Done(
        sentences=(f"Batch {batch.id} ({batch.stage}) is cancelled: its letters are never sent.",),
        quoted=given.text,
        batch=batch,
    )


def _batch(given: Given) -> Batch:
    if given.batch is None:
        raise OrderError("There is no such batch.")
    return given.batch


BATCH_ORDERS: dict[str, Handler] = {"release": _release, "recall": _recall, "cancel": _cancel}
