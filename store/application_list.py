"""Applications as lists, digest and export need them: everything in a handful of queries, however many there are.

Answers are apart (`answers_by_application`, of one field `values_by_application`), because lists do without and they
are most of the bytes.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Select, func, select

from store.columns import table_of
from store.engine import Session
from store.states import ApplicationState
from store.submissions import MACHINE
from store.tables import Application, ApplicationBody, Finding, StoredAnswer, Submission


@dataclass(frozen=True, slots=True)
class Check:
    """One finding about the submission that counts; see `store.tables.Finding`."""

    check: str
    weight: str
    key: str
    message: str


@dataclass(frozen=True, slots=True)
class ApplicationItem:
    """One application with the submission that counts (None and 0 where there is none) and what was found about it.

    ``partners`` are the names of the other bodies it names.
    """

    id: int
    number: int
    reference: str
    state: ApplicationState
    authority_code: str
    authority_name: str
    contact_name: str
    contact_address: str
    late_ruling: str
    created_at: datetime
    submission_id: int | None
    submission_number: int
    received_at: datetime | None
    form_sha256: str
    message_id: int | None
    checks: tuple[Check, ...] = ()
    partners: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class AnswerItem:
    """One answer as it stands, with where it was read; see `store.tables.StoredAnswer`."""

    key: str
    value: Any
    text: str
    confidence: float
    method: str
    position: int | None
    page: int | None
    box: list[float] | None
    source: str
    actor: str


#: Applications whose answers are fetched together.
_BLOCK = 500
#: Columns shown as they are; an item's attributes come in this order.
_APPLICATION = (
    *("id", "number", "reference", "state", "authority_code", "authority_name"),
    *("contact_name", "contact_address", "late_ruling", "created_at", "submission_id"),
)
_SUBMISSION = _APPLICATION.index("submission_id")


def listing(session: Session, *, state: ApplicationState | None = None) -> list[ApplicationItem]:
    """Every application, or those in one state, in the order of their numbers."""
    application, submission = table_of(Application), table_of(Submission)
    query = (
        select(
            *(application.c[name] for name in _APPLICATION),
            func.coalesce(submission.c.number, 0),
            submission.c.received_at,
            func.coalesce(submission.c.form_sha256, ""),
            submission.c.message_id,
        )
        .join_from(application, submission, submission.c.id == application.c.submission_id, isouter=True)
        .order_by(application.c.number)
    )
    if state is not None:
        query = query.where(application.c.state == state)
    checks, partners = _checks(session), _partners(session)
    items = []
    for row in session.execute(query).all():
        of = row[_SUBMISSION]
        values: tuple[Any, ...] = (*row, checks.get(of, ()), partners.get(of, ()))
        items.append(ApplicationItem(*values))
    return items


def _counting(*columns: Any, of: Any) -> Select[*tuple[Any, ...]]:
    """Rows of a table that belong to a submission that counts, in the order they were written."""
    application = table_of(Application)
    return (
        select(*columns)
        .join_from(of, application, application.c.submission_id == of.c.submission_id)
        .order_by(of.c.submission_id, of.c.id)
    )


def _checks(session: Session) -> dict[int, tuple[Check, ...]]:
    table = table_of(Finding)
    query = _counting(table.c.submission_id, table.c.check, table.c.weight, table.c.key, table.c.message, of=table)
    rows = session.execute(query).all()
    return {of: tuple(Check(*row[1:]) for row in group) for of, group in groupby(rows, itemgetter(0))}


def _partners(session: Session) -> dict[int, tuple[str, ...]]:
    table = table_of(ApplicationBody)
    query = _counting(table.c.submission_id, table.c.name, of=table).where(table.c.role == "partner")
    rows = session.execute(query).all()
    return {of: tuple(name for _, name in group) for of, group in groupby(rows, itemgetter(0))}


def answers_by_application(
    session: Session, *, only: int | Collection[int] | None = None
) -> dict[int, dict[str, AnswerItem]]:
    """For each application, by id, the standing answers of the submission that counts, by key; or for ``only`` some.

    The newest correction wins, else what the machine read last.
    """
    table, application = table_of(StoredAnswer), table_of(Application)
    names = AnswerItem.__slots__
    query = _counting(application.c.id, *(table.c[name] for name in names), of=table)
    if only is not None:
        query = query.where(application.c.id.in_([only] if isinstance(only, int) else only))
    standing: dict[int, dict[str, AnswerItem]] = {}
    for application_id, *values in session.execute(query).all():
        item = AnswerItem(*values)
        answers = standing.setdefault(application_id, {})
        held = answers.get(item.key)
        if held is None or item.source != MACHINE or held.source == MACHINE:
            answers[item.key] = item
    return standing


def with_answers(
    session: Session, items: Sequence[ApplicationItem]
) -> Iterator[tuple[ApplicationItem, Mapping[str, AnswerItem]]]:
    """Each of ``items`` with its standing answers, in order; never more than a block of them in memory."""
    for start in range(0, len(items), _BLOCK):
        block = items[start : start + _BLOCK]
        answers = answers_by_application(session, only=[item.id for item in block])
        for item in block:
            yield item, answers.get(item.id, {})


def values_by_application(session: Session, key: str, *, only: Collection[int]) -> dict[int, Any]:
    """For ``only`` some applications, by id, the standing value of one field; a list may need no other answer."""
    table, application = table_of(StoredAnswer), table_of(Application)
    query = _counting(application.c.id, table.c.value, table.c.source, of=table).where(table.c.key == key)
    query = query.where(application.c.id.in_(only))
    standing: dict[int, tuple[Any, str]] = {}
    for application_id, value, source in session.execute(query).all():
        held = standing.get(application_id)
        if held is None or source != MACHINE or held[1] == MACHINE:
            standing[application_id] = (value, source)
    return {application_id: value for application_id, (value, _) in standing.items()}
