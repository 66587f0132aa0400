"""How long a pack keeps what people wrote."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from intake.errors import ProgrammeError
from intake.round.programme import load
from intake.round.retention import Retention, months_after

LONDON = ZoneInfo("Europe/London")
PACK = """\
[programme]
name = "P"
{deadline}

[retention]
{retention}

[[form.field]]
key = "a"
label = "A"
"""


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        ("2014-02-10T17:00:00+00:00", 6, "2014-08-10T16:00:00+00:00"),  # 5pm on the wall, whatever the season
        ("2013-11-30T12:00:00+00:00", 3, "2014-02-28T12:00:00+00:00"),
        ("2014-12-31T12:00:00+00:00", 12, "2015-12-31T12:00:00+00:00"),
        ("2014-12-15T12:00:00+00:00", 1, "2015-01-15T12:00:00+00:00"),
        ("2014-08-31T23:30:00+00:00", 1, "2014-09-30T23:30:00+00:00"),  # the first of September in London
    ],
)
def test_months_are_counted_on_the_calendar_of_the_zone(start: str, months: int, end: str) -> None:
    found = months_after(datetime.fromisoformat(start), months, LONDON)
    assert (found, found.tzinfo) == (datetime.fromisoformat(end), UTC)


def _pack(folder: Path, *, retention: str, deadline: str = "deadline = 2014-02-10T17:00:00") -> Path:
    (folder / "programme.toml").write_text(PACK.format(retention=retention, deadline=deadline), encoding="utf-8")
    return folder


def test_periods_are_read_from_the_pack(tmp_path: Path) -> None:
    programme = load(_pack(tmp_path, retention="selected_months = 84\nothers_months = 12"))
    assert programme.retention == Retention(selected_months=84, others_months=12, correspondence_months=None)


def test_a_pack_without_periods_erases_nothing_by_itself(tmp_path: Path) -> None:
    assert load(_pack(tmp_path, retention="")).retention == Retention()


@pytest.mark.parametrize(
    ("retention", "deadline", "problem"),
    [
        (
            "others_months = 12",
            "",
            "programme.toml line 6, [retention] others_months: nothing falls due without a deadline under [programme] "
            "to count from",
        ),
        (
            "others_months = 0",
            "deadline = 2014-02-10T17:00:00",
            "programme.toml line 6, [retention] others_months: must be more than 0, not 0",
        ),
        (
            "other_months = 3",
            "deadline = 2014-02-10T17:00:00",
            "programme.toml line 6, [retention]: unknown key 'other_months', did you mean 'others_months'?",
        ),
    ],
)
def test_periods_that_cannot_be_are_reported_with_their_line(
    tmp_path: Path, retention: str, deadline: str, problem: str
) -> None:
    with pytest.raises(ProgrammeError) as raised:
        load(_pack(tmp_path, retention=retention, deadline=deadline))
    assert raised.value.problems == (problem,)
