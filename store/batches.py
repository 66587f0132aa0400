"""Batches: frozen, released by a person, recalled, carried out, stopped or cancelled; and what is in each."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from store import history, numbering
from store.engine import Session
from store.states import BatchState
from store.tables import Application, Batch, BatchItem, OutgoingMail

#: A batch in one of these may still send its letters.
OPEN = (BatchState.STAGED, BatchState.RELEASED)


@dataclass(frozen=True, slots=True)
class Part:
    """One item of a batch with its application and its letter."""

    item: BatchItem
    application: Application
    letter: OutgoingMail | None


def stage(session: Session, *, stage: str, plan: Any, staged_by: str, staged_body: str, at: datetime) -> Batch:
    """A new batch, to be filled with `add` and then sealed with `seal`."""
    batch = Batch(
        id=numbering.kept(session, Batch),
        stage=stage,
        state=BatchState.STAGED,
        sha256="",
        plan=plan,
        staged_by=staged_by,
        staged_body=staged_body,
        staged_at=at,
    )
    session.add(batch)
    session.flush()
    history.record(
        session,
        subject="batch",
        subject_id=history.id_of(batch),
        what=stage,
        after=BatchState.STAGED,
        actor=staged_by,
        at=at,
    )
    return batch


def add(
    session: Session,
    batch: Batch,
    application: Application,
    *,
    before: str,
    after: str,
    letter_id: int | None,
    recipient: str,
    decision_id: int | None = None,
) -> None:
    """Put one application's step and letter into the batch."""
    session.add(
        BatchItem(
            batch_id=history.id_of(batch),
            application_id=history.id_of(application),
            decision_id=decision_id,
            before=before,
            after=after,
            letter_id=letter_id,
            recipient=recipient,
        )
    )


def seal(session: Session, batch: Batch, sha256: str) -> None:
    """Write down the digest of all that the batch holds."""
    history.change(session, batch, {"sha256": sha256})


def by_id(session: Session, batch_id: int) -> Batch | None:
    """The batch with this number."""
    return session.get(Batch, batch_id)


def parts(session: Session, batch: Batch) -> list[Part]:
    """What the batch holds, in the order of the applications' numbers, as the rows are now."""
    query = (
        select(BatchItem, Application, OutgoingMail)
        .join(Application, col(BatchItem.application_id) == col(Application.id))
        .outerjoin(OutgoingMail, col(BatchItem.letter_id) == col(OutgoingMail.id))
        .where(col(BatchItem.batch_id) == batch.id)
        .order_by(col(Application.number))
        .execution_options(populate_existing=True)
    )
    return [Part(item, application, letter) for item, application, letter in session.execute(query)]


def listing(session: Session, states: Collection[BatchState] = tuple(BatchState)) -> list[Batch]:
    """The batches in one of ``states``, oldest first."""
    query = select(Batch).where(col(Batch.state).in_(list(states)))
    return list(session.scalars(query.order_by(col(Batch.id))))


def last_of(session: Session, stage: str) -> Batch | None:
    """The newest batch of a stage that was not cancelled."""
    query = select(Batch).where(col(Batch.stage) == stage, col(Batch.state) != BatchState.CANCELLED)
    return session.scalars(query.order_by(col(Batch.id).desc())).first()


def waiting_in(session: Session, application_ids: Sequence[int]) -> dict[int, int]:
    """Application → the number of the open batch it is in, for those that are in one."""
    query = (
        select(col(BatchItem.application_id), col(BatchItem.batch_id))
        .join(Batch, col(BatchItem.batch_id) == col(Batch.id))
        .where(col(Batch.state).in_(OPEN), col(BatchItem.application_id).in_(application_ids))
    )
    return {row.application_id: row.batch_id for row in session.execute(query)}


def released(session: Session) -> list[Batch]:
    """Batches that were released and are not carried out yet."""
    return list(session.scalars(select(Batch).where(col(Batch.state) == BatchState.RELEASED).order_by(col(Batch.id))))


def due(session: Session, *, at: datetime) -> list[Batch]:
    """Released batches whose time has come."""
    query = select(Batch).where(col(Batch.state) == BatchState.RELEASED, col(Batch.leaves_at) <= at)
    return list(session.scalars(query.order_by(col(Batch.id)).with_for_update(skip_locked=True)))
