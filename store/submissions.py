"""The forms received for an application: numbered, immutable, with their answers, findings and corrections.

A correction is a further row; it wins over whatever the machine reads, and the newest over the others. The newest
submission among those in time is the one that counts, whatever the order in which the mails were read; one that came
late counts only where none was in time, or where a person admitted it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from json import dumps
from typing import Any

from sqlalchemy import ColumnElement, and_, func, insert, select
from sqlmodel import col

from store import history
from store.columns import table_of
from store.engine import Session
from store.tables import Application, ApplicationBody, Finding, StoredAnswer, Submission

#: Where an answer comes from: read from the form, corrected by a member of staff, or by the applicant in a reply.
MACHINE, PERSON, APPLICANT = "machine", "person", "applicant"


@dataclass(frozen=True, slots=True, kw_only=True)
class NewAnswer:
    """One answer as it was read; see `store.tables.StoredAnswer` for units and shapes."""

    key: str
    value: Any
    text: str = ""
    confidence: float = 0.0
    method: str = ""
    position: int | None = None
    page: int | None = None
    box: Sequence[float] | None = None
    alternatives: Sequence[Any] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewFinding:
    """What a check or the reading found: ``weight`` is "blocks", "person" or "notice", ``key`` a field or ""."""

    check: str
    weight: str
    key: str = ""
    message: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewBody:
    """A body that the form names: ``role`` is "lead" or "partner", the code "" where the register has none."""

    role: str
    name: str
    authority_code: str = ""


def add_submission(
    session: Session,
    application: Application,
    *,
    message_id: int,
    form_sha256: str,
    received_at: datetime,
    at: datetime,
    form_name: str = "",
    form_type: str = "",
    likeness: float = 0.0,
    late: bool = False,
    answers: Sequence[NewAnswer] = (),
    findings: Sequence[NewFinding] = (),
    bodies: Sequence[NewBody] = (),
) -> Submission:
    """File one form for an application, with the next number. Which one then counts, `choose_counting` says.

    Raises:
        ConflictError: this message has a submission already.
    """
    application_id = history.id_of(application)
    last = session.scalar(
        select(func.max(col(Submission.number))).where(col(Submission.application_id) == application_id)
    )
    submission = Submission(
        application_id=application_id,
        number=(last or 0) + 1,
        message_id=message_id,
        form_name=form_name,
        form_sha256=form_sha256,
        form_type=form_type,
        likeness=likeness,
        received_at=received_at,
        late=late,
        created_at=at,
    )
    session.add(submission)
    session.flush()
    submission_id = history.id_of(submission)
    shared = {"submission_id": submission_id}
    machine = {"source": MACHINE, "actor": "", "created_at": at}
    _insert(session, StoredAnswer, [shared | machine | _columns(item) for item in answers])
    _insert(session, Finding, [shared | _columns(item) for item in findings])
    _insert(session, ApplicationBody, [shared | {"application_id": application_id} | _columns(item) for item in bodies])
    choose_counting(session, application)
    history.record(
        session,
        subject="application",
        subject_id=application_id,
        what="submission",
        after=str(submission.number),
        reason=f"message {message_id}",
        at=at,
    )
    return submission


def _insert(session: Session, rows: Any, values: list[dict[str, Any]]) -> None:
    if values:
        session.connection().execute(insert(table_of(rows)), values)


def _columns(item: NewAnswer | NewFinding | NewBody) -> dict[str, Any]:
    return {name: getattr(item, name) for name in item.__slots__}


def choose_counting(session: Session, application: Application) -> None:
    """Let the newest form in time count; of two received in the same instant, the one filed last.

    Late forms stand behind all that were in time, until a person admits the application's lateness.
    """
    newest = (col(Submission.received_at).desc(), col(Submission.id).desc())
    order = newest if application.late_ruling == "admitted" else (col(Submission.late), *newest)
    query = select(col(Submission.id)).where(col(Submission.application_id) == application.id)
    history.change(session, application, {"submission_id": session.scalar(query.order_by(*order).limit(1))})


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedForm:
    """One form received: for which application, its number there, when, and whether that was late."""

    application_id: int
    number: int
    received_at: datetime
    late: bool


def recorded_between(
    session: Session, start: datetime, end: datetime, *, newest: int | None = None
) -> list[ReceivedForm]:
    """The forms recorded from ``start`` up to but not at ``end``, in the order they were received, or the last of them.

    A form that was held is recorded when a person releases it, long after it was received.
    """
    names = ReceivedForm.__slots__
    columns = (table_of(Submission).c[name] for name in names)
    query = (
        select(*columns)
        .where(_recorded(start, end))
        .order_by(col(Submission.received_at).desc(), col(Submission.id).desc())
        .limit(newest)
    )
    rows = session.execute(query).all()
    return [ReceivedForm(**dict(zip(names, row, strict=True))) for row in reversed(rows)]


def how_many_recorded(session: Session, start: datetime, end: datetime) -> int:
    """How many forms `recorded_between` has in all."""
    return session.execute(select(func.count(col(Submission.id))).where(_recorded(start, end))).scalar_one()


def _recorded(start: datetime, end: datetime) -> ColumnElement[bool]:
    created_at = col(Submission.created_at)
    return and_(created_at >= start, created_at < end)


def by_id(session: Session, submission_id: int) -> Submission | None:
    """The submission with this id."""
    return session.get(Submission, submission_id)


def submissions_of(session: Session, application: Application) -> list[Submission]:
    """Every form received for an application, in the order they were filed."""
    query = select(Submission).where(col(Submission.application_id) == application.id)
    return list(session.scalars(query.order_by(col(Submission.number))))


def answers_of(session: Session, submission_id: int) -> dict[str, StoredAnswer]:
    """Each field's answer as it stands: the newest correction, else what the machine read last."""
    query = select(StoredAnswer).where(col(StoredAnswer.submission_id) == submission_id)
    return standing(session.scalars(query.order_by(col(StoredAnswer.id))))


