"""How far each mailbox is known to be read, and since when reading it has failed.

A promise to staff: everything up to this UID was filed or found gone, and the last complete poll began at this time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from store import history
from store.engine import Session
from store.tables import MailboxProgress


def progress_of(session: Session, mailbox: str) -> MailboxProgress | None:
    """How far this mailbox was read, or None when it never was."""
    return session.scalars(select(MailboxProgress).where(col(MailboxProgress.mailbox) == mailbox)).first()


def all_progress(session: Session) -> Sequence[MailboxProgress]:
    """How far each mailbox was read."""
    return session.scalars(select(MailboxProgress).order_by(col(MailboxProgress.mailbox))).all()


def advance(session: Session, mailbox: str, *, uidvalidity: int, last_uid: int, at: datetime) -> MailboxProgress:
    """Every UID up to ``last_uid`` was filed or found gone. It only goes back when UIDVALIDITY changes."""
    progress = _progress(session, mailbox)
    if progress.uidvalidity != uidvalidity:
        if progress.uidvalidity:
            history.record(
                session,
                subject="mailbox",
                subject_id=history.id_of(progress),
                what="uidvalidity",
                before=str(progress.uidvalidity),
                after=str(uidvalidity),
                reason="the server numbered the folder anew",
                at=at,
            )
        progress.uidvalidity, progress.last_uid = uidvalidity, last_uid
    else:
        progress.last_uid = max(progress.last_uid, last_uid)
    session.flush()
    return progress


def read_complete(session: Session, mailbox: str, *, at: datetime) -> None:
    """A poll that began ``at`` saw all there was."""
    _progress(session, mailbox).read_until = at
    session.flush()


def reconciled(session: Session, mailbox: str, *, at: datetime) -> None:
    """A comparison of every UID on the server with our books, begun ``at``, was completed."""
    _progress(session, mailbox).reconciled_at = at
    session.flush()


def note_fault(session: Session, mailbox: str, *, fault: str, at: datetime) -> bool:
    """The mailbox cannot be read; returns whether that is news (the first fault since it last could)."""
    progress = _progress(session, mailbox)
    is_news = progress.fault_since is None
    if is_news:
        progress.fault_since = at
        history.record(session, subject="mailbox", subject_id=history.id_of(progress), what="fault", after=fault, at=at)
    progress.fault = fault
    session.flush()
    return is_news


def clear_fault(session: Session, mailbox: str, *, at: datetime) -> bool:
    """The mailbox can be read; returns whether that is news."""
    progress = _progress(session, mailbox)
    if progress.fault_since is None:
        return False
    history.record(
        session, subject="mailbox", subject_id=history.id_of(progress), what="fault", before=progress.fault, at=at
    )
    progress.fault, progress.fault_since = "", None
    session.flush()
    return True


def _progress(session: Session, mailbox: str) -> MailboxProgress:
    progress = progress_of(session, mailbox)
    if progress is None:
        progress = MailboxProgress(mailbox=mailbox)
        session.add(progress)
        session.flush()
    return progress
