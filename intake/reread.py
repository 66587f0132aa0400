"""Reading the archive's forms again with the present reader: what would change, value by value, and making it so.

`plan` only looks. `apply` writes further rows of the machine's for what changed, with one event each, and has the
checks run again; corrections stay and go on standing. A mail that never gave a form is not among these: `intake
requeue` has a held one read again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from datetime import datetime

from intake.desk import Desk
from intake.errors import ReadingFaultError
from intake.recheck import recheck
from intake.record import stored_answer
from parsers.extraction import Answer, Extraction
from parsers.reading import Reading
from store import applications, history, readings, submissions
from store.engine import Session
from store.errors import ArchiveDamagedError
from store.readings import FiledForm
from store.tables import StoredAnswer


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One answer that the present reader reads otherwise. ``corrected`` says that a correction stands over it."""

    key: str
    before: StoredAnswer | None
    after: Answer
    corrected: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Reread:
    """One form read again: what changed, or the ``fault`` that kept it from being read."""

    form: FiledForm
    changes: tuple[Change, ...] = ()
    reading: Extraction | None = None
    fault: str = ""


def plan(
    desk: Desk, forms: Sequence[FiledForm], *, tell: Callable[[FiledForm], None] = lambda form: None
) -> Iterator[Reread]:
    """Read these forms again, several at a time, and say of each what would change; in the order they are read."""
    waiting = list(reversed(forms))
    running: dict[Future[Reading | str], FiledForm] = {}
    with ThreadPoolExecutor(max_workers=desk.workers, thread_name_prefix="reader") as pool:
        while waiting or running:
            while waiting and len(running) < 2 * desk.workers:
                form = waiting.pop()
                running[pool.submit(_read, desk, form)] = form
            done, _ = wait(running, return_when=FIRST_COMPLETED)
            for future in done:
                form = running.pop(future)
                tell(form)
                yield _compared(desk, form, future.result())


def _read(desk: Desk, form: FiledForm) -> Reading | str:
    """The mail as read, or why it cannot be."""
    try:
        with desk.archive.lend(form.sha256) as mail:
            return desk.reader.read(mail)
    except (ReadingFaultError, ArchiveDamagedError) as fault:
        return f"it cannot be read: {fault}"


def _compared(desk: Desk, form: FiledForm, reading: Reading | str) -> Reread:
    if isinstance(reading, str):
        return Reread(form=form, fault=reading)
    if reading.form is None:
        return Reread(form=form, fault="the present reader finds no completed form in it")
    with desk.store.reading() as session:
        before = readings.read_answers(session, form.submission_id)
        corrected = set(readings.corrections_of(session, form.submission_id))
    changes = tuple(
        Change(key=answer.key, before=before.get(answer.key), after=answer, corrected=answer.key in corrected)
        for answer in reading.form.answers
        if _differs(before.get(answer.key), answer)
    )
    return Reread(form=form, changes=changes, reading=reading.form)


def _differs(before: StoredAnswer | None, after: Answer) -> bool:
    """Whether the value is another, or, where there is none, the words are."""
    if before is None:
        return after.value is not None or bool(after.text.strip())
    if before.value is None and after.value is None:
        return before.text.split() != after.text.split()
    return bool(before.value != after.value)


def apply(session: Session, desk: Desk, item: Reread, *, actor: str, at: datetime) -> bool:
    """Write down what changed and let checks and state follow; whether there was anything to write.

    Runs in the caller's transaction, a form at a time.
    """
    submission = submissions.by_id(session, item.form.submission_id)
    case = applications.by_id(session, item.form.application_id)
    if not item.changes or item.reading is None or submission is None or case is None:
        return False
    readings.add_reading(session, submission, [stored_answer(change.after) for change in item.changes], at=at)
    for change in item.changes:
        history.record(
            session,
            subject="application",
            subject_id=item.form.application_id,
            what=f"reread {change.key}",
            before=change.before.text if change.before else "",
            after=change.after.text,
            actor=actor,
            reason=f"form {item.form.number} was read again" + (", a correction stands" if change.corrected else ""),
            at=at,
        )
    reason = f"form {item.form.number} was read again"
    recheck(session, desk.programme, case, submission, at=at, reason=reason, actor=actor, reading=item.reading)
    return True
