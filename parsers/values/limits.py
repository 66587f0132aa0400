"""The bounds that a field sets on its answer, and how passing them is said to the applicant."""

from __future__ import annotations

from decimal import Decimal

from parsers.extraction import ProblemCode, Value
from parsers.form import FieldType, FormDefinition, FormField
from parsers.values.numbers import plain
from parsers.values.words import count_words

_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}


def beyond(field: FormField, definition: FormDefinition, *, value: Value, text: str) -> list[tuple[ProblemCode, str]]:
    """What is beyond the field's limits, as (code, message) pairs."""
    found: list[tuple[ProblemCode, str]] = []
    if field.max_words is not None:
        words = count_words(text)
        if words > field.max_words:
            found.append((ProblemCode.OVER_WORDS, f"it has {words:,} words; the limit is {field.max_words:,}"))
    if isinstance(value, str) and field.type in {FieldType.MONEY, FieldType.NUMBER}:
        amount = Decimal(value)
        if field.maximum is not None and amount > field.maximum:
            said = f"{shown(amount, field, definition)} is more than the limit of "
            found.append((ProblemCode.OVER_MAXIMUM, said + shown(field.maximum, field, definition)))
        if field.minimum is not None and amount < field.minimum:
            said = f"{shown(amount, field, definition)} is less than the least that is allowed, "
            found.append((ProblemCode.UNDER_MINIMUM, said + shown(field.minimum, field, definition)))
    return found


def shown(amount: Decimal, field: FormField, definition: FormDefinition) -> str:
    """A number or amount as a person reads it: "£100,000", "£99.50", "1,250"."""
    whole = amount == amount.to_integral_value()
    if field.type is not FieldType.MONEY:
        return f"{amount:,.0f}" if whole else plain(amount)
    sign = _SIGNS.get(definition.currency, definition.currency + " ")
    return f"{sign}{amount:,.0f}" if whole else f"{sign}{amount:,.2f}"
