"""How instants, days, amounts and counts are written for people, everywhere: letters, digest, findings, terminal.

GOV.UK style: 10 February 2014, £100,000, and a time to the second only where the second may matter.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}


def day(value: date) -> str:
    """``Monday 10 February 2014``."""
    return f"{value:%A} {value.day} {value:%B} {value.year}"


def plain_day(value: date) -> str:
    """``10 February 2014``."""
    return f"{value.day} {value:%B} {value.year}"


def place(zone: ZoneInfo) -> str:
    """What people call a zone: ``London time`` for Europe/London."""
    return f"{zone.key.rsplit('/', 1)[-1].replace('_', ' ')} time"


def instant(value: datetime, zone: ZoneInfo) -> str:
    """``17:00:01 on Monday 10 February 2014 (London time)``; ``value`` is aware.

    In the hour that comes twice when the clocks go back, the offset says which: ``(London time, UTC+01:00)``.
    """
    local = value.astimezone(zone)
    earlier, later = local.replace(fold=0).utcoffset(), local.replace(fold=1).utcoffset()
    comes_twice = earlier is not None and later is not None and earlier > later
    which = f", UTC{local.isoformat()[-6:]}" if comes_twice else ""
    return f"{local:%H:%M:%S} on {day(local.date())} ({place(zone)}{which})"


def clock(value: datetime, zone: ZoneInfo) -> str:
    """``5pm on Monday 10 February 2014``, for deadlines and appointments; ``value`` is aware.

    Twelve o'clock is ``midday`` or ``midnight at the start of`` the day: 12am and 12pm are read either way.
    """
    local = value.astimezone(zone)
    if local.second:
        return f"{local:%H:%M:%S} on {day(local.date())}"
    if not local.minute and local.hour in (0, 12):
        return f"{'midday on' if local.hour else 'midnight at the start of'} {day(local.date())}"
    minutes = f":{local.minute:02d}" if local.minute else ""
    return f"{local.hour % 12 or 12}{minutes}{'am' if local.hour < 12 else 'pm'} on {day(local.date())}"


def money(pence: int, currency: str) -> str:
    """``£100,000`` or ``£99,999.50``; ``pence`` is in hundredths of the unit, ``currency`` an ISO 4217 code."""
    whole, part = divmod(abs(pence), 100)
    sign = "-" if pence < 0 else ""
    amount = f"{whole:,}" + (f".{part:02d}" if part else "")
    symbol = _SIGNS.get(currency)
    return f"{sign}{symbol}{amount}" if symbol else f"{sign}{amount} {currency}"


def count(number: int, singular: str, plural: str = "") -> str:
    """``1 letter``, ``3 letters``."""
    return f"{number:,} {singular if number == 1 else plural or singular + 's'}"


def number(value: int) -> str:
    """``12,000``."""
    return f"{value:,}"


def size(octets: int) -> str:
    """A file's size for people: ``740 bytes``, ``58 kB``, ``52.4 MB``, ``1.5 GB`` (decimal units)."""
    if octets < 1_000:
        return count(octets, "byte")
    if octets < 1_000_000:
        return f"{octets / 1_000:.0f} kB"
    if octets < 1_000_000_000:
        return f"{octets / 1_000_000:.1f} MB"
    return f"{octets / 1_000_000_000:.1f} GB"


def lasted(time: timedelta) -> str:
    """How long something lasted, in its two greatest units: ``2 hours and 5 minutes``, ``1 day``; at least a minute."""
    minutes = max(1, round(time / timedelta(minutes=1)))
    days, rest = divmod(minutes, 24 * 60)
    hours, left = divmod(rest, 60)
    parts = [count(number, unit) for number, unit in ((days, "day"), (hours, "hour"), (left, "minute"))]
    begin = 0 if days else 1 if hours else 2
    return listed([part for part in parts[begin : begin + 2] if not part.startswith("0 ")])


def listed(items: Sequence[str], word: str = "and") -> str:
    """``a``, ``a and b``, ``a, b and c``."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {word} {items[-1]}"
