"""Tables in which contacts cross with what is asked of each."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.document import Cell, Document, Line, Table
from parsers.form import FieldType, FormField, FormSection
from parsers.matching import match
from tests.parsers.matching.documents import FORM, paragraph, rows, word

CONTACTS = {
    "lead_name": "Ann Beck",
    "lead_email": "ann@hall.example",
    "chair_name": "Tom Oakes",
    "chair_email": "tom@hall.example",
}


def read(document: Document) -> dict[str, object]:
    """What was read of the contacts."""
    return {answer.key: answer.value for answer in match(document, FORM).answers if answer.key in CONTACTS}


@pytest.mark.parametrize(
    "table",
    [
        [
            ["", "Main contact", "Chair of the trustees"],
            ["Name", "Ann Beck", "Tom Oakes"],
            ["Email", "ann@hall.example", "tom@hall.example"],
        ],
        [
            ["", "Chair of the trustees", "Main contact"],
            ["Telephone", "", ""],
            ["Email", "tom@hall.example", "ann@hall.example"],
            ["Name", "Tom Oakes", "Ann Beck"],
        ],
        [
            ["", "Name", "Email"],
            ["Main contact", "Ann Beck", "ann@hall.example"],
            ["Chair of the trustees", "Tom Oakes", "tom@hall.example"],
        ],
    ],
    ids=["across", "across, otherwise ordered", "down"],
)
def test_contacts_are_read_where_section_and_question_cross(table: list[list[str]]) -> None:
    document = word(paragraph("Name of the hall: Beck Hall"), rows(*table), paragraph("Total cost: £40"))
    assert read(document) == CONTACTS


def test_contact_left_empty_takes_nothing_from_its_neighbour() -> None:
    table = rows(["", "Main contact", "Chair of the trustees"], ["Name", "", "Tom Oakes"], ["Email", "a@b.example", ""])
    assert read(word(table)) == {
        "lead_name": None,
        "lead_email": "a@b.example",
        "chair_name": "Tom Oakes",
        "chair_email": None,
    }


def test_columns_for_question_and_answer_are_no_crossing() -> None:
    table = rows(
        ["Main contact", ""],
        ["Name", "Ann Beck"],
        ["Email", "ann@hall.example"],
        ["Chair of the trustees", ""],
        ["Name", "Tom Oakes"],
        ["Email", "tom@hall.example"],
    )
    assert read(word(table)) == CONTACTS


def test_question_that_one_section_does_not_ask_is_read_for_the_other() -> None:
    firm = FormField(key="firm", section="chair", label="Firm", type=FieldType.TEXT)
    form = replace(FORM, fields=(*FORM.fields[:6], firm, *FORM.fields[6:]))
    table = rows(
        ["", "Main contact", "Chair of the trustees"],
        ["Firm", "", "Oakes Ltd"],
        ["Name", "Ann Beck", "Tom Oakes"],
        ["Email", "ann@hall.example", "tom@hall.example"],
    )
    answers = {answer.key: answer.value for answer in match(word(table), form).answers}
    assert {key: answers[key] for key in (*CONTACTS, "firm")} == {**CONTACTS, "firm": "Oakes Ltd"}


@pytest.mark.parametrize("down", [False, True])
def test_contacts_are_read_where_the_beginning_of_a_question_and_its_end_cross(down: bool) -> None:
    contacts = replace(
        FORM,
        sections=(*FORM.sections[:1], FormSection(key="people", title="Who we should talk to"), FORM.sections[3]),
        fields=(
            *FORM.fields[:2],
            *(
                FormField(
                    key=f"{key}_{what.lower()}", section="people", label=f"{who}: {what}", short_label=what, type=kind
                )
                for key, who in (("lead", "First contact"), ("chair", "Second contact"))
                for what, kind in (("Name", FieldType.TEXT), ("Email", FieldType.EMAIL))
            ),
            *FORM.fields[6:],
        ),
    )
    table = [
        ["", "First contact", "Second contact"],
        ["Name", "Ann Beck", "Tom Oakes"],
        ["Email", "ann@hall.example", "tom@hall.example"],
    ]
    turned = [list(line) for line in zip(*table, strict=True)] if down else table
    answers = {answer.key: answer.value for answer in match(word(rows(*turned)), contacts).answers}
    assert {key: answers[key] for key in CONTACTS} == CONTACTS


def test_questions_side_by_side_are_no_crossing() -> None:
    table = rows(
        ["Name of the hall", "Beck Hall", "Email of main contact", "ann@hall.example"],
        ["Name of main contact", "Ann Beck", "Total cost", "£40"],
        ["Name of chair", "Tom Oakes", "Email of chair", "tom@hall.example"],
    )
    assert read(word(table)) == CONTACTS


def test_table_that_is_a_whole_form_crosses_in_its_block() -> None:
    wide = ("Name of the hall", "Beck Hall", "Is the hall a listed building?", "Yes")
    cells = [
        *((0, column, text) for column, text in enumerate(wide)),
        (1, 0, "Contacts"),
        *((2, column, text) for column, text in enumerate(("", "Main contact", "Chair of the trustees", ""))),
        *((3, column, text) for column, text in enumerate(("Name", "Ann Beck", "Tom Oakes", ""))),
        *((4, column, text) for column, text in enumerate(("Email", "ann@hall.example", "tom@hall.example", ""))),
        (5, 0, "Money"),
        *((6, column, text) for column, text in enumerate(("Total cost", "£40", "Name", "of the builder"))),
    ]
    table = Table(
        cells=tuple(
            Cell(
                row=row, column=column, lines=(Line(text=text),) if text else (), column_span=4 if row in {1, 5} else 1
            )
            for row, column, text in cells
        )
    )
    found = {answer.key: answer.value for answer in match(word(table), FORM).answers}
    assert {key: found[key] for key in (*CONTACTS, "hall", "listed", "cost")} == {
        **CONTACTS,
        "hall": "Beck Hall",
        "listed": True,
        "cost": "40.00",
    }
