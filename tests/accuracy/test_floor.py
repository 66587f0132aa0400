"""The part of the accuracy benchmark that every change must pass: digital layouts, one case each, floors by family.

The floors are a few points under what was measured when they were last raised (docs/accuracy.md). They count both
halves of the corpus; raise them when the page says so, never lower them to let a change in.
"""

from __future__ import annotations

from functools import cache

import pytest

from tests.accuracy.run import Result, read_all
from tests.accuracy.score import Group
from tests.corpus.layouts.table import LAYOUTS, Converter
from tests.corpus.make import make, plan

#: Family of layouts → least share of filled answers read right.
FLOORS = {"body": 0.98, "pdf-flat": 0.955, "pdf-form": 0.975, "word": 0.98}

#: Least share of blank fields left blank, whatever the layout.
BLANK_FLOOR = 0.95


@cache
def _results(family: str) -> tuple[Result, ...]:
    names = [name for name, item in LAYOUTS.items() if item.family == family and item.converter is Converter.NONE]
    return tuple(read_all(make(plan(1, layouts=names))))


def _share(family: str, group: Group) -> float:
    marks = [mark.right for result in _results(family) for mark in result.marks if mark.group is group]
    return sum(marks) / len(marks)


@pytest.mark.parametrize("family", FLOORS)
def test_filled_answers_stay_above_the_floor(family: str) -> None:
    share = _share(family, Group.FILLED)
    assert share >= FLOORS[family], (
        f"{family}: {share:.1%} of filled answers right, at least {FLOORS[family]:.1%} wanted"
    )


@pytest.mark.parametrize("family", FLOORS)
def test_amounts_that_are_not_one_are_never_guessed(family: str) -> None:
    guessed = [
        (result.sample.name, mark.key, mark.written, mark.got)
        for result in _results(family)
        for mark in result.marks
        if mark.group is Group.UNCLEAR and result.found and not mark.right
    ]
    assert guessed == []


@pytest.mark.parametrize("family", FLOORS)
def test_blank_fields_stay_blank(family: str) -> None:
    assert _share(family, Group.BLANK) >= BLANK_FLOOR


def test_form_is_missed_in_at_most_one_file_of_a_hundred() -> None:
    results = [result for family in FLOORS for result in _results(family)]
    missed = [result.sample.name for result in results if not result.found]
    assert len(missed) <= len(results) / 100, missed
