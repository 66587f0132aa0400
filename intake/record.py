"""Recording a form: the numbered submission, its answers, bodies and findings, and the state of the case.

Runs inside the transaction that concludes a message (T3). Whose case it belongs to is said by `intake.whose_case`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from intake.corrections import carry_over, corrections_kept
from intake.recheck import claims_of, state_by, with_answers
from intake.round import checks
from intake.round.bodies import Body, bodies_of
from intake.round.checks import Found
from intake.round.manners import answer_address
from intake.round.programme import Programme
from intake.round.verdict import Known
from intake.whose_case import Mismatch, whose_case
from parsers.extraction import Answer, Extraction
from parsers.mail import ParsedMail
from parsers.reading import Reading
from store import applications, history, submissions
from store.applications import NewAnswer, NewBody, NewFinding
from store.engine import Session
from store.states import ApplicationState
from store.tables import Application, InboundMessage, StoredAnswer, Submission


@dataclass(frozen=True, slots=True, kw_only=True)
class Recorded:
    """A form that was recorded as a submission.

    ``previous_at`` and ``previous_answers`` are those of the submission that counted before, None and empty for the
    first. ``in_time_at`` is when a form that was in time goes on counting although this one came late.
    """

    application_id: int
    reference: str
    authority: str
    number: int
    received_at: datetime
    form_name: str
    form_sha256: str
    contact_name: str
    answers: Sequence[Answer]
    findings: Sequence[Found]
    previous_at: datetime | None = None
    previous_answers: Sequence[StoredAnswer] = ()
    in_time_at: datetime | None = None


def record_form(
    session: Session, programme: Programme, message: InboundMessage, reading: Reading, known: Known, *, at: datetime
) -> Recorded | Mismatch:
    """Record the form of ``reading`` as a submission of the case it belongs to, or say why it cannot be told."""
    form = reading.form
    if form is None:
        raise ValueError("there is no form to record")
    bodies = bodies_of(programme, {answer.key: answer for answer in form.answers})
    case = whose_case(session, programme, reading.mail, bodies, known)
    if isinstance(case, Mismatch):
        return case
    before = _counting(session, case)
    kept = corrections_kept(session, before, form)
    corrected = with_answers(form, kept, programme.form)
    stands = _weighed(session, programme, message, reading.mail, corrected, case)
    if case is None:
        case = _open(session, programme, stands.bodies, at=at)
    previous = list(applications.answers_of(session, history.id_of(before)).values()) if before else []
    submission = _submit(session, programme, case, message, reading, form, stands, at=at)
    carry_over(session, submission, kept, number=before.number if before else 0, at=at)
    counts = case.submission_id == submission.id
    if counts:
        _take_over(session, programme, case, stands, reading.mail, at=at)
    return Recorded(
        application_id=history.id_of(case),
        reference=case.reference,
        authority=stands.bodies[0].shown_name if stands.bodies else "",
        number=submission.number,
        received_at=submission.received_at,
        form_name=submission.form_name,
        form_sha256=submission.form_sha256,
        contact_name=_written(stands.answers, programme.roles.contact_name),
        answers=corrected.answers,
        findings=stands.findings,
        previous_at=before.received_at if before else None,
        previous_answers=previous,
        in_time_at=before.received_at if before and not counts else None,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Stands:
    """A form as it stands, corrections included: its answers by key, the bodies it names, what was found about it."""

    answers: dict[str, Answer]
    bodies: Sequence[Body]
    findings: Sequence[Found]


def _weighed(
    session: Session,
    programme: Programme,
    message: InboundMessage,
    mail: ParsedMail,
    form: Extraction,
    case: Application | None,
) -> _Stands:
    """Whom the form names and what the checks find about it."""
    answers = {answer.key: answer for answer in form.answers}
    bodies = bodies_of(programme, answers)
    found = checks.run(
        checks.Subject(
            programme=programme,
            form=form,
            bodies=bodies,
            received_at=message.received_at,
            hop_at=_hop(mail),
            sender=mail.from_.address if mail.from_ else "",
            claims=claims_of(session, bodies, case),
        )
    )
    return _Stands(answers=answers, bodies=bodies, findings=found)


def _submit(
    session: Session,
    programme: Programme,
    case: Application,
    message: InboundMessage,
    reading: Reading,
    form: Extraction,
    stands: _Stands,
    *,
    at: datetime,
) -> Submission:
    """The submission: what was read, as it was read; bodies and findings of the form as it stands."""
    name, sha256, kind = form_file(reading)
    return applications.add_submission(
        session,
        case,
        message_id=history.id_of(message),
        form_name=name,
        form_sha256=sha256,
        form_type=kind,
        likeness=form.likeness,
        received_at=message.received_at,
        late=programme.is_late(message.received_at),
        answers=[stored_answer(answer) for answer in form.answers],
        bodies=[NewBody(role=body.role, name=body.shown_name, authority_code=body.code) for body in stands.bodies],
        findings=[
            NewFinding(check=found.check, weight=found.weight, key=found.key, message=found.message)
            for found in stands.findings
        ],
        at=at,
    )


def _counting(session: Session, case: Application | None) -> Submission | None:
    if case is None or case.submission_id is None:
        return None
    return submissions.by_id(session, case.submission_id)


def _open(session: Session, programme: Programme, bodies: Sequence[Body], *, at: datetime) -> Application:
    lead = bodies[0] if bodies and bodies[0].role == "lead" else None
    return applications.open_application(
        session,
        reference_of=programme.reference_of,
        state=ApplicationState.INCOMPLETE,
        authority_code=lead.code if lead else "",
        authority_name=lead.shown_name if lead else "",
        at=at,
    )


def _take_over(
    session: Session,
    programme: Programme,
    case: Application,
    stands: _Stands,
    mail: ParsedMail,
    *,
    at: datetime,
) -> None:
    """Let the case speak by the submission that now counts: its body, its contact and whether it is complete."""
    lead = stands.bodies[0] if stands.bodies and stands.bodies[0].role == "lead" else None
    applications.change_facts(
        session,
        case,
        authority_code=lead.code if lead else case.authority_code,
        authority_name=lead.shown_name if lead else case.authority_name,
        contact_name=_written(stands.answers, programme.roles.contact_name),
        contact_address=answer_address(mail) or case.contact_address,
        at=at,
    )
    state = state_by(stands.findings)
    if case.state in (ApplicationState.INCOMPLETE, ApplicationState.COMPLETE) and case.state != state:
        history.move(session, case, state, at=at, reason="its newest form was checked")


def _hop(mail: ParsedMail) -> datetime | None:
    return mail.received[0].at if mail.received else None


def form_file(reading: Reading) -> tuple[str, str, str]:
    """Name, sha256 and type of the file the form was read from; the mail's own where it stood in the body."""
    if reading.form_attachment is None:
        return "", reading.mail.sha256, "text/plain"
    leaf = reading.mail.attachments[reading.form_attachment]
    return leaf.name, leaf.sha256, leaf.type


def _written(answers: dict[str, Answer], key: str) -> str:
    answer = answers.get(key)
    return answer.text.strip() if answer else ""


def stored_answer(answer: Answer) -> NewAnswer:
    """An answer of a reading as it is stored."""
    box = answer.box
    return NewAnswer(
        key=answer.key,
        value=answer.value,
        text=answer.text,
        confidence=answer.confidence,
        method=answer.method,
        position=answer.attachment,
        page=answer.page,
        box=(box.x0, box.y0, box.x1, box.y1) if box else None,
        alternatives=tuple(
            {"text": other.text, "method": other.method.value, "score": other.score, "why": other.why}
            for other in answer.alternatives
        ),
    )
