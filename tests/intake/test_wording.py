"""How instants, days, amounts and sizes are worded for people."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake import wording

LONDON = ZoneInfo("Europe/London")


def test_day_is_written_as_gov_uk_writes_it() -> None:
    assert wording.day(date(2014, 2, 10)) == "Monday 10 February 2014"
    assert wording.plain_day(date(2014, 2, 9)) == "9 February 2014"


@pytest.mark.parametrize(
    ("zone", "expected"),
    [("Europe/London", "London time"), ("America/New_York", "New York time"), ("UTC", "UTC time")],
)
def test_place_is_what_people_call_the_zone(zone: str, expected: str) -> None:
    assert wording.place(ZoneInfo(zone)) == expected


@pytest.mark.parametrize(
    ("utc", "expected"),
    [
        (datetime(2014, 2, 10, 17, 0, 1, tzinfo=UTC), "17:00:01 on Monday 10 February 2014 (London time)"),
        (datetime(2014, 7, 1, 16, 0, 0, tzinfo=UTC), "17:00:00 on Tuesday 1 July 2014 (London time)"),
        (datetime(2014, 10, 26, 0, 30, tzinfo=UTC), "01:30:00 on Sunday 26 October 2014 (London time, UTC+01:00)"),
        (datetime(2014, 10, 26, 1, 30, tzinfo=UTC), "01:30:00 on Sunday 26 October 2014 (London time, UTC+00:00)"),
        (datetime(2014, 10, 26, 2, 0, tzinfo=UTC), "02:00:00 on Sunday 26 October 2014 (London time)"),
        (datetime(2014, 3, 30, 1, 0, tzinfo=UTC), "02:00:00 on Sunday 30 March 2014 (London time)"),
    ],
)
def test_instant_is_local_and_to_the_second(utc: datetime, expected: str) -> None:
    assert wording.instant(utc, LONDON) == expected


@pytest.mark.parametrize(
    ("local", "expected"),
    [
        ((17, 0, 0), "5pm on Monday 10 February 2014"),
        ((9, 5, 0), "9:05am on Monday 10 February 2014"),
        ((12, 0, 0), "midday on Monday 10 February 2014"),
        ((0, 0, 0), "midnight at the start of Monday 10 February 2014"),
        ((12, 30, 0), "12:30pm on Monday 10 February 2014"),
        ((0, 1, 0), "12:01am on Monday 10 February 2014"),
        ((23, 59, 59), "23:59:59 on Monday 10 February 2014"),
    ],
)
def test_clock_is_short_where_the_second_does_not_matter(local: tuple[int, int, int], expected: str) -> None:
    assert wording.clock(datetime(2014, 2, 10, *local, tzinfo=LONDON), LONDON) == expected


@pytest.mark.parametrize(
    ("pence", "currency", "expected"),
    [
        (10_000_000, "GBP", "£100,000"),
        (9_999_950, "GBP", "£99,999.50"),
        (5, "GBP", "£0.05"),
        (-100, "EUR", "-€1"),
        (123_456, "CHF", "1,234.56 CHF"),
    ],
)
def test_money_keeps_pence_only_where_there_are_any(pence: int, currency: str, expected: str) -> None:
    assert wording.money(pence, currency) == expected


def test_count_agrees_with_its_number() -> None:
    assert [wording.count(number, "letter") for number in (0, 1, 1_200)] == ["0 letters", "1 letter", "1,200 letters"]
    assert wording.count(2, "reply", "replies") == "2 replies"


@pytest.mark.parametrize(
    ("octets", "expected"),
    [(1, "1 byte"), (740, "740 bytes"), (58_400, "58 kB"), (52_400_000, "52.4 MB"), (1_500_000_000, "1.5 GB")],
)
def test_size_is_in_decimal_units(octets: int, expected: str) -> None:
    assert wording.size(octets) == expected


@pytest.mark.parametrize(
    ("time", "words"),
    [
        (timedelta(seconds=5), "1 minute"),
        (timedelta(minutes=65), "1 hour and 5 minutes"),
        (timedelta(hours=2), "2 hours"),
        (timedelta(days=1), "1 day"),
        (timedelta(days=3, hours=2, minutes=40), "3 days and 2 hours"),
    ],
)
def test_lasted_tells_the_two_greatest_units(time: timedelta, words: str) -> None:
    assert wording.lasted(time) == words
