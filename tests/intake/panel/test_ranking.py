"""The sums of the panel, held to an independent computation; ties, missing scores, and what to talk about."""

from __future__ import annotations

import statistics
from collections import defaultdict
from decimal import Decimal

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intake.panel.comments import comment_sheet
from intake.panel.ranking import Given, Result, ranking, short, weighted_score
from intake.round.panel import Panel
from tests.intake.panel.panels import NEED, PANEL, TEAM, VALUE

_PLAIN = Panel(criteria=(NEED,), spread=Decimal(2))


def one(reference: str, assessor: str, points: str, *, criterion: str = "need", order: int = 0) -> Given:
    return Given(reference=reference, assessor=assessor, criterion=criterion, points=Decimal(points), order=order)


def plain_ranking(*scores: tuple[str, str], panel: Panel = _PLAIN, places: int | None = None) -> tuple[Result, ...]:
    """A ranking by one criterion: reference and the points of its assessors, "-" where one is missing."""
    assigned = [(reference, f"a{number}") for reference, line in scores for number, _ in enumerate(line.split())]
    points = [
        one(reference, f"a{number}", text)
        for reference, line in scores
        for number, text in enumerate(line.split())
        if text != "-"
    ]
    return ranking(panel, [reference for reference, _ in scores], assigned=assigned, given=points, places=places)


def test_weighted_score_brings_every_scale_to_the_panels() -> None:
    # 50 of 100 for 4 of 5, 30 for 3 of 5, 20 for 8 of 10: 2 + 0.9 + 0.8 points of 5.
    points = {"need": Decimal(4), "value": Decimal(3), "team": Decimal(8)}
    assert weighted_score(PANEL, points) == Decimal("3.7")
    assert weighted_score(PANEL, {"need": Decimal(4), "value": Decimal(3)}) is None


def test_ties_are_shown_as_in_competitions() -> None:
    found = plain_ranking(("A", "3 3"), ("B", "4 4"), ("C", "2 4"), ("D", "1 1"), ("E", "3 3"))
    assert [(item.reference, item.rank, item.tied) for item in found] == [
        ("B", 1, False), ("A", 2, True), ("C", 2, True), ("E", 2, True), ("D", 5, False),
    ]  # fmt: skip


def test_thirds_tie_with_what_equals_them() -> None:
    found = plain_ranking(("A", "1 1 2"), ("B", "2 1 1"), ("C", "1.33 1.33 1.33"))
    assert [(item.reference, item.rank, item.mean) for item in found] == [
        ("A", 1, Decimal("1.3333")), ("B", 1, Decimal("1.3333")), ("C", 3, Decimal("1.3300")),
    ]  # fmt: skip


def test_missing_scores_are_shown_and_not_invented() -> None:
    found = plain_ranking(("A", "- -"), ("B", "2 -"), ("C", "1 3"), ("D", ""))
    assert [(item.reference, item.rank, item.mean, item.complete) for item in found] == [
        ("B", 1, Decimal("2.0000"), False),
        ("C", 1, Decimal("2.0000"), True),
        ("A", None, None, False),
        ("D", None, None, False),
    ]
    assert [mark.missing for mark in found[0].marks] == [(), ("need",)]
    assert (found[2].median, found[2].spread, found[2].deviation) == (None, None, None)


def test_half_a_scoresheet_counts_for_nothing_but_is_shown() -> None:
    given_points = [one("A", "x", "4"), one("A", "x", "5", criterion="value")]
    (found,) = ranking(PANEL, ["A"], assigned=[("A", "x")], given=given_points)
    (mark,) = found.marks
    assert (mark.weighted, mark.missing, mark.points) == (None, ("team",), {"need": Decimal(4), "value": Decimal(5)})
    assert (found.rank, [item.mean for item in found.criteria]) == (None, [Decimal(4), Decimal(5), None])


def test_newest_score_of_an_assessor_counts_and_only_of_those_assigned() -> None:
    points = [one("A", "x", "1", order=1), one("A", "x", "4", order=3), one("A", "x", "2", order=2), one("A", "y", "5")]
    (found,) = ranking(_PLAIN, ["A"], assigned=[("A", "x")], given=points)
    assert (found.mean, [mark.assessor for mark in found.marks]) == (Decimal(4), ["x"])


def test_spread_at_the_limit_is_to_be_discussed() -> None:
    found = plain_ranking(("A", "2 4"), ("B", "2 3.99"), ("C", "5"))
    assert {item.reference: item.discuss for item in found} == {
        "A": ("The assessors are 2 points apart (2 to 4).",), "B": (), "C": (),
    }  # fmt: skip


