"""One amount of money out of what a person wrote, or the reason why it is not one.

"£100,000", "100k", "£1.2m", "GBP 95 000", "one hundred thousand pounds", "95 (£000s)" are amounts. A range, a ceiling
("up to"), an amount before VAT, an amount per year and several different amounts are not one amount: they are problems,
never a guess. "Approximately £80,000" names one amount and is read as it, with less certainty.
"""

from __future__ import annotations

import re
from decimal import Decimal

from parsers.values.numerals import Numeral, numerals
from parsers.values.typed import Typed, ambiguous, not_typed
from parsers.values.words import one_line

#: What makes an amount not one amount, and how that is said to the applicant.
_UNCERTAIN: tuple[tuple[re.Pattern[str], str], ...] = (
    (
        re.compile(
            r"\b(plus|exclusive|excluding|excl?|\+|before|net of|without)\W*(of\s+)?v\.?a\.?t\b|\+\s*v\.?a\.?t\b", re.I
        ),
        "VAT is not included in it",
    ),
    (
        re.compile(
            r"\b(up to|at most|no more than|not more than|maximum of|max|at least|no less than|minimum of|min|over|"
            r"more than|less than|under|below|in excess of)\b(?!\s+\w+\s+years?)(?=\W*(£|gbp|€|\$|\d))",
            re.I,
        ),
        "it is a limit rather than one amount",
    ),
    (
        re.compile(
            r"\b(per|each|every|p)\.?\s*(annum|year|month|quarter|week|day)\b|"
            r"\b(annually|monthly|a year|a month|pcm)\b|"
            r"\d[\d,.]*k?\s*p\.?a\b",
            re.I,
        ),
        "it is an amount for a period rather than one amount",
    ),
    (
        re.compile(
            r"\b(between|from)\b\W*(?!(?:19|20)\d\d\b)(£|gbp|€|\$)?\s*\d[\d,.]*\s*(k|m|thousand|million)?\W*\b(and|to)\b",
            re.I,
        ),
        "it is a range",
    ),
    (
        re.compile(
            r"(?<!\b20)(?<!\b20\d)\d\s*[km]?\s*(-|–|—|\bto\b)\s*(£|gbp|€|\$)?\s*\d[\d,. ]*(k|m|thousand|million)?\s*$",
            re.I,
        ),
        "it is a range",
    ),
)
_APPROXIMATE = re.compile(
    r"\b(approx\w*|about|around|circa|roughly|estimated?|est|in the region of|say)\b|~|\bc\.?\s*(?=£)", re.I
)
_THOUSANDS = re.compile(r"(?<![\d,.])(?:[£€$]\s?['’]?000['’]?s?|['’]?000['’]?s)\b|\bin thousands\b", re.I)
#: Pounds and no pence as on a cheque: "£300-00".
_NO_PENCE = re.compile(r"(£\s?\d[\d,]*)[-–]00(?!\w)")
_NOTHING = re.compile(r"^\W*(nil|none|zero|no cost|nothing)\W*$", re.I)
_MARKS = {"£": "GBP", "POUND": "GBP", "POUNDS": "GBP", "€": "EUR", "EURO": "EUR", "EUROS": "EUR", "$": "USD",
          "DOLLAR": "USD", "DOLLARS": "USD"}  # fmt: skip


def money(text: str, *, currency: str = "GBP", asked: str = "") -> Typed:
    """One amount, its value a decimal string with two places.

    ``currency`` is the ISO 4217 code of amounts without a mark; ``asked`` is the question as printed, whose "(£000s)"
    scales a bare number.
    """
    line = one_line(text)
    if _NOTHING.match(line):
        return Typed(value="0.00", text=text)
    line, thousands = _without_thousands_mark(_NO_PENCE.sub(r"\1.00", line))
    found = _amounts(numerals(line))
    if not found:
        return not_typed("no amount of money was found in it", text=text)
    for pattern, reason in _UNCERTAIN:
        if pattern.search(line):
            return ambiguous(reason, text=text)
    foreign = {_MARKS.get(item.mark, item.mark) for item in found if item.mark} - {currency}
    if foreign:
        return not_typed(f"it is not in {currency}", text=text)
    values = {item.value for item in found}
    if len(values) > 1:
        return ambiguous("it holds more than one amount", text=text)
    return _one(found[0], text=text, line=line, thousands=thousands or bool(_THOUSANDS.search(asked)))


def _without_thousands_mark(line: str) -> tuple[str, bool]:
    """The line without "£000s" standing apart from any number, and whether it was there."""
    pattern = re.compile(
        r"(?<![\d,.])\(?\s*(?:in\s+)?(?:[£€$]\s?['’]?000['’]?s?|['’]000['’]?s?|000s)\b['’]?\s*\)?|\bin thousands\b",
        re.I,
    )
    bare = pattern.sub(" ", line)
    return (bare, True) if bare != line and re.search(r"\d", bare) else (line, False)


def _amounts(found: list[Numeral]) -> list[Numeral]:
    """The numbers that are amounts: those with a currency mark where any has one, shares in per cent left out."""
    found = [item for item in found if item.mark != "%" and not item.mark.startswith("PER")]
    marked = [item for item in found if item.mark]
    if marked:
        same = {item.value for item in marked}
        return marked + [item for item in found if not item.mark and (item.scaled or item.value in same)]
    return found


def _one(item: Numeral, *, text: str, line: str, thousands: bool) -> Typed:
    value, certainty = item.value, 1.0
    if thousands and not item.scaled and abs(value) < 100_000:
        value, certainty = value * 1000, 0.85
    if value != value.quantize(Decimal("0.01")):
        return ambiguous("it is not a whole number of pence", text=text)
    rest = (line[: item.start] + line[item.end :]).strip(" .,-/()*")
    if _APPROXIMATE.search(rest):
        certainty = min(certainty, 0.75)
    elif len(rest) > 25:
        certainty = min(certainty, 0.85)
    return Typed(value=f"{value:.2f}", text=text, certainty=certainty)
