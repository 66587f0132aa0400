"""Rows at the foot of a table that only add up those above, which are no answers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal

from parsers.form import FieldType, FormField
from parsers.values.money import money
from parsers.values.words import fold

_SUMMED = frozenset({FieldType.MONEY, FieldType.NUMBER})
#: What stands before a sum at the foot of a table, in English and Welsh.
_TOTAL = re.compile(
    r"(?:(?:grand|overall|sub)[ -]?)?totals?(?: (?:costs?|amounts?))?(?: \(.{1,9}\))?\W*|cyfanswm\W*"
    r"|sub[ -]?totals?\b.{0,60}"
)
#: … and what may, where the amount beside it is that of the rows above.
_ALTOGETHER = re.compile(r"\b(?:totals?|sum|in all|all told|all ?together|overall|whole|cyfanswm)\b")


class Sums:
    """Tells the rows of one table that are sums, as they are gone through from the top."""

    def __init__(self, table: FormField) -> None:
        self._first = table.columns[0].key
        self._printed = {fold(name) for name in table.rows}
        self._summed = [column.key for column in table.columns if column.type in _SUMMED]
        self._whole: Decimal | None = None
        self._above: dict[str, Decimal] = {}

    def adds_up(self, row: Mapping[str, str]) -> bool:
        """Whether a row is only the sum of those above it, and not one that the definition asks for.

        So is a row after the totals of several columns that holds only the total of these ("Both years"), and one of
        other words ("In all") whose amounts are those of the rows above.
        """
        first = fold(row.get(self._first, ""))
        if not self._summed or first in self._printed:
            return False
        amounts = {key: amount for key in self._summed if (amount := _amount(row.get(key, ""))) is not None}
        if _TOTAL.fullmatch(first):
            self._whole = sum(amounts.values(), Decimal()) if len(amounts) > 1 else None
            return True
        if first and self._whole is not None and list(amounts.values()) == [self._whole]:
            return True
        if amounts and _ALTOGETHER.search(first) and amounts.items() <= self._above.items():
            return True
        for key, amount in amounts.items():
            self._above[key] = self._above.get(key, Decimal()) + amount
        return False


def _amount(text: str) -> Decimal | None:
    value = money(text).value if text else None
    return Decimal(value) if isinstance(value, str) else None
