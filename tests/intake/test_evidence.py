"""The evidence of an application: what is shown of each answer, on the page and in the digest."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from intake.corrections import correct_answer
from intake.errors import ReadingFaultError
from intake.evidence import Docket, docket_of, show
from intake.staff.doubts import doubtful_answers, shown_doubts
from intake.staff.evidence_page import write_page
from parsers.document import Box
from parsers.extraction import Alternative, Answer, Extraction, Method
from parsers.mail import Attachment, Outcome
from parsers.showing import Excerpt, Region, Shown
from store import applications
from store.lending import LentFile
from tests.intake.office import DD, IN_TIME, Office, completed, letter_from

PNG = base64.b64encode(b"\x89PNG\r\n\x1a\nnot much of a picture").decode()
SHA = "a" * 64
FORM_FILE = Attachment(
    index=0,
    name="<b>form</b>.pdf",
    declared_type="application/pdf",
    type="application/pdf",
    size=9,
    sha256=SHA,
    outcome=Outcome.FORM,
)


def altered(form: Extraction, key: str, **values: Any) -> Extraction:
    """The form with one answer read otherwise."""
    answers = tuple(replace(item, **values) if item.key == key else item for item in form.answers)
    return replace(form, answers=answers)


def placed(form: Extraction) -> Extraction:
    """The form with every answer in its one attachment, in a box on page 1."""
    at: dict[str, Any] = {"attachment": 0, "box": Box(10, 20, 100, 40)}
    return replace(form, answers=tuple(replace(item, **at) for item in form.answers))


def received(office: Office, form: Extraction) -> Docket:
    """The docket of an application whose form is this one."""
    office.files(letter_from(attachments=(FORM_FILE,)), form)
    raw, reading = list(office.reader.readings.items())[-1]
    assert not isinstance(reading, ReadingFaultError)
    office.reader.readings[raw] = replace(reading, form_attachment=0)
    office.processes()
    return docket(office)


def docket(office: Office) -> Docket:
    with office.store.reading() as session:
        case = applications.by_reference(session, "DD-0001")
        found = docket_of(session, DD, case) if case else None
    assert found
    return found


def drawn(mail: str, regions: Sequence[Region]) -> Sequence[Shown]:
    """A picture of every region."""
    return [Shown(png=PNG, width=300, height=80) for _ in regions]


def test_docket_tells_of_every_answer_where_it_was_read(office: Office) -> None:
    proofs = {proof.field.key: proof for proof in received(office, placed(completed())).proofs}
    assert list(proofs) == [field.key for field in DD.form.fields]
    proof = proofs["lead_name"]
    assert (proof.method, proof.page, proof.box, proof.doubtful) == ("cell", 1, Box(10, 20, 100, 40), False)
    assert proof.region == Region(
        sha256=SHA, page=1, box=Box(10, 20, 100, 40), text="Priya Hartley", question="Name of project lead"
    )


def test_docket_tells_who_corrected_an_answer_and_what_was_read(office: Office) -> None:
    received(office, placed(altered(completed(), "sponsor_name", confidence=0.3)))
    with office.begin() as session:
        case = applications.by_reference(session, "DD-0001")
        assert case is not None
        at = IN_TIME + timedelta(hours=1)
        correct_answer(session, DD, case, key="sponsor_name", text="Jo Marsh", actor="Sam", reason="", at=at)
    proof = next(proof for proof in docket(office).proofs if proof.field.key == "sponsor_name")
    assert (proof.answer.paragraphs, proof.source, proof.actor) == (("Jo Marsh",), "person", "Sam")
    assert proof.read
    assert proof.read.paragraphs == ("sponsor_name as written",)
    assert (proof.region is not None, proof.doubtful) == (True, False)


def test_page_shows_each_answer_beside_its_picture_and_escapes_what_strangers_wrote(
    office: Office, tmp_path: Path
) -> None:
    found = received(office, placed(completed(lead_name="<script>alert(1)</script>")))
    shown = {
        "lead_name": Shown(png=PNG, width=300, height=80),
        "service": Shown(excerpt=Excerpt(before="<i>Service: ", text="Libraries & more", after="")),
        "summary": Shown(reason="The file is no longer in the mail."),
    }
    page = write_page(found, shown, tmp_path / "evidence", zone=DD.zone).read_text(encoding="utf-8")
    assert sorted(path.name for path in (tmp_path / "evidence").iterdir()) == ["index.html", "lead_name.png"]
    assert "<script>" not in page
    assert "&lt;b&gt;form&lt;/b&gt;.pdf" in page
    assert "<blockquote>&lt;i&gt;Service: <mark>Libraries &amp; more</mark></blockquote>" in page
    assert re.findall(r'<img src="([^"]+)"', page) == ["lead_name.png"]
    assert re.findall(r'(?:href|src)="(?!lead_name)', page) == []


def test_show_tells_why_when_the_child_is_stopped(office: Office) -> None:
    class Stopped:
        def pictures(self, raw: bytes | LentFile, regions: Sequence[Region]) -> tuple[Shown, ...]:
            raise ReadingFaultError("time: stopped after 60 seconds")

    found = received(office, placed(completed()))
    region = Region(sha256=SHA, page=1, box=Box(0, 0, 1, 1))
    assert show(office.archive, Stopped(), found.mail_sha256, [region]) == (
        Shown(reason="It cannot be shown (time: stopped after 60 seconds)."),
    )


def doubted() -> Extraction:
    """A form with an answer read in two ways and five read with little confidence."""
    other = Alternative(text="12 March 2016", method=Method.TEXT, score=0.6, why="printed in the same place")
    form = altered(placed(completed()), "implementation_date", alternatives=(other,))
    for place, key in enumerate(("lead_name", "service", "summary", "q1_service", "sponsor_name")):
        form = altered(form, key, confidence=0.5 + place / 100)
    return form


def test_doubts_are_those_read_in_two_ways_then_the_least_sure_within_bounds(office: Office) -> None:
    received(office, doubted())
    with office.store.reading() as session:
        found = doubtful_answers(session, DD, [1])
    doubts, images = shown_doubts(found, drawn)
    assert [(doubt.label, doubt.why, doubt.cid) for doubt in doubts] == [
        (
            "Date by which the new model could be running",
            "It is given in two ways on page 1: also as “12 March 2016” (printed in the same place).",
            "doubt-1",
        ),
        ("Name of project lead", "It was read on page 1 with 50 % confidence.", "doubt-2"),
        ("Service or services concerned", "It was read on page 1 with 51 % confidence.", "doubt-3"),
    ]
    assert [image.cid for image in images] == ["doubt-1", "doubt-2", "doubt-3"]
    assert doubts[1].command == "intake correct DD-0001 lead_name “…”"


def test_doubts_are_told_without_pictures_where_nobody_draws_them_or_they_are_too_large(office: Office) -> None:
    received(office, doubted())
    with office.store.reading() as session:
        found = doubtful_answers(session, DD, [1])

    def huge(mail: str, regions: Sequence[Region]) -> Sequence[Shown]:
        return [Shown(png=base64.b64encode(bytes(300_000)).decode(), width=9, height=9) for _ in regions]

    told = [shown_doubts(found, None), shown_doubts(found, huge)]
    assert [([doubt.cid for doubt in doubts], len(images)) for doubts, images in told] == [
        (["", "", ""], 0),
        (["doubt-1", "", ""], 1),
    ]


def test_nothing_is_in_doubt_of_a_form_read_surely(office: Office) -> None:
    received(office, placed(completed()))
    with office.store.reading() as session:
        assert doubtful_answers(session, DD, [1]) == []


def test_answers_left_blank_are_no_doubts(office: Office) -> None:
    blank: Answer = next(item for item in completed(sponsor_phone=None).answers if item.key == "sponsor_phone")
    form = altered(completed(sponsor_phone=None), "sponsor_phone", confidence=blank.confidence / 2)
    received(office, form)
    with office.store.reading() as session:
        assert doubtful_answers(session, DD, [1]) == []
