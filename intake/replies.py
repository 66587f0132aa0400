"""An applicant corrects answers in a reply: "Telephone: 01632 960123". Which are meant, and whether they may count.

What the reply says was made out in the child (`parsers.replies`); nothing it says is taken without being typed again.
Only the contact of a known case is heard, only while the case is open and the deadline has not passed; what may not be
taken as it stands is held for a person. Runs in the transaction that concludes the message (T3).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

from intake.recheck import recheck
from intake.round.checks import Found
from intake.round.programme import Programme
from intake.round.verdict import Action, Verdict
from parsers.extraction import Said
from parsers.form import FieldType
from parsers.reading import Reading
from parsers.values import Typed, type_value
from store import applications, history, submissions
from store.engine import Session
from store.states import ApplicationState, Disposition
from store.tables import Application, InboundMessage, StoredAnswer, Submission

_OPEN = (ApplicationState.INCOMPLETE, ApplicationState.COMPLETE)
#: A line that may mean several questions means this one when it is so much more like it.
_CLEARLY = 0.05
_MOST_TEXT = 200  # characters of a correction told to staff


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """Corrections that were taken from a reply: the submission they are of, its answers before and after."""

    case: Application
    submission: Submission
    before: Sequence[StoredAnswer]
    after: Sequence[StoredAnswer]
    findings: tuple[Found, ...]

    @property
    def application_id(self) -> int:
        """The id of the case."""
        return history.id_of(self.case)


@dataclass(frozen=True, slots=True, kw_only=True)
class NotTaken:
    """Corrections that a person must make or refuse; ``reason`` is for staff."""

    reason: str


@dataclass(frozen=True, slots=True)
class _Correction:
    key: str
    typed: Typed


def hear(
    session: Session,
    programme: Programme,
    message: InboundMessage,
    reading: Reading,
    verdict: Verdict,
    *,
    at: datetime,
) -> Heard | NotTaken | None:
    """Take the corrections in a reply of a case's contact; None where it makes none."""
    if not reading.said or verdict.action is not Action.FILE or verdict.disposition != Disposition.CORRESPONDENCE:
        return None
    case = applications.by_reference(session, verdict.application)
    submission = submissions.by_id(session, case.submission_id) if case and case.submission_id is not None else None
    if case is None or submission is None:
        return None
    number = history.id_of(submission)
    before = submissions.answers_of(session, number)
    open_keys = {row.key for row in submissions.findings_of(session, number) if row.key}
    corrections = [
        item
        for item in _meant(programme, reading.said, open_keys)
        if not _is_said_already(before.get(item.key), item.typed)
    ]
    if not corrections:
        return None
    refusal = _refusal(programme, case, message, corrections)
    if refusal:
        return NotTaken(reason=refusal)
    actor = reading.mail.from_.address if reading.mail.from_ else ""
    for item in corrections:
        submissions.correct(
            session,
            submission,
            key=item.key,
            value=item.typed.value,
            text=item.typed.text,
            actor=actor,
            source=submissions.APPLICANT,
            reason=f"message {message.id}",
            at=at,
        )
    keys = [item.key for item in corrections]
    reason = f"the applicant corrected {', '.join(keys)} (message {message.id})"
    found = recheck(session, programme, case, submission, at=at, reason=reason, changed=keys)
    after = submissions.answers_of(session, number)
    return Heard(
        case=case, submission=submission, before=list(before.values()), after=list(after.values()), findings=found
    )


def _meant(programme: Programme, said: Sequence[Said], open_keys: set[str]) -> list[_Correction]:
    """One correction a field; left out are lines that may mean several questions, and fields that are given twice."""
    found: dict[str, _Correction] = {}
    twice: set[str] = set()
    for _, group in groupby(sorted(said, key=lambda item: item.line), key=lambda item: item.line):
        meant = _one_of(list(group), open_keys)
        field = programme.form.by_key.get(meant.key) if meant else None
        if meant is None or field is None or field.type is FieldType.TABLE:
            continue
        typed = type_value(meant.text, field, programme.form)
        if typed.value is not None:
            if meant.key in found and found[meant.key].typed.value != typed.value:
                twice.add(meant.key)
            found[meant.key] = _Correction(meant.key, typed)
    return [item for key, item in found.items() if key not in twice]


def _one_of(candidates: Sequence[Said], open_keys: set[str]) -> Said | None:
    """The question a line means: the one that is open, else the one it is clearly most like; None where unclear."""
    asked = [item for item in candidates if item.key in open_keys]
    if len(asked) == 1:
        return asked[0]
    ranked = sorted(candidates, key=lambda item: -item.likeness)
    if len(ranked) > 1 and ranked[0].likeness - ranked[1].likeness < _CLEARLY:
        return None
    return ranked[0]


def _is_said_already(answer: StoredAnswer | None, typed: Typed) -> bool:
    return answer is not None and answer.value == typed.value


def _refusal(
    programme: Programme, case: Application, message: InboundMessage, corrections: Sequence[_Correction]
) -> str:
    """Why the corrections are not taken as they stand, with the commands that would make them; "" where they are."""
    if programme.is_late(message.received_at):
        why = "It corrects answers after the deadline."
    elif case.state not in _OPEN:
        why = f"It corrects answers, but {case.reference} is {case.state} already."
    elif any(item.key in (programme.roles.authority, programme.roles.partners) for item in corrections):
        why = "It corrects which body applies."
    else:
        return ""
    commands = "; ".join(
        f"intake correct {case.reference} {item.key} {_quoted(item.typed.text[:_MOST_TEXT])}" for item in corrections
    )
    return f"{why} To make the correction: {commands}"


def _quoted(text: str) -> str:
    """The text as one word of a shell."""
    escaped = " ".join(text.split()).replace("'", "'\\''")
    return f"'{escaped}'"
