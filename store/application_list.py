"""Applications as lists, digest and export need them: everything in a handful of queries, however many there are.

Answers are apart (`answers_by_application`), because lists do without and they are most of the bytes.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, select

from store.columns import table_of
from store.engine import Session
from store.states import ApplicationState
from store.submissions import PERSON
from store.tables import Application, ApplicationBody, Finding, StoredAnswer, Submission


@dataclass(frozen=True, slots=True)
class Check:
    """One finding about the submission that counts; see `store.tables.Finding`."""

    check: str
    weight: str
    key: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
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


#: Columns shown as they are.
_APPLICATION = (
    *("id", "number", "reference", "state", "authority_code", "authority_name"),
    *("contact_name", "contact_address", "late_ruling", "created_at", "submission_id"),
)


def listing(session: Session, *, state: ApplicationState | None = None) -> list[ApplicationItem]:
    """Every application, or those in one state, in the order of their numbers."""
    application, submission = table_of(Application), table_of(Submission)
    query = (
        select(
            *(application.c[name] for name in _APPLICATION),
            submission.c.number.label("submission_number"),
            submission.c.received_at,
            submission.c.form_sha256,
            submission.c.message_id,
        )
        .join_from(application, submission, submission.c.id == application.c.submission_id, isouter=True)
        .order_by(application.c.number)
    )
    if state is not None:
        query = query.where(application.c.state == state)
    checks, partners = _checks(session), _partners(session)
    return [
        _item(row, tuple(checks.get(row.submission_id, ())), tuple(partners.get(row.submission_id, ())))
        for row in session.execute(query)
    ]


def _item(row: Row[*tuple[Any, ...]], checks: tuple[Check, ...], partners: tuple[str, ...]) -> ApplicationItem:
    values = dict(row._mapping)
    if row.submission_number is None:
        values |= {"submission_number": 0, "form_sha256": ""}
    return ApplicationItem(**values, checks=checks, partners=partners)


def _counting(*columns: Any, of: Any) -> Select[*tuple[Any, ...]]:
    """Rows of a table that belong to a submission that counts, in the order they were written."""
    application = table_of(Application)
    return (
        select(*columns)
        .join_from(of, application, application.c.submission_id == of.c.submission_id)
        .order_by(of.c.submission_id, of.c.id)
    )


def _checks(session: Session) -> dict[int, list[Check]]:
    table = table_of(Finding)
    query = _counting(table.c.submission_id, table.c.check, table.c.weight, table.c.key, table.c.message, of=table)
    grouped: dict[int, list[Check]] = {}
    for submission_id, check, weight, key, message in session.execute(query):
        grouped.setdefault(submission_id, []).append(Check(check, weight, key, message))
    return grouped


def _partners(session: Session) -> dict[int, list[str]]:
    table = table_of(ApplicationBody)
    query = _counting(table.c.submission_id, table.c.name, of=table).where(table.c.role == "partner")
    grouped: dict[int, list[str]] = {}
    for submission_id, name in session.execute(query):
        grouped.setdefault(submission_id, []).append(name)
    return grouped


def answers_by_application(session: Session, *, only: int | None = None) -> dict[int, dict[str, AnswerItem]]:
    """For each application, by id, the standing answers of the submission that counts, by key; or for ``only`` one.

    A person's newest correction wins, else what the machine read last.
    """
    table, application = table_of(StoredAnswer), table_of(Application)
    names = AnswerItem.__slots__
    query = _counting(application.c.id, *(table.c[name] for name in names), of=table)
    if only is not None:
        query = query.where(application.c.id == only)
    standing: dict[int, dict[str, AnswerItem]] = {}
    for application_id, *values in session.execute(query):
        item = AnswerItem(*values)
        answers = standing.setdefault(application_id, {})
        held = answers.get(item.key)
        if held is None or item.source == PERSON or held.source != PERSON:
            answers[item.key] = item
    return standing
