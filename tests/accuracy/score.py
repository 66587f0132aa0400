"""Whether one answer was read right: exact, after white space, quotes and bullets are evened.

An amount is right when it is the same amount, a telephone number when it has the same digits, a choice when it is the
same option. Nothing is given for being close.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import StrEnum

from parsers.extraction import Answer, Value
from parsers.form import Column, FieldType, FormField
from tests.corpus.values import Entry

_QUOTES = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "\u00a0": " ", "\u2002": " "})
_BULLET = re.compile(r"(?:^|(?<=\s))[•▪◦·]\s+")


class Group(StrEnum):
    """What kind of answer was to be read."""

    FILLED = "filled"  # there is a value
    BLANK = "blank"  # nothing, or "N/A", "TBC" and the like
    UNCLEAR = "unclear"  # something is written that is not one value: it must not be guessed


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One field of one file: what it should have been, what was read, and whether that is right."""

    key: str
    type: FieldType
    group: Group
    right: bool
    expected: Value
    written: str
    got: Value
    text: str
    confidence: float
    method: str

    @property
    def given(self) -> bool:
        """Whether the reader gave a value."""
        return not empty(self.got)


def mark(item: FormField, entry: Entry, answer: Answer | None) -> Mark:
    """Score one field. ``answer`` is None where the form was not found at all, which is never right."""
    got = answer.value if answer else None
    group = Group.FILLED if not empty(entry.truth) else Group.BLANK if entry.blank else Group.UNCLEAR
    return Mark(
        key=item.key,
        type=item.type,
        group=group,
        right=answer is not None and same(item, entry.truth, got),
        expected=entry.truth,
        written=entry.written or " / ".join(" | ".join(row) for row in entry.rows),
        got=got,
        text=answer.text if answer else "",
        confidence=answer.confidence if answer else 0.0,
        method=str(answer.method) if answer else "",
    )


def empty(value: Value) -> bool:
    """No answer: nothing, no options; a declaration not ticked is told by `same`."""
    return value is None or value == "" or value == []


def even(text: str) -> str:
    """White space, quotes and bullets evened."""
    return " ".join(_BULLET.sub("", text.translate(_QUOTES)).split())


def same(item: FormField | Column, expected: Value, got: Value) -> bool:
    """Whether two values of one field mean the same."""
    if item.type is FieldType.CONFIRM:
        return bool(expected) is bool(got)
    if empty(expected) or empty(got):
        return empty(expected) and empty(got)
    if isinstance(expected, bool) or isinstance(got, bool):
        return expected is got
    if isinstance(expected, list):
        return isinstance(got, list) and _same_list(item, expected, got)
    return isinstance(expected, str) and isinstance(got, str) and _same_text(item.type, expected, got)


def _same_list(item: FormField | Column, expected: Sequence[object], got: Sequence[object]) -> bool:
    if isinstance(item, FormField) and item.type is FieldType.TABLE:
        return _same_table(item, _rows(item, expected), _rows(item, got))
    return {even(str(option)).casefold() for option in expected} == {even(str(option)).casefold() for option in got}


def _rows(item: FormField, rows: Sequence[object]) -> list[dict[str, Value]]:
    """The rows that say something beyond their printed first column."""
    first = item.columns[0].key if item.rows else ""
    kept = [row for row in rows if isinstance(row, dict)]
    return [row for row in kept if any(not empty(value) for key, value in row.items() if key != first)]


def _same_table(item: FormField, expected: list[dict[str, Value]], got: list[dict[str, Value]]) -> bool:
    return len(expected) == len(got) and all(
        same(column, wanted.get(column.key), read.get(column.key))
        for wanted, read in zip(expected, got, strict=True)
        for column in item.columns
    )


def _same_text(kind: FieldType, expected: str, got: str) -> bool:
    if kind in {FieldType.MONEY, FieldType.NUMBER}:
        try:
            return Decimal(expected) == Decimal(got)
        except InvalidOperation:
            return False
    if kind is FieldType.PHONE:
        return _digits(expected) == _digits(got)
    if kind is FieldType.ADDRESS:
        expected, got = expected.replace(",", " "), got.replace(",", " ")
    if kind in {FieldType.EMAIL, FieldType.CHOICE}:
        expected, got = expected.casefold(), got.casefold()
    return even(expected) == even(got)


def _digits(number: str) -> str:
    digits = re.sub(r"\D", "", number.replace("(0)", ""))
    return f"0{digits[2:]}" if digits.startswith("44") else digits
