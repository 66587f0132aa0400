"""The pack's ``[interviews]``: what it becomes, when interviews begin, and every problem with its line."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from intake.errors import ProgrammeError
from intake.round.interviews import Interviews, Mode, Room
from intake.round.programme import load

_LONDON = ZoneInfo("Europe/London")
_LEAST = """[programme]
name = "P"
timezone = "Europe/London"

[[form.field]]
key = "name"
label = "Name"

[interviews]
from = 2014-02-19
to = 2014-02-20
"""
_FIRST_LINE = _LEAST.count("\n") + 1


@pytest.fixture
def interviews(tmp_path: Path) -> Callable[..., Interviews]:
    """The interviews of a pack whose ``[interviews]`` goes on with these lines."""

    def read(lines: str = "", *, head: str = _LEAST) -> Interviews:
        (tmp_path / "programme.toml").write_text(head + lines, encoding="utf-8")
        found = load(tmp_path).interviews
        assert found is not None
        return found

    return read


def _utc(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2014, month, day, hour, minute, tzinfo=UTC)


def test_interviews_least_table_fills_in_the_rest(interviews: Callable[..., Interviews]) -> None:
    assert interviews("") == Interviews(
        first_day=date(2014, 2, 19),
        last_day=date(2014, 2, 20),
        minutes=45,
        days=(0, 1, 2, 3, 4),
        starts=time(9, 30),
        ends=time(16, 30),
        break_minutes=15,
        lunch=(time(12, 30), time(13, 30)),
        slots=(),
        rooms=(Room(),),
        mode=Mode.ASSIGNED,
        reminder_days=2,
        reply_by_days=None,
    )


def test_interviews_take_every_key_together(interviews: Callable[..., Interviews]) -> None:
    found = interviews(
        """minutes = 30
days = ["Mon", "wed-thu"]
starts = 10:00:00
ends = "15:00"
break_minutes = 0
lunch = []
location = "1 Horse Guards Road, London"
link = "https://meet.example/dd"
mode = "choice"
reminder_days = 0
reply_by_days = 3

[[interviews.room]]
name = "Room 1"
panel = "Ann.Lee@cabinet-office.example"

