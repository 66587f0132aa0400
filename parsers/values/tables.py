"""The rows of a table answer, each cell typed by its column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from parsers.extraction import ProblemCode
from parsers.form import Column, FieldType, FormDefinition, FormField
from parsers.values import type_value
from parsers.values.typed import BLANK, Typed
from parsers.values.words import one_line

_Cell = str | bool | list[str] | None


def column_field(column: Column, table: FormField) -> FormField:
    """The column as a field, so that the same typers read it."""
    return FormField(
        key=column.key,
        section=table.section,
        label=column.label,
        type=column.type,
        aliases=column.aliases,
        options=column.options,
    )


def type_rows(rows: Sequence[Mapping[str, str]], field: FormField, definition: FormDefinition) -> Typed:
    """Rows of texts keyed by column as typed rows; rows without any answer are left out.

    Where the first column is printed on the form (``field.rows``), a row counts only if another cell is filled.
    """
    printed = field.columns[0].key if field.rows and field.columns else ""
    problems: list[tuple[ProblemCode, str]] = []
    value: list[dict[str, _Cell]] = []
    shown: list[str] = []
    certainty = 1.0
    for number, row in enumerate(rows, start=1):
        if not any(text for key, text in row.items() if key != printed):
            continue
        typed_row: dict[str, _Cell] = {}
        for column in field.columns:
            typed = _cell(row.get(column.key, ""), column, field, definition)
            typed_row[column.key] = typed.value  # type: ignore[assignment]  # a column is never itself a table
            certainty = min(certainty, typed.certainty)
            problems += [(code, f"row {number}, {column.label}: {message}") for code, message in typed.problems]
        value.append(typed_row)
        shown.append(" | ".join(one_line(row.get(column.key, "")) for column in field.columns))
    if not value:
        return BLANK
    return Typed(value=value, text="\n".join(shown), certainty=certainty, problems=tuple(problems))


def _cell(text: str, column: Column, field: FormField, definition: FormDefinition) -> Typed:
    if column.type is FieldType.TABLE:
        return Typed(value=text or None, text=text)
    return type_value(text, column_field(column, field), definition)
