"""Two computations of the ranking that share nothing come to the same."""

from __future__ import annotations

from decimal import Decimal
from random import Random

import pytest

from intake.panel.ranking import Given, ranking
from intake.round.programme import load
from intake.simulation.deeds import Ledger
from intake.simulation.ranks import ranks_of

PANEL = load("delivering-differently").panel


@pytest.mark.parametrize("seed", range(5))
def test_ranks_are_those_of_the_service(seed: int) -> None:
    assert PANEL is not None
    rng = Random(seed)
    ledger = Ledger()
    references = [f"DD-{number:04d}" for number in range(1, 31)]
    assigned = [(reference, assessor) for reference in references for assessor in rng.sample("abcdef", 2)]
    for reference, assessor in assigned:
        for criterion in PANEL.criteria:
            ledger.scores[reference, assessor, criterion.key] = Decimal(rng.randint(0, 10)) / 2
    given = [Given(reference=r, assessor=a, criterion=c, points=p) for (r, a, c), p in ledger.scores.items()]
    theirs = {
        item.reference: (item.rank, item.mean) for item in ranking(PANEL, references, assigned=assigned, given=given)
    }
    assert ranks_of(PANEL, ledger, among=set(references)) == theirs


def test_scores_of_a_conflicted_assessor_and_of_others_do_not_count() -> None:
    assert PANEL is not None
    ledger = Ledger()
    for reference, assessor, points in (("DD-0001", "a", 5), ("DD-0001", "b", 1), ("DD-0002", "a", 3)):
        for criterion in PANEL.criteria:
            ledger.scores[reference, assessor, criterion.key] = Decimal(points)
    ledger.conflicts.add(("DD-0001", "a"))
    assert ranks_of(PANEL, ledger, among={"DD-0001"}) == {"DD-0001": (1, Decimal("1.0000"))}