[[interviews.room]]
name = "Room 2"
location = "Great Smith Street"
link = "https://meet.example/other"
panel = ["b.roy@solace.example"]
"""
    )
    assert (found.days, found.starts, found.ends, found.lunch) == ((0, 2, 3), time(10), time(15), None)
    assert (found.mode, found.reminder_days, found.reply_by_days) == (Mode.CHOICE, 0, 3)
    assert found.rooms == (
        Room(
            name="Room 1",
            location="1 Horse Guards Road, London",
            link="https://meet.example/dd",
            panel=("ann.lee@cabinet-office.example",),
        ),
        Room(
            name="Room 2",
            location="Great Smith Street",
            link="https://meet.example/other",
            panel=("b.roy@solace.example",),
        ),
    )
    assert found.panels["Room 2"] == ("b.roy@solace.example",)
    assert found.room("Room 1").location == "1 Horse Guards Road, London"
    assert found.room("gone") == Room(name="gone")


@pytest.mark.parametrize(
    ("written", "days"),
    [
        ('"mon-fri"', (0, 1, 2, 3, 4)),
        ('"tue, thu"', (1, 3)),
        ('["Wednesday"]', (2,)),
        ('"fri-mon"', (0, 4, 5, 6)),
        ('"mon,mon,wed-fri"', (0, 2, 3, 4)),
    ],
)
def test_interviews_days_as_people_write_them(
    interviews: Callable[..., Interviews], written: str, days: tuple[int, ...]
) -> None:
    assert interviews(f"days = {written}\n", head=_LEAST.replace("2014-02-20", "2014-02-25")).days == days


def test_starts_of_leave_lunch_and_weekends_free(interviews: Callable[..., Interviews]) -> None:
    found = interviews('ends = "15:30"\n', head=_LEAST.replace("2014-02-20", "2014-02-24"))
    starts = found.starts_of(_LONDON)
    assert [f"{start:%d %H:%M}" for start in starts if start.day == 19] == [
        "19 09:30",
        "19 10:30",
        "19 11:30",
        "19 13:30",
        "19 14:30",
    ]
    assert sorted({start.day for start in starts}) == [19, 20, 21, 24]


def test_starts_of_an_interview_may_end_when_lunch_and_the_day_do(interviews: Callable[..., Interviews]) -> None:
    found = interviews('minutes = 60\nbreak_minutes = 0\nstarts = "11:30"\nends = "14:30"\n')
    assert [f"{start:%H:%M}" for start in found.starts_of(_LONDON) if start.day == 19] == ["11:30", "13:30"]


def test_starts_of_are_summer_time_after_the_clocks_changed(interviews: Callable[..., Interviews]) -> None:
    head = _LEAST.replace("2014-02-19", "2014-03-28").replace("2014-02-20", "2014-03-31")
    starts = interviews('ends = "10:30"\n', head=head).starts_of(_LONDON)
    assert starts == (_utc(3, 28, 9, 30), _utc(3, 31, 8, 30))


def test_starts_of_the_night_the_clocks_go_back_has_an_hour_more(interviews: Callable[..., Interviews]) -> None:
    head = _LEAST.replace("2014-02-19", "2014-10-26").replace("2014-02-20", "2014-10-26")
    lines = 'days = "sun"\nstarts = "00:00"\nends = "03:00"\nminutes = 60\nbreak_minutes = 0\nlunch = []\n'
    starts = interviews(lines, head=head).starts_of(_LONDON)
    assert starts == tuple(_utc(10, day, hour) for day, hour in ((25, 23), (26, 0), (26, 1), (26, 2)))


def test_starts_of_the_night_the_clocks_go_forward_has_an_hour_less(interviews: Callable[..., Interviews]) -> None:
    head = _LEAST.replace("2014-02-19", "2014-03-30").replace("2014-02-20", "2014-03-30")
    lines = 'days = "sun"\nstarts = "00:00"\nends = "03:00"\nminutes = 60\nbreak_minutes = 0\nlunch = []\n'
    starts = interviews(lines, head=head).starts_of(_LONDON)
    assert starts == (_utc(3, 30, 0), _utc(3, 30, 1))


def test_starts_of_are_those_listed_in_order(interviews: Callable[..., Interviews]) -> None:
    found = interviews("slots = [2014-02-20T14:00:00, 2014-02-19T10:00:00Z]\n")
    assert found.starts_of(_LONDON) == (_utc(2, 19, 10), _utc(2, 20, 14))


@pytest.mark.parametrize(
    ("lines", "problem"),
    [
        ('starts = "half nine"', "starts: 'half nine' is not a time of day such as '09:30'"),
        ("starts = 9", "starts: 9 is not a time of day such as '09:30'"),
        ('days = "mo-fr"', "days: 'mo-fr' is not days of the week such as 'mon-fri' or 'tue, thu'"),
        ('ends = "09:00"', "ends: 09:00 is not after the start, 09:30"),
        ('lunch = ["13:30", "12:30"]', "lunch: 12:30 is not after 13:30"),
        ('lunch = ["12:30"]', "lunch: must be two times, from and to, such as ['12:30', '13:30'], or [] for none"),
        ("minutes = 0", "minutes: must be more than 0, not 0"),
        ("minutes = 400", "minutes: no interview of 400 minutes fits between 09:30 and 16:30"),
        ('days = "sat-sun"', "days: none of them falls between 2014-02-19 and 2014-02-20"),
        ('mode = "choose"', "mode: must be one of 'assigned' or 'choice' (did you mean 'choice'?), not 'choose'"),
        ('rooms = ["A", "a"]', "rooms (no. 2): room 'a' is there already"),
        ('link = "meet.example"', "link: 'meet.example' is not a link such as 'https://meet.example/panel'"),
        ('panel = ["Ann Lee"]', "panel: 'ann lee' is not an email address"),
        ('panel = ["a@x.example", "A@x.example"]', "panel: a@x.example is there twice"),
        ("reminder_days = -1", "reminder_days: must be at least 0, not -1"),
        (
            "slots = [2014-02-19]",
            "slots (no. 1): 2014-02-19 is a day; a slot needs its time as well, such as 2014-02-19T09:30:00",
        ),
        ("slots = [2014-03-19T09:30:00]", "slots (no. 1): 2014-03-19 09:30 is not from 2014-02-19 to 2014-02-20"),
        (
            "slots = [2014-02-19T09:30:00, 2014-02-19T10:00:00]",
            "slots (no. 2): 2014-02-19 10:00 begins before the interview at 09:30 ends (45 minutes)",
        ),
        ("break_minute = 10", "unknown key 'break_minute', did you mean 'break_minutes'?"),
    ],
)
def test_interviews_wrong_key(interviews: Callable[..., Interviews], lines: str, problem: str) -> None:
    with pytest.raises(ProgrammeError) as caught:
        interviews(f"{lines}\n")
    joint = ": " if problem.startswith("unknown") else " "
    assert caught.value.problems == (f"programme.toml line {_FIRST_LINE}, [interviews]{joint}{problem}",)


def test_interviews_hour_that_never_comes(interviews: Callable[..., Interviews]) -> None:
    head = _LEAST.replace("2014-02-19", "2014-03-29").replace("2014-02-20", "2014-03-30")
    with pytest.raises(ProgrammeError) as caught:
        interviews('days = "sat-sun"\nstarts = "01:30"\n', head=head)
    assert caught.value.problems == (
        f"programme.toml line {_FIRST_LINE + 1}, [interviews] starts: 01:30 does not exist on 2014-03-30 in "
        "Europe/London: the clocks go forward over it",
    )


def test_interviews_every_problem_at_once_with_its_line(interviews: Callable[..., Interviews]) -> None:
    lines = """ends = "09:00"
