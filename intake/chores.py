"""What the service sees to by the clock, whether or not mail comes: a table of chores, done every minute.

A chore looks whether something is due and puts letters in the outbox; doing it again does nothing more. Each runs in a
transaction of its own, so that one that fails keeps none of the others from being done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from intake.decisions.carrying_out import carry_out_due
from intake.deeds import note
from intake.desk import Desk
from intake.errors import IntakeError
from intake.logs import log
from intake.notices.reminders import queue_reminders
from store import audit
from store.deeds import Deed, DeedKind
from store.engine import Session
from store.errors import StoreError


@dataclass(frozen=True, slots=True)
class Chore:
    """One thing to see to: its name, its policy in a sentence, and what does it.

    ``run`` is given the moment it is done at (aware) and returns how many letters it queued.
    """

    name: str
    sentence: str
    run: Callable[[Session, Desk, datetime], int]


def _reminders(session: Session, desk: Desk, at: datetime) -> int:
    return queue_reminders(session, desk, at=at)


#: In order. Adding one is one function and one row.
CHORES: tuple[Chore, ...] = (
    Chore("batches", "A released batch is carried out when its time to be recalled has passed.", carry_out_due),
    Chore("reminders", "Applicants are told what is missing, on the days before the deadline.", _reminders),
)


def do_chores(desk: Desk, *, at: datetime) -> int:
    """Do every chore, each in its own transaction; returns how many letters were queued.

    One that fails for a reason that was foreseen is logged, and done again the next time. That something was done is
    noted beside the archive, so that a replay does it at the same moment.
    """
    queued, done = 0, []
    for chore in CHORES:
        try:
            with desk.store.begin() as session:
                before = audit.head(session)
                letters = chore.run(session, desk, at)
                if audit.head(session) != before:  # whatever is done writes history
                    done.append(chore.name)
        except (IntakeError, StoreError) as fault:
            log.error("chore-failed", job=chore.name, exc_info=fault)
            continue
        if letters:
            log.info("chore-done", job=chore.name, queued=letters)
        queued += letters
    if done:
        note(desk.archive, [Deed(kind=DeedKind.CHORES, at=at, cause=", ".join(done))])
    return queued
