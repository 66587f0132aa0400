"""How letters write what only letters show: typed answers, short instants and a file's fingerprint.

Instants, days, amounts and sizes in general are worded by `intake.wording`.
"""

from __future__ import annotations

import re
from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from intake import wording

_ECHO = 80
_LINK = re.compile(r"://|www\.|\b[a-z0-9-]+\.[a-z]{2,}/", re.IGNORECASE)


def amount(value: Decimal, currency: str) -> str:
    """A decimal amount as ``£100,000`` or ``£99,999.50``; fractions of a penny are shown as they were given."""
    pence = value * 100
    if pence == pence.to_integral_value():
        return wording.money(int(pence), currency)
    return f"{number(value)} {currency}"


def number(value: Decimal) -> str:
    """A number with its thousands apart, as exact as it was given: ``1,234.5``."""
    return f"{value:,f}"


def short_instant(value: datetime, zone: ZoneInfo) -> str:
    """An instant for a table: ``10 February 2014, 16:59:58``."""
    local = value.astimezone(zone)
    return f"{wording.plain_day(local.date())}, {local:%H:%M:%S}"


def echo(words: str) -> str:
    """A stranger's words as far as an automatic answer may repeat them: one short line, and nothing with a link in it.

    Else anybody could have us deliver a message of theirs to somebody whose address they forged.
    """
    line = " ".join(words.split())
    if _LINK.search(line):
        return ""
    return line if len(line) <= _ECHO else f"{line[: _ECHO - 1].rstrip()}…"


def fingerprint(sha256: str) -> tuple[str, ...]:
    """A SHA-256 in hexadecimal as two lines of four groups of eight, to be compared by eye or read out."""
    groups = [sha256[start : start + 8] for start in range(0, len(sha256), 8)]
    return tuple(" ".join(groups[start : start + 4]) for start in range(0, len(groups), 4))
