"""One number out of what a person wrote ("1,250", "twelve", "3 partners"), or the reason why it is not one."""

from __future__ import annotations

import re
from decimal import Decimal

from parsers.values.numerals import numerals
from parsers.values.typed import Typed, ambiguous, not_typed
from parsers.values.words import one_line

_RANGE = re.compile(
    r"\d\s*(-|–|—|\bto\b|\bor\b)\s*\d|\b(between|up to|at least|more than|less than|over|under)\b(?=\W*\d)", re.I
)
#: Words in a remark that make the number one of several, or no single one.
_LIMITS = re.compile(r"\b(?:or|to|up|between|rising|expected|plus|and|formerly|was|from)\b", re.I)
_APPROXIMATE = re.compile(r"\b(approx\w*|about|around|circa|roughly|estimated?|est|some)\b|~", re.I)
#: A remark in brackets after a number that stands alone: "412 (Jan 2014)", "12 (3 of them part-time)".
_REMARK = re.compile(r"(?P<number>[\d][\d,.]*)\s*\((?P<remark>[^()]*[^\W\d_]{3}[^()]*)\)\.?")
_NOTHING = re.compile(r"^\W*(nil|none|zero)\W*$", re.I)


def plain(value: Decimal) -> str:
    """The number as a decimal string without exponent and without needless noughts: "1250", "12.5"."""
    text = f"{value:f}"
    return (text.rstrip("0").rstrip(".") or "0") if "." in text else text


def number(text: str) -> Typed:
    """One number as a decimal string; a unit after it is allowed, a range is not."""
    line = one_line(text)
    if _NOTHING.match(line):
        return Typed(value="0", text=text)
    remark = _REMARK.fullmatch(line)
    if remark is not None and not _LIMITS.search(remark["remark"]):
        line = remark["number"]
    found = numerals(line)
    if not found:
        return not_typed("no number was found in it", text=text)
    if _RANGE.search(line):
        return ambiguous("it is a range or a limit rather than one number", text=text)
    if len({item.value for item in found}) > 1:
        return ambiguous("it holds more than one number", text=text)
    rest = (line[: found[0].start] + line[found[0].end :]).strip(" .,-/()*")
    certainty = 0.75 if _APPROXIMATE.search(rest) else 0.85 if len(rest) > 25 else 1.0
    return Typed(value=plain(found[0].value), text=text, certainty=certainty)
