"""A form's answers as they are read back to the applicant: by section, each formatted by its type; and what changed.

Works on `parsers.form` and anything that carries ``key``, ``value`` and ``text`` (an extraction's answers or stored
ones). It judges nothing: what is missing or wrong is found by the checks and only shown here as a remark.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Protocol

from intake import wording
from intake.letters import figures
from intake.letters.contexts import Change, ShownAnswer, ShownSection
from parsers.form import Column, FieldType, FormDefinition, FormField

#: An answer longer than this many characters is given the whole width of the letter.
_LONG = 120


class Answered(Protocol):
    """One answer: the field's key, the typed value (`parsers.extraction.Value`) and the text as written."""

    @property
    def key(self) -> str:
        """The field's key."""

    @property
    def value(self) -> Any:
        """The typed value, None where it is blank or could not be typed."""

    @property
    def text(self) -> str:
        """The answer as written."""


def read_back(
    form: FormDefinition, answers: Iterable[Answered], *, remarks: Mapping[str, str] | None = None
) -> tuple[ShownSection, ...]:
    """Every field of the form with its answer, blanks included, under the form's own headings.

    ``remarks`` are sentences by field key. A section without fields is left out.
    """
    given = {answer.key: answer for answer in answers}
    said = remarks or {}
    sections = []
    for section in form.sections:
        shown = tuple(
            shown_answer(field, given.get(field.key), currency=form.currency, remark=said.get(field.key, ""))
            for field in form.of_section(section.key)
        )
        if shown:
            sections.append(ShownSection(title=section.title, answers=shown))
    return tuple(sections)


def changes(form: FormDefinition, before: Iterable[Answered], after: Iterable[Answered]) -> tuple[Change, ...]:
    """The answers that a reader would see differ between two forms, in printed order."""
    old = {answer.key: answer for answer in before}
    new = {answer.key: answer for answer in after}
    titles = {section.key: section.title for section in form.sections}
    found = []
    for field in form.fields:
        was = shown_answer(field, old.get(field.key), currency=form.currency)
        now = shown_answer(field, new.get(field.key), currency=form.currency)
        if was != now:
            found.append(Change(section=titles.get(field.section, ""), before=was, after=now))
    return tuple(found)


def shown_answer(field: FormField, answer: Answered | None, *, currency: str, remark: str = "") -> ShownAnswer:
    """One answer as it is read back. Where no value could be typed the words as written are shown."""
    if answer is None:
        return ShownAnswer(label=field.label, remark=remark)
    if field.type is FieldType.TABLE and isinstance(answer.value, list):
        columns, rows = _table(field.columns, answer.value, currency=currency)
        return ShownAnswer(label=field.label, columns=columns, rows=rows, long=True, remark=remark)
    written = _written(field.type, answer.value, currency=currency) if answer.value is not None else answer.text
    paragraphs = tuple(line for part in written.splitlines() if (line := part.strip()))
    long = len(written) > _LONG or field.type in (FieldType.PARAGRAPHS, FieldType.TABLE)
    return ShownAnswer(label=field.label, paragraphs=paragraphs, long=long, remark=remark)


def _table(
    columns: tuple[Column, ...], rows: list[Any], *, currency: str
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    """Headings, and the rows that have anything in them."""
    shown = (
        tuple(
            _written(column.type, value, currency=currency) if (value := row.get(column.key)) is not None else ""
            for column in columns
        )
        for row in rows
    )
    return tuple(column.label for column in columns), tuple(row for row in shown if any(row))


def _written(kind: FieldType, value: Any, *, currency: str) -> str:
    """A typed value in words; anything that is not of its type's shape is shown as it stands."""
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return "\n".join(str(item) for item in value)
    try:
        match kind:
            case FieldType.MONEY:
                return figures.amount(Decimal(value), currency)
            case FieldType.NUMBER:
                return figures.number(Decimal(value))
            case FieldType.DATE:
                return wording.plain_day(date.fromisoformat(value))
            case _:
                return str(value)
    except (InvalidOperation, ValueError):
        return str(value)
