"""The zone's definition, held against the zone itself by a reader of rules that is not ours."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from dateutil.tz import tzical

from intake.interviews.vtimezone import vtimezone

_ZONES = [
    "Europe/London",
    "Europe/Dublin",
    "America/New_York",
    "America/Asuncion",
    "America/St_Johns",
    "Australia/Lord_Howe",
    "Pacific/Auckland",
    "Asia/Kolkata",
    "Asia/Tehran",
    "Africa/Casablanca",
    "Africa/Cairo",
    "UTC",
]


@pytest.mark.parametrize("key", _ZONES)
@pytest.mark.parametrize("year", [2014, 2026])
def test_vtimezone_is_right_at_every_hour_of_its_year(key: str, year: int) -> None:
    zone = ZoneInfo(key)
    moments = [datetime(year, 1, 1, tzinfo=UTC) + timedelta(hours=hour) for hour in range(0, 8_760, 3)]
    text = vtimezone(zone, (moments[0], moments[-1])).to_ical().decode("utf-8")
    read = tzical(io.StringIO(f"BEGIN:VCALENDAR\r\n{text}END:VCALENDAR\r\n")).get(key)
    wrong = []
    for moment in moments:
        local = moment.astimezone(zone)
        if local.replace(fold=1 - local.fold).utcoffset() == local.utcoffset():  # comes once
            naive = local.replace(tzinfo=None)
            if naive.replace(tzinfo=read).utcoffset() != local.utcoffset():
                wrong.append(moment)
    assert wrong == []


@pytest.mark.parametrize(
    ("key", "rules"),
    [
        ("Europe/London", ["FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3", "FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10"]),
        ("America/New_York", ["FREQ=YEARLY;BYDAY=2SU;BYMONTH=3", "FREQ=YEARLY;BYDAY=1SU;BYMONTH=11"]),
        ("America/Asuncion", ["FREQ=YEARLY;BYDAY=1SU;BYMONTH=10", "FREQ=YEARLY;BYDAY=4SU;BYMONTH=3"]),
        ("Asia/Kolkata", []),
        ("Africa/Casablanca", []),
    ],
)
def test_vtimezone_has_the_two_rules_outlook_reads_where_the_zone_has(key: str, rules: list[str]) -> None:
    text = vtimezone(ZoneInfo(key), [datetime(2014, 2, 19, tzinfo=UTC)]).to_ical().decode("utf-8")
    assert [line.removeprefix("RRULE:") for line in text.split("\r\n") if line.startswith("RRULE")] == rules
