"""Questions on the form that the definition does not ask end the answer before them."""

from __future__ import annotations

from dataclasses import replace

from parsers.document import Box, Cell, ControlKind, Line, NativeField, Table
from parsers.form import FieldType
from parsers.matching import match
from tests.parsers.matching.documents import FORM, paragraph, pdf, plain, printed, word
from tests.parsers.matching.test_match import values


def test_line_with_the_next_number_is_a_question_though_the_answer_before_it_is_blank() -> None:
    document = word(
        paragraph("1. Name of the hall", bold=True),
        paragraph("Beck Hall"),
        paragraph("2. Total cost", bold=True),
        paragraph("3. Number of trustees", bold=True),
        paragraph("12"),
        paragraph("4. Name of main contact", bold=True),
        paragraph("Jo Bloggs"),
    )
    found = values(match(document, FORM))
    assert (found["cost"], found["lead_name"]) == (None, "Jo Bloggs")


def test_numbered_list_is_part_of_an_answer() -> None:
    document = word(
        paragraph("1. Name of the hall"),
        paragraph("Beck Hall"),
        paragraph("2. Why is the work needed?"),
        paragraph("2. The roof leaks."),
        paragraph("3. The floor is rotten."),
        paragraph("4. Total cost"),
        paragraph("£95"),
    )
    said = values(match(document, FORM))["need"]
    assert isinstance(said, str)
    assert "roof" in said
    assert "floor" in said


def test_bold_question_ends_the_answer_where_labels_are_bold() -> None:
    document = word(
        paragraph("Name of the hall", bold=True),
        paragraph("Beck Hall"),
        paragraph("Name of main contact", bold=True),
        paragraph("Jo Bloggs"),
        paragraph("Why is the work needed?", bold=True),
        paragraph("The roof leaks."),
        paragraph("How many people use it?", bold=True),
        paragraph("A hundred."),
        paragraph("Total cost", bold=True),
        paragraph("£95"),
    )
    assert values(match(document, FORM))["need"] == "The roof leaks."


def test_bold_line_without_a_question_mark_is_a_heading_of_the_applicants() -> None:
    document = word(
        paragraph("Name of the hall", bold=True),
        paragraph("Beck Hall"),
        paragraph("Name of main contact", bold=True),
        paragraph("Jo Bloggs"),
        paragraph("Why is the work needed?", bold=True),
        paragraph("The roof leaks."),
        paragraph("What else is wrong", bold=True),
        paragraph("The floor is rotten."),
    )
    said = values(match(document, FORM))["need"]
    assert isinstance(said, str)
    assert said.endswith("The floor is rotten.")


def box_at(y: float, field: int) -> Table:
    line = Line(text="", page=1, box=Box(200, y, 500, y + 20), fields=(field,))
    cell = Cell(row=0, column=0, lines=(line,), page=1, box=Box(200, y, 500, y + 20))
    return Table(cells=(cell,), page=1, box=cell.box)


def test_line_with_a_box_of_its_own_is_no_part_of_the_answer_in_the_box_above() -> None:
    names = ("Beck Hall", "Church Lane\nAshby", "40", "Jo Bloggs")
    fields = [
        NativeField(
            name=f"Text{number}",
            label="",
            kind=ControlKind.TEXT,
            value=value,
            page=1,
            box=Box(200, 60 * number, 500, 20),
        )
        for number, value in enumerate(names, start=1)
    ]
    form = replace(
        FORM,
        fields=tuple(
            replace(item, type=FieldType.ADDRESS, label="Address of the hall") if item.key == "need" else item
            for item in FORM.fields
        ),
    )
    document = pdf(
        printed("Name of the hall", 50, 60),
        box_at(60, 0),
        printed("Address of the hall", 50, 120),
        box_at(120, 1),
        printed("Number of members", 50, 180),
        box_at(180, 2),
        printed("Name of main contact", 50, 240),
        box_at(240, 3),
        fields=fields,
    )
    assert values(match(document, form))["need"] == "Church Lane\nAshby"


