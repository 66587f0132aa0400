"""Numbers, amounts and dates as people write them, each with its value."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

from parsers.form import Column, FormField


def written_number(rng: Random, item: FormField | Column) -> tuple[str, str]:
    """A number as written, and its value."""
    if "year" in item.label.lower():
        number = str(rng.randint(1790, 1935))
        return number, number
    if rng.random() < 0.25 or "speed" in item.label.lower():
        number = f"{rng.randint(1, 99)}.{rng.randint(1, 9)}"
        return number, number
    number = str(rng.randint(3, 48000))
    return rng.choice((number, f"{int(number):,}", f"{int(number):,}".replace(",", " "))), number


def written_money(rng: Random, *, most: int) -> tuple[str, str]:
    """An amount of pounds as written, and its value with two places."""
    step = rng.choice((1, 50, 250, 1000, 1000, 5000))
    pounds = max(step, rng.randint(1, max(1, most // step)) * step)
    value = f"{pounds}.00"
    forms = [f"£{pounds:,}", f"£{pounds:,}", f"£{pounds:,}.00", f"{pounds}", f"{pounds:,}", f"GBP {pounds:,}",
             f"GBP {pounds:,}".replace(",", " "), f"£ {pounds:,}", f"£{pounds}"]  # fmt: skip
    if pounds % 1000 == 0:
        forms += [f"£{pounds // 1000}k", f"{pounds // 1000}k", f"£{pounds // 1000}K"]
    if pounds >= 1_000_000 and pounds % 50_000 == 0:
        forms += [f"£{pounds / 1_000_000:g}m", f"£{pounds / 1_000_000:g} million"]
    if rng.random() < 0.1:
        pence = rng.randint(1, 99)
        return f"£{pounds:,}.{pence:02d}", f"{pounds}.{pence:02d}"
    return rng.choice(forms), value


def written_date(rng: Random) -> tuple[str, str]:
    """A day as written, and its ISO form."""
    day = date(2014, 1, 1) + timedelta(days=rng.randint(0, 4000))
    suffix = "th" if 10 <= day.day % 100 <= 20 else {1: "st", 2: "nd", 3: "rd"}.get(day.day % 10, "th")
    month = day.strftime("%B")
    written = rng.choice(
        (
            f"{day.day} {month} {day.year}",
            f"{day.day}{suffix} {month} {day.year}",
            f"{day:%d/%m/%Y}",
            f"{day.day}/{day.month}/{day:%y}",
            f"{day:%d.%m.%Y}",
            f"{day:%Y-%m-%d}",
            f"{day:%A} {day.day} {month} {day.year}",
            f"{day.day} {month[:3]} {day.year}",
            f"{day:%d}-{month[:3]}-{day.year}",
            f"{month} {day.day}, {day.year}",
        )
    )
    return written, day.isoformat()
