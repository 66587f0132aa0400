"""Options and their ticks in table cells of their own."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.document import Cell, Document, Line, Table
from parsers.form import FieldType, FormField
from parsers.matching import match
from tests.parsers.matching.documents import FORM, paragraph, rows, word

USES = FormField(
    key="uses",
    section="hall",
    label="What is the hall used for?",
    type=FieldType.CHOICES,
    options=("Dances", "Meetings", "Markets", "Plays"),
)
WITH_USES = replace(FORM, fields=(FORM.fields[0], USES, *FORM.fields[1:]))


def value(document: Document, key: str) -> object:
    """One answer's value."""
    return next(answer.value for answer in match(document, WITH_USES).answers if answer.key == key)


@pytest.mark.parametrize(
    ("cells", "listed"),
    [
        (["Yes", "X", "No", ""], True),
        (["Yes", "", "No", "✓"], False),
        (["", "Yes", "x", "No"], False),
        (["☒", "Yes", "☐", "No"], True),
        (["Yes", "No X"], False),
        (["Yes", "", "No", ""], None),
        (["Y", ""], True),
    ],
)
def test_yes_and_no_with_a_cell_for_the_tick_of_each(cells: list[str], listed: bool | None) -> None:
    table = rows(["Name of the hall", "Beck Hall"], ["Is the hall a listed building?", *cells])
    assert value(word(table), "listed") is listed


@pytest.mark.parametrize(
    "table",
    [
        rows(["X", "Dances", "", "Meetings"], ["", "Markets", "X", "Plays"]),
        rows(["Dances", "✓"], ["Meetings", ""], ["Markets", ""], ["Plays", "✓"]),
    ],
    ids=["two to a row, the tick before", "one to a row, the tick after"],
)
def test_options_of_a_table_under_the_question(table: object) -> None:
    document = word(
        paragraph("Name of the hall: Beck Hall"),
        paragraph("What is the hall used for?"),
        table,  # type: ignore[arg-type]
        paragraph("Is the hall a listed building? No"),
    )
    assert value(document, "uses") == ["Dances", "Plays"]


def test_options_in_the_rows_under_the_question_of_a_sheet() -> None:
    table = rows(
        ["Name of the hall", "Beck Hall", ""],
        ["What is the hall used for?", "", ""],
        ["", "Dances", "x"],
        ["", "Meetings", ""],
        ["", "Markets", ""],
        ["", "Plays", "x"],
        ["Is the hall a listed building?", "No", ""],
    )
    assert value(word(table), "uses") == ["Dances", "Plays"]


def test_options_stand_with_their_ticks_under_a_label_with_guidance_beside_it() -> None:
    document = word(
        rows(
            ("Name of the hall", "Ashby Hall"),
            ("What is the hall used for?", "(put an X in all that apply)"),
            ("Dances", "x"),
            ("Meetings", ""),
            ("Markets", "X"),
            ("Plays", ""),
            ("Name of main contact", "Jo Bloggs"),
        )
    )
    assert value(document, "uses") == ["Dances", "Markets"]


@pytest.mark.parametrize("mark", ["✓", "X", "☒"])
@pytest.mark.parametrize(("column", "listed"), [(1, True), (2, False), (3, None)])
def test_tick_stands_under_the_heading_of_its_column(mark: str, column: int, listed: bool | None) -> None:
    row = ["Is the hall a listed building?", "", "", ""]
    row[column] = mark
    document = word(
        rows(("Name of the hall", "Ashby Hall")),
        paragraph("About its state"),
        rows(("", "Yes", "No", "N/A"), ("Is it in use?", "X", "", ""), row),
    )
    assert value(document, "listed") is listed


def test_row_without_a_tick_under_headings_is_blank() -> None:
    document = word(rows(("", "Yes", "No"), ("Is it in use?", "X", ""), ("Is the hall a listed building?", "", "")))
    assert value(document, "listed") is None


def test_lone_tick_beside_a_statement_in_another_language_is_its_answer() -> None:
    document = word(
        paragraph("Enw'r neuadd"),
        paragraph("Name of the hall"),
        paragraph("Neuadd Ashby"),
        paragraph("A yw'r neuadd yn rhestredig?"),
        paragraph("☒"),
        paragraph("Is the hall a listed building?"),
        paragraph("Name of main contact"),
        paragraph("Jo Bloggs"),
    )
    assert value(document, "listed") is True


def test_rows_of_options_under_a_question_across_them_all_belong_to_it() -> None:
    cells = (
        *((0, 0, 2, "What is the hall used for?"), (1, 0, 1, "☒ Dances"), (1, 1, 1, "☐ Meetings")),
        *((2, 0, 1, "☒ Markets"), (2, 1, 1, ""), (3, 0, 2, "Name of the hall"), (4, 0, 2, "Beck Hall")),
    )
    table = Table(
        cells=tuple(
            Cell(row=row, column=column, column_span=span, lines=(Line(text=text),) if text else ())
            for row, column, span, text in cells
        )
    )
    assert value(word(table), "uses") == ["Dances", "Markets"]


def test_options_that_go_on_in_the_rows_under_the_label() -> None:
    table = rows(
        ["Name of the hall", "Beck Hall", ""],
        ["What is the hall used for?", "Dances", ""],
        ["", "Meetings", "x"],
        ["", "Markets", ""],
        ["", "Plays", "x"],
        ["Total cost", "£95", ""],
    )
    assert value(word(table), "uses") == ["Meetings", "Plays"]
