"""Pictures and reasons come out of the real child, and nothing else is taken for them."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

import pytest

from intake.child_run import FaultKind
from intake.round.programme import load
from intake.sandbox import ChildFaultError, Sandbox
from parsers.document import Box
from parsers.showing import Region, Shown
from parsers.showing import encode as encode_shown

DD = load("delivering-differently")
DEMO = Path(DD.folders[0]) / "demo" / "05-flat-pdf.eml"


@pytest.fixture(scope="module")
def sandbox() -> Iterator[Sandbox]:
    with Sandbox(DD.form) as running:
        yield running


def test_pictures_of_the_answers_of_a_form(sandbox: Sandbox) -> None:
    raw = DEMO.read_bytes()
    reading = sandbox.read(raw)
    assert reading.form
    assert reading.form_attachment is not None
    file = reading.mail.attachments[reading.form_attachment].sha256
    placed = [answer for answer in reading.form.answers if answer.box is not None]
    regions = [Region(sha256=file, page=answer.page, box=answer.box, width=400, height=200) for answer in placed]
    shown = sandbox.pictures(raw, regions)
    assert [base64.b64decode(item.png)[1:4] for item in shown] == [b"PNG"] * len(placed)
    assert sandbox.pictures(raw, []) == ()


def test_reasons_come_only_when_asked_for(sandbox: Sandbox) -> None:
    raw = DEMO.read_bytes()
    assert sandbox.read(raw).evidence == ()
    reading = sandbox.read(raw, explained=True)
    assert [item.key for item in reading.evidence] == [field.key for field in DD.form.fields]
    (amount,) = (item for item in reading.evidence if item.key == "support_amount")
    assert amount.label.startswith("Estimated value of the support")
    assert [place[1] for place in amount.beaten] == sorted((place[1] for place in amount.beaten), reverse=True)


def test_words_of_a_letter_that_answer_a_question_come_with_it(sandbox: Sandbox) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Message-ID"] = "pat@northby.example", "Re: DD-0001", "<a@northby.example>"
    mail.set_content("Telephone: 01632 960123\n\nOn Mon, 3 Feb 2014 at 10:00, the team wrote:\n> Telephone: 01632 1")
    said = sandbox.read(mail.as_bytes()).said
    assert [(item.key, item.value) for item in said] == [
        ("lead_phone", "01632 960123"),
        ("sponsor_phone", "01632 960123"),
    ]


@pytest.mark.parametrize(
    "answer",
    [
        b"not JSON",
        b"[]",
        encode_shown([Shown(png=base64.b64encode(b"GIF89a").decode())]),
        encode_shown([Shown(png="?")]),
    ],
)
def test_what_is_no_picture_is_refused(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    monkeypatch.setattr(sandbox, "_run", lambda job, raw, deadline: answer)
    region = Region(sha256=sha256(b"").hexdigest(), page=1, box=Box(0, 0, 1, 1))
    with pytest.raises(ChildFaultError) as caught:
        sandbox.pictures(b"", [region])
    assert caught.value.kind is FaultKind.OUTPUT
