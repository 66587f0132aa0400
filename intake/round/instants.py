"""From the local time a programme designer writes to the one instant it means, also in the nights the clocks change."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo


class NoSuchTimeError(ValueError):
    """The clocks go forward over this local time, so it never comes."""


def instant(given: datetime | date | None, zone: ZoneInfo, *, latest: bool) -> datetime | None:
    """The instant a local time in ``zone`` means, as an aware datetime in that zone.

    A day alone means its first second, or with ``latest`` its last. A time that comes twice, when the clocks go back,
    means the first of the two, or with ``latest`` the second: whoever reads a deadline either way is in time. A time
    with an offset of its own is an instant already.

    Raises:
        NoSuchTimeError: the clocks go forward over this time.
    """
    if given is None:
        return None
    if not isinstance(given, datetime):
        given = datetime.combine(given, time(23, 59, 59) if latest else time(0))
    if given.tzinfo is not None:
        return given.astimezone(zone)
    local = given.replace(tzinfo=zone, fold=1 if latest else 0)
    if local.astimezone(UTC).astimezone(zone).replace(tzinfo=None) != given:
        raise NoSuchTimeError(
            f"{given:%H:%M} does not exist on {given:%Y-%m-%d} in {zone.key}: the clocks go forward over it"
        )
    return local