def test_question_that_goes_on_to_ask_more_is_no_answer() -> None:
    document = word(
        paragraph("Name of the hall"),
        paragraph("Beck Hall"),
        paragraph("Is the hall a listed building? If so, since when?"),
        paragraph("Total cost"),
        paragraph("£95"),
    )
    assert values(match(document, FORM))["listed"] is None


def test_amount_after_a_sentence_about_amounts_is_the_answer() -> None:
    document = word(
        paragraph("Name of the hall"),
        paragraph("Beck Hall"),
        paragraph("Total cost"),
        paragraph("The most that we can pay is £20,000."),
        paragraph("£8,900"),
    )
    assert values(match(document, FORM))["cost"] == "8900.00"


def test_section_numbered_as_its_questions_are_is_no_question() -> None:
    document = word(
        paragraph("A. The hall", bold=True),
        paragraph("A1. Name of the hall", bold=True),
        paragraph("Beck Hall"),
        paragraph("A2. Name of main contact", bold=True),
        paragraph("Jo Bloggs"),
        paragraph("B. Why the work is needed", bold=True),
        paragraph("B1. Tell us what is needed, and why", bold=True),
        paragraph("The roof leaks."),
        paragraph("B2. Total cost", bold=True),
        paragraph("£95"),
    )
    assert values(match(document, FORM))["need"] == "The roof leaks."


def test_title_printed_twice_is_a_heading_and_a_question() -> None:
    form = replace(
        FORM,
        fields=tuple(
            replace(item, label="Main contact", short_label="") if item.key == "lead_name" else item
            for item in FORM.fields
        ),
    )
    document = word(
        paragraph("Main contact: whoever we may ring."),
        paragraph("Name of the hall"),
        paragraph("Beck Hall"),
        paragraph("Main contact"),
        paragraph("Main contact *"),
        paragraph("Jo Bloggs"),
        paragraph("Total cost"),
        paragraph("£95"),
    )
    assert values(match(document, form))["lead_name"] == "Jo Bloggs"


def test_quoted_boxes_that_are_ticked_are_the_answer() -> None:
    text = plain(
        "Name of the hall\n\nBeck Hall\n\nIs the hall a listed building?\n[ ] Yes\n[x] No\n\n"
        "Name of main contact\n\nJo Bloggs\n\nTotal cost\n\n£95"
    )
    own = {"Beck Hall", "Jo Bloggs", "£95"}
    quoted = tuple(replace(line, quote=0 if line.text in own else 1) for line in text.blocks if isinstance(line, Line))
    found = values(match(replace(text, blocks=quoted), FORM))
    assert (found["listed"], found["cost"]) == (False, "95.00")


def led(label: str, answer: str) -> Line:
    """A paragraph of Word with its label in bold and the answer after it."""
    return Line(text=f"{label} {answer}", lead=label)


def test_question_in_bold_on_its_answers_line_ends_an_answer() -> None:
    document = word(
        led("Name of the hall:", "Ashby Hall"),
        led("Address:", "1 High Street"),
        paragraph("Ashby"),
        led("Number of keys:", "4"),
        led("Name of main contact:", "Jo Bloggs"),
    )
    found = values(match(document, FORM))
    assert (found["hall"], found["lead_name"]) == ("Ashby Hall", "Jo Bloggs")
    assert "keys" not in str(found)


def test_reworded_question_in_bold_on_its_answers_line_is_found_by_its_place() -> None:
    document = word(
        Table(cells=(Cell(row=0, column=0, lines=(led("Name of the hall:", "Ashby Hall"),)),)),
        Table(
            cells=(
                Cell(
                    row=0,
                    column=0,
                    lines=(
                        led("Our contact", "Jo Bloggs"),
                        led("Email of main contact:", "jo@hall.example"),
                    ),
                ),
            )
        ),
        Table(cells=(Cell(row=0, column=0, lines=(led("Name of chair:", "Sam Roe"),)),)),
        Table(cells=(Cell(row=0, column=0, lines=(led("Total cost:", "£95"),)),)),
    )
    found = values(match(document, FORM))
    assert [found[key] for key in ("hall", "lead_name", "lead_email", "chair_name")] == [
        "Ashby Hall", "Jo Bloggs", "jo@hall.example", "Sam Roe",
    ]  # fmt: skip
