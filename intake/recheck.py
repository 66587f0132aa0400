"""Checking a submission again after its answers changed: by a correction, or by a newer reading.

The checks run on the answers as they stand; findings and bodies are replaced, and where the submission is the one that
counts, the case's body and whether it is complete follow. Runs in the caller's transaction; sends nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from intake.round import checks
from intake.round.bodies import Body, bodies_of
from intake.round.checks import Found, Weight
from intake.round.programme import Programme
from parsers.extraction import Answer, Extraction, Method, Problem
from parsers.form import FieldType, FormDefinition
from parsers.values import type_value
from store import applications, history, messages, readings, submissions
from store.applications import NewBody, NewFinding
from store.engine import Session
from store.states import ApplicationState
from store.tables import Application, InboundMessage, StoredAnswer, Submission

#: The check whose findings are the reading's own problems with single answers.
_READING = "answer"
_OPEN = (ApplicationState.INCOMPLETE, ApplicationState.COMPLETE)


def recheck(
    session: Session,
    programme: Programme,
    case: Application,
    submission: Submission,
    *,
    at: datetime,
    reason: str,
    actor: str = history.SERVICE,
    reading: Extraction | None = None,
    changed: Collection[str] = (),
) -> tuple[Found, ...]:
    """Check the submission's answers as they stand, and let findings, bodies, body and state of the case follow.

    ``reading`` is the newer reading that changed them; without one, what the reading found wrong with answers that are
    not among ``changed`` is kept as it was written down. Returns what was found.
    """
    stored = submissions.answers_of(session, history.id_of(submission))
    message = messages.by_id(session, submission.message_id)
    corrected = readings.corrections_of(session, history.id_of(submission))
    form = standing_form(programme.form, stored, corrected=corrected, reading=reading)
    bodies = bodies_of(programme, {answer.key: answer for answer in form.answers})
    found = checks.run(_subject(session, programme, case, submission, message, form, bodies))
    if reading is None:
        found += tuple(_kept(session, submission, without={*changed, *corrected}))
    rows = [NewFinding(check=f.check, weight=f.weight, key=f.key, message=f.message) for f in found]
    readings.replace_findings(session, submission, rows)
    named = [NewBody(role=body.role, name=body.shown_name, authority_code=body.code) for body in bodies]
    readings.replace_bodies(session, submission, named)
    if case.submission_id == submission.id:
        _follow(session, programme, case, bodies, form, found, at=at, reason=reason, actor=actor)
    return found


def standing_form(
    definition: FormDefinition,
    stored: Mapping[str, StoredAnswer],
    *,
    corrected: Collection[str],
    reading: Extraction | None = None,
) -> Extraction:
    """The answers as they stand in the shape of a reading, with what is wrong with those that were corrected.

    ``reading`` adds what it found wrong with the others.
    """
    answers = tuple(_answer(stored[field.key]) for field in definition.fields if field.key in stored)
    given = {answer.key: answer for answer in answers}
    missing = tuple(
        field.key for field in definition.fields if field.required and not _says_anything(given.get(field.key))
    )
    problems = [problem for key in corrected for problem in _problems(definition, given.get(key))]
    if reading is not None:
        problems += [problem for problem in reading.problems if problem.key not in corrected]
    return Extraction(answers=answers, missing=missing, problems=tuple(problems), likeness=1.0)


def _says_anything(answer: Answer | None) -> bool:
    return answer is not None and (answer.value is not None or bool(answer.text.strip()))


def _problems(definition: FormDefinition, answer: Answer | None) -> Iterator[Problem]:
    """What is wrong with a corrected answer, typed once more."""
    field = definition.by_key.get(answer.key) if answer else None
    if answer is None or field is None or field.type is FieldType.TABLE:
        return
    for code, said in type_value(answer.text, field, definition).problems:
        yield Problem(key=field.key, code=code, message=f"“{field.label.rstrip(' :?')}”: {said}.")


def _answer(row: StoredAnswer) -> Answer:
    method = Method(row.method) if row.method in set(Method) else Method.PERSON
    return Answer(key=row.key, value=row.value, text=row.text, confidence=row.confidence, method=method)


def _subject(
    session: Session,
    programme: Programme,
    case: Application,
    submission: Submission,
    message: InboundMessage | None,
    form: Extraction,
    bodies: tuple[Body, ...],
) -> checks.Subject:
    return checks.Subject(
        programme=programme,
        form=form,
        bodies=bodies,
        received_at=submission.received_at,
        hop_at=message.hop_at if message else None,
        sender=message.from_address if message else "",
        claims=claims_of(session, bodies, case),
    )


def claims_of(session: Session, bodies: Sequence[Body], case: Application | None) -> dict[str, tuple[str, ...]]:
    """The other cases that name each body, as lead or partner."""
    claims = {}
    for body in bodies:
        if body.code:
            others = [naming.application for naming in applications.applications_naming(session, body.code)]
            claims[body.code] = tuple(other.reference for other in others if case is None or other.id != case.id)
    return claims


def _kept(session: Session, submission: Submission, *, without: Collection[str]) -> Iterator[Found]:
    """What the reading found wrong with answers that have not changed since."""
    for row in submissions.findings_of(session, history.id_of(submission)):
        if row.check == _READING and row.key not in without:
            yield Found(check=row.check, weight=Weight(row.weight), key=row.key, message=row.message)


def _follow(
    session: Session,
    programme: Programme,
    case: Application,
    bodies: Sequence[Body],
    form: Extraction,
    found: Sequence[Found],
    *,
    at: datetime,
    reason: str,
    actor: str,
) -> None:
    """Let the case say what its submission now says: its body, its contact's name, whether it is complete."""
    lead = next((body for body in bodies if body.role == "lead"), None)
    contact = form.answer(programme.roles.contact_name)
    applications.change_facts(
        session,
        case,
        authority_code=lead.code if lead else "",
        authority_name=lead.shown_name if lead else "",
        contact_name=contact.text.strip() if contact else case.contact_name,
        contact_address=case.contact_address,
        at=at,
    )
    state = state_by(found)
    if case.state in _OPEN and case.state != state:
        history.move(session, case, state, at=at, actor=actor, reason=reason)


def state_by(found: Sequence[Found]) -> ApplicationState:
    """Whether an application is complete, by what was found."""
    blocked = any(item.weight is Weight.BLOCKS for item in found)
    return ApplicationState.INCOMPLETE if blocked else ApplicationState.COMPLETE


def with_answers(form: Extraction, carried: Mapping[str, StoredAnswer], definition: FormDefinition) -> Extraction:
    """A reading with corrections put in the place of what was read."""
    if not carried:
        return form
    answers = tuple(_answer(carried[answer.key]) if answer.key in carried else answer for answer in form.answers)
    given = {answer.key: answer for answer in answers}
    missing = tuple(key for key in form.missing if not _says_anything(given.get(key)))
    blanked = (key for key in carried if definition.by_key[key].required and not _says_anything(given[key]))
    problems = [problem for problem in form.problems if problem.key not in carried]
    problems += [problem for key in carried for problem in _problems(definition, given[key])]
    return replace(form, answers=answers, missing=tuple(dict.fromkeys((*missing, *blanked))), problems=tuple(problems))
