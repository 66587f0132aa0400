"""Single values of ``programme.toml``: texts, days, amounts and lists; tables are in `intake.round.pack_file`."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, NonNegativeInt, PositiveInt, StringConstraints


def _moment(value: Any) -> Any:
    """A TOML date-time or date, or one quoted by mistake; a bare number is refused rather than read as a timestamp."""
    if isinstance(value, date):
        return value
    try:
        return datetime.fromisoformat(str(value)) if isinstance(value, str) else _refuse()
    except ValueError:
        raise ValueError("is not a date and time such as 2014-02-10T17:00:00") from None


def _day(value: Any) -> Any:
    """A TOML date, or one quoted by mistake."""
    try:
        if isinstance(value, date) and not isinstance(value, datetime):
            return value
        return date.fromisoformat(value) if isinstance(value, str) else _refuse()
    except ValueError:
        raise ValueError("is not a date such as 2014-02-19") from None


def _refuse() -> Any:
    raise ValueError


def _list(value: Any) -> Any:
    """One text or number where a list is wanted is a list of one."""
    return [value] if isinstance(value, str | int) else value


Text = Annotated[str, StringConstraints(strip_whitespace=True)]
Words = Annotated[Text, StringConstraints(min_length=1)]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9_-]*$")]
Texts = Annotated[tuple[Words, ...], BeforeValidator(_list)]
Moment = Annotated[datetime | date, BeforeValidator(_moment)]
Day = Annotated[date, BeforeValidator(_day)]
Amount = Annotated[Decimal, Field(ge=0, decimal_places=2)]
Days = Annotated[tuple[NonNegativeInt, ...], BeforeValidator(_list)]
DaysBefore = Annotated[tuple[PositiveInt, ...], BeforeValidator(_list)]
Weight = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[0-9]{1,6}(\.[0-9]{1,4})?\s*%?$")]
Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9A-Fa-f]{6}$")]
CurrencyCode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
Address = Annotated[str, StringConstraints(strip_whitespace=True, to_lower=True)]
Addresses = Annotated[tuple[Address, ...], BeforeValidator(_list)]
ReferencePrefix = Annotated[str, StringConstraints(pattern=r"^[A-Za-z][A-Za-z0-9]*(-[A-Za-z0-9]+)*$", max_length=20)]