slots = [2014-02-19T09:30:00]
rooms = ["A"]
panel = ["c@x.example"]

[[interviews.room]]
name = "A"
panel = ["a@x.example", "b@"]

[[interviews.room]]
name = "B"
link = "ftp://x"
panel = ["A@x.example"]

[[interviews.room]]
name = "b"
"""
    with pytest.raises(ProgrammeError) as caught:
        interviews(lines)
    start = _FIRST_LINE
    assert caught.value.problems == (
        f"programme.toml line {start}, [interviews] ends: 09:00 is not after the start, 09:30",
        f"programme.toml line {start}, [interviews] ends: has no meaning beside slots, which lists every start; leave "
        "one of the two out",
        f"programme.toml line {start + 2}, [interviews] rooms: has no meaning beside [[interviews.room]]; leave one of "
        "the two out",
        f"programme.toml line {start + 7}, [[interviews.room]] 'no. 1' panel: 'b@' is not an email address",
        f"programme.toml line {start + 11}, [[interviews.room]] 'no. 2' link: 'ftp://x' is not a link such as "
        "'https://meet.example/panel'",
        f"programme.toml line {start + 12}, [[interviews.room]] 'no. 2' panel: a@x.example cannot be in 'A' and in "
        "'B': interviews are held in all rooms at once",
        f"programme.toml line {start + 15}, [[interviews.room]] 'no. 3' name: room 'b' is there already",
    )


def test_interviews_one_panel_cannot_sit_in_two_rooms(interviews: Callable[..., Interviews]) -> None:
    with pytest.raises(ProgrammeError) as caught:
        interviews('rooms = ["A", "B"]\npanel = ["a@x.example"]\n')
    assert caught.value.problems == (
        f"programme.toml line {_FIRST_LINE + 1}, [interviews] panel: a@x.example cannot be in 'A' and in 'B': "
        "interviews are held in all rooms at once",
    )
