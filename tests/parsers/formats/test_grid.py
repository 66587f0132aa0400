"""Cells with tables inside them, as Word and HTML have them."""

from __future__ import annotations

import pytest

from parsers.document import Block, Cell, Line, Table
from parsers.formats.grid import Draft, assemble


def _table(*rows: tuple[str, ...]) -> Table:
    return Table(
        cells=tuple(
            Cell(row=row, column=column, lines=(Line(text=text),) if text else ())
            for row, texts in enumerate(rows)
            for column, text in enumerate(texts)
        )
    )


def _drafts(inside: Table) -> list[Draft]:
    contents: tuple[list[Block], list[Block]] = ([Line(text="What kind of group?")], [Line(text="Tick one"), inside])
    return [
        Draft(row=0, column=column, row_span=1, column_span=1, blocks=blocks) for column, blocks in enumerate(contents)
    ]


@pytest.mark.parametrize(
    ("inside", "lines"),
    [
        (_table(("☐ Charity", "☒ Club"), ("☐ Council", "")), ["☐ Charity", "☒ Club", "☐ Council"]),
        (_table(("Charity ☐", "Club ☒")), ["Charity ☐", "Club ☒"]),
        (_table(("☐", "Charity"), ("☒", "Club")), ["☐", "Charity", "☒", "Club"]),
        (_table(("Charity", "☐", "Club", "☒")), ["Charity", "☐", "Club", "☒"]),
        (_table(("", "Charity"), ("X", "Club")), ["☐ Charity", "☒ Club"]),
        (_table(("Charity", "✓"), ("Club", "")), ["☒ Charity", "☐ Club"]),
    ],
    ids=["before", "after", "cells before", "cells after", "crosses before", "crosses after"],
)
def test_options_laid_out_in_a_table_are_lines_of_the_cell_it_stands_in(inside: Table, lines: list[str]) -> None:
    (table,) = assemble(_drafts(inside))
    assert isinstance(table, Table)
    assert [line.text for line in table.cells[1].lines] == ["Tick one", *lines]


@pytest.mark.parametrize(
    "inside",
    [
        _table(("", "Yes", "No"), ("Is it let?", "☒", "☐")),
        _table(("Name", "Jo"), ("Agreed", "☒")),
        _table(("☒ Agreed",)),
    ],
    ids=["statements", "questions", "one box"],
)
def test_other_tables_follow_the_one_they_stand_in(inside: Table) -> None:
    outer, *rest = assemble(_drafts(inside))
    assert isinstance(outer, Table)
    assert rest == [inside]
