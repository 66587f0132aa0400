"""Times of day and days of the week as a programme designer writes them, for the models of `intake.round.pack_file`."""

from __future__ import annotations

from datetime import time
from typing import Annotated, Any

from pydantic import BeforeValidator

_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_LEAST_LETTERS = 3


def _clock(value: Any) -> Any:
    """A TOML time of day, or one in quotes, which TOML 1.0 wants where the seconds are left out."""
    try:
        found = value if isinstance(value, time) else time.fromisoformat(value)
    except (TypeError, ValueError):
        raise ValueError("is not a time of day such as '09:30'") from None
    if found.tzinfo is not None:
        raise ValueError("must be a time in the programme's own zone, without an offset")
    return found


def _weekdays(value: Any) -> Any:
    """Days of the week as their numbers, 0 for Monday: ``"mon-fri"``, ``"tue, thu"`` or a list of such."""
    try:
        found: set[int] = set()
        for span in ",".join([value] if isinstance(value, str) else value).split(","):
            first, dash, last = (part.strip().lower() for part in span.partition("-"))
            start = _weekday(first)
            end = _weekday(last) if dash else start
            found |= {day % 7 for day in range(start, (end if end >= start else end + 7) + 1)}
    except (TypeError, ValueError):
        raise ValueError("is not days of the week such as 'mon-fri' or 'tue, thu'") from None
    return tuple(sorted(found))


def _weekday(word: str) -> int:
    """The number of a day's name, or of its first three letters or more."""
    for number, name in enumerate(_WEEKDAYS):
        if len(word) >= _LEAST_LETTERS and name.startswith(word):
            return number
    raise ValueError(word)


Clock = Annotated[time, BeforeValidator(_clock)]
Weekdays = Annotated[tuple[int, ...], BeforeValidator(_weekdays)]
