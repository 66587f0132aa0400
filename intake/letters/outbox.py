"""Queue a composed letter in the store: once for each cause, and only within the caps.

Runs inside the caller's transaction, so that a letter is in the outbox exactly when its cause is in the books. It
composes nothing (`intake.letters.compose`) and sends nothing (`intake.letters.dispatch`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from intake.letters import caps
from intake.letters.caps import Counts, Limits, Suppressed
from intake.letters.compose import ComposedLetter
from intake.letters.kinds import POLICIES, Cap, Kind
from store import letters
from store.engine import Session

__all__ = ["Suppressed", "queue_letter", "written_last_hour"]

_HOUR, _DAY, _WEEK = timedelta(hours=1), timedelta(days=1), timedelta(days=7)
_ANSWERS = tuple(kind for kind in Kind if POLICIES[kind].cap is Cap.ANSWER)
#: What no limit binds uses none up either: a day of many reports to staff must not silence what they are to be told.
_UNBOUND = tuple(kind for kind in Kind if POLICIES[kind].cap is Cap.STAFF)


def queue_letter(
    session: Session,
    letter: ComposedLetter,
    *,
    cause: str,
    per_sender_per_day: int,
    per_hour: int,
    at: datetime,
    application_id: int | None = None,
    inbound_id: int | None = None,
    not_before: datetime | None = None,
) -> int | Suppressed | None:
    """Put the letter in the outbox: queued where its kind is automatic, else a draft for a person to release.

    ``not_before`` is when it may leave, for letters that a person can still take back; now where it is None.

    Returns the id of its row; None when this cause already has a letter of this kind to this recipient; or
    `Suppressed` when a cap keeps it from leaving, with the reason. The caller must see that what a suppressed letter
    would have answered is on the staff list.
    """
    policy = POLICIES[letter.kind]
    if _is_there(session, letter, cause=cause):
        return None
    if policy.automatic and policy.cap is not Cap.STAFF:
        limits = Limits(per_sender_per_day=per_sender_per_day, per_hour=per_hour)
        suppressed = caps.judge(policy.cap, _counts(session, letter, cap=policy.cap, at=at), limits)
        if suppressed is not None:
            return suppressed
    row = letters.queue(
        session,
        message_id=letter.message_id,
        cause=cause,
        kind=letter.kind,
        recipient=letter.recipient,
        raw=letter.raw,
        at=at,
        subject=letter.subject,
        automatic=policy.automatic,
        draft=not policy.automatic,
        application_id=application_id,
        inbound_id=inbound_id,
        not_before=not_before,
    )
    return row.id if row is not None else None


def written_last_hour(session: Session, *, at: datetime) -> int:
    """How many automatic letters the service wrote in the hour before ``at``, of those that ``per_hour`` limits."""
    return letters.automatic_total(session, since=at - _HOUR, but=_UNBOUND)


def _is_there(session: Session, letter: ComposedLetter, *, cause: str) -> bool:
    """Whether the cause has this letter already: asked before the caps, or a repeat would count against itself."""
    return any(
        row.kind == letter.kind and row.recipient == letter.recipient for row in letters.find_by_cause(session, cause)
    )


def _counts(session: Session, letter: ComposedLetter, *, cap: Cap, at: datetime) -> Counts:
    def sent(since: timedelta, kind: Kind | None = None) -> int:
        return letters.automatic_count(
            session, recipient=letter.recipient, since=at - since, kind=kind, but=() if kind else _UNBOUND
        )

    hour = written_last_hour(session, at=at)
    if cap is not Cap.ANSWER:
        return Counts(today=sent(_DAY), service_this_hour=hour)
    return Counts(
        of_kind_today=sent(_DAY, letter.kind),
        today=sent(_DAY),
        answers_this_week=sum(sent(_WEEK, kind) for kind in _ANSWERS),
        service_this_hour=hour,
    )
