"""Numbers as people write them: digits with separators, thousands and millions abbreviated, English number words.

`numerals` finds every number in a text; what the number means (an amount, a count) is decided in `money` and
`numbers`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

_UNITS = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_SMALL = {word: value for value, word in enumerate(_UNITS)} | {word: 10 * n for n, word in enumerate(_TENS, start=2)}
_SCALES = {"thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_SUFFIXES = {
    **dict.fromkeys(("k", "thousand", "thou"), 1000),
    **dict.fromkeys(("m", "mn", "mil", "million"), 1000000),
    **dict.fromkeys(("bn", "billion"), 1000000000),
}

_NUMBER = re.compile(
    r"""(?P<minus>(?<![\w)])[-−]\s?)?
        (?P<mark>£|€|\$|\bGBP|\bEUR|\bUSD)?\s{0,2}
        (?P<digits>\d{1,3}(?:(?:,(?(mark)\s?)|[ \u00a0\u2009'])\d{3})+(?!\d)(?:\.\d+)?  # "£12, 840" is one amount
            |\d{1,3}(?:\.\d{3})+,\d{1,2}(?!\d)|\d+(?:\.\d+)?|\.\d+)
        (?:\s?(?P<suffix>thousand|million|billion|thou|mil|mn|bn|[km])(?![a-z]))?
        (?:\s?(?P<after>GBP|EUR|USD|pounds?|euros?|dollars?|pence|p|%|per\s?cent)(?![a-z]))?""",
    re.VERBOSE | re.IGNORECASE,
)
_WORDS = re.compile(
    r"\b(?:(?:a|" + "|".join([*_SMALL, "hundred", *_SCALES]) + r")(?:[\s-]+(?:and\s+)?|\b))+", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Numeral:
    """One number found in a text: its value, its currency mark ("" where it has none), where it stands."""

    value: Decimal
    mark: str
    start: int
    end: int
    scaled: bool
    in_words: bool = False


def numerals(text: str) -> list[Numeral]:
    """Every number in the text, in order, those in words included."""
    found = [_numeral(hit) for hit in _NUMBER.finditer(text)]
    for hit in _WORDS.finditer(text):
        value = in_words(hit.group())
        if value is not None and not any(item.start < hit.end() and hit.start() < item.end for item in found):
            found.append(Numeral(Decimal(value), "", hit.start(), hit.end(), scaled=False, in_words=True))
    return sorted(found, key=lambda item: item.start)


def _numeral(hit: re.Match[str]) -> Numeral:
    digits = hit["digits"]
    if "," in digits and "." in digits and digits.rindex(",") > digits.rindex("."):
        digits = digits.replace(".", "").replace(",", ".")
    value = Decimal(re.sub(r"[, \u00a0\u2009']", "", digits))
    suffix = (hit["suffix"] or "").casefold()
    value *= _SUFFIXES.get(suffix, 1)
    if hit["minus"]:
        value = -value
    after = (hit["after"] or "").casefold()
    mark = hit["mark"] or after
    if after in {"p", "pence"} and not hit["mark"]:
        value, mark = value / 100, "£"
    return Numeral(value, mark.upper() if mark.isalpha() else mark, hit.start(), hit.end(), scaled=bool(suffix))


def in_words(text: str) -> int | None:
    """The whole number that English words say ("one hundred and five thousand"), or None."""
    total = current = 0
    seen = False
    for word in re.findall(r"[a-z]+", text.casefold()):
        if word == "and":
            continue
        if word == "a":
            current = current or 1
            continue
        seen = True
        if word in _SMALL:
            current += _SMALL[word]
        elif word == "hundred":
            current = (current or 1) * 100
        elif word in _SCALES:
            total, current = total + (current or 1) * _SCALES[word], 0
        else:
            return None
    return total + current if seen else None
