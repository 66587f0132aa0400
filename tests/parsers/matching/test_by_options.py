"""Questions known by the options under them; several in one cell; columns of them, with sections side by side."""

from __future__ import annotations

from dataclasses import replace

from parsers.document import Cell, Line, Table
from parsers.form import FieldType, FormField
from parsers.matching import match
from parsers.matching.option_lists import offers_same
from tests.parsers.matching.documents import FORM, paragraph, pdf, printed, rows, word
from tests.parsers.matching.test_match import values

USES = FormField(
    key="uses",
    section="hall",
    label="What is the hall used for?",
    type=FieldType.CHOICES,
    options=("Dances", "Meetings", "Markets", "Plays"),
)
OWNER = FormField(
    key="owner",
    section="hall",
    label="Kind of owner",
    type=FieldType.CHOICE,
    options=("Parish council", "Charity", "Somebody else"),
)
WITH_OPTIONS = replace(FORM, fields=(FORM.fields[0], USES, OWNER, *FORM.fields[1:]))


def test_question_of_other_words_is_known_by_its_options() -> None:
    document = word(
        paragraph("Name of the hall: Beck Hall"),
        paragraph("Which of these go on there?"),
        paragraph("Mark all that apply."),
        *(paragraph(f"{mark} {text}") for mark, text in zip("☐☒☐☒", USES.options, strict=True)),
        paragraph("Total cost: £95"),
    )
    assert values(match(document, WITH_OPTIONS))["uses"] == ["Meetings", "Plays"]


def test_options_of_two_questions_side_by_side() -> None:
    document = pdf(
        printed("Name of the hall", 40, 40),
        printed("Beck Hall", 200, 40),
        printed("Which of these go on there?", 40, 80),
        printed("Whose is it? (choose one)", 320, 80),
        printed("☐ Dances", 40, 96),
        printed("☒ Meetings", 160, 96),
        printed("☐ Parish council", 320, 96),
        printed("☒ Charity", 440, 96),
        printed("☐ Markets", 40, 112),
        printed("☒ Plays", 160, 112),
        printed("☐ Somebody else", 320, 112),
        printed("Total cost", 40, 150),
        printed("£95", 200, 150),
    )
    found = values(match(document, WITH_OPTIONS))
    assert (found["uses"], found["owner"]) == (["Meetings", "Plays"], "Charity")


def test_lettered_questions_of_a_cell_have_each_its_letter_s_answer() -> None:
    for answer in ("(a) Jo Bloggs\n(b) jo@hall.example", "Jo Bloggs\njo@hall.example"):
        table = rows(
            ("Name of the hall", "Beck Hall"),
            ("Whom may we ask?\n(a) Name of main contact\n(b) Email of main contact", answer),
            ("Total cost", "£95"),
        )
        found = values(match(word(table), FORM))
        assert (found["lead_name"], found["lead_email"]) == ("Jo Bloggs", "jo@hall.example")


def test_letter_without_an_answer_is_a_blank() -> None:
    table = rows(
        ("Name of the hall", "Beck Hall"),
        ("Whom may we ask?\n(a) Name of main contact\n(b) Email of main contact", "(a) Jo Bloggs\n(b)"),
        ("Total cost", "£95"),
    )
    found = values(match(word(table), FORM))
    assert (found["lead_name"], found["lead_email"]) == ("Jo Bloggs", None)


def test_sections_side_by_side_have_each_the_questions_under_them() -> None:
    document = pdf(
        printed("Name of the hall", 40, 20),
        printed("Beck Hall", 200, 20),
        printed("Main contact", 40, 50, bold=True, heading=True),
        printed("Chair of the trustees", 320, 50, bold=True, heading=True),
        printed("Name: Jo Bloggs", 40, 70),
        printed("Name: Sam Roe", 320, 70),
        printed("Email: jo@hall.example", 40, 90),
        printed("Email: sam@hall.example", 320, 90),
        printed("Total cost", 40, 130),
        printed("£95", 200, 130),
    )
    found = values(match(document, FORM))
    keys = ("lead_name", "chair_name", "lead_email", "chair_email")
    assert [found[key] for key in keys] == ["Jo Bloggs", "Sam Roe", "jo@hall.example", "sam@hall.example"]


def test_shaded_cell_beside_the_answer_is_another_question() -> None:
    texts = ("Name of the hall", "Beck Hall", "Number of trustees", "9")
    cells = [
        Cell(row=0, column=column, lines=(Line(text=text),), shaded=column % 2 == 0)
        for column, text in enumerate(texts)
    ]
    assert values(match(word(Table(cells=tuple(cells))), FORM))["hall"] == "Beck Hall"


def test_heading_of_a_column_is_no_question() -> None:
    form = replace(
        FORM, fields=tuple(replace(f, label="Amount asked for") if f.key == "cost" else f for f in FORM.fields)
    )
    document = word(
        paragraph("Name of the hall: Beck Hall"),
        rows(("Builder", "Amount"), ("Ashby Joinery", "£1,450"), ("R. Roe & Sons", "£4,800")),
        paragraph("How much do you ask for? £95"),
    )
    found = values(match(document, form))
    assert found["cost"] in ("95.00", None)
    assert len(found["quotes"]) == 2  # type: ignore[arg-type]


def test_options_named_for_the_applicant_to_choose_from_are_not_the_answer() -> None:
    document = word(
        paragraph("What is the hall used for?", bold=True),
        paragraph("Choose from: Dances, Meetings, Markets, Plays."),
        paragraph("Markets; Plays"),
        paragraph("Kind of owner", bold=True),
        paragraph("Parish council, Charity or Somebody else"),
        paragraph("Charity"),
    )
    found = values(match(document, WITH_OPTIONS))
    assert (found["uses"], found["owner"]) == (["Markets", "Plays"], "Charity")


def test_note_beside_a_question_with_its_ticks_under_it_is_no_answer() -> None:
    document = pdf(
        printed("What is the hall used for?", 50, 100),
        printed("Mark all that apply.", 400, 100),
        printed("☐ Dances", 50, 114),
        printed("☒ Meetings", 200, 114),
        printed("☒ Markets", 50, 128),
        printed("☐ Plays", 200, 128),
        printed("Total cost", 50, 150),
        printed("£95", 200, 150),
    )
    assert values(match(document, WITH_OPTIONS))["uses"] == ["Meetings", "Markets"]


OFFERED = ("☐ Dances", "☒ Meetings", "☐ Markets", "☐ Plays", "☐ Parish council", "☒ Charity", "☐ Somebody else")


def test_form_that_offers_the_same_choices_is_known_by_them() -> None:
    assert offers_same(word(*map(paragraph, OFFERED)), WITH_OPTIONS)
    one_a_line = word(
        paragraph("☐ Dances ☒ Meetings ☐ Markets ☐ Plays"), paragraph("Parish council / Charity / Somebody else")
    )
    assert offers_same(one_a_line, WITH_OPTIONS)


def test_form_that_offers_other_choices_is_not() -> None:
    assert not offers_same(word(*map(paragraph, OFFERED[4:])), WITH_OPTIONS)
    prose = (
        "We hold dances and meetings there, with markets and plays as well, though a charity or a parish council pays."
    )
    assert not offers_same(word(paragraph(prose * 3)), WITH_OPTIONS)
    assert not offers_same(word(*map(paragraph, OFFERED)), FORM)
