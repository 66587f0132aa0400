"""Rows at the foot of a table that only add up those above, which are no answers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
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


class Sums:
    """Tells the rows of one table that are sums, as they are gone through from the top."""

    def __init__(self, table: FormField) -> None:
        self._first = table.columns[0].key
        self._printed = {fold(name) for name in table.rows}
        self._summed = [column.key for column in table.columns if column.type in _SUMMED]
        self._whole: Decimal | None = None

    def adds_up(self, row: Mapping[str, str]) -> bool:
        """Whether a row is only the sum of those above it, and not one that the definition asks for.

        So is a row after the totals of several columns that holds only the total of these: "Both years".
        """
        first = fold(row.get(self._first, ""))
        if not self._summed or first in self._printed:
            return False
        amounts = list(_amounts(row.get(key, "") for key in self._summed))
        if _TOTAL.fullmatch(first):
            self._whole = sum(amounts, Decimal()) if len(amounts) > 1 else None
            return True
        return bool(first) and self._whole is not None and amounts == [self._whole]


def _amounts(texts: Iterable[str]) -> Iterable[Decimal]:
    for text in texts:
        value = money(text).value if text else None
        if isinstance(value, str):
            yield Decimal(value)
