"""Records as programs read them: applications, messages, letters and answers as JSON items of a fixed shape.

The shapes are a promise to other programs (docs/operations.md); the commands and the export only choose among them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from intake.round.programme import Programme
from parsers.extraction import Answer, Evidence, Problem
from parsers.mail import Attachment, ParsedMail
from parsers.reading import Reading
from store.application_list import AnswerItem, ApplicationItem
from store.letters import LetterItem
from store.message_list import MessageItem
from store.tables import Event, Submission


def application_item(item: ApplicationItem, programme: Programme) -> dict[str, Any]:
    """An application without its answers. ``received_at`` is ISO 8601 in UTC, null where no form counts yet."""
    return {
        "reference": item.reference,
        "authority": {"name": item.authority_name, "code": item.authority_code},
        "partners": list(item.partners),
        "state": item.state,
        "received_at": item.received_at,
        "late": item.received_at is not None and programme.is_late(item.received_at),
        "submission": item.submission_number,
        "contact": {"name": item.contact_name, "address": item.contact_address},
        "checks": [
            {"check": check.check, "weight": check.weight, "key": check.key, "message": check.message}
            for check in item.checks
        ],
    }


def whole_application(
    item: ApplicationItem,
    answers: Mapping[str, AnswerItem],
    forms: Iterable[Submission],
    events: Iterable[Event],
    programme: Programme,
) -> dict[str, Any]:
    """An application with its answers, the forms received for it and everything that happened to it."""
    return {
        **application_item(item, programme),
        "answers": stored_answers(answers, programme),
        "submissions": [
            {"number": form.number, "received_at": form.received_at, "form_sha256": form.form_sha256} for form in forms
        ],
        "events": [
            {
                "at": event.at,
                "what": event.what,
                "before": event.before,
                "after": event.after,
                "actor": event.actor,
                "why": event.reason,
            }
            for event in events
        ],
    }


def stored_answers(answers: Mapping[str, AnswerItem], programme: Programme) -> dict[str, Any]:
    """Answers as they stand, every field of the form in printed order."""
    return {field.key: _stored(answers.get(field.key)) for field in programme.form.fields}


def _stored(answer: AnswerItem | None) -> dict[str, Any]:
    if answer is None:
        return {"value": None, "text": "", "confidence": 0.0, "method": "none", **_NOWHERE, "source": "machine"}
    return {
        "value": answer.value,
        "text": answer.text,
        "confidence": answer.confidence,
        "method": answer.method,
        "attachment": answer.position,
        "page": answer.page,
        "box": answer.box,
        "source": answer.source,
    }


_NOWHERE: dict[str, Any] = {"attachment": None, "page": None, "box": None}


def extracted_item(file: str, reading: Reading) -> dict[str, Any]:
    """What ``intake extract`` prints for one file: is it a form, and if so its answers and what is wrong with them.

    Where the reasons were asked for there is an ``explain`` member as well.
    """
    form = reading.form
    return {
        "file": file,
        "is_form": form is not None,
        "answers": {answer.key: _extracted(answer, reading.mail) for answer in form.answers} if form else {},
        "missing": list(form.missing) if form else [],
        "problems": [_problem(problem) for problem in form.problems] if form else [],
        "attachments": [attachment_item(item) for item in reading.mail.attachments],
        **({"explain": {item.key: _explained(item) for item in reading.evidence}} if reading.evidence else {}),
    }


def _explained(item: Evidence) -> dict[str, Any]:
    """Which evidence won a field, its score and the parts of it, and what it beat."""
    return {
        "label": item.label,
        "wording": item.wording,
        "score": item.score,
        "parts": dict(item.parts),
        "method": item.method.value,
        "mode": item.mode,
        "page": item.page,
        "beaten": [{"label": label, "score": score, "page": page} for label, score, page in item.beaten],
    }


def _extracted(answer: Answer, mail: ParsedMail) -> dict[str, Any]:
    box = answer.box
    return {
        "value": answer.value,
        "text": answer.text,
        "confidence": round(answer.confidence, 3),
        "method": answer.method.value,
        "attachment": None if answer.attachment is None else mail.attachments[answer.attachment].name,
        "page": answer.page,
        "box": [round(side, 1) for side in (box.x0, box.y0, box.x1, box.y1)] if box else None,
    }


def _problem(problem: Problem) -> dict[str, str]:
    return {"key": problem.key, "code": problem.code.value, "message": problem.message}


def attachment_item(item: Attachment) -> dict[str, Any]:
    """One leaf of a mail that was read."""
    return {
        "name": item.name,
        "sha256": item.sha256,
        "size": item.size,
        "type": item.type,
        "found_in": item.found_in,
        "outcome": item.outcome.value,
        "reason": item.reason,
    }


def message_item(item: MessageItem) -> dict[str, Any]:
    """One sighting of a message with its attachments."""
    return {
        "id": item.id,
        "mailbox": item.mailbox,
        "uidvalidity": item.uidvalidity,
        "uid": item.uid,
        "message_id": item.message_id,
        "sha256": item.sha256,
        "received_at": item.received_at,
        "status": item.status,
        "disposition": item.disposition,
        "rule": item.rule,
        "reason": item.reason,
        "application": item.application,
        "attachments": [
            {
                "name": leaf.name,
                "sha256": leaf.sha256,
                "size": leaf.size,
                "type": leaf.type,
                "found_in": leaf.found_in,
                "outcome": leaf.outcome,
            }
            for leaf in item.attachments
        ],
    }


def letter_item(item: LetterItem) -> dict[str, Any]:
    """One letter of the outbox, without its text."""
    return {
        "id": item.id,
        "kind": item.kind,
        "to": item.recipient,
        "subject": item.subject,
        "status": item.status,
        "application": item.application,
        "cause": item.cause,
        "message_id": item.message_id,
        "attempts": item.attempts,
        "reason": item.reason,
    }


def export_item(item: ApplicationItem, answers: Mapping[str, AnswerItem], programme: Programme) -> dict[str, Any]:
    """An application with its answers."""
    return {**application_item(item, programme), "answers": stored_answers(answers, programme)}
