"""Guidance printed in italics that the pack does not know."""

from __future__ import annotations

from parsers.document import Cell, Line, Table
from parsers.matching import match
from tests.parsers.matching.documents import FORM, paragraph, word
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
