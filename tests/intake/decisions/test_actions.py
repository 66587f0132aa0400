"""The table of actions: names, titles and subjects that cannot be mistaken for one another."""

from __future__ import annotations

import pytest

from intake.decisions.actions import ACTIONS, About, Text, about_of, action_about, spoken
from intake.decisions.errors import ActionSubjectError


def test_titles_are_all_different() -> None:
    assert len({action.title.lower() for action in ACTIONS.values()}) == len(ACTIONS)


@pytest.mark.parametrize("name", ACTIONS)
def test_action_that_takes_text_says_what_to_write(name: str) -> None:
    assert bool(ACTIONS[name].hint) is (ACTIONS[name].text is not Text.NONE)
    assert ACTIONS[name].sentence.endswith(".")


@pytest.mark.parametrize(
    ("subject", "about", "words"),
    [
        ("DD-0004", About.CASE, "DD-0004"),
        ("dd-x2-0004", About.CASE, "dd-x2-0004"),
        ("batch:3", About.BATCH, "batch 3"),
        ("order:17", About.ORDER, "order 17"),
        ("stage:shortlist", About.STAGE, "stage shortlist"),
        ("", About.NOTHING, ""),
        ("batch:", None, "batch "),
        ("DD", None, "DD"),
        ("letter:4", None, "letter 4"),
    ],
)
def test_subject_says_what_it_is_about(subject: str, about: About | None, words: str) -> None:
    assert about_of(subject) is about
    assert spoken(subject) == words


@pytest.mark.parametrize(
    ("name", "subject", "message"),
    [
        ("delete", "DD-0004", "There is no action called “delete”."),
        ("release", "DD-0004", "“Release” is about: batch; “DD-0004” is none."),
        ("shortlist", "", "“Shortlist” is about: case; “” is none."),
        ("undo", "", "“Undo” is about: batch or case or order; “” is none."),
    ],
)
def test_action_about_something_else_is_refused(name: str, subject: str, message: str) -> None:
    with pytest.raises(ActionSubjectError) as fault:
        action_about(name, subject)
    assert str(fault.value) == message


def test_action_about_what_it_may_be_is_found() -> None:
    assert action_about("undo", "order:17") is ACTIONS["undo"]
    assert action_about("scores", "DD-0004") is action_about("scores", "") is ACTIONS["scores"]
