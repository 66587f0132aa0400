"""Whole documents in the layouts that people send, read by one matcher."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.document import TICKED, UNTICKED, Box, ControlKind, Document, NativeField
from parsers.extraction import Extraction, Method, ProblemCode
from parsers.form import Column, FieldType, FormField
from parsers.matching import explain, match
from parsers.matching.layout import MAX_LINES
from parsers.matching.openings import openings
from tests.parsers.matching.documents import FORM, paragraph, pdf, plain, printed, rows, word

ANSWERS = {
    "hall": "Thornwick Village Hall",
    "listed": True,
    "lead_name": "Jo Bloggs",
    "lead_email": "jo@hall.example",
    "chair_name": "Sam Roe",
    "chair_email": "sam@hall.example",
    "need": "The roof leaks.\nThe nursery had to move out.",
    "cost": "95000.00",
    "quotes": [{"builder": "Ash & Son", "amount": "95000.00"}, {"builder": "Birch Ltd", "amount": "99500.00"}],
}


def values(extraction: Extraction) -> dict[str, object]:
    return {answer.key: answer.value for answer in extraction.answers}


_SIGNED_ON = FormField(
    key="signed_on", section="work", label="Date of declaration", aliases=("Date",), type=FieldType.DATE
)


def label_left() -> Document:
    return word(
        paragraph("About the hall", heading=True),
        rows(("1. Name of the hall *", "Thornwick Village Hall"), ("2. Is the hall a listed building?", "☒ Yes ☐ No")),
        paragraph("Main contact", heading=True),
        rows(("Name", "Jo Bloggs"), ("Email", "jo@hall.example")),
        paragraph("Chair of the trustees", heading=True),
        rows(("Name", "Sam Roe"), ("Email", "sam@hall.example")),
        paragraph("The work", heading=True),
        rows(
            ("Why is the work needed? (max 50 words)", "The roof leaks.\nThe nursery had to move out."),
            ("Total cost", "£95k"),
        ),
        paragraph("Quotes received"),
        rows(("Builder", "Amount"), ("Ash & Son", "£95,000"), ("Birch Ltd", "£99,500"), ("", "")),
    )


def stacked() -> Document:
    return word(
        rows(
            ("Name of the hall",),
            ("Thornwick Village Hall",),
            ("Is the hall a listed building?",),
            ("Yes",),
            ("Name of main contact",),
            ("Jo Bloggs",),
            ("Email of main contact",),
            ("jo@hall.example",),
            ("Name of chair",),
            ("Sam Roe",),
            ("Email of chair",),
            ("sam@hall.example",),
            ("Why is the work needed?\nTell us who uses the hall and what is wrong with it.",),
            ("The roof leaks.\nThe nursery had to move out.",),
            ("Total cost",),
            ("£95,000",),
        ),
        rows(("Builder", "Amount"), ("Ash & Son", "£95,000"), ("Birch Ltd", "£99,500")),
    )


def pasted() -> Document:
    return plain(
        "Dear team,\n\nour form:\n\nQ1. Name of the hall: Thornwick Village Hall\n"
        "Q2. Is the hall a listed building? Y\n\n"
        "MAIN CONTACT\nName: Jo Bloggs\nEmail: jo@hall.example\n\n"
        "CHAIR OF THE TRUSTEES\nName: Sam Roe    Email: sam@hall.example\n\nTHE WORK\n"
        "Why is the work needed?\n(No more than 50 words.)\nThe roof leaks.\n\nThe nursery had to move out.\n\n"
        "Total cost: 95,000.00\n\nQuotes received\nBuilder | Amount\nAsh & Son | £95,000\nBirch Ltd | £99,500\n\n"
        "Kind regards\n\nJo Bloggs\nTel: 01632 960123\n"
    )


def flat() -> Document:
    return pdf(
        printed("Name of the hall", 50, 60),
        printed("Thornwick Village Hall", 220, 60),
        printed("Is the hall a listed building?", 50, 80),
        printed("☒ Yes ☐ No", 220, 80),
        printed("Main contact", 50, 110, bold=True, heading=True),
        printed("Name:", 50, 130),
        printed("Jo Bloggs", 100, 130),
        printed("Email:", 300, 130),
        printed("jo@hall.example", 350, 130),
        printed("Chair of the trustees", 50, 160, bold=True, heading=True),
        printed("Name:", 50, 180),
        printed("Sam Roe", 100, 180),
        printed("Email:", 300, 180),
        printed("sam@hall.example", 350, 180),
        printed("The work", 50, 210, bold=True, heading=True),
        printed("Why is the work needed?", 50, 230),
        printed("The roof leaks.", 50, 245, gap=True),
        printed("The nursery had to move out.", 50, 265, gap=True),
        printed("Total cost", 50, 290),
        printed("£95,000", 220, 290),
        printed("Quotes received", 50, 310),
        printed("Builder", 50, 330),
        printed("Amount", 220, 330),
        printed("Ash & Son", 50, 345),
        printed("£95,000", 220, 345),
        printed("Birch Ltd", 50, 360),
        printed("£99,500", 220, 360),
    )


@pytest.mark.parametrize(
    "document", [label_left(), stacked(), pasted(), flat()], ids=["left", "stacked", "mail", "pdf"]
)
def test_match_reads_every_layout(document: Document) -> None:
    assert values(match(document, FORM)) == ANSWERS


def test_match_gives_an_answer_for_every_field_of_an_unlike_document() -> None:
    extraction = match(word(paragraph("Minutes of the meeting"), paragraph("Apologies were received.")), FORM)
    assert [answer.key for answer in extraction.answers] == [field.key for field in FORM.fields]
    assert (extraction.likeness, extraction.missing) == (0.0, ("hall", "cost"))


def test_match_finds_a_blank_form_like_and_empty() -> None:
    extraction = match(
        word(
            rows(
                ("Name of the hall", "Click or tap here to enter text."), ("Is the hall a listed building?", "Yes / No")
            ),
            rows(("Name of main contact", "\u2002\u2002\u2002\u2002\u2002"), ("Email of main contact", "…………")),
            rows(("Name of chair", "N/A"), ("Email of chair", "[insert]")),
            rows(("Why is the work needed?", "Please tell us in your own words."), ("Total cost", "£")),
            rows(("Builder", "Amount"), ("", ""), ("", "")),
        ),
        FORM,
    )
    assert set(values(extraction).values()) == {None}
    assert extraction.likeness > 0.85


def test_match_is_not_led_astray_by_labels_inside_answers() -> None:
    said = "Name of the hall: this is in the annex. Total cost: see below."
    document = word(
        rows(
            ("Name of the hall", "Thornwick Village Hall"),
            ("Why is the work needed?", said),
            ("Total cost", "£95,000"),
        )
    )
    found = values(match(document, FORM))
    assert (found["hall"], found["need"], found["cost"]) == ("Thornwick Village Hall", said, "95000.00")


def test_match_says_which_question_was_altered_and_which_is_not_there() -> None:
    document = word(
        rows(
            ("Name of the hall", "Thornwick Village Hall"),
            ("Listed?", "No"),
            ("Name of main contact", "Jo Bloggs"),
            ("How may we write to her?", "jo@hall.example"),
            ("Name of chair", "Sam Roe"),
            ("Email of chair", "sam@hall.example"),
        )
    )
    extraction = match(document, FORM)
    codes = {(problem.key, problem.code) for problem in extraction.problems}
    assert values(extraction)["lead_email"] == "jo@hall.example"
    assert ("lead_email", ProblemCode.ALTERED_QUESTION) in codes
    assert ("need", ProblemCode.NOT_FOUND) in codes


def test_match_reports_a_required_answer_left_blank() -> None:
    extraction = match(word(rows(("Name of the hall", ""), ("Total cost", "£1"))), FORM)
    assert extraction.missing == ("hall",)
    assert [problem.code for problem in extraction.problems if problem.key == "hall"] == [ProblemCode.MISSING]


def control(name: str, value: str | None, y: float, *, label: str = "", x: float = 220.0) -> NativeField:
    box = Box(x, y, x + 200, y + 14)
    return NativeField(name=name, kind=ControlKind.TEXT, value=value, label=label, page=1, box=box, widgets=((1, box),))


@pytest.mark.parametrize(
    ("names", "labels"),
    [
        (("hall", "cost"), ("", "")),
        (("Text1", "Text2"), ("Name of the hall", "Total cost")),
        (("Text1", "Text2"), ("", "")),
    ],
    ids=["keys", "tooltips", "nameless"],
)
def test_match_reads_native_fields_by_name_tooltip_or_place(names: tuple[str, str], labels: tuple[str, str]) -> None:
    document = pdf(
        printed("Name of the hall", 50, 60),
        printed("Total cost", 50, 90),
        fields=(
            control(names[0], "Thornwick Village Hall", 58, label=labels[0]),
            control(names[1], "£95,000", 88, label=labels[1]),
        ),
    )
    extraction = match(document, FORM)
    hall, cost = extraction.answer("hall"), extraction.answer("cost")
    assert hall is not None
    assert cost is not None
    assert (hall.value, hall.method, cost.value, cost.page) == ("Thornwick Village Hall", Method.NATIVE, "95000.00", 1)


@pytest.mark.parametrize(
    "names",
    [("Name_1", "Email_2", "Name_3", "Email_4"), ("Text1", "Text2", "Text3", "Text4")],
    ids=["by name", "by tooltip"],
)
def test_match_shares_controls_of_one_name_among_the_questions_of_that_name(names: tuple[str, ...]) -> None:
    entered = ("Jo Bloggs", "jo@hall.example", "Sam Roe", "sam@hall.example")
    labels = ("Name", "Email", "Name", "Email") if names[0] == "Text1" else ("", "", "", "")
    fields = [
        control(name, value, 58 + 30 * number, label=label)
        for number, (name, value, label) in enumerate(zip(names, entered, labels, strict=True))
    ]
    found = values(match(pdf(fields=fields), FORM))
    assert [found[key] for key in ("lead_name", "lead_email", "chair_name", "chair_email")] == list(entered)


def test_match_leaves_a_question_of_several_lines_out_of_its_answer() -> None:
    document = word(
        rows(
            ("Why is the work needed now: what is wrong, and who uses\nthe hall? Please use no more than 50 words.",),
            ("The roof leaks.",),
        ),
        paragraph("Why is the work needed?"),
        paragraph("now, and for whom? Please use no more than 50 words."),
        paragraph("The roof leaks."),
    )
    for part in (document.blocks[:1], document.blocks[1:]):
        assert values(match(replace(document, blocks=part), FORM))["need"] == "The roof leaks."


def test_match_keeps_what_an_applicant_writes_of_a_number_of_words() -> None:
    answer = "We kept our plan to 50 words"
    document = word(rows(("Why is the work needed?", f"{answer}\nThe roof leaks.")))
    assert values(match(document, FORM))["need"] == f"{answer}\nThe roof leaks."


def test_match_takes_the_form_of_an_answer_for_no_question() -> None:
    form = replace(FORM, fields=(*FORM.fields, _SIGNED_ON))
    document = plain(
        "Name of the hall: Ashby\n\nTotal cost: £95\n\nWork done by (date): 2 May 2014\n\n"
        "Date on which the declaration is made: 3 June 2014\n"
    )
    assert values(match(document, form))["signed_on"] == "2014-06-03"


def test_match_reads_native_tick_boxes_by_the_words_beside_them() -> None:
    boxes = [Box(220, 60, 230, 70), Box(280, 60, 290, 70)]
    fields = [
        NativeField(name=f"Check{n}", kind=ControlKind.CHECKBOX, value=value, page=1, box=box, widgets=((1, box),))
        for n, (value, box) in enumerate(zip((UNTICKED, TICKED), boxes, strict=True))
    ]
    document = pdf(
        printed("Is the hall a listed building?", 50, 60),
        printed("Yes", 235, 60),
        printed("No", 295, 60),
        printed("Total cost", 50, 90),
        fields=fields,
    )
    assert values(match(document, FORM))["listed"] is False


def test_match_reads_what_is_written_on_lines_of_dots() -> None:
    document = word(
        paragraph("Name of the hall ......Ashby Hall.........................."),
        paragraph("Name of main contact ......Jo Bloggs... Email of main contact ......jo@hall.example......."),
        paragraph("Name of chair .................. Total cost ......£95k......"),
    )
    found = values(match(document, FORM))
    keys = ("hall", "lead_name", "lead_email", "chair_name", "cost")
    assert [found[key] for key in keys] == ["Ashby Hall", "Jo Bloggs", "jo@hall.example", None, "95000.00"]


def test_match_leaves_the_dots_of_a_sentence_alone() -> None:
    document = word(paragraph("Why is the work needed?"), paragraph("It leaks... Then it rains... And so on."))
    assert values(match(document, FORM))["need"] == "It leaks... Then it rains... And so on."


@pytest.mark.parametrize("total", ["Subtotal – builders", "Total", "Grand total:", "TOTAL (£)", "Cyfanswm"])
def test_match_takes_the_sum_at_the_foot_of_a_table_for_no_row(total: str) -> None:
    lines = (("Builder", "Amount"), ("Ash & Son", "£95,000"), ("Birch Ltd", "£99,500"), (total, "£194,500"))
    form = replace(FORM, fields=tuple(field for field in FORM.fields if field.key != "cost"))
    found = values(match(word(paragraph("Quotes received"), rows(*lines)), form))
    assert found["quotes"] == ANSWERS["quotes"]


def test_match_tells_typed_tables_apart_that_follow_one_another() -> None:
    columns = (Column(key="who", label="Who"), Column(key="what", label="What"), Column(key="when", label="When"))
    works = FormField(key="works", section="work", label="Works", type=FieldType.TABLE, columns=columns)
    document = plain(
        "Works\nWho | What | When\nAsh | Roof | May\n\nQuotes received\nBuilder | Amount\n"
        "Ash & Son | £95,000\nBirch Ltd | £99,500\n"
    )
    found = values(match(document, replace(FORM, fields=(*FORM.fields[:-1], works, FORM.fields[-1]))))
    assert found["quotes"] == ANSWERS["quotes"]


def test_explain_names_the_evidence_and_what_it_beat() -> None:
    explanation = explain(label_left(), FORM)
    evidence = {item.key: item for item in explanation.evidence}
    assert (evidence["chair_name"].label, evidence["chair_name"].mode) == ("Name", "right")
    assert evidence["chair_name"].beaten[0][0] == "Name"
    assert round(sum(part for _, part in evidence["hall"].parts), 3) == pytest.approx(evidence["hall"].score, abs=0.01)


def test_match_is_the_same_twice() -> None:
    assert match(pasted(), FORM) == match(pasted(), FORM)


def test_match_follows_the_columns_of_a_page_set_like_a_newspaper() -> None:
    document = pdf(
        printed("Name of the hall", 46, 60),
        printed("Why is the work needed?", 316, 60),
        printed("Thornwick Village Hall", 46, 72),
        printed("The roof leaks.", 316, 72),
        printed("Name of main contact", 46, 90),
        printed("Total cost", 316, 90),
        printed("Jo Bloggs", 46, 102),
        printed("£95,000", 316, 102),
    )
    found = values(match(document, FORM))
    assert [found[key] for key in ("hall", "lead_name", "need", "cost")] == [
        "Thornwick Village Hall",
        "Jo Bloggs",
        "The roof leaks.",
        "95000.00",
    ]


def test_match_looks_at_no_more_lines_than_any_form_has() -> None:
    document = word(
        paragraph("Name of the hall: Thornwick Village Hall"), *(paragraph(f"label {n}: x") for n in range(MAX_LINES))
    )
    found = match(document, FORM)
    assert found.problems[-1].code is ProblemCode.TRUNCATED
    assert values(found)["hall"] == "Thornwick Village Hall"


@pytest.mark.parametrize(
    ("line", "label", "tail"),
    [
        ("1.2 Company registration no. 2363735", "Company registration no", "2363735"),
        ("Contact phone no. +44 (0)1632 960123", "Contact phone no", "+44 (0)1632 960123"),
    ],
)
def test_number_that_is_asked_for_is_no_part_of_the_question(line: str, label: str, tail: str) -> None:
    assert openings(line) == [(label, tail, "stop")]


def test_match_knows_a_heading_word_for_word_though_it_has_colons() -> None:
    sections = tuple(replace(item, title=f"PART 1: {item.title} / RHAN 1: Y neuadd") for item in FORM.sections)
    document = word(
        paragraph(sections[0].title, bold=True),
        paragraph("Name of the hall: Ashby Hall"),
        paragraph("Is the hall a listed building? No"),
        paragraph(sections[1].title, bold=True),
        paragraph("Name: Jo Bloggs"),
        paragraph("Email:"),
        paragraph(sections[2].title, bold=True),
        paragraph("Name: Sam Roe"),
    )
    found = values(match(document, replace(FORM, sections=sections)))
    assert [found[key] for key in ("lead_name", "lead_email", "chair_name")] == ["Jo Bloggs", None, "Sam Roe"]


def test_match_finds_an_address_that_wrapped_to_the_margin_under_the_last_question_of_its_row() -> None:
    document = pdf(
        printed("Name of main contact: Jo Bloggs", 50, 100),
        printed("Email of main contact:", 300, 100),
        printed("jo.bloggs@halls.example", 50, 115),
        printed("Total cost: £95,000", 50, 140),
        printed("Name of chair:", 300, 140),
        printed("Please sign below", 50, 155),
    )
    found = values(match(document, FORM))
    assert [found[key] for key in ("lead_email", "chair_name")] == ["jo.bloggs@halls.example", None]
