"""One application on paper: everything answered is printed, and nothing identifying where assessment is anonymous."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.paper.case_pack import LEFT_OUT, NO_ANSWER, CasePack, case_pack_pdf
from intake.round.programme import Programme, load


@dataclass(frozen=True)
class Given:
    """An answer as the store has it."""

    key: str
    value: Any
    text: str = ""


_LONG = "Residents & carers wait <weeks> for help. " * 90
_ANSWERS = (
    Given("lead_authority", "Walsall Metropolitan Borough Council"),
    Given("lead_name", "Jo Ash"),
    Given("lead_address", "Civic Centre\nDarwall Street\nWalsall"),
    Given("lead_email", "jo.ash@walsall.example"),
    Given("joint_bid", True),
    Given("partners", [{"body": "Dudley MBC", "contact": "Sam Beck", "email": "sam@dudley.example"}]),
    Given("service", "Adult social care"),
    Given("models", ["Public service mutual", "Joint venture"]),
    Given("q1_service", f"{_LONG}\n\nSecond paragraph.\n• a point"),
    Given("support_amount", "95000.00"),
    Given("implementation_date", "2015-04-01"),
    Given("signed_on", None, "some time soon"),
)
_PACK = CasePack(
    reference="DD-0004",
    authority="Walsall Metropolitan Borough Council",
    assessor="Jane Cole",
    files=("walsall-budget.xlsx",),
)
_ANONYMOUS = CasePack(
    reference="DD-0004", authority=_PACK.authority, assessor="Jane Cole", files=_PACK.files, anonymous=True
)


@pytest.fixture(scope="module")
def challenge() -> Programme:
    return load("delivering-differently")


def pages(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as document:
        return [" ".join(page.get_textpage().get_text_bounded().split()) for page in document]


def test_every_question_is_printed_in_order_with_its_answer(challenge: Programme) -> None:
    text = " ".join(pages(case_pack_pdf(challenge, _ANSWERS, _PACK)))
    places = [text.find(field.label) for field in challenge.form.fields]
    assert -1 not in places
    shown = (
        "Name of lead local authority Walsall Metropolitan Borough Council",
        "Civic Centre Darwall Street Walsall",
        "Is this a joint bid? Yes",
        "Name of body Contact name Contact email Dudley MBC Sam Beck sam@dudley.example",
        "Public service mutual Joint venture",
        "Residents & carers wait <weeks> for help.",
        "Second paragraph. • a point",
        "£95,000",
        "1 April 2015",
        "some time soon",
        f"Name of senior sponsor {NO_ANSWER}",
        "For: Case for change",
        "Files sent with the application • walsall-budget.xlsx",
    )
    assert [words for words in shown if words not in text] == []


def test_every_page_says_which_application_it_is_and_its_number(challenge: Programme) -> None:
    found = pages(case_pack_pdf(challenge, _ANSWERS, _PACK))
    assert len(found) > 3
    assert [f"Page {number} of {len(found)}" in page for number, page in enumerate(found, 1)] == [True] * len(found)
    assert ["DD-0004" in page for page in found] == [True] * len(found)
    assert ["For Jane Cole, in confidence" in page for page in found] == [True] * len(found)


def test_long_answer_flows_over_pages_whole(challenge: Programme) -> None:
    answer = "\n\n".join(f"Paragraph {number}. {_LONG}" for number in range(8))
    text = " ".join(pages(case_pack_pdf(challenge, [Given("q1_service", answer)], _PACK)))
    assert text.count("Residents") == 8 * 90
    assert [f"Paragraph {number}." in text for number in range(8)] == [True] * 8


def test_anonymous_pack_names_nobody_in_its_text_its_outline_or_its_data(challenge: Programme) -> None:
    data = case_pack_pdf(challenge, _ANSWERS, _ANONYMOUS)
    found = pages(data)
    text = " ".join(found)
    assert [word for word in ("Walsall", "walsall", "Jo Ash", "Darwall", "Dudley", "Sam Beck") if word in text] == []
    assert challenge.panel is not None
    assert text.count(LEFT_OUT) == len(challenge.panel.identifying)
    assert "Adult social care" in text
    assert ["DD-0004" in page for page in found] == [True] * len(found)
    with pikepdf.open(io.BytesIO(data)) as pdf, pdf.open_outline() as outline:
        assert [item.title for item in outline.root] == [section.title for section in challenge.form.sections]
        assert "Walsall" not in "".join(str(value) for value in pdf.docinfo.values())


def test_pack_of_the_same_answers_is_the_same_file(challenge: Programme) -> None:
    assert case_pack_pdf(challenge, _ANSWERS, _PACK) == case_pack_pdf(challenge, _ANSWERS, _PACK)


def test_letters_the_faces_lack_are_shown_as_boxes(challenge: Programme) -> None:
    text = pages(case_pack_pdf(challenge, [Given("service", "Tŷ Gŵyr \N{GRINNING FACE} Ⅻ\u202e ok")], _PACK))
    assert "Service or services concerned Tŷ Gŵyr □ XII ok" in " ".join(text)


def test_table_cell_longer_than_a_page_is_printed_whole(challenge: Programme) -> None:
    rows = [
        {"body": f"Body {number}", "contact": "word " * (2000 if number == 1 else 3), "email": "x" * 90}
        for number in range(4)
    ]
    text = " ".join(pages(case_pack_pdf(challenge, [Given("partners", rows)], _PACK)))
    assert text.count("word") == 2009


@settings(max_examples=25)
@given(st.text(max_size=300), st.text(max_size=80))
def test_whatever_was_written_can_be_printed(answer: str, name: str) -> None:
    programme = load("delivering-differently")
    answers = [Given("q1_service", answer), Given("partners", [{"body": name, "contact": answer, "email": None}])]
    data = case_pack_pdf(programme, answers, CasePack(reference="DD-0001", authority=name, assessor=name))
    assert data.startswith(b"%PDF-")
