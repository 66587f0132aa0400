"""What a person wrote becomes a value of the field's type; what cannot be typed is a problem, never a guess.

`type_value` is the door; a table says which typer reads which type. The text as written is always kept beside the
value. Which text belongs to which field is for `parsers.matching`; whether a named authority is in the register is for
the service.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from parsers.form import FieldType, FormDefinition, FormField
from parsers.values.contacts import email, phone
from parsers.values.dates import day
from parsers.values.limits import beyond
from parsers.values.money import money
from parsers.values.numbers import number
from parsers.values.options import choice, choices, confirm, yes_no
from parsers.values.typed import BLANK, Typed
from parsers.values.words import even, one_line

__all__ = ["BLANK", "Typed", "type_value"]

_Typer = Callable[[str, FormField, FormDefinition, str], Typed]

_TYPERS: dict[FieldType, _Typer] = {
    FieldType.TEXT: lambda text, field, form, asked: Typed(value=one_line(text), text=text),
    FieldType.AUTHORITY: lambda text, field, form, asked: Typed(value=one_line(text), text=text),
    FieldType.PARAGRAPHS: lambda text, field, form, asked: Typed(value=text, text=text),
    FieldType.ADDRESS: lambda text, field, form, asked: Typed(value=text, text=text),
    FieldType.NUMBER: lambda text, field, form, asked: number(text),
    FieldType.MONEY: lambda text, field, form, asked: money(text, currency=form.currency, asked=asked or field.label),
    FieldType.DATE: lambda text, field, form, asked: day(text, day_first=form.day_first),
    FieldType.EMAIL: lambda text, field, form, asked: email(text),
    FieldType.PHONE: lambda text, field, form, asked: phone(text),
    FieldType.CHOICE: lambda text, field, form, asked: choice(text, field.options),
    FieldType.CHOICES: lambda text, field, form, asked: choices(text, field.options),
    FieldType.YES_NO: lambda text, field, form, asked: yes_no(text),
    FieldType.CONFIRM: lambda text, field, form, asked: confirm(text),
}


def type_value(text: str, field: FormField, definition: FormDefinition, *, asked: str = "") -> Typed:
    """The value that ``text`` gives for ``field``, with what is wrong with it.

    ``asked`` is the question as the form prints it, where that is known; its "(£000s)" scales an amount. Tables are
    typed by `parsers.values.tables`. Messages are worded to follow the question's label: "Total cost: it is a range".
    """
    text = even(text)
    if not text:
        return BLANK
    typer = _TYPERS.get(field.type)
    typed = typer(text, field, definition, asked) if typer else Typed(value=None, text=text)
    extra = beyond(field, definition, value=typed.value, text=typed.text)
    return replace(typed, problems=(*typed.problems, *extra)) if extra else typed
