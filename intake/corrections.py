"""Corrections of answers: by a member of staff, by the applicant in a reply, and what of them a further form keeps.

A correction is typed as the form's own answers are and kept as a further row beside the machine's reading; the newest
correction stands whatever is read later. The submission is then checked again (`intake.recheck`), so that the
application's state follows. What an applicant's reply says is made out in the child (`parsers.replies`) and judged in
`intake.replies`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from intake.errors import IntakeError
from intake.recheck import recheck
from intake.round.programme import Programme
from parsers.extraction import Extraction, Value
from parsers.form import FieldType
from parsers.values import Typed, type_value
from store import history, readings, submissions
from store.engine import Session
from store.tables import Application, StoredAnswer, Submission


class CorrectionError(IntakeError):
    """The correction cannot be made."""


def correct_answer(
    session: Session,
    programme: Programme,
    case: Application,
    *,
    key: str,
    text: str,
    actor: str,
    reason: str,
    at: datetime,
) -> Value:
    """A member of staff corrects one answer of the submission that counts; returns the typed value.

    Raises:
        CorrectionError: there is no such field or no submission, or the text is not a value of the field's type.
    """
    submission = _counting(session, case)
    typed = _typed(programme, key, text)
    submissions.correct(
        session, submission, key=key, value=typed.value, text=typed.text, actor=actor, at=at, reason=reason
    )
    because = f"{key} was corrected" + (f": {reason}" if reason else "")
    recheck(session, programme, case, submission, at=at, reason=because, actor=actor, changed=[key])
    return typed.value


def _counting(session: Session, case: Application) -> Submission:
    submission = submissions.by_id(session, case.submission_id) if case.submission_id is not None else None
    if submission is None:
        raise CorrectionError(f"{case.reference} has no form to correct")
    return submission


def _typed(programme: Programme, key: str, text: str) -> Typed:
    field = programme.form.by_key.get(key)
    if field is None:
        known = ", ".join(programme.form.by_key)
        raise CorrectionError(f"the form has no field {key!r}; its fields are {known}")
    if field.type is FieldType.TABLE:
        raise CorrectionError(f"{key} is a table; ask the applicant for a corrected form instead")
    typed = type_value(text, field, programme.form)
    if typed.value is None and text.strip():
        problems = "; ".join(message for _, message in typed.problems) or f"it is not a {field.type.value}"
        raise CorrectionError(f"{text!r} cannot be the answer to {key}: {problems}")
    return typed


def corrections_kept(session: Session, before: Submission | None, form: Extraction) -> dict[str, StoredAnswer]:
    """The corrections of the form that counted before which a further form does not touch.

    It does not touch a field where it says what the earlier form said: whoever corrected that knew better, and the
    applicant sent the same words again.
    """
    if before is None:
        return {}
    number = history.id_of(before)
    read = readings.read_answers(session, number)
    now = {answer.key: answer for answer in form.answers}
    return {
        key: row
        for key, row in readings.corrections_of(session, number).items()
        if key in now and key in read and _evened(read[key].text) == _evened(now[key].text)
    }


def carry_over(
    session: Session, submission: Submission, kept: Mapping[str, StoredAnswer], *, number: int, at: datetime
) -> None:
    """Write the kept corrections down for a further form, in the name of those who made them."""
    for key, row in kept.items():
        submissions.correct(
            session,
            submission,
            key=key,
            value=row.value,
            text=row.text,
            actor=row.actor,
            source=row.source,
            reason=f"carried over from form {number}, whose answer this form repeats",
            at=at,
        )


def _evened(text: str) -> str:
    return " ".join(text.split())
