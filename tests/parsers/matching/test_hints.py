"""Guidance that a form sets in a type of its own, which the pack does not know."""

from __future__ import annotations

from dataclasses import replace

from parsers.document import Cell, Line, Table
from parsers.matching import match
from tests.parsers.matching.documents import FORM, paragraph, pdf, printed, word
from tests.parsers.matching.test_match import values


def hint(text: str) -> Line:
    return paragraph(text, italic=True)


def test_guidance_in_italics_under_labels_is_no_answer() -> None:
    document = word(
        paragraph("Name of the hall", bold=True),
        hint("As it stands on the deeds"),
        paragraph("Ashby Hall"),
        paragraph("Name of main contact", bold=True),
        hint("The person we should ring"),
        paragraph("Jo Bloggs"),
        paragraph("Name of chair", bold=True),
        hint("Nobody else will do"),
        paragraph("Total cost", bold=True),
        hint("We can give up to £5,000"),
        paragraph("£95"),
    )
    found = values(match(document, FORM))
    keys = ("hall", "lead_name", "chair_name", "cost")
    assert [found[key] for key in keys] == ["Ashby Hall", "Jo Bloggs", None, "95.00"]


def test_guidance_in_italics_in_the_cell_of_the_answer_is_left_out() -> None:
    texts = {"Name of the hall": "Ashby Hall", "Name of main contact": "Jo Bloggs", "Name of chair": "Sam Roe"}
    cells = [
        Cell(row=row, column=0, lines=(Line(text=label, bold=True), hint("In capitals here"), Line(text=answer)))
        for row, (label, answer) in enumerate(texts.items())
    ]
    found = values(match(word(Table(cells=tuple(cells))), FORM))
    assert [found[key] for key in ("hall", "lead_name", "chair_name")] == list(texts.values())


def test_signature_in_italics_is_one_where_guidance_is_in_italics() -> None:
    document = word(
        paragraph("Name of the hall", bold=True),
        hint("As it stands on the deeds"),
        paragraph("Ashby Hall"),
        paragraph("Name of main contact", bold=True),
        hint("The person we should ring,"),
        hint("and nobody else"),
        paragraph("Jo Bloggs"),
        paragraph("Name of chair", bold=True),
        hint("Sam Roe"),
    )
    found = values(match(document, FORM))
    assert [found[key] for key in ("hall", "lead_name", "chair_name")] == ["Ashby Hall", "Jo Bloggs", "Sam Roe"]


def sized(text: str, size: float) -> Line:
    return Line(text=text, size=size)


def test_guidance_in_small_type_is_no_answer() -> None:
    document = word(
        sized("Name of the hall", 10),
        sized("As on the deeds", 7.5),
        sized("Ashby Hall", 9.5),
        sized("Name of main contact", 10),
        sized("Neuadd", 10),
        sized("Whom we should ring", 7.5),
        sized("Jo Bloggs", 9.5),
        sized("Name of chair", 10),
        sized("Not the main contact please", 7.5),
        sized("Total cost", 10),
        sized("£95", 9.5),
    )
    found = values(match(document, FORM))
    assert [found[key] for key in ("hall", "chair_name", "cost")] == ["Ashby Hall", None, "95.00"]


def test_answers_in_italics_beside_smaller_guidance_in_italics_are_answers() -> None:
    def italic(text: str, size: float) -> Line:
        return Line(text=text, size=size, italic=True)

    document = word(
        *(sized("1", 10), sized("Name of the hall", 10), italic("As on the deeds", 7.5), italic("Ashby Hall", 9.5)),
        *(sized("2", 10), sized("Name of main contact", 10), italic("Whom we ring", 7.5), italic("Jo Bloggs", 9.5)),
        *(sized("3", 10), sized("Name of chair", 10), italic("Sam Roe of Ashby Hall", 9.5)),
        *(sized("4", 10), sized("Total cost", 10), italic("£95", 9.5)),
    )
    found = values(match(document, FORM))
    keys = ("hall", "lead_name", "chair_name", "cost")
    assert [found[key] for key in keys] == ["Ashby Hall", "Jo Bloggs", "Sam Roe of Ashby Hall", "95.00"]


