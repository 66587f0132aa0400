"""Questions of another wording: lined up by order, kind and look; and whether the document is the form at all."""

from __future__ import annotations

from dataclasses import replace

from parsers.document import Box, Cell, Document, Line, Table
from parsers.matching import match
from parsers.matching.openings import openings
from tests.parsers.matching.documents import FORM, paragraph, pdf, plain, printed, rows, word
from tests.parsers.matching.test_match import values


def reworded(*more: Line) -> Document:
    """The form as somebody typed it anew, with a question's words in an answer that stands before the question."""
    return word(
        *more,
        paragraph("About the hall", heading=True),
        rows(("Name of the hall", "Thornwick Village Hall"), ("Listed building?", "Yes")),
        paragraph("Main contact", heading=True),
        rows(("To whom should we speak?", "Jo Bloggs"), ("Where may we write?", "jo@hall.example")),
        paragraph("Chair of the trustees", heading=True),
        rows(("Who chairs?", "Sam Roe"), ("Where may we write to them?", "sam@hall.example")),
        paragraph("The work", heading=True),
        rows(
            ("Why is the work needed?", "Name of chair: see the annex.\nThe roof leaks."),
            ("Total cost", "£95k"),
        ),
    )


def test_match_lines_up_questions_of_other_wording_between_those_it_knows() -> None:
    found = values(match(reworded(), FORM))
    assert [found[key] for key in ("lead_name", "lead_email", "chair_name", "chair_email")] == [
        "Jo Bloggs",
        "jo@hall.example",
        "Sam Roe",
        "sam@hall.example",
    ]


def test_match_leaves_a_blank_among_reworded_questions_blank() -> None:
    document = word(
        rows(
            ("Name of the hall", "Thornwick Village Hall"),
            ("Is the hall a listed building?", "No"),
            ("To whom should we speak?", ""),
            ("Where may we write?", "jo@hall.example"),
            ("Who chairs?", "Sam Roe"),
            ("How may we reach them?", "-"),
            ("Why is the work needed?", "The roof leaks."),
            ("Total cost", "£95k"),
        )
    )
    found = values(match(document, FORM))
    assert [found[key] for key in ("lead_name", "lead_email", "chair_name", "chair_email")] == [
        None,
        "jo@hall.example",
        "Sam Roe",
        None,
    ]


def test_match_knows_a_reworded_form_better_by_its_printed_title() -> None:
    without, titled = match(reworded(), FORM), match(reworded(paragraph("Village Halls Fund: application")), FORM)
    assert titled.likeness > without.likeness


def test_match_takes_no_likeness_from_the_title_of_another_form() -> None:
    form = replace(FORM, title="Church Halls Fund: application", programme="Church Halls Fund")
    plain, titled = match(reworded(), form), match(reworded(paragraph("Village Halls Fund: application")), form)
    assert titled.likeness == plain.likeness


def test_match_takes_no_question_for_the_heading_that_has_its_words() -> None:
    document = word(
        paragraph("The work", heading=True),
        paragraph("Main contact", bold=True),
        paragraph("Who is the main contact?", bold=True),
        paragraph("Jo Bloggs"),
        paragraph("Email of main contact", bold=True),
        paragraph("jo@hall.example"),
        paragraph("Name of chair", bold=True),
        paragraph("Sam Roe"),
        paragraph("Total cost", bold=True),
        paragraph("£95k"),
    )
    assert values(match(document, FORM))["lead_name"] == "Jo Bloggs"


def test_match_reads_on_in_the_cell_that_finishes_an_answer_on_the_next_page() -> None:
    def cell(row: int, page: int, *texts: str, shaded: bool = False) -> Cell:
        lines = tuple(
            Line(text=text, page=page, box=Box(60, 80 + 12 * n, 500, 90 + 12 * n), wrapped=True)
            for n, text in enumerate(texts)
        )
        return Cell(row=row, column=0, lines=lines, page=page, box=Box(50, 70, 540, 110), shaded=shaded)

    table = Table(
        cells=(
            cell(0, 1, "Name of the hall", shaded=True),
            cell(1, 1, "Thornwick Village Hall"),
            cell(2, 1, "Why is the work needed?", shaded=True),
            cell(3, 1, "The roof leaks."),
            cell(4, 2, "The nursery had to move out."),
            cell(5, 2, "Total cost", shaded=True),
            cell(6, 2, "£95k"),
        )
    )
    found = values(match(pdf(table), FORM))
    assert [found["need"], found["cost"]] == ["The roof leaks.\nThe nursery had to move out.", "95000.00"]


def test_openings_keep_a_word_limit_whole() -> None:
    assert openings("Names of partners Word limit: 100") == [("Names of partners Word limit: 100", "", "whole")]


def test_openings_end_a_question_that_its_answer_touches() -> None:
    assert ("Who should we contact", "Jo Bloggs", "question") in openings("Who should we contact?Jo Bloggs")


