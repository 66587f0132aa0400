"""Alarms: a letter to staff with the role when the service needs a person before the next digest.

What is a fault is judged by `intake.daemon.status`, the same as a monitor is told. Each fault is told once a day for as
long as it lasts: (cause, kind, recipient) is unique in the outbox, and the cause names the fault and the day.
"""

from __future__ import annotations

from datetime import datetime

from intake.config import Settings
from intake.daemon.status import Fault, Status
from intake.furnishing import sender_of
from intake.letters.compose import compose
from intake.letters.contexts import Alarm
from intake.letters.kinds import Kind
from intake.letters.outbox import queue_letter
from intake.logs import log
from intake.round.programme import Programme
from store.engine import Session

#: Faults that cannot wait for the digest. Held mail and bounces can: the digest lists them.
URGENT = frozenset({"backlog", "failed", "letters-failed", "letters-overdue", "letters-unknown", "mailbox-unread"})


def queue_alarms(session: Session, programme: Programme, settings: Settings, status: Status, *, at: datetime) -> int:
    """Queue a letter for each urgent fault that was not told today, to everybody with the role; returns how many."""
    queued = 0
    day = at.astimezone(programme.zone).date().isoformat()
    for fault in status.faults:
        if fault.name in URGENT:
            queued += _tell(session, programme, settings, fault, cause=f"alarm:{fault.name}:{day}", at=at)
    if queued:
        log.warning("alarm", count=queued)
    return queued


def _tell(session: Session, programme: Programme, settings: Settings, fault: Fault, *, cause: str, at: datetime) -> int:
    told = 0
    context = Alarm(what=f"{fault.what[0].upper()}{fault.what[1:]}.", why="", to_do=(fault.to_do,))
    for member in settings.staff_with("alarms"):
        letter = compose(
            Kind.ALARM,
            context,
            programme=programme,
            sender=sender_of(settings),
            to=member.email,
            at=at,
            cause=cause,
        )
        row = queue_letter(
            session,
            letter,
            cause=cause,
            per_sender_per_day=settings.service.letters_per_sender_per_day,
            per_hour=settings.service.letters_per_hour,
            at=at,
        )
        told += isinstance(row, int)
    return told
