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


def test_question_beside_a_sure_one_is_taken_for_the_field_beside_that() -> None:
    document = word(
        asked("Name of the hall"),
        paragraph("Beck House"),
        asked("And whom would we speak to?"),
        paragraph("Jo Bloggs"),
        asked("What does that person do for you?"),
        paragraph("Treasurer"),
        asked("Name of chair"),
        paragraph("Sam Roe"),
        asked("Email of chair"),
        paragraph("sam@hall.example"),
        asked("Total cost"),
        paragraph("£95"),
    )
    form = replace(FORM, fields=tuple(item for item in FORM.fields if item.key not in {"listed", "lead_email"}))
    section = replace(form, fields=(form.fields[0], replace(form.fields[1], section="hall"), *form.fields[2:]))
    assert values(match(document, section))["lead_name"] == "Jo Bloggs"


def test_heading_right_above_a_question_is_none() -> None:
    document = word(
        asked("Name of the hall"),
        paragraph("Beck House"),
        asked("Whom to write to"),
        asked("Whom would we speak to?"),
        paragraph("Jo Bloggs"),
        asked("Email of main contact"),
        paragraph("jo@hall.example"),
        asked("Name of chair"),
        paragraph("Sam Roe"),
    )
    form = replace(FORM, fields=tuple(item for item in FORM.fields if item.key != "listed"))
    assert values(match(document, form))["lead_name"] == "Jo Bloggs"


def test_only_table_is_taken_by_its_shape() -> None:
    head = tuple(
        Cell(row=0, column=n, lines=(Line(text=text, bold=True),)) for n, text in enumerate(("Who", "For how much"))
    )
    body = tuple(
        Cell(row=row, column=n, lines=(Line(text=text),))
        for row, texts in enumerate(
            (("Ashby Joinery", "£1,450"), ("R. Roe & Sons", "£4,800"), ("All told", "£6,250")), 1
        )
        for n, text in enumerate(texts)
    )
    document = word(
        asked("Name of the hall"), paragraph("Beck House"), paragraph("Firms we spoke to"), Table(cells=(*head, *body))
    )
    assert values(match(document, FORM))["quotes"] == [
        {"builder": "Ashby Joinery", "amount": "1450.00"},
        {"builder": "R. Roe & Sons", "amount": "4800.00"},
    ]


def test_choice_underlined_or_bold_is_no_question() -> None:
    document = word(
        asked("Name of the hall"),
        paragraph("Beck House"),
        asked("Is the building listed, of whatever grade?"),
        Line(text="YES / NO", lead="YES", marked=("YES",), gap=True),
        asked("Name of main contact"),
        paragraph("Jo Bloggs"),
    )
    assert values(match(document, FORM))["listed"] is True


def test_instruction_under_a_question_is_no_answer_of_one_line() -> None:
    document = word(
        asked("Name of main contact"),
        paragraph("Say who among you would answer our questions."),
        paragraph("Jo Bloggs"),
        asked("Total cost"),
    )
    assert values(match(document, FORM))["lead_name"] == "Jo Bloggs"


def test_only_addresses_of_a_form_in_other_words_go_to_their_fields_wherever_they_stand() -> None:
    document = word(
        asked("Who is asking?"),
        paragraph("Jo Bloggs"),
        asked("May we visit you first?"),
        paragraph("Please do"),
        asked("What has gone wrong?"),
        paragraph("The roof leaks, and the boiler has not worked since March."),
        asked("What is the bill?"),
        paragraph("£95"),
        asked("How do messages reach you?"),
        paragraph("jo@hall.example"),
        asked("And the person at the head of the table?"),
        paragraph("sam@hall.example"),
    )
    found = values(match(document, OTHER))
    assert (found["lead_email"], found["chair_email"]) == ("jo@hall.example", "sam@hall.example")
