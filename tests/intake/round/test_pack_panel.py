"""The pack's ``[panel]``: what it becomes, and every problem reported at once with its line."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from intake.errors import ProgrammeError
from intake.round.panel import Criterion, Panel
from intake.round.programme import load

_HEAD = '[programme]\nname = "P"\ndeadline = 2014-02-10T17:00:00\n\n[[form.field]]\nkey = "case"\nlabel = "Case"\n'
_TEAM = '\n[[panel.criterion]]\nkey = "team"\ntitle = "Team"\n'


def _load(folder: Path, text: str) -> Panel:
    (folder / "programme.toml").write_text(text, encoding="utf-8")
    panel = load(folder).panel
    assert panel is not None
    return panel


def _problems(folder: Path, text: str) -> tuple[str, ...]:
    with pytest.raises(ProgrammeError) as caught:
        _load(folder, text)
    return caught.value.problems


def test_least_panel_fills_in_the_rest(tmp_path: Path) -> None:
    assert _load(tmp_path, f"{_HEAD}{_TEAM}") == Panel(
        criteria=(Criterion(key="team", title="Team", weight=Decimal(1), least=Decimal(0), most=Decimal(5)),)
    )


def test_pack_without_a_panel_has_none(tmp_path: Path) -> None:
    (tmp_path / "programme.toml").write_text(_HEAD, encoding="utf-8")
    assert load(tmp_path).panel is None


def test_panel_takes_every_key(tmp_path: Path) -> None:
    text = f"""{_HEAD}
[panel]
assessors_per_application = 3
due = 2014-02-17
reminder_days = [0, 3, 3]
overdue_days = 1
anonymous = true
identifying = "case"
scale = [1, 5]
spread = 1.5

[[panel.criterion]]
key = "case"
title = "Case"
weight = "60%"
guidance = "Is it strong?"
fields = ["case"]

[[panel.criterion]]
key = "team"
title = "Team"
weight = " 40 % "
max = 10
"""
    panel = _load(tmp_path, text)
    assert panel == Panel(
        criteria=(
            Criterion(
                key="case",
                title="Case",
                weight=Decimal(60),
                least=Decimal(1),
                most=Decimal(5),
                guidance="Is it strong?",
                fields=("case",),
            ),
            Criterion(key="team", title="Team", weight=Decimal(40), least=Decimal(1), most=Decimal(10)),
        ),
        each=3,
        due=panel.due,
        reminder_days=(3, 0),
        overdue_days=(1,),
        anonymous=True,
        identifying=("case",),
        least=Decimal(1),
        most=Decimal(5),
        spread=Decimal("1.5"),
    )
    assert panel.due == datetime(2014, 2, 17, 23, 59, 59, tzinfo=UTC)
    assert [item.scale for item in panel.criteria] == ["1-5", "1-10"]
    assert [panel.percent(item) for item in panel.criteria] == [Decimal("60.0"), Decimal("40.0")]


def test_first_programme_has_a_panel_of_its_own() -> None:
    panel = load("delivering-differently").panel
    assert panel is not None
    assert sum(panel.percent(item) for item in panel.criteria) == 100
    assert (panel.each, panel.due) == (2, datetime(2014, 2, 17, 12, tzinfo=UTC))


def test_every_problem_of_shape_is_reported_at_once(tmp_path: Path) -> None:
    text = f"""{_HEAD}
[panel]
assessors_per_application = 0
due = "soon"
reminder_days = [-1]
anonymous = "sometimes"
spred = 2

[[panel.criterion]]
key = "the team"
title = ""
weight = "heavy"
max = 0.001
"""
    assert _problems(tmp_path, text) == (
        "programme.toml line 10, [panel] assessors_per_application: must be more than 0, not 0",
        "programme.toml line 11, [panel] due: 'soon' is not a date and time such as 2014-02-10T17:00:00",
        "programme.toml line 12, [panel] reminder_days (no. 1): must be at least 0, not -1",
        "programme.toml line 13, [panel] anonymous: must be true or false, not 'sometimes'",
        "programme.toml line 14, [panel]: unknown key 'spred', did you mean 'spread'?",
        "programme.toml line 17, [[panel.criterion]] 'the team' key: must be a letter, then letters, digits, '_' or "
        "'-', not 'the team'",
        "programme.toml line 18, [[panel.criterion]] 'the team' title: must not be empty",
        "programme.toml line 19, [[panel.criterion]] 'the team' weight: must be a number such as 30, or per cent such "
        "as '30%', not 'heavy'",
        "programme.toml line 20, [[panel.criterion]] 'the team' max: must have at most 2 decimal places, not 0.001",
    )


def test_every_problem_between_keys_is_reported_at_once(tmp_path: Path) -> None:
    text = f"""{_HEAD}
