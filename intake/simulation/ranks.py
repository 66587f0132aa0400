"""The ranking computed once more, from the scores that the assessors meant to give, with none of the service's sums."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from fractions import Fraction

from intake.round.panel import Panel
from intake.simulation.deeds import Ledger

_SHOWN = Decimal("0.0001")


def ranks_of(panel: Panel, ledger: Ledger, *, among: Collection[str]) -> dict[str, tuple[int, Decimal]]:
    """Reference → its rank and mean (four decimals), of those ``among`` that at least one assessor scored in full."""
    sheets: dict[tuple[str, str], dict[str, Decimal]] = {}
    for (reference, assessor, criterion), points in ledger.scores.items():
        if reference in among and (reference, assessor) not in ledger.conflicts:
            sheets.setdefault((reference, assessor), {})[criterion] = points
    totals: dict[str, list[Fraction]] = {}
    for (reference, _), points_by in sheets.items():
        totals.setdefault(reference, []).append(_weighted(panel, points_by))
    means = {reference: sum(found, Fraction(0)) / len(found) for reference, found in totals.items()}
    return {
        reference: (1 + sum(other > mean for other in means.values()), _shown(mean))
        for reference, mean in means.items()
    }


def _weighted(panel: Panel, points: dict[str, Decimal]) -> Fraction:
    """On the panel's own scale: each criterion's place on its scale, weighed."""
    weights = sum((Fraction(item.weight) for item in panel.criteria), Fraction(0))
    share = Fraction(0)
    for item in panel.criteria:
        place = (Fraction(points[item.key]) - Fraction(item.least)) / (Fraction(item.most) - Fraction(item.least))
        share += Fraction(item.weight) / weights * place
    return Fraction(panel.least) + share * (Fraction(panel.most) - Fraction(panel.least))


def _shown(value: Fraction) -> Decimal:
    return (Decimal(value.numerator) / Decimal(value.denominator)).quantize(_SHOWN)
