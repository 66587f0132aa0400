"""How letters write what only letters show: typed answers, short instants and a file's fingerprint.

Instants, days, amounts and sizes in general are worded by `intake.wording`.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from intake import wording


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


def fingerprint(sha256: str) -> tuple[str, ...]:
    """A SHA-256 in hexadecimal as two lines of four groups of eight, to be compared by eye or read out."""
    groups = [sha256[start : start + 8] for start in range(0, len(sha256), 8)]
    return tuple(" ".join(groups[start : start + 4]) for start in range(0, len(groups), 4))
