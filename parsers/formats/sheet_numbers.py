"""Numbers and dates of a spreadsheet as text, by their number format (ECMA-376 part 1, 18.8.30).

Digits are shown as the format shows them. Dates are written out with the month's name, whatever order the format
has: which of 3/4 is the month depends on the machine that shows the file, and that is not known.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

#: Formats that files refer to without spelling them out (ECMA-376 part 1, 18.8.30).
BUILT_IN = {
    0: "General", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 5: "£#,##0", 6: "£#,##0", 7: "£#,##0.00",
    8: "£#,##0.00", 9: "0%", 10: "0.00%", 11: "0.00E+00", 12: "General", 13: "General", 14: "dd/mm/yyyy",
    15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm AM/PM", 19: "h:mm:ss AM/PM", 20: "h:mm", 21: "h:mm:ss",
    22: "dd/mm/yyyy hh:mm", 37: "#,##0", 38: "#,##0", 39: "#,##0.00", 40: "#,##0.00", 41: "#,##0", 42: "£#,##0",
    43: "#,##0.00", 44: "£#,##0.00", 45: "mm:ss", 46: "h:mm:ss", 47: "mm:ss", 49: "@",
}  # fmt: skip
_CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[^\]]*)?\]")
_BRACKETS = re.compile(r"\[[^\]]*\]")
_LITERAL = re.compile(r'"([^"]*)"|\\(.)|[_*].')
_PATTERN = re.compile(r"[#0?][#0?,]*(?:\.[#0?]+)?")
_LONGEST = 11  # digits that General shows


def shown(value: str, pattern: str, *, from_1904: bool) -> str:
    """The number ``value`` (as the file has it) in the format ``pattern``."""
    try:
        number = Decimal(value)
    except InvalidOperation:
        return value
    if not number.is_finite() or abs(number.adjusted()) > 40:
        return value
    if _is_date(pattern):
        return _date(float(number), _bare(pattern).lower(), from_1904=from_1904)
    return _formatted(number, pattern)


def _bare(pattern: str) -> str:
    """A format without what is written out in it."""
    return _LITERAL.sub("", _BRACKETS.sub(lambda found: found[0] if found[0][1:2] in "hms" else "", pattern))


def _is_date(pattern: str) -> bool:
    bare = _bare(pattern.split(";")[0]).lower()
    return "general" not in bare and any(letter in bare for letter in "ymdhs") and not re.search(r"[#0?]", bare)


def _date(serial: float, bare: str, *, from_1904: bool) -> str:
    """A day number (18.17.4.1) as day, month and year, and the time; of these, those the format shows."""
    start = datetime(1904, 1, 1) if from_1904 else datetime(1899, 12, 30)  # noqa: DTZ001  # a wall clock's reading
    try:
        moment = start + timedelta(days=serial) + timedelta(microseconds=500)
    except OverflowError:
        return ""
    parts = [str(moment.day)] if "d" in bare else []
    if "y" in bare or "d" in bare or ("m" in bare and "h" not in bare and "s" not in bare):
        parts += [f"{moment:%B}"] if "m" in bare else []
    parts += [str(moment.year)] if "y" in bare else []
    if "h" in bare or "s" in bare:
        parts.append(f"{moment:%H:%M}")
    return " ".join(parts)


def _formatted(number: Decimal, pattern: str) -> str:
    sections = pattern.split(";")
    section = sections[1] if number < 0 and len(sections) > 1 and "General" not in sections[1] else sections[0]
    section = _CURRENCY.sub(lambda found: found[1], section)
    section = _BRACKETS.sub("", section)
    section = _LITERAL.sub(lambda found: found[1] or found[2] or "", section)
    found = _PATTERN.search(section)
    if found is None or "E+" in section or "/" in section:
        return _general(number) if pattern != "@" else _plain(number)
    before, after = section[: found.start()], section[found.end() :]
    digits = found.group()
    if "%" in after:
        number *= 100
    whole, _, fraction = digits.partition(".")
    text = str(abs(number).quantize(Decimal(1).scaleb(-len(fraction)), ROUND_HALF_UP))
    whole_part, point, rest = text.partition(".")
    while rest and fraction[len(rest) - 1] == "#" and rest.endswith("0"):
        rest = rest[:-1]
    if "," in whole:
        whole_part = f"{int(whole_part):,}"
    whole_part = whole_part.zfill(whole.replace(",", "").count("0"))
    signed = "-" if number < 0 and "(" not in before and "-" not in before else ""
    return f"{signed}{before}{whole_part}{point if rest else ''}{rest}{after}".strip()


def _general(number: Decimal) -> str:
    """A number as it is shown without a format."""
    if number == number.to_integral_value() and abs(number) < Decimal(10) ** _LONGEST:
        return str(int(number))
    rounded = round(number, max(_LONGEST - 1 - max(number.adjusted(), 0), 0))
    return _plain(rounded)


def _plain(number: Decimal) -> str:
    text = f"{number:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
