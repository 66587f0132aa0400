"""The door of the package: types, limits, blanks, and tables."""

from __future__ import annotations

from decimal import Decimal

from parsers.extraction import ProblemCode
from parsers.form import Column, FieldType, FormDefinition, FormField, FormSection
from parsers.values import type_value
from parsers.values.tables import type_rows
from parsers.values.words import count_words, even, fold

FORM = FormDefinition(programme="P", title="P", sections=(FormSection(key="s", title="S"),), fields=())


def field(kind: FieldType, **more: object) -> FormField:
    return FormField(key="k", section="s", label="Label", type=kind, **more)  # type: ignore[arg-type]  # test shorthand


def test_text_is_evened_to_one_line() -> None:
    typed = type_value("  Barset\u00a0County \n Council ", field(FieldType.TEXT), FORM)
    assert (typed.value, typed.text) == ("Barset County Council", "Barset County\nCouncil")


def test_paragraphs_keep_their_lines() -> None:
    assert type_value("One.\n\n\n\nTwo.", field(FieldType.PARAGRAPHS), FORM).value == "One.\n\nTwo."


def test_blank_has_no_value_and_no_problem() -> None:
    typed = type_value(" \n ", field(FieldType.MONEY), FORM)
    assert (typed.value, typed.text, typed.problems) == (None, "", ())


def test_paragraphs_over_the_limit_say_by_how_much() -> None:
    typed = type_value("word " * 12, field(FieldType.PARAGRAPHS, max_words=10), FORM)
    assert typed.problems == ((ProblemCode.OVER_WORDS, "it has 12 words; the limit is 10"),)


def test_money_over_the_maximum_keeps_its_value() -> None:
    typed = type_value("£120,000", field(FieldType.MONEY, maximum=Decimal(100000)), FORM)
    assert typed.value == "120000.00"
    assert typed.problems == ((ProblemCode.OVER_MAXIMUM, "£120,000 is more than the limit of £100,000"),)


def test_number_under_the_minimum_is_a_problem() -> None:
    typed = type_value("3", field(FieldType.NUMBER, minimum=Decimal(5)), FORM)
    assert [code for code, _ in typed.problems] == [ProblemCode.UNDER_MINIMUM]


def test_number_is_plain() -> None:
    assert type_value("1,250.50 homes", field(FieldType.NUMBER), FORM).value == "1250.5"


def test_rows_are_typed_by_column_and_empty_ones_left_out() -> None:
    table = field(
        FieldType.TABLE,
        columns=(
            Column(key="item", label="Item"),
            Column(key="cost", label="Cost", type=FieldType.MONEY),
        ),
        rows=("Staff", "Travel"),
    )
    typed = type_rows([{"item": "Staff", "cost": "£5k"}, {"item": "Travel", "cost": ""}], table, FORM)
    assert (typed.value, typed.text) == ([{"item": "Staff", "cost": "5000.00"}], "Staff | £5k")


def test_rows_say_where_a_cell_could_not_be_typed() -> None:
    table = field(FieldType.TABLE, columns=(Column(key="cost", label="Cost", type=FieldType.MONEY),))
    typed = type_rows([{"cost": "lots"}], table, FORM)
    assert typed.problems == ((ProblemCode.NOT_TYPED, "row 1, Cost: no amount of money was found in it"),)


def test_count_words_counts_as_a_word_processor_does() -> None:
    assert count_words("• one two-three\n◦ four – five") == 5


def test_even_keeps_visible_characters() -> None:
    assert even("a\u200bb\u00ad \t c\r\nd") == "ab c\nd"


def test_fold_compares_quotes_dashes_and_case_alike() -> None:
    assert fold("Authority’s  – NAME") == fold("authority's - name")
