"""Counts and lists over the whole store, for the digest and for `intake status`.

Periods are half-open: from ``start`` up to but not at ``end``. What the figures mean for people is worded in `intake`.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from typing import Any

from sqlalchemy import Select, func, select

from store.application_list import ApplicationItem
from store.application_list import listing as applications
from store.columns import table_of
from store.engine import Session
from store.letters import LetterItem
from store.letters import listing as letters
from store.message_list import MessageItem
from store.message_list import listing as messages
from store.progress import all_progress
from store.states import ApplicationState, LetterStatus, MessageStatus
from store.tables import Application as ApplicationTable
from store.tables import InboundMessage, MailboxProgress, OutgoingMail

#: The states of a letter that staff must hear of.
TROUBLED = (LetterStatus.FAILED, LetterStatus.UNKNOWN, LetterStatus.BOUNCED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things stand at this moment, in one read: what `intake status` judges.

    Counts are by state, ``unseen`` of letters in trouble that nobody took note of; ``oldest_pending`` is when the
    message that has waited longest was filed, ``oldest_due`` when the letter that is longest overdue was to leave,
    ``oldest_held`` when the message that has waited longest for a person was last read (or filed, if it never was).
    """

    messages: dict[MessageStatus, int]
    applications: dict[ApplicationState, int]
    letters: dict[LetterStatus, int]
    unseen: dict[LetterStatus, int]
    oldest_pending: datetime | None
    oldest_due: datetime | None
    mailboxes: tuple[MailboxProgress, ...]
    oldest_held: datetime | None = None


def standing(session: Session) -> Standing:
    """How things stand."""
    message, mail = table_of(InboundMessage).c, table_of(OutgoingMail).c
    return Standing(
        messages=_counts(session, select(message.status, func.count()).group_by(message.status)),
        applications=application_states(session),
        letters=_counts(session, select(mail.status, func.count()).group_by(mail.status)),
        unseen=_counts(
            session,
            select(mail.status, func.count())
            .where(mail.status.in_(TROUBLED), mail.seen_by == "")
            .group_by(mail.status),
        ),
        oldest_pending=session.scalar(
            select(func.min(message.filed_at)).where(message.status == MessageStatus.PENDING)
        ),
        oldest_due=session.scalar(select(func.min(mail.not_before)).where(mail.status == LetterStatus.QUEUED)),
        mailboxes=tuple(all_progress(session)),
        oldest_held=session.scalar(
            select(func.min(func.coalesce(message.claimed_at, message.filed_at))).where(
                message.status == MessageStatus.HELD
            )
        ),
    )


def application_states(session: Session) -> dict[ApplicationState, int]:
    """How many applications there are in each state that any is in."""
    state = table_of(ApplicationTable).c.state
    return _counts(session, select(state, func.count()).group_by(state))


def dispositions_between(session: Session, start: datetime, end: datetime) -> dict[str, int]:
    """How many messages received in the period turned out to be what; "" for those not yet read."""
    message = table_of(InboundMessage).c
    query = _received(select(message.disposition, func.count()), start, end).group_by(message.disposition)
    return _counts(session, query)


def statuses_between(session: Session, start: datetime, end: datetime) -> dict[MessageStatus, int]:
    """How many messages received in the period stand where."""
    message = table_of(InboundMessage).c
    return _counts(session, _received(select(message.status, func.count()), start, end).group_by(message.status))


def arrivals(
    session: Session, start: datetime, end: datetime, *, zone: tzinfo, hourly: bool = False, disposition: str = ""
) -> list[tuple[datetime, int]]:
    """Messages received in the period by day (or hour) of ``zone``: the instant each begins, and how many.

    Days and hours without any are left out; ``disposition`` counts only messages of that one.
    """
    query = _received(select(table_of(InboundMessage).c.received_at), start, end)
    if disposition:
        query = query.where(table_of(InboundMessage).c.disposition == disposition)
    counts = Counter(_beginning(moment.astimezone(zone), hourly=hourly) for moment in session.scalars(query))
    return [(begins.astimezone(zone), count) for begins, count in sorted(counts.items())]


def _beginning(moment: datetime, *, hourly: bool) -> datetime:
    """When the hour or day of a moment began, in UTC: local hours come twice when the clocks go back."""
    hour = moment.replace(minute=0, second=0, microsecond=0)
    return (hour if hourly else hour.replace(hour=0, fold=0)).astimezone(UTC)


def waiting_messages(session: Session) -> list[MessageItem]:
    """Messages that wait for a person, with the reason, oldest first."""
    return messages(session, held=True)


def incomplete_applications(session: Session) -> list[ApplicationItem]:
    """Applications in which something required is missing, with what."""
    return applications(session, state=ApplicationState.INCOMPLETE)


def troubled_letters(session: Session) -> list[LetterItem]:
    """Letters that failed, bounced, or may or may not have left, and that nobody took note of."""
    return letters(session, statuses=TROUBLED, unseen=True)


def _received(query: Select[*tuple[Any, ...]], start: datetime, end: datetime) -> Select[*tuple[Any, ...]]:
    received_at = table_of(InboundMessage).c.received_at
    return query.where(received_at >= start, received_at < end)


def _counts(session: Session, query: Select[*tuple[Any, ...]]) -> dict[Any, int]:
    """What is counted → how many."""
    return {row[0]: row[1] for row in session.execute(query)}
