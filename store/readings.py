"""What was read of a submission and what was corrected, apart: for checking again, reading again, and carrying over.

A further reading is further rows of the machine's; corrections stay where they are and go on standing
(`store.submissions`). Findings are drawn from the answers, so they are replaced when those change.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select
from sqlmodel import col

from store import history
from store.columns import table_of
from store.engine import Session
from store.submissions import MACHINE, NewAnswer, NewBody, NewFinding
from store.tables import Application, ApplicationBody, Finding, InboundMessage, StoredAnswer, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class FiledForm:
    """One form as it was filed: whose, which number, the mail it came in, and whether it is the one that counts."""

    submission_id: int
    application_id: int
    reference: str
    number: int
    message_id: int
    sha256: str
    received_at: datetime
    counts: bool


def filed_forms(
    session: Session, *, since: datetime | None = None, references: Collection[str] = ()
) -> list[FiledForm]:
    """The forms received since then, of these applications; all without. In the order they were received."""
    application, submission, message = (table_of(kind) for kind in (Application, Submission, InboundMessage))
    query = (
        select(
            submission.c.id.label("submission_id"),
            application.c.id.label("application_id"),
            application.c.reference,
            submission.c.number,
            submission.c.message_id,
            message.c.sha256,
            submission.c.received_at,
            (application.c.submission_id == submission.c.id).label("counts"),
        )
        .join_from(submission, application, application.c.id == submission.c.application_id)
        .join(message, message.c.id == submission.c.message_id)
        .order_by(submission.c.received_at, submission.c.id)
    )
    if since is not None:
        query = query.where(submission.c.received_at >= since)
    if references:
        query = query.where(application.c.reference.in_(references))
    return [FiledForm(**row._mapping) for row in session.execute(query)]


def read_answers(session: Session, submission_id: int) -> dict[str, StoredAnswer]:
    """What the machine read last of each field, corrections left aside."""
    return _newest(session, submission_id, machine=True)


def corrections_of(session: Session, submission_id: int) -> dict[str, StoredAnswer]:
    """The newest correction of each field that was corrected."""
    return _newest(session, submission_id, machine=False)


def _newest(session: Session, submission_id: int, *, machine: bool) -> dict[str, StoredAnswer]:
    source = col(StoredAnswer.source)
    query = select(StoredAnswer).where(
        col(StoredAnswer.submission_id) == submission_id, source == MACHINE if machine else source != MACHINE
    )
    return {answer.key: answer for answer in session.scalars(query.order_by(col(StoredAnswer.id)))}


def add_reading(session: Session, submission: Submission, answers: Sequence[NewAnswer], *, at: datetime) -> None:
    """Further rows for fields that a newer reader reads otherwise; the earlier readings stay beside them."""
    if not answers:
        return
    shared = {"submission_id": history.id_of(submission), "source": MACHINE, "actor": "", "created_at": at}
    rows = [shared | {name: getattr(answer, name) for name in answer.__slots__} for answer in answers]
    session.connection().execute(insert(table_of(StoredAnswer)), rows)


def replace_findings(session: Session, submission: Submission, findings: Sequence[NewFinding]) -> None:
    """What the checks find now, in place of what they found before."""
    of = {"submission_id": history.id_of(submission)}
    session.flush()
    session.execute(delete(table_of(Finding)).where(table_of(Finding).c.submission_id == of["submission_id"]))
    if findings:
        rows = [of | {name: getattr(item, name) for name in item.__slots__} for item in findings]
        session.connection().execute(insert(table_of(Finding)), rows)
    session.expire_all()


def replace_bodies(session: Session, submission: Submission, bodies: Sequence[NewBody]) -> None:
    """The bodies that the answers name now, in place of those they named before."""
    of = {"submission_id": history.id_of(submission), "application_id": submission.application_id}
    table = table_of(ApplicationBody)
    session.execute(delete(table).where(table.c.submission_id == of["submission_id"]))
    if bodies:
        rows = [of | {name: getattr(item, name) for name in item.__slots__} for item in bodies]
        session.connection().execute(insert(table), rows)
