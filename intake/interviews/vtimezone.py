"""The VTIMEZONE of a zone (RFC 5545 3.6.5) for the years in question, in the shape that every calendar program reads.

Outlook and Exchange take a zone only as two yearly rules, each of one weekday of a month (MS-OXCICAL 2.1.3.1.1.19), and
pass over lists of dates. So the rules are found from what the zone does, and held against it; where it follows none in
those years (clocks that are changed by decree), each change is written by itself.
"""

from __future__ import annotations

import calendar
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
#: How many years ahead decide between two rules that say the same of the years in question ("fourth" and "last").
_AHEAD = 7
_STEP = timedelta(days=1)  # no zone has changed its clocks there and back within a day


@dataclass(frozen=True, slots=True, kw_only=True)
class _Change:
    """The clocks change at ``onset`` (by the clocks before, as RFC 5545 wants it) from one offset to another."""

    onset: datetime
    before: timedelta
    after: timedelta
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rule:
    """The ``nth`` (-1 for the last) such weekday of the month."""

    month: int
    weekday: int
    nth: int

    def falls_on(self, year: int) -> date | None:
        """Its date that year; None where the month has no such day."""
        last = calendar.monthrange(year, self.month)[1]
        if self.nth == -1:
            end = date(year, self.month, last)
            return end - timedelta(days=(end.weekday() - self.weekday) % 7)
        first = date(year, self.month, 1)
        day = 1 + (self.weekday - first.weekday()) % 7 + 7 * (self.nth - 1)
        return first.replace(day=day) if day <= last else None


def vtimezone(zone: ZoneInfo, moments: Collection[datetime]) -> icalendar.Timezone:
    """The definition of ``zone`` that is right at each of these moments (aware, at least one)."""
    years = [moment.astimezone(zone).year for moment in moments]
    first, last = min(years) - 1, max(years) + 1  # what holds in January began the year before
    changes = list(_changes(zone, first, last))
    found = icalendar.Timezone()
    found.add("tzid", zone.key)
    for part in _ruled(zone, changes, first, last) or _listed(zone, changes, first):
        found.add_component(part)
    return found


def _changes(zone: ZoneInfo, first: int, last: int) -> Iterator[_Change]:
    """Every change of offset in these years, both included."""
    moment, end = datetime(first, 1, 1, tzinfo=UTC), datetime(last + 1, 1, 1, tzinfo=UTC)
    while moment < end:
        before, after = _offset(zone, moment), _offset(zone, moment + _STEP)
        if before != after:
            low, high = moment, moment + _STEP
            while high - low > timedelta(seconds=1):
                middle = (low + (high - low) / 2).replace(microsecond=0)
                low, high = (middle, high) if _offset(zone, middle) == before else (low, middle)
            name = high.astimezone(zone).tzname() or ""
            yield _Change(onset=(high + before).replace(tzinfo=None), before=before, after=after, name=name)
        moment += _STEP


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _ruled(
    zone: ZoneInfo, changes: Sequence[_Change], first: int, last: int
) -> list[icalendar.TimezoneStandard | icalendar.TimezoneDaylight]:
    """The zone as two yearly rules; empty where it does not follow any in all of these years."""
    forward = [change for change in changes if change.after > change.before]
    back = [change for change in changes if change.after < change.before]
    parts = []
    for kind in (forward, back):
        if [change.onset.year for change in kind] != list(range(first, last + 1)):
            return []
        if len({(change.onset.time(), change.before, change.after) for change in kind}) > 1:
            return []
        rule = _rule(zone, kind)
        if rule is None:
            return []
        part = _part(kind[0])
        weekday = f"{rule.nth}{_WEEKDAYS[rule.weekday]}"
        part.add("rrule", {"FREQ": "YEARLY", "BYMONTH": rule.month, "BYDAY": weekday})
        parts.append(part)
    return parts


def _rule(zone: ZoneInfo, kind: Sequence[_Change]) -> _Rule | None:
    """The rule that all these changes follow, and if there are two the one that those of later years follow too."""
    onset = kind[0].onset
    nths = (-1, (onset.day - 1) // 7 + 1)
    rules = [_Rule(month=onset.month, weekday=onset.weekday(), nth=nth) for nth in nths]
    rules = [rule for rule in rules if all(rule.falls_on(change.onset.year) == change.onset.date() for change in kind)]
    if len(rules) < 2:
        return rules[0] if rules else None
    year = kind[-1].onset.year
    later = {change.onset.date() for change in _changes(zone, year + 1, year + _AHEAD)}
    return max(rules, key=lambda rule: sum(rule.falls_on(year + ahead) in later for ahead in range(1, _AHEAD + 1)))


def _listed(
    zone: ZoneInfo, changes: Sequence[_Change], first: int
) -> list[icalendar.TimezoneStandard | icalendar.TimezoneDaylight]:
    """What holds at the beginning, then every change by itself."""
    start = datetime(first, 1, 1, tzinfo=UTC)
    offset, name = _offset(zone, start), start.astimezone(zone).tzname() or ""
    standing = _Change(onset=datetime(first, 1, 1), before=offset, after=offset, name=name)  # noqa: DTZ001 - local
    return [_part(change) for change in (standing, *changes)]


def _part(change: _Change) -> icalendar.TimezoneStandard | icalendar.TimezoneDaylight:
    part = icalendar.TimezoneDaylight() if change.after > change.before else icalendar.TimezoneStandard()
    part.add("dtstart", change.onset)
    part.add("tzoffsetfrom", change.before)
    part.add("tzoffsetto", change.after)
    part.add("tzname", change.name)
    return part
