"""Remind the applicants of incomplete applications before the deadline: each application once for each reminder.

When a reminder is due is said by `intake.round.reminders`. A reminder names what is missing now. It is for forms that
were received in time, and had been answered when it came due; never within a day of the last letter that said the same.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from intake.correspondence import write
from intake.desk import Desk
from intake.letters.contexts import Reminder
from intake.letters.errors import RecipientError
from intake.letters.kinds import Kind
from intake.logs import log
from intake.round.checks import Weight
from intake.round.reminders import Due, due_reminder
from store import applications, history, letters, submissions
from store.engine import Session
from store.states import ApplicationState
from store.tables import Application, Finding, OutgoingMail, Submission

_DAY = timedelta(days=1)
#: Letters that say what is missing, as a reminder does.
_SAYS_SO = frozenset({Kind.RECEIPT, Kind.RECEIPT_CORRECTED, Kind.REMINDER})


def queue_reminders(session: Session, desk: Desk, *, at: datetime) -> int:
    """Queue the reminder that is due to everybody it is for and who has not had it; returns how many were queued.

    Letters that a limit keeps back are tried again by the next call, for as long as the same reminder is due.
    """
    programme, since = desk.programme, desk.correspondent.answer_from
    due = due_reminder(programme.reminders, deadline=programme.deadline, zone=programme.zone, now=at)
    if due is None or since is None:
        return 0
    queued = 0
    for case, form in _incomplete(session):
        if form.late or form.received_at < since:
            continue
        cause = f"reminder:{case.reference}:{due.days}"
        sent = letters.of_application(session, history.id_of(case))
        if any(letter.cause == cause for letter in sent) or not _is_time(form, sent, due, at=at):
            continue
        queued += _remind(session, desk, case, form, sent, cause=cause)
    return queued


def _incomplete(session: Session) -> Iterator[tuple[Application, Submission]]:
    """The incomplete applications with the form that counts."""
    for case in applications.all_applications(session):
        if case.state == ApplicationState.INCOMPLETE and case.submission_id is not None and case.contact_address:
            form = submissions.by_id(session, case.submission_id)
            if form is not None:
                yield case, form


def _is_time(form: Submission, sent: Sequence[OutgoingMail], due: Due, *, at: datetime) -> bool:
    """Whether the applicant had been told of what is missing when the reminder came due, and a day ago at least."""
    told = max([form.received_at, *(letter.created_at for letter in sent if letter.kind in _SAYS_SO)])
    return told <= due.since and told <= at - _DAY


def _remind(
    session: Session, desk: Desk, case: Application, form: Submission, sent: Sequence[OutgoingMail], *, cause: str
) -> bool:
    found = submissions.findings_of(session, history.id_of(form))
    blocks = [finding for finding in found if finding.weight == Weight.BLOCKS]
    if not blocks:
        return False
    receipt = next((letter for letter in reversed(sent) if letter.kind in _SAYS_SO), None)
    try:
        queued = write(
            session,
            desk,
            Kind.REMINDER,
            Reminder(
                reference=case.reference,
                authority=case.authority_name,
                contact_name=case.contact_name,
                received_at=form.received_at,
                missing=_labels(desk, blocks),
                problems=tuple(finding.message for finding in blocks if finding.check != "missing"),
            ),
            to=case.contact_address,
            cause=cause,
            application_id=case.id,
            in_reply_to=receipt.message_id if receipt else "",
        )
    except RecipientError:
        log.warning("not-reminded", reference=case.reference)
        return False
    return isinstance(queued, int)


def _labels(desk: Desk, found: Sequence[Finding]) -> tuple[str, ...]:
    fields = desk.programme.form.by_key
    return tuple(fields[item.key].label for item in found if item.check == "missing" and item.key in fields)
