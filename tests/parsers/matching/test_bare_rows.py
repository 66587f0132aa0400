"""Rows of tables that nothing heads, or that are headed in other words."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.document import Cell, Document, Line, Table
from parsers.form import Column, FieldType
from parsers.matching import match
from tests.parsers.matching.documents import FORM, paragraph, plain, rows, word
from tests.parsers.matching.test_match import values

QUOTES = [{"builder": "Ashby Joinery", "amount": "1450.00"}, {"builder": "R. Roe & Sons", "amount": "4800.00"}]


def around(*blocks: object) -> Document:
    """A form with these blocks under the question for quotes."""
    return word(
        paragraph("Name of the hall: Beck Hall"),
        paragraph("Total cost: £95"),
        paragraph("Quotes received"),
        *blocks,  # type: ignore[arg-type]
    )


@pytest.mark.parametrize(
    "table",
    [
        rows(("Ashby Joinery", "£1,450"), ("R. Roe & Sons", "£4,800")),
        rows(("Firm", "How much?"), ("Ashby Joinery", "£1,450"), ("R. Roe & Sons", "£4,800")),
        rows(("Ashby Joinery", "£1,450"), ("R. Roe & Sons", "£4,800"), ("Total", "£6,250")),
        rows(("Ashby Joinery", "£1,450"), ("R. Roe & Sons", "£4,800"), ("", "")),
    ],
    ids=["unheaded", "other words", "a total", "an empty row"],
)
def test_rows_are_known_by_what_stands_in_them(table: Table) -> None:
    assert values(match(around(table), FORM))["quotes"] == QUOTES


@pytest.mark.parametrize("between", ["    ", " – ", ": ", " ........ "])
def test_rows_typed_as_an_item_and_its_amount(between: str) -> None:
    document = plain(
        "Name of the hall\n\nBeck Hall\n\nTotal cost\n\n£95\n\nQuotes received\n\n"
        f"Ashby Joinery{between}£1,450\nR. Roe & Sons{between}£4,800\n"
    )
    assert values(match(document, FORM))["quotes"] == QUOTES


@pytest.mark.parametrize(
    "table",
    [
        rows(("Ashby Joinery", "told us in March"), ("R. Roe & Sons", "declined")),
        rows(("Ashby Joinery", "£1,450", "in March"), ("R. Roe & Sons", "£4,800", "in May")),
        rows(("Ashby Joinery", "£1,450")),
    ],
    ids=["no amounts", "another column", "one row"],
)
def test_nothing_is_guessed_from_rows_that_may_be_anything(table: Table) -> None:
    assert values(match(around(table), FORM))["quotes"] in (None, [])


def test_row_after_the_totals_that_adds_them_up_is_none() -> None:
    form = replace(
        FORM,
        fields=tuple(
            replace(
                item,
                columns=(
                    Column(key="item", label="Item"),
                    Column(key="y1", label="Year 1", type=FieldType.MONEY),
                    Column(key="y2", label="Year 2", type=FieldType.MONEY),
                ),
            )
            if item.type is FieldType.TABLE
            else item
            for item in FORM.fields
        ),
    )
    table = rows(
        ("Item", "Year 1", "Year 2"),
        ("Roof", "£10", "£20"),
        ("Floor", "£5", ""),
        ("Totals", "£15", "£20"),
        ("Both years", "£35", ""),
    )
    assert values(match(around(table), form))["quotes"] == [
        {"item": "Roof", "y1": "10.00", "y2": "20.00"},
        {"item": "Floor", "y1": "5.00", "y2": None},
    ]


@pytest.mark.parametrize(
    ("last", "is_sum"), [(("In all", "£9,650"), True), (("In all", "£9,000"), False), (("Windows", "£9,650"), False)]
)
def test_row_in_other_words_is_a_sum_where_its_amount_is_one(last: tuple[str, str], *, is_sum: bool) -> None:
    table = rows(("Firm", "How much?"), ("Ashby Joinery", "£1,450"), ("R. Roe & Sons", "£8,200"), last)
    found = values(match(around(table), FORM))["quotes"]
    assert isinstance(found, list)
    assert [row["builder"] for row in found] == ["Ashby Joinery", "R. Roe & Sons", *([] if is_sum else [last[0]])]


def test_head_in_other_words_is_no_row_and_the_column_that_is_left_is_its() -> None:
    head = tuple(
        Cell(row=0, column=column, lines=(Line(text=text, bold=True),)) for column, text in enumerate(("Who?", "£"))
    )
    body = [
        Cell(row=row, column=column, lines=(Line(text=text),))
        for row, texts in enumerate((("Ashby Joinery", "1,450"), ("R. Roe & Sons", "4,800")), start=1)
        for column, text in enumerate(texts)
    ]
    document = around(Table(cells=(*head, *body)))
    assert values(match(document, FORM))["quotes"] == QUOTES
