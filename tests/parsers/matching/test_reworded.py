"""A form of which hardly a question has its own words: known by order, kinds of answers and limits on words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.document import Cell, Line, Table
from parsers.form import FieldType, FormField
from parsers.matching import match
from parsers.matching.plausible import plausibility
from tests.parsers.matching.documents import FORM, paragraph, word
from tests.parsers.matching.test_match import values

STARTS = FormField(key="starts", section="work", label="Commencement", type=FieldType.DATE)
GAIN = FormField(key="gain", section="work", label="Outcomes", type=FieldType.PARAGRAPHS, max_words=80)
OTHER = replace(FORM, fields=(*FORM.fields[:-1], STARTS, GAIN))


def asked(text: str, **more: bool) -> Line:
    return paragraph(text, bold=True, **more)


@pytest.mark.parametrize("heading", [False, True])
def test_form_in_other_words_throughout_is_lined_up(heading: bool) -> None:
    document = word(
        asked("What do people call the place?", heading=heading),
        paragraph("Beck House"),
        asked("Somebody we can ring?", heading=heading),
        paragraph("Jo Bloggs"),
        asked("How do messages reach that person?", heading=heading),
        paragraph("jo@hall.example"),
        asked("Then what is wrong?", heading=heading),
        paragraph("Not more than 50 words."),
        paragraph("The roof leaks, and the boiler has not worked since March."),
        asked("What price is the job?", heading=heading),
        paragraph("£95"),
        asked("Once the builders are here, on what day would that be?", heading=heading),
        paragraph("4 May 2027"),
        asked("And then?", heading=heading),
        paragraph("Not more than 80 words."),
        paragraph("Everybody would be warm, and the nursery could come back."),
    )
    found = values(match(document, OTHER))
    expected = {
        "lead_email": "jo@hall.example",
        "need": "The roof leaks, and the boiler has not worked since March.",
        "cost": "95.00",
        "starts": "2027-05-04",
        "gain": "Everybody would be warm, and the nursery could come back.",
    }
    assert {key: found[key] for key in expected} == expected


def test_heading_in_capitals_is_no_question() -> None:
    document = word(
        asked("Name of the hall"),
        paragraph("Beck House"),
        asked("MAIN PERSON"),
        asked("Whom do we ring?"),
        paragraph("Jo Bloggs"),
        asked("Email of main contact"),
        paragraph("jo@hall.example"),
        asked("Name of chair"),
        paragraph("Sam Roe"),
    )
    assert (
        values(match(document, replace(FORM, fields=tuple(f for f in FORM.fields if f.key != "listed"))))["lead_name"]
        == "Jo Bloggs"
    )


def test_cell_that_answers_the_label_over_it_answers_nothing_beside_it() -> None:
    texts = (("Name of main contact", "Email of main contact"), ("Ann Beck", "ann@hall.example"))
    cells = [
        Cell(row=row, column=column, lines=(Line(text=text),))
        for row, line in enumerate(texts)
        for column, text in enumerate(line)
    ]
    found = values(match(word(paragraph("Name of the hall: Beck"), Table(cells=tuple(cells))), FORM))
    assert (found["lead_name"], found["lead_email"], found["chair_email"]) == ("Ann Beck", "ann@hall.example", None)


def test_figures_suit_no_name_and_a_name_suits_no_number() -> None:
    number = FormField(key="number", section="hall", label="Charity number", type=FieldType.TEXT)
    assert plausibility(FORM.by_key["lead_name"], "07714402", FORM) < 0 <= plausibility(number, "07714402", FORM)
    assert plausibility(number, "Jo Bloggs", FORM) < 0 <= plausibility(FORM.by_key["lead_name"], "Jo Bloggs", FORM)
