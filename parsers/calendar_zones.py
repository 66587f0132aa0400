"""Times in a stranger's iCalendar object: instants, by the zone that the object names or defines.

A zone of the IANA database is taken by its name, any other as the object defines it, a Windows zone that it does not
define by the Unicode Consortium's table. The rules of a definition are worked out for the years in question and never
expanded, so that no rule can keep us busy. What cannot be told for certain is None.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from parsers.calendar_lines import Component, Line

_MOMENT = re.compile(r"(\d{4})-?(\d\d)-?(\d\d)[T ](\d\d):?(\d\d):?(\d\d)(?:\.\d+)?\s*(Z?)", re.IGNORECASE)
_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)(?::?(\d\d))?")
_IANA = re.compile(r"[A-Za-z]{2,14}(/[A-Za-z0-9_+-]{1,30}){1,2}")
_BY_DAY = re.compile(r"([+-]?\d{1,2})(MO|TU|WE|TH|FR|SA|SU)", re.IGNORECASE)
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MOST_PARTS = 60  # of one definition


@dataclass(frozen=True, slots=True, kw_only=True)
class _Onset:
    """From ``start`` (local) on, each year where ``nth`` is not 0, the clocks show ``after`` instead of ``before``."""

    start: datetime
    before: timedelta
    after: timedelta
    until: datetime | None = None
    month: int = 0
    weekday: int = 0
    nth: int = 0

    def last_before(self, local: datetime) -> datetime | None:
        """The last time it came about, at that time by the clock or before; None where it had not yet."""
        if not self.nth:
            return self.start if self.start <= local else None
        for year in (local.year, local.year - 1):
            day = _nth(year, self.month, self.weekday, self.nth)
            onset = datetime.combine(day, self.start.time()) if day else None
            if onset and self.start <= onset <= local and (self.until is None or onset <= self.until):
                return onset
        return None


class Zones:
    """The zones that one calendar object defines, and all that are known by name."""

    def __init__(self, definitions: Iterable[Component] = ()) -> None:
        self._defined: dict[str, list[_Onset]] = {}
        for definition in definitions:
            name = definition.first("TZID")
            onsets = _onsets(definition)
            if name is not None and onsets:
                self._defined.setdefault(name.text, onsets)

    def instant(self, line: Line | None) -> datetime | None:
        """The instant of a DATE-TIME property, in UTC; None for a day, a time without a zone, or none at all."""
        found = _MOMENT.fullmatch(line.value) if line else None
        if line is None or found is None:
            return None
        try:
            local = datetime(*(int(part) for part in found.groups()[:6]))  # type: ignore[arg-type] # noqa: DTZ001
            zone = UTC if found[7] else self._zone(line.parameters.get("TZID", ""), local)
            return local.replace(tzinfo=zone).astimezone(UTC) if zone else None
        except (ValueError, OverflowError):
            return None

    def _zone(self, name: str, local: datetime) -> tzinfo | None:
        known = _known(name)
        if known is not None:
            return known
        onsets = self._defined.get(name)
        if onsets:
            return timezone(_offset(onsets, local))
        return _known(WINDOWS_TO_OLSON.get(name, ""))


def utc_stamp(line: Line | None) -> datetime | None:
    """A DTSTAMP, which is in UTC whether it says so or not (RFC 5545 3.8.7.2)."""
    if line is None:
        return None
    value = line.value if line.value.upper().endswith("Z") else f"{line.value}Z"
    return Zones().instant(Line(name=line.name, parameters={}, value=value))


def _known(name: str) -> ZoneInfo | None:
    if name not in ("UTC", "GMT") and not _IANA.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _offset(onsets: list[_Onset], local: datetime) -> timedelta:
    """What the clocks show then: what came about last, or before the first of all what held before it."""
    passed = [(came, onset) for onset in onsets if (came := onset.last_before(local)) is not None]
    if passed:
        return max(passed, key=lambda item: item[0])[1].after
    return min(onsets, key=lambda onset: onset.start).before


def _onsets(definition: Component) -> list[_Onset]:
    """A definition's parts; none where one of them cannot be told, for then nothing is certain."""
    found: list[_Onset] = []
    for part in definition.parts[:_MOST_PARTS]:
        if part.name in ("STANDARD", "DAYLIGHT"):
            onsets = list(_of_part(part))
            if not onsets:
                return []
            found += onsets
    return found


def _of_part(part: Component) -> Iterator[_Onset]:
    start = _local(part.first("DTSTART"))
    before, after = (_span(part.first(name)) for name in ("TZOFFSETFROM", "TZOFFSETTO"))
    if start is None or before is None or after is None:
        return
    rule = part.first("RRULE")
    if rule is not None:
        yield from _ruled(rule.value, start, before, after)
        return
    yield _Onset(start=start, before=before, after=after)
    for line in part.all("RDATE")[:_MOST_PARTS]:
        for value in line.value.split(",")[:_MOST_PARTS]:
            date_ = _local(Line(name="RDATE", parameters={}, value=value))
            if date_ is not None:
                yield _Onset(start=date_, before=before, after=after)


def _ruled(rule: str, start: datetime, before: timedelta, after: timedelta) -> Iterator[_Onset]:
    """A rule for one weekday of a month each year, which is what every program writes; nothing of any other."""
    parts = {key.strip().upper(): value.strip() for key, _, value in (item.partition("=") for item in rule.split(";"))}
    day = _BY_DAY.fullmatch(parts.get("BYDAY", ""))
    plain = parts.get("FREQ", "").upper() == "YEARLY" and parts.get("INTERVAL", "1") == "1" and "COUNT" not in parts
    month = parts.get("BYMONTH", str(start.month))
    if not plain or day is None or not month.isdecimal() or not 1 <= int(month) <= 12 or int(day[1]) == 0:
        return
    until = _local(Line(name="UNTIL", parameters={}, value=parts.get("UNTIL", "")))
    yield _Onset(
        start=start,
        before=before,
        after=after,
        until=until + before if until else None,  # UNTIL is in UTC (3.3.10)
        month=int(month),
        weekday=_WEEKDAYS.index(day[2].upper()),
        nth=int(day[1]),
    )


def _nth(year: int, month: int, weekday: int, nth: int) -> date | None:
    """The nth such weekday of the month, counted from its end where ``nth`` is negative; None where it has none."""
    length = calendar.monthrange(year, month)[1]
    days = [day for day in range(1, length + 1) if date(year, month, day).weekday() == weekday]
    return date(year, month, days[nth - 1 if nth > 0 else nth]) if abs(nth) <= len(days) else None


def _local(line: Line | None) -> datetime | None:
    found = _MOMENT.fullmatch(line.value.strip()) if line else None
    try:
        return datetime(*(int(part) for part in found.groups()[:6])) if found else None  # type: ignore[arg-type] # noqa: DTZ001
    except ValueError:
        return None


def _span(line: Line | None) -> timedelta | None:
    """A UTC-OFFSET; none of a day or more."""
    found = _OFFSET.fullmatch(line.value) if line else None
    if found is None:
        return None
    span = timedelta(hours=int(found[2]), minutes=int(found[3]), seconds=int(found[4] or 0))
    return None if span >= timedelta(days=1) else span * (-1 if found[1] == "-" else 1)
