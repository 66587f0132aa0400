"""The shapes other programs rely on (DESIGN section 9)."""

from __future__ import annotations

from dataclasses import replace

from intake.staff import records
from parsers.document import Box
from parsers.extraction import Problem, ProblemCode
from parsers.mail import Outcome
from tests.intake.office import CLERK, IN_TIME, MAILBOX, Office, completed, letter_from
from tests.intake.round.mails import attachment, mail, reading


def test_message_item(office: Office) -> None:
    office.receives(letter_from(message_id="m@walsall.gov.uk", attachments=(attachment(Outcome.FORM),)), completed())
    (item,) = office.messages()
    found = records.message_item(item)
    assert found == {
        "id": 1,
        "mailbox": MAILBOX,
        "uidvalidity": 1,
        "uid": 1,
        "message_id": "m@walsall.gov.uk",
        "sha256": item.sha256,
        "received_at": IN_TIME,
        "status": "processed",
        "disposition": "submission",
        "rule": "form",
        "reason": "It carries a completed form.",
        "application": "DD-0001",
        "attachments": [
            {
                "name": "form.pdf",
                "sha256": "2" * 64,
                "size": 50_000,
                "type": "application/pdf",
                "found_in": "",
                "outcome": "form",
            }
        ],
    }


def test_letter_item(office: Office) -> None:
    office.receives(form=completed())
    (item,) = office.letters()
    assert records.letter_item(item) == {
        "id": 1,
        "kind": "receipt",
        "to": CLERK,
        "subject": "DD-0001: we have received your application – Delivering Differently Challenge",
        "status": "queued",
        "application": "DD-0001",
        "cause": "message:1",
        "message_id": item.message_id,
        "attempts": 0,
        "reason": "",
    }


def test_extracted_item_of_a_form() -> None:
    problem = Problem(key="lead_name", code=ProblemCode.AMBIGUOUS, message="Two names.")
    form = completed(sponsor_name=None, problems=(problem,))
    placed = replace(form.answers[0], attachment=0, page=2, box=Box(x0=1.23, y0=2, x1=3, y1=4), confidence=0.98765)
    form = replace(form, answers=(placed, *form.answers[1:]))
    found = records.extracted_item("a.eml", reading(mail(attachments=(attachment(Outcome.FORM),)), form=form))
    assert list(found)[:5] == ["file", "is_form", "answers", "missing", "problems"]
    assert (found["file"], found["is_form"], found["missing"]) == ("a.eml", True, ["sponsor_name"])
    assert found["problems"] == [{"key": "lead_name", "code": "ambiguous", "message": "Two names."}]
    assert found["answers"][placed.key] == {
        "value": placed.value,
        "text": placed.text,
        "confidence": 0.988,
        "method": "cell",
        "attachment": "form.pdf",
        "page": 2,
        "box": [1.2, 2, 3, 4],
    }


def test_extracted_item_of_what_is_no_form() -> None:
    found = records.extracted_item("b.pdf", reading())
    assert (found["is_form"], found["answers"], found["missing"], found["problems"]) == (False, {}, [], [])
