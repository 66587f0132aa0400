"""What a blank form says of itself, the same on the PDF and in Word: limits, how to tick, where to send it."""

from __future__ import annotations

import re
from decimal import Decimal

from intake.round.programme import Programme
from parsers.form import FieldType, FormField

REQUIRED_MARK = "*"

#: Rows printed for a table whose rows are not given.
BLANK_ROWS = 4

YES_NO = ("Yes", "No")

_SIGNS = {"GBP": "£", "EUR": "€", "USD": "$"}

#: Type → what the form tells the writer of such an answer; ``{sign}`` is the currency's.
_HOW = {
    FieldType.CHOICE: "Choose one.",
    FieldType.CHOICES: "Choose all that apply.",
    FieldType.DATE: "Day, month, year.",
}


_CHOOSING = re.compile(r"\b(tick|choose|select)\b", re.IGNORECASE)


def title(programme: Programme) -> str:
    """What the form calls itself, without the programme's name, which always stands beside it."""
    own = programme.form.title.removeprefix(programme.name).lstrip(" :–—-")
    return own[:1].upper() + own[1:] if own else programme.form.title


def currency_sign(currency: str) -> str:
    """The sign printed before an amount; the code itself where it has none here."""
    return _SIGNS.get(currency, currency)


def hint(field: FormField) -> str:
    """The line under a question: its help, how to answer it and its limit."""
    # Help that tells how to choose need not be told twice.
    how = "" if _CHOOSING.search(field.help) else _HOW.get(field.type, "")
    parts = [field.help, how]
    if field.max_words:
        parts.append(f"Up to {field.max_words} words.")
    if field.type is FieldType.NUMBER:
        parts.append(_range(field.minimum, field.maximum))
    return " ".join(part for part in parts if part)


def _range(least: Decimal | None, most: Decimal | None) -> str:
    if least is not None and most is not None:
        return f"From {least:,} to {most:,}."
    if most is not None:
        return f"Up to {most:,}."
    return f"At least {least:,}." if least is not None else ""


def label(field: FormField) -> str:
    """The question as printed: its label, marked where an answer is required."""
    return f"{field.label} {REQUIRED_MARK}" if field.required else field.label


def deadline(programme: Programme) -> str:
    """The deadline in words, "5pm on Monday 10 February 2014 (London time)"; "" where there is none."""
    at = programme.deadline
    if at is None:
        return ""
    hour = at.hour % 12 or 12
    minutes = f".{at.minute:02d}" if at.minute else ""
    clock = f"{hour}{minutes}{'am' if at.hour < 12 else 'pm'}"
    if (at.hour, at.minute) == (12, 0):
        clock = "midday"
    place = programme.zone.key.rpartition("/")[2].replace("_", " ")
    return f"{clock} on {at:%A} {at.day} {at:%B %Y} ({place} time)"


def where_to_send(programme: Programme, send_to: str) -> str:
    """One sentence: where the completed form goes and until when; "" where neither is known."""
    to = f"Email the completed form to {send_to}" if send_to else "Email the completed form as an attachment"
    by = deadline(programme)
    return f"{to} by {by}." if by else f"{to}."


def footer(programme: Programme, send_to: str) -> str:
    """The line at the foot of every page."""
    to = f"Send to {send_to}" if send_to else ""
    by = deadline(programme)
    return " ".join(part for part in (to, f"by {by}" if by else "") if part)
