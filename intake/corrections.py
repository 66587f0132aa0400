"""A person's correction of an answer: typed as the form's own answers are, and kept as a further row.

The machine's reading stays beside it; `store.submissions` lets the correction stand whatever is read later.
"""

from __future__ import annotations

from datetime import datetime

from intake.errors import IntakeError
from intake.round.programme import Programme
from parsers.extraction import Value
from parsers.form import FieldType
from parsers.values import type_value
from store import submissions
from store.engine import Session
from store.tables import Application


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
    """Correct one answer of the submission that counts; returns the typed value.

    Raises:
        CorrectionError: there is no such field or no submission, or the text is not a value of the field's type.
    """
    field = programme.form.by_key.get(key)
    if field is None:
        known = ", ".join(programme.form.by_key)
        raise CorrectionError(f"the form has no field {key!r}; its fields are {known}")
    if field.type is FieldType.TABLE:
        raise CorrectionError(f"{key} is a table; ask the applicant for a corrected form instead")
    submission = submissions.by_id(session, case.submission_id) if case.submission_id is not None else None
    if submission is None:
        raise CorrectionError(f"{case.reference} has no form to correct")
    typed = type_value(text, field, programme.form)
    if typed.value is None and text.strip():
        problems = "; ".join(message for _, message in typed.problems) or f"it is not a {field.type.value}"
        raise CorrectionError(f"{text!r} cannot be the answer to {key}: {problems}")
    submissions.correct(
        session, submission, key=key, value=typed.value, text=typed.text, actor=actor, at=at, reason=reason
    )
    return typed.value
