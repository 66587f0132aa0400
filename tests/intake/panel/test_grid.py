"""The grid of scores in a mail: read back as people and their mail programs leave it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.panel.criteria import Scored
from intake.panel.grid import END, grid, read_grid
from intake.round.programme import load
from tests.intake.panel.panels import PANEL

_FILLED = """1. Need (0-5): 4
   Comment: Clear need.
2. Value for money (0-5): 3.5
   Comment: Costs are thin.
3. Team & skills (0-10): 8
   Comment:
"""
_HEADER = "From: Team\nSent: 17 February 2014\nTo: Jane\nSubject: Scores"
_GIVE = "Please give one number from 0 to 5."
_POINTS = {"need": Decimal(4), "value": Decimal("3.5"), "team": Decimal(8)}
_COMMENTS = {"need": "Clear need.", "value": "Costs are thin."}
_LETTER = f"Dear Jane,\n\nPlease fill in the points and reply.\n\n{grid(PANEL)}\n\nWith thanks,\nThe team\n"


def read(text: str) -> Scored:
    return read_grid(text, PANEL)


def messages(text: str) -> list[tuple[str, str]]:
    return [(problem.criterion, problem.message) for problem in read(text).problems]


def quoted(text: str) -> str:
    return "\n".join(f"> {line}" for line in text.splitlines())


def test_grid_is_a_line_for_points_and_one_for_a_comment() -> None:
    assert grid(PANEL).splitlines() == [
        "1. Need (0-5): ", "   Comment: ", "",
        "2. Value for money (0-5): ", "   Comment: ", "",
        "3. Team & skills (0-10): ", "   Comment: ", "", END,
    ]  # fmt: skip


def test_empty_grid_says_nothing_and_every_criterion_is_missing() -> None:
    for text in (grid(PANEL), quoted(_LETTER), f"Could I have until Friday?\n\n{quoted(_LETTER)}", ""):
        scored = read(text)
        assert [problem.criterion for problem in scored.problems] == ["need", "value", "team"]
        assert (scored.points, scored.comments) == ({}, {})
    assert messages("")[0] == ("need", "Need: no points were given. Please give one number from 0 to 5.")


@pytest.mark.parametrize(
    "text",
    [
        _FILLED,
        quoted(_FILLED),
        f"Hi,\n\nScores below.\n\nJane\n\nOn Mon, 17 Feb 2014 at 09:00, Team <t@x.example> wrote:\n{quoted(_FILLED)}",
        f"Here you are.\n\n{_HEADER}\n\nDear Jane,\n{_FILLED}{END}\n\nBye",
        f"{_FILLED}\nKind regards,\nJane Smith\nHead of Need: 3 offices\n\n{quoted(_LETTER)}",
        "Need: 4\nComment: Clear need.\nValue: 3.5\nComment: Costs are thin.\nTeam: 8",
        "Need 4\nComment: Clear need.\nValue for money - 3.5\nComments: Costs are thin.\nTeam and skills = 8/10",
        "1: 4\nComment: Clear need.\n2: 3.5\nComment: Costs are thin.\n3: 8",
        "1. 4\nComment: Clear need.\n2) 3.5\nComment: Costs are thin.\n3. 8",
        "3. Team & skills (0-10): 8\n2. Value for money (0-5): 3.5\nComment: Costs are thin.\n"
        "1. Need (0-5): 4\nComment: Clear need.",
        "1. Value for money: 3.5\nComment: Costs are thin.\n2. Team & skills: 8\n3. Need: 4\nComment: Clear need.",
        "need: four\ncomment on value: Costs are thin.\nvalue: 3½\nNeed comment: Clear need.\nteam: 8 out of 10",
        "• Need: 4 - Clear need.\n• Value for money: 3.5; Costs are thin.\n• Team & skills: 8",
        "1. Need (0-5):\n4\n   Comment:\nClear need.\n2. Value for money (0-5):\n3.5\n"
        "Costs are thin.\n3. Team & skills (0-10):\n8",
        "> 1. Need (0-5):\n4\n>    Comment:\nClear need.\n>\n> 2. Value for money (0-5):\n3.5 - Costs are thin.\n"
        "> 3. Team & skills\n> (0-10): 8",
        f"{_FILLED}\n{quoted(_FILLED)}",
    ],
)  # fmt: skip
def test_read_grid_however_it_was_filled_in(text: str) -> None:
    scored = read(text)
    assert (scored.problems, scored.points, scored.comments) == ((), _POINTS, _COMMENTS)


def test_own_lines_go_before_quoted_ones() -> None:
    scored = read(f"Need: 2\nComment: On reflection.\n\nOn Monday, Team wrote:\n{quoted(_FILLED)}")
    assert scored.points == {**_POINTS, "need": Decimal(2)}
    assert scored.comments == {**_COMMENTS, "need": "On reflection."}


def test_line_of_a_comment_that_begins_like_a_title_stays_a_comment() -> None:
    text = _FILLED.replace("Costs are thin.", "Costs are thin.\nNeed: well argued, all the same.")
    assert read(text).problems == ()
    assert read(text).comments["value"] == "Costs are thin. Need: well argued, all the same."


def test_comment_keeps_its_paragraphs_and_ends_with_the_grid() -> None:
    text = quoted(_FILLED.replace("Clear need.", "Clear need.\nAnd well evidenced.\n\nOne risk: staffing."))
    text += f"\n> {END}\n> Reply by 17 February.\n"
    assert read(text).comments["need"] == "Clear need. And well evidenced.\n\nOne risk: staffing."
    assert read(text).comments.keys() == {"need", "value"}


@pytest.mark.parametrize(
    ("line", "problem"),
    [
        ("1. Need (0-5): 6", ("need", f"Need: “6” is not on the scale. {_GIVE}")),
        ("1. Need (0-5): 3-4", ("need", f"Need: “3-4” is not one number. {_GIVE}")),
        ("1. Need (0-5): n/a", ("need", f"Need: no points were given (it says “n/a”). {_GIVE}")),
        ("1. Need (0-5):", ("need", f"Need: no points were given. {_GIVE}")),
        ("Need: 4\nNeed: 5", ("need", "Need: you gave “4” and “5”. Please give one number only.")),
        ("Need: 4\nNeed: high", ("need", f"Need: “high” is not one number. {_GIVE}")),
        ("Need: 6 - very good", ("need", f"Need: “6” is not on the scale. {_GIVE}")),
    ],
)  # fmt: skip
def test_wrong_points_are_told_precisely_and_never_taken(line: str, problem: tuple[str, str]) -> None:
    text = _FILLED.replace("1. Need (0-5): 4", line)
    assert messages(text) == [problem]
    assert read(text).points == {"value": Decimal("3.5"), "team": Decimal(8)}


def test_the_same_points_twice_are_no_problem() -> None:
    assert read(f"{_FILLED}\nNeed: 4.0").problems == ()


def test_unknown_criterion_is_told() -> None:
    assert messages(f"{_FILLED}4. Ambition: 3\n") == [("", "“4. Ambition: 3” names none of the criteria.")]


def test_long_titles_are_read_though_wrapped() -> None:
    panel = load("delivering-differently").panel
    assert panel is not None
    filled = grid(panel).replace("): ", "): 3").replace("and learning (0-5): 3", "and\n> learning (0-5): 3")
    assert read_grid(quoted(filled).replace("> > ", "> "), panel).points == {
        item.key: Decimal(3) for item in panel.criteria
    }


@given(st.lists(st.integers(0, 500), min_size=3, max_size=3), st.permutations([0, 1, 2]))
def test_what_is_written_in_is_what_is_read(hundredths: list[int], order: list[int]) -> None:
    points = [Decimal(number) / 100 for number in hundredths]
    blocks = grid(PANEL).removesuffix(END).strip().split("\n\n")
    filled = [block.replace("): ", f"): {points[place]}") for place, block in enumerate(blocks)]
    scored = read(quoted("\n\n".join(filled[place] for place in order)))
    assert scored.points == dict(zip(("need", "value", "team"), points, strict=True))


@given(st.text(max_size=400))
def test_any_text_is_read_without_an_error(text: str) -> None:
    scored = read(text)
    assert all(item.least <= scored.points.get(item.key, item.least) <= item.most for item in PANEL.criteria)
