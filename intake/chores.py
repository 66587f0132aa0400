"""What the service sees to by the clock, whether or not mail comes: a table of chores, done every minute.

A chore looks whether something is due and puts letters in the outbox; doing it again does nothing more. Each runs in a
transaction of its own, so that one that fails keeps none of the others from being done.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from intake import clock
from intake.decisions.carrying_out import carry_out_due
from intake.deeds import note
from intake.desk import Desk
from intake.errors import IntakeError
from intake.interviews.reminding import ask_whether_held, remind, tell_unanswered
from intake.interviews.sheets import send_due
from intake.logs import log
from intake.notices.reminders import queue_reminders
from intake.panel.asking import ask_for_declarations
from intake.panel.reminding import remind_assessors
from intake.panel.sending import send_assessments
from intake.panel.summary import send_ranking
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


@dataclass(frozen=True, slots=True)
class LongChore:
    """One thing that is done in transactions of its own, because of work between them that must lock nothing."""

    name: str
    sentence: str
    run: Callable[[Desk, datetime], int]


def _reminders(session: Session, desk: Desk, at: datetime) -> int:
    return queue_reminders(session, desk, at=at)


#: In order. Adding one is one function and one row.
CHORES: tuple[Chore | LongChore, ...] = (
    Chore("batches", "A released batch is carried out when its time to be recalled has passed.", carry_out_due),
    Chore("reminders", "Applicants are told what is missing, on the days before the deadline.", _reminders),
    Chore("declarations", "Assessors are asked for conflicts of interest on what is new.", ask_for_declarations),
    LongChore("assessments", "Assessors are sent what they have no conflict on.", send_assessments),
    Chore("panel-reminders", "Assessors are reminded, and staff told of what is overdue.", remind_assessors),
    Chore("ranking", "Staff are told the ranking once everything given out is scored.", send_ranking),
    Chore("interview-reminders", "Applicants are reminded of the interview that is near.", remind),
    Chore("interview-answers", "Staff are told of invitations that were not answered in time.", tell_unanswered),
    Chore("interviews-over", "Staff are asked whether interviews that are over were held.", ask_whether_held),
    Chore("timetable", "The panel is sent its timetable when it has changed, and on the eve of interviews.", send_due),
)


def do_chores(desk: Desk, *, at: datetime) -> int:
    """Do every chore, each in its own transaction; returns how many letters were queued.

    One that fails for a reason that was foreseen is logged, and done again the next time. That something was done is
    noted beside the archive, so that a replay does it at the same moment.
    """
    queued, done = 0, []
    for chore in CHORES:
        try:
            with clock.still(at):
                letters, changed = _do(chore, desk, at=at)
        except (IntakeError, StoreError) as fault:
            log.error("chore-failed", job=chore.name, exc_info=fault)
            continue
        if changed:
            done.append(chore.name)
        if letters:
            log.info("chore-done", job=chore.name, queued=letters)
        queued += letters
    if done:
        note(desk.archive, [Deed(kind=DeedKind.CHORES, at=at, cause=", ".join(done))])
    return queued


def _do(chore: Chore | LongChore, desk: Desk, *, at: datetime) -> tuple[int, bool]:
    """How many letters a chore queued, and whether it did anything: whatever is done writes history."""
    if isinstance(chore, LongChore):
        with desk.store.reading() as session:
            before = audit.head(session)
        letters = chore.run(desk, at)
        with desk.store.reading() as session:
            return letters, audit.head(session) != before
    with desk.store.begin() as session:
        before = audit.head(session)
        letters = chore.run(session, desk, at)
        return letters, audit.head(session) != before