[[form.field]]
key = "mail"
label = "Email"
type = "email"

[[form.field]]
key = "partners"
label = "Partners"
type = "table"
columns = [{{ key = "body", label = "Body", type = "authority" }}]

[panel]
due = 2014-02-10T17:00:00
anonymous = true
identifying = ["case", "case"]
spread = 6

[[panel.criterion]]
key = "team"
title = "Team"
weight = 0
max = 0

[[panel.criterion]]
key = "Team"
title = "TEAM!"
fields = ["cas"]
"""
    assert _problems(tmp_path, text) == (
        "programme.toml line 21, [panel] due: scores are due 2014-02-10 17:00, which is not after the deadline for "
        "applications",
        "programme.toml line 23, [panel] identifying: field 'case' is there 2 times",
        "programme.toml line 23, [panel] identifying: assessment is anonymous, but these fields tell who applies; "
        "list them too: mail, partners",
        "programme.toml line 24, [panel] spread: 6 points is more than the whole scale, so nothing would ever be "
        "discussed",
        "programme.toml line 29, [[panel.criterion]] 'team' weight: must be more than 0, not 0",
        "programme.toml line 30, [[panel.criterion]] 'team' max: the most, 0, is not more than the least of the "
        "scale, 0",
        "programme.toml line 33, [[panel.criterion]] 'Team' key: 'Team' cannot be told from that of criterion no. 1",
        "programme.toml line 34, [[panel.criterion]] 'Team' title: 'TEAM!' cannot be told from that of criterion no. 1",
        "programme.toml line 35, [[panel.criterion]] 'Team' fields: there is no field 'cas', did you mean 'case'?",
    )


@pytest.mark.parametrize(
    ("keys", "problem"),
    [
        ("scale = [5]", "[panel] scale: must be the least and the most points, such as [0, 5], not 1 number(s)"),
        ("scale = 5", "[panel] scale: must be a list in square brackets, not 5"),
        ("scale = [5, 5]", "[panel] scale: must go from 0 or more up to something greater, not from 5 to 5"),
        ("reminder_days = 3", "[panel] reminder_days: there is no date to count from; add 'due'"),
        ("due = 2014-03-30T01:30:00", "[panel] due: 01:30 does not exist on 2014-03-30 in Europe/London: the clocks "
         "go forward over it"),
    ],
)  # fmt: skip
def test_wrong_panel_key(tmp_path: Path, keys: str, problem: str) -> None:
    assert _problems(tmp_path, f"{_HEAD}\n[panel]\n{keys}\n{_TEAM}") == (f"programme.toml line 10, {problem}",)


@pytest.mark.parametrize(
    ("first", "second", "problem"),
    [
        ('"30%"', '"60%"', "the weights make 90%, not 100%"),
        ('"30%"', "70", "some weights are in per cent and others are not; write all of them in one way"),
    ],
)
def test_weights_in_per_cent_make_a_hundred(tmp_path: Path, first: str, second: str, problem: str) -> None:
    other = '[[panel.criterion]]\nkey = "case"\ntitle = "Case"\n'
    text = f"{_HEAD}\n[panel]\n{_TEAM}weight = {first}\n\n{other}weight = {second}\n"
    assert _problems(tmp_path, text) == (f"programme.toml line 9, [panel]: {problem}",)


def test_panel_without_criteria(tmp_path: Path) -> None:
    expected = "programme.toml line 9, [panel]: there is nothing to give points for; add a [[panel.criterion]]"
    assert _problems(tmp_path, f"{_HEAD}\n[panel]\n") == (expected,)