def answers_of_many(session: Session, submission_ids: Iterable[int]) -> dict[int, dict[str, StoredAnswer]]:
    """`answers_of` for many submissions in one query, by submission."""
    query = select(StoredAnswer).where(col(StoredAnswer.submission_id).in_(list(submission_ids)))
    grouped: dict[int, list[StoredAnswer]] = {}
    for answer in session.scalars(query.order_by(col(StoredAnswer.id))):
        grouped.setdefault(answer.submission_id, []).append(answer)
    return {submission_id: standing(answers) for submission_id, answers in grouped.items()}


def standing(answers: Iterable[StoredAnswer]) -> dict[str, StoredAnswer]:
    """The answers that stand among ``answers``, which come in the order they were written."""
    current: dict[str, StoredAnswer] = {}
    for answer in answers:
        held = current.get(answer.key)
        if held is None or answer.source != MACHINE or held.source == MACHINE:
            current[answer.key] = answer
    return current


def correct(
    session: Session,
    submission: Submission,
    *,
    key: str,
    value: Any,
    text: str,
    actor: str,
    at: datetime,
    reason: str = "",
    source: str = PERSON,
) -> StoredAnswer:
    """A correction of one field by a member of staff or (``source``) the applicant; what was read before stays."""
    submission_id = history.id_of(submission)
    before = answers_of(session, submission_id).get(key)
    answer = StoredAnswer(
        submission_id=submission_id,
        key=key,
        value=value,
        text=text,
        confidence=1.0,
        method="person",
        source=source,
        actor=actor,
        created_at=at,
    )
    session.add(answer)
    session.flush()
    history.record(
        session,
        subject="application",
        subject_id=submission.application_id,
        what=f"answer {key}",
        before=_as_text(before.value if before else None),
        after=_as_text(value),
        actor=actor,
        reason=reason,
        at=at,
    )
    return answer


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else dumps(value, ensure_ascii=False)


def findings_of(session: Session, submission_id: int) -> list[Finding]:
    """What the checks and the reading found about one submission, in the order they were written."""
    query = select(Finding).where(col(Finding.submission_id) == submission_id)
    return list(session.scalars(query.order_by(col(Finding.id))))
