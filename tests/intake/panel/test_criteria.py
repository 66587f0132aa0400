"""Typing of points: what is one number on the scale, and what is sent back with a sentence."""

from __future__ import annotations

from decimal import Decimal

import pytest

from intake.errors import ProgrammeError
from intake.panel.criteria import criterion_called, panel_of, typed_points
from intake.panel.errors import NoPanelError
from intake.round.programme import load
from tests.intake.panel.panels import NEED, PANEL, TEAM, VALUE

_GIVE = "Please give one number from 0 to 5."


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("4", "4"), (" 4 ", "4"), ("4.5", "4.5"), ("4.50", "4.5"), ("0", "0"), ("5", "5"), ("4.", "4"), (".5", "0.5"),
        ("4/5", "4"), ("4 / 5", "4"), ("4 out of 5", "4"), ("4.5/5", "4.5"), ("four", "4"), ("Four out of five", "4"),
        ("4 points", "4"), ("1 point", "1"), ("4 pts", "4"), ("3½", "3.5"), ("½", "0.5"), ("**4**", "4"), ("(3)", "3"),
        ("４", "4"),
    ],
)  # fmt: skip
def test_typed_points_of_one_number(text: str, points: str) -> None:
    typed = typed_points(text, NEED)
    assert (typed.points, typed.problem) == (Decimal(points), "")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", f"Need: no points were given. {_GIVE}"),
        ("n/a", f"Need: no points were given (it says “n/a”). {_GIVE}"),
        ("–", f"Need: no points were given (it says “–”). {_GIVE}"),
        ("6", f"Need: “6” is not on the scale. {_GIVE}"),
        ("-1", f"Need: “-1” is not on the scale. {_GIVE}"),
        ("45", f"Need: “45” is not on the scale. {_GIVE}"),
        ("4/10", f"Need: “4/10” is out of 10. {_GIVE}"),
        ("4 of the 5", f"Need: “4 of the 5” is not one number. {_GIVE}"),
        ("3-4", f"Need: “3-4” is not one number. {_GIVE}"),
        ("3 or 4", f"Need: “3 or 4” is not one number. {_GIVE}"),
        ("4,5", f"Need: “4,5” is not one number. {_GIVE}"),
        ("80%", f"Need: “80%” is not one number. {_GIVE}"),
        ("4+", f"Need: “4+” is not one number. {_GIVE}"),
        ("high", f"Need: “high” is not one number. {_GIVE}"),
        ("=2+2", f"Need: “=2+2” is not one number. {_GIVE}"),
        ("4 May 2014", f"Need: “4 May 2014” is not one number. {_GIVE}"),
        ("1e0", f"Need: “1e0” is not one number. {_GIVE}"),
        ("NaN", f"Need: “NaN” is not one number. {_GIVE}"),
        ("4.125", f"Need: “4.125” has more than 2 decimal places. {_GIVE}"),
        ("9" * 400, f"Need: “{'9' * 59}…” is not one number. {_GIVE}"),
    ],
)
def test_typed_points_that_are_not_clear(text: str, problem: str) -> None:
    typed = typed_points(text, NEED)
    assert (typed.points, typed.problem) == (None, problem)


def test_typed_points_out_of_the_criterions_own_most() -> None:
    assert typed_points("8/10", TEAM).points == Decimal(8)
    assert typed_points("4/5", TEAM).problem == "Team & skills: “4/5” is out of 5. Please give one number from 0 to 10."


@pytest.mark.parametrize(
    ("name", "criterion"),
    [
        ("Need", NEED), ("need", NEED), (" NEED. ", NEED), ("value", VALUE), ("Value for", VALUE),
        ("Value-for-money", VALUE), ("Team and skills", TEAM), ("TEAM & SKILLS", TEAM), ("team", TEAM),
        ("", None), ("Nee", None), ("Quality", None), ("Need and value", None),
    ],
)  # fmt: skip
def test_criterion_called_by_title_key_or_beginning(name: str, criterion: object) -> None:
    assert criterion_called(name, PANEL.criteria) is criterion


def test_panel_of_a_programme_without_one() -> None:
    try:
        programme = load("tests/packs/civic-repair")
    except ProgrammeError:  # pragma: no cover
        pytest.fail("the pack is sound")
    with pytest.raises(NoPanelError, match="has no"):
        panel_of(programme)
