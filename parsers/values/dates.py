"""One calendar day out of what a person wrote, as ISO 8601, or the reason why it is not one.

Strict by intent: a month, a quarter or a season is not a day, and a weekday that does not fit the date is a doubt.
Whether 01/02 is read day first is the form definition's to say.
"""

from __future__ import annotations

import re
from datetime import date

from rapidfuzz.distance import OSA

from parsers.values.typed import Typed, ambiguous, not_typed
from parsers.values.words import one_line

_MONTHS_EN = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
_MONTHS_CY = (
    "ionawr", "chwefror", "mawrth", "ebrill", "mai", "mehefin",
    "gorffennaf", "awst", "medi", "hydref", "tachwedd", "rhagfyr",
)  # fmt: skip
_MONTHS = {
    **{name[:3]: number for number, name in enumerate(_MONTHS_EN, start=1)},
    "sept": 9,
    **{name: number for names in (_MONTHS_EN, _MONTHS_CY) for number, name in enumerate(names, start=1)},
}
_DAYS = {name: number for number, name in enumerate(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])}
_MONTH = "(?P<month>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\b\.?"
_YEAR = r"(?P<year>\d{4}|['’]?\d{2})(?!\d)"

_ISO = re.compile(r"(?<!\d)(?P<year>\d{4})[-/.](?P<month>\d{1,2})[-/.](?P<day>\d{1,2})(?!\d)")
_NUMERIC = re.compile(r"(?<!\d)(?P<first>\d{1,2})\s?(?P<mark>[-/.])\s?(?P<second>\d{1,2})\s?(?P=mark)\s?" + _YEAR)
_SPACED = re.compile(r"(?<!\d)(?<!\d )(?P<first>\d{2}) (?P<second>\d{2}) (?P<year>\d{4}|\d{2})(?! ?\d)")
_DAY_MONTH = re.compile(
    r"(?<!\d)(?P<day>\d{1,2})\s?(?:st|nd|rd|th)?,?\s*(?:of\s+)?[-/.]?\s?" + _MONTH + r"[-/.,]?\s*" + _YEAR, re.I
)
_MONTH_DAY = re.compile(_MONTH + r"\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+" + _YEAR, re.I)
#: What may be a month misspelt or misread: a word beside the figures of a date. "May" has too few letters to be known.
_WORD_IN_DATE = re.compile(
    r"(?<=\d)(?P<before>(?:st|nd|rd|th)?,?\s+(?:of\s+)?)(?P<word>[^\W\d_]{4,12})(?=[.,]?\s+['’]?\d{2,4}\b)"
    r"|(?<!\w)(?P<first>[^\W\d_]{4,12})(?=\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}\b)",
    re.I,
)
#: Letters from which two may be wrong; with fewer, one may.
_LONG_NAME = 8
_WEEKDAY = re.compile(r"\b(?P<day>mon|tue|wed|thu|fri|sat|sun)(?:s|nes|rs|ur)?(?:day)?\b", re.I)


def day(text: str, *, day_first: bool = True) -> Typed:
    """One day as ``YYYY-MM-DD``."""
    line = one_line(text)
    found = _found(line, day_first=day_first)
    spelt = line if found else _WORD_IN_DATE.sub(_with_month, line)
    if spelt != line:
        found = _found(spelt, day_first=day_first)
    if not found:
        return not_typed("no date with day, month and year was found in it", text=text)
    days = {item for item, _ in found}
    if len(days) > 1:
        return ambiguous("it holds more than one date", text=text)
    value, span = found[0]
    if value is None:
        return not_typed("there is no such day in the calendar", text=text)
    weekday = _WEEKDAY.search(line)
    if weekday and _DAYS[weekday["day"].casefold()] != value.weekday():
        return ambiguous("the day of the week does not fit the date", text=text)
    rest = spelt[: span[0]] + spelt[span[1] :]
    certainty = 1.0 if spelt == line and len(rest.strip(" .,()")) <= 12 else 0.85
    return Typed(value=value.isoformat(), text=text, certainty=certainty)


def _with_month(hit: re.Match[str]) -> str:
    """A word beside a date's figures as the one month whose name is nearly the same; as it is where there is none."""
    word = hit["word"] or hit["first"]
    wrong = 2 if len(word) >= _LONG_NAME else 1
    near = {
        name for name in (*_MONTHS_EN, *_MONTHS_CY) if len(name) >= 4 and OSA.distance(word.casefold(), name) <= wrong
    }
    return (hit["before"] or "") + near.pop() if len(near) == 1 else hit[0]


def _found(line: str, *, day_first: bool) -> list[tuple[date | None, tuple[int, int]]]:
    found: list[tuple[date | None, tuple[int, int]]] = []
    for pattern in (_ISO, _NUMERIC, _SPACED, _DAY_MONTH, _MONTH_DAY):
        for hit in pattern.finditer(line):
            if any(start < hit.end() and hit.start() < end for _, (start, end) in found):
                continue
            found.append((_date(hit, day_first=day_first), hit.span()))
    return found


def _date(hit: re.Match[str], *, day_first: bool) -> date | None:
    parts = hit.groupdict()
    year = _year(parts["year"])
    if "first" in parts:
        first, second = int(parts["first"]), int(parts["second"])
        day_number, month = (first, second) if day_first else (second, first)
        if month > 12 >= day_number:
            day_number, month = month, day_number
    else:
        name = parts["month"].casefold()
        month = int(name) if name.isdigit() else _MONTHS[name]
        day_number = int(parts["day"])
    try:
        return date(year, month, day_number)
    except ValueError:
        return None


def _year(text: str) -> int:
    """The year, of two digits too: 00 to 68 are of this century (POSIX strptime)."""
    number = int(text.lstrip("'’"))
    if number >= 100:
        return number
    return number + (2000 if number <= 68 else 1900)
