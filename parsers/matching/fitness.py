"""Whether what stands next to a label can be an answer of the field's type: cheap signs, no typing.

Used to tell apart places whose words are equally like a question ("Have tenants been consulted?", "If so, how?").
"""

from __future__ import annotations

import re
from collections.abc import Callable

from parsers.form import FieldType

TICKED_TYPES = frozenset({FieldType.CHOICE, FieldType.CHOICES, FieldType.YES_NO, FieldType.CONFIRM})
_BOXES = re.compile("[☒☐]")
_DIGITS, _LETTER = re.compile(r"\d"), re.compile(r"[^\W\d_]")
_AMOUNT = re.compile(r"£|€|\$|\bGBP\b|\d\s?[km]\b|\d[\d,. ]*\d|(?<![^\W_])\d(?![^\W_])", re.IGNORECASE)
_DAY = re.compile(
    r"\d{1,4}(?:st|nd|rd|th)?\s?[-/. ]\s?(?:of )?(?:\d{1,2}|[^\W\d_]{3,9})\.?\s?[-/. ,]\s?\d{2,4}"
    r"|[^\W\d_]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?,? \d{4}"
)
_YES_NO = re.compile(r"^\W*(?:yes|no|y|n)\b", re.IGNORECASE)
_YEAR = re.compile(r"(?:19|20)\d\d(?:\s?[-/]\s?\d{2,4})?")
#: What a line may end in that is an answer and no part of a question, whatever stands before it.
_VALUES = {
    FieldType.MONEY: re.compile(r"[£€$]\s?\d[\d,.]*\s?[kmKM]?|\d[\d,]*\.\d\d|\d{1,3}(?:,\d{3})+|\d{3,}"),
    FieldType.NUMBER: re.compile(r"\d{1,3}(?:,\d{3})+|\d{2,}%?"),
    FieldType.DATE: _DAY,
    FieldType.EMAIL: re.compile(r"[^\s@]+@[^\s@]+\.\w+"),
    FieldType.PHONE: re.compile(r"\+?[\d() -]{9,20}"),
}
#: Types whose answer shows by its signs that it is one.
EXACT_TYPES = frozenset(_VALUES)
_GOOD = 0.06
_BAD = -0.15


def fitness(kind: FieldType, text: str) -> float:
    """How well the text beside a label suits a type: above 0 well, 0 no telling, below 0 badly."""
    text = text.strip()
    if not text:
        return 0.0
    boxes = _BOXES.search(text[:200]) is not None
    if kind in TICKED_TYPES:
        return _GOOD if boxes or (kind is FieldType.YES_NO and _YES_NO.match(text)) else _long(text)
    if boxes:
        return _BAD
    if kind is FieldType.PARAGRAPHS:
        return _GOOD if text.count(" ") > 20 else 0.0 if _LETTER.search(text) else _BAD
    return _SIGNS[kind](text) if kind in _SIGNS else _long(text)


def _long(text: str) -> float:
    """An answer of one line has no forty words."""
    return _BAD if text.count(" ") > 40 else 0.0


def _words(text: str) -> float:
    """A name or a line of text is not an email address alone."""
    return _BAD if "@" in text and " " not in text else _long(text)


def _has(pattern: str | re.Pattern[str], text: str) -> float:
    found = pattern in text if isinstance(pattern, str) else pattern.search(text) is not None
    return _GOOD if found else -0.05 + _long(text)


_SIGNS: dict[FieldType, Callable[[str], float]] = {
    FieldType.TEXT: _words,
    FieldType.AUTHORITY: _words,
    FieldType.ADDRESS: _words,
    FieldType.EMAIL: lambda text: _has("@", text),
    FieldType.PHONE: lambda text: _GOOD if len(_DIGITS.findall(text)) >= 7 and "@" not in text else -0.05 + _long(text),
    FieldType.MONEY: lambda text: _has(_AMOUNT, text),
    FieldType.NUMBER: lambda text: _has(_DIGITS, text),
    FieldType.DATE: lambda text: _has(_DAY, text),
}


def is_value(kind: FieldType, text: str) -> bool:
    """Whether the whole text is one amount, day, address or number, as the type asks; a year alone is not."""
    pattern = _VALUES.get(kind)
    return pattern is not None and pattern.fullmatch(text) is not None and not _YEAR.fullmatch(text)