def test_match_lines_up_bold_labels_that_stand_over_their_answers_in_one_column() -> None:
    def cell(row: int, text: str) -> Cell:
        return Cell(row=row, column=0, lines=(Line(text=text, bold=row % 2 == 0),))

    texts = (
        *("Name of the hall", "Thornwick Village Hall", "Is the hall a listed building?", "No"),
        *("Whom do we ring?", "Jo Bloggs", "Email of main contact", "jo@hall.example"),
        *("Total cost", "£95k"),
    )
    found = values(match(word(Table(cells=tuple(cell(row, text) for row, text in enumerate(texts)))), FORM))
    assert found["lead_name"] == "Jo Bloggs"


def test_match_lines_up_bold_labels_of_several_lines_and_the_first_under_a_heading() -> None:
    def asked(text: str, y: float, *, gap: bool = True) -> Line:
        return printed(text, 50, y, bold=True, gap=gap)

    document = pdf(
        printed("About the hall", 50, 30, bold=True, heading=True),
        asked("What do people call it?", 42, gap=False),
        printed("Thornwick Village Hall", 50, 54),
        asked("Is the hall a listed building?", 84),
        printed("No", 50, 96),
        asked("Name of main contact", 126),
        printed("Jo Bloggs", 50, 138),
        asked("Email of main contact", 168),
        printed("jo@hall.example", 50, 180),
        printed("The work", 50, 198, bold=True, heading=True, gap=True),
        asked("Please say what you would do and", 210),
        asked("why the hall is in need of it", 222, gap=False),
        printed("The roof leaks.", 50, 234),
        asked("Total cost", 264),
        printed("£95k", 50, 276),
    )
    form = replace(FORM, fields=tuple(field for field in FORM.fields if field.section != "chair"))
    found = values(match(document, form))
    assert (found["hall"], found["need"]) == ("Thornwick Village Hall", "The roof leaks.")


def test_match_takes_the_rest_of_a_label_for_no_heading() -> None:
    form = replace(
        FORM,
        fields=(FORM.fields[0], replace(FORM.fields[1], label="We will wait for a grant before we start the work")),
    )
    document = pdf(
        printed("Name of the hall", 50, 60, bold=True),
        printed("Ashby", 50, 72),
        printed("We will wait for a grant before we start", 50, 96, bold=True, gap=True),
        printed("the work", 50, 108, bold=True),
        printed("Yes", 50, 120),
    )
    assert values(match(document, form))["listed"] is True


def test_match_lines_up_a_question_over_its_answer_among_those_beside_theirs() -> None:
    cells = (
        *((0, 0, "Name of the hall"), (0, 1, "Ashby Hall"), (1, 0, "Is the hall a listed building?"), (1, 1, "No")),
        *(
            (2, 0, "Name of main contact"),
            (2, 1, "Jo Bloggs"),
            (3, 0, "Email of main contact"),
            (3, 1, "jo@hall.example"),
        ),
        *((4, 0, "Please give us your reasons"), (5, 0, "The roof leaks."), (6, 0, "Total cost"), (6, 1, "£95k")),
    )
    table = Table(
        cells=tuple(
            Cell(
                row=row,
                column=column,
                column_span=2 if row in {4, 5} else 1,
                lines=(Line(text=text, bold=column == 0 and row != 5),),
                shaded=row == 4,
            )
            for row, column, text in cells
        )
    )
    form = replace(FORM, fields=tuple(field for field in FORM.fields if field.section != "chair"))
    assert values(match(word(paragraph("The work", heading=True), table), form))["need"] == "The roof leaks."


def test_match_reads_a_form_whose_questions_are_headings() -> None:
    questions = {
        "Name of the hall": "Thornwick Village Hall",
        "Is the hall a listed building?": "No",
        "Name of main contact": "Jo Bloggs",
        "Email of main contact": "jo@hall.example",
        "Total cost": "£95k",
    }
    blocks = [
        line
        for question, answer in questions.items()
        for line in (paragraph(question, heading=True), paragraph(answer))
    ]
    found = values(match(word(*blocks), FORM))
    keys = ("hall", "listed", "lead_name", "lead_email", "cost")
    assert [found[key] for key in keys] == ["Thornwick Village Hall", False, "Jo Bloggs", "jo@hall.example", "95000.00"]


def test_a_question_in_words_of_its_own_is_known_by_its_number() -> None:
    document = plain(
        "1. Name of the hall: Ashby\n\n2. Is the hall a listed building? No\n\n5. Who sits at the head? Sam Roe\n\n"
        "6. Email of chair: sam@hall.example\n\n7. Why is the work needed?\nThe roof leaks.\n\n8. Total cost: £95\n"
    )
    found = values(match(document, FORM))
    assert (found["lead_name"], found["chair_name"]) == (None, "Sam Roe")


def test_match_keeps_a_question_word_for_word_though_it_is_not_bold_as_the_others_are() -> None:
    document = word(
        paragraph("Village Halls Fund: Stage 1 application", bold=True),
        paragraph("Please complete every section."),
        paragraph("Name of the hall: Thornwick Village Hall"),
        *(
            line
            for label, answer in (
                ("Is the hall a listed building?", "No"),
                ("Name of main contact", "Jo Bloggs"),
                ("Email of main contact", "jo@hall.example"),
                ("Name of chair", "Sam Roe"),
                ("Why is the work needed?", "The roof leaks."),
            )
            for line in (paragraph(label, bold=True), paragraph(answer))
        ),
    )
    assert values(match(document, FORM))["hall"] == "Thornwick Village Hall"