def test_what_lies_on_the_border_is_to_be_discussed() -> None:
    found = plain_ranking(("A", "5 5"), ("B", "4 3"), ("C", "3.5 3.5"), ("D", "3 2.5"), ("E", "2 3.6"), places=2)
    assert {item.reference: item.discuss for item in found} == {
        "A": (),
        "B": ("It is tied across the border of 2 places.",),
        "C": ("It is tied across the border of 2 places.",),
        "D": (),
        "E": ("It is outside the 2 places, but one assessor's score alone would put it within.",),
    }
    found = plain_ranking(("A", "5 5"), ("B", "4 3.2"), ("C", "3.5 3.4"), places=2)
    assert [item.discuss for item in found] == [
        (), ("It is within the 2 places, but one assessor's score alone would put it outside.",), (),
    ]  # fmt: skip


@pytest.mark.parametrize("places", [None, 3, 10])
def test_without_a_border_nothing_lies_on_it(places: int | None) -> None:
    assert [item.discuss for item in plain_ranking(("A", "3"), ("B", "3"), ("C", "3"), places=places)] == [(), (), ()]


def test_short_is_to_two_decimals() -> None:
    assert [short(value) for value in (None, Decimal("3.6667"), Decimal("4.0000"), Decimal("0.0000"))] == [
        "", "3.67", "4", "0",
    ]  # fmt: skip


_POINTS = st.integers(0, 500).map(lambda number: Decimal(number) / 100)


@settings(max_examples=60)
@given(st.lists(st.lists(st.tuples(_POINTS, _POINTS, _POINTS), min_size=1, max_size=4), min_size=1, max_size=12))
def test_sums_and_ranks_equal_an_independent_computation(rounds: list[list[tuple[Decimal, ...]]]) -> None:
    references = [f"DD-{number:04d}" for number in range(len(rounds))]
    points, assigned, scores = [], [], defaultdict(list)
    for reference, assessors in zip(references, rounds, strict=True):
        for number, row in enumerate(assessors):
            assigned.append((reference, f"a{number}"))
            points += [
                one(reference, f"a{number}", str(value), criterion=key)
                for key, value in zip(("need", "value", "team"), row, strict=True)
            ]
            scores[reference].append(
                float(np.average([float(row[0]), float(row[1]), float(row[2]) / 2], weights=[50, 30, 20]))
            )
    found = {item.reference: item for item in ranking(PANEL, references, assigned=assigned, given=points)}
    means = {reference: np.mean(values) for reference, values in scores.items()}
    for reference, values in scores.items():
        item = found[reference]
        assert item.mean is not None
        assert item.median is not None
        assert item.spread is not None
        assert item.deviation is not None
        np.testing.assert_allclose(float(item.mean), means[reference], atol=6e-5)
        np.testing.assert_allclose(float(item.median), statistics.median(values), atol=6e-5)
        np.testing.assert_allclose(float(item.spread), np.ptp(values), atol=6e-5)
        np.testing.assert_allclose(float(item.deviation), np.std(values), atol=6e-5)
        above = sum(other > means[reference] + 1e-9 for other in means.values())
        assert item.rank == above + 1


def test_comment_sheet_with_and_without_names() -> None:
    points = [
        Given(reference="A", assessor="y@x.example", criterion="need", points=Decimal(3), comment="Thin.", order=1),
        Given(reference="A", assessor="y@x.example", criterion="need", points=Decimal(4), comment="Better.", order=2),
        Given(reference="A", assessor="b@x.example", criterion="need", points=Decimal(5), comment="Strong."),
        Given(reference="A", assessor="y@x.example", criterion="team", points=Decimal(8)),
        Given(reference="B", assessor="a@x.example", criterion="need", points=Decimal(1), comment="Other case."),
    ]
    sheet = comment_sheet(PANEL, "A", points)
    assert [group.criterion for group in sheet.groups] == [NEED, VALUE, TEAM]
    assert [[(line.assessor, line.points, line.comment) for line in group.lines] for group in sheet.groups] == [
        [("b@x.example", Decimal(5), "Strong."), ("y@x.example", Decimal(4), "Better.")],
        [],
        [("y@x.example", Decimal(8), "")],
    ]
    unnamed = comment_sheet(PANEL, "A", points, named=False)
    assert [[line.assessor for line in group.lines] for group in unnamed.groups] == [
        ["Assessor 1", "Assessor 2"], [], ["Assessor 2"],
    ]  # fmt: skip