def test_answers_in_small_type_are_answers() -> None:
    document = word(
        sized("Name of the hall", 10),
        sized("Ashby Hall", 8),
        sized("Which ward is it in?", 10),
        sized("West", 8),
        sized("Name of main contact", 10),
        sized("Jo Bloggs", 8),
        sized("Whom else do you know?", 10),
        sized("Nobody", 8),
        sized("Name of chair", 10),
        sized("Sam Roe", 8),
        sized("Total cost", 10),
        sized("£95", 8),
    )
    found = values(match(document, FORM))
    keys = ("hall", "lead_name", "chair_name", "cost")
    assert [found[key] for key in keys] == ["Ashby Hall", "Jo Bloggs", "Sam Roe", "95.00"]


def test_answers_in_italics_are_answers() -> None:
    document = word(
        paragraph("Name of the hall", bold=True),
        hint("Ashby Hall"),
        paragraph("Name of main contact", bold=True),
        hint("Jo Bloggs"),
        paragraph("Name of chair", bold=True),
        hint("Sam Roe"),
    )
    found = values(match(document, FORM))
    assert [found[key] for key in ("hall", "lead_name", "chair_name")] == ["Ashby Hall", "Jo Bloggs", "Sam Roe"]


def test_options_in_small_type_are_no_guidance() -> None:
    document = word(
        *(sized("Name of the hall", 10), sized("As on the deeds", 7), sized("Ashby Hall", 9.5)),
        *(sized("Name of main contact", 10), sized("Whom we ring", 7), sized("Jo Bloggs", 9.5)),
        *(sized("Name of chair", 10), sized("Who signs", 7), sized("Sam Roe", 9.5)),
        *(sized("Is the hall a listed building?", 10), sized("☐ Yes", 7), sized("☒ No", 7)),
    )
    assert values(match(document, FORM))["listed"] is False


def coloured(text: str, colour: str, **more: bool) -> Line:
    return replace(paragraph(text, **more), colour=colour)


def test_guidance_in_a_lighter_colour_is_no_answer_before_it_or_after_it() -> None:
    document = word(
        paragraph("Name of the hall"),
        coloured("As it stands on the deeds", "808080"),
        paragraph("Ashby Hall"),
        paragraph("Name of main contact"),
        coloured("The person we should ring", "808080"),
        paragraph("Jo Bloggs"),
        paragraph("Name of chair: Sam Roe"),
        coloured("Nobody else will do", "808080"),
        paragraph("Total cost"),
        paragraph("£95"),
    )
    found = values(match(document, FORM))
    keys = ("hall", "lead_name", "chair_name", "cost")
    assert [found[key] for key in keys] == ["Ashby Hall", "Jo Bloggs", "Sam Roe", "95.00"]


def test_black_guidance_over_coloured_answers_is_no_answer() -> None:
    document = word(
        paragraph("Name of the hall", bold=True),
        paragraph("As it stands on the deeds"),
        coloured("Ashby Hall", "0000ff"),
        paragraph("Name of main contact", bold=True),
        paragraph("The person we should ring"),
        coloured("Jo Bloggs", "0000ff"),
        paragraph("Name of chair", bold=True),
        coloured("Sam Roe", "0000ff"),
    )
    found = values(match(document, FORM))
    assert [found[key] for key in ("hall", "lead_name", "chair_name")] == ["Ashby Hall", "Jo Bloggs", "Sam Roe"]


def test_answers_in_grey_are_answers() -> None:
    document = word(
        paragraph("Name of the hall", bold=True),
        coloured("Ashby Hall", "808080"),
        paragraph("Name of main contact", bold=True),
        coloured("Jo Bloggs", "808080"),
        paragraph("Name of chair", bold=True),
        coloured("Sam Roe", "808080"),
    )
    found = values(match(document, FORM))
    assert [found[key] for key in ("hall", "lead_name", "chair_name")] == ["Ashby Hall", "Jo Bloggs", "Sam Roe"]


def test_guidance_under_the_label_with_answers_set_in_from_it_is_left_out() -> None:
    document = pdf(
        printed("Name of the hall", 50, 100, bold=True),
        printed("As the deeds have it", 50, 114),
        printed("Ashby Hall", 66, 128),
        printed("Name of main contact", 50, 156, bold=True),
        printed("Somebody to ring", 50, 170),
        printed("Jo Bloggs", 66, 184),
        printed("Total cost", 50, 212, bold=True),
        printed("£95", 66, 226),
    )
    found = values(match(document, FORM))
    assert [found[key] for key in ("hall", "lead_name", "cost")] == ["Ashby Hall", "Jo Bloggs", "95.00"]
