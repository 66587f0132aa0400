"""What the points come to: each application's weighted mean, median and spread, its rank, and what to talk about.

Sums are exact (fractions; rounded to four decimals only when told), so applications tie when they are equal and not
when they round alike. What is missing is shown and never filled in. Nothing is decided here; people shortlist.
"""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction

from intake.panel.allocation import Pair
from intake.round.panel import Criterion, Panel, plain

_TOLD = Decimal("0.0001")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """The points and comment of one assessor on one criterion. Of two for the same the one of higher ``order`` counts.

    ``order`` is any number that grows with time, such as the row's id.
    """

    reference: str
    assessor: str
    criterion: str
    points: Decimal
    comment: str = ""
    order: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What one assessor gave one application: ``points`` by criterion, and what they come to.

    ``weighted`` is in points of the panel's scale, None while a criterion is ``missing``.
    """

    assessor: str
    points: Mapping[str, Decimal]
    missing: tuple[str, ...]
    weighted: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionResult:
    """All points on one criterion of one application, in the criterion's own points; None where nobody gave any."""

    criterion: str
    mean: Decimal | None
    spread: Decimal | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """One application. Means and spreads are of the assessors' weighted scores, in points of the panel's scale.

    ``spread`` is the highest less the lowest, ``deviation`` the population's standard deviation. ``rank`` is None
    where no assessor has scored every criterion; ``tied`` says that others have the same. ``complete``: every assessor
    assigned has scored everything. ``discuss`` are reasons to talk about it, as sentences.
    """

    reference: str
    rank: int | None
    tied: bool
    complete: bool
    mean: Decimal | None
    median: Decimal | None
    spread: Decimal | None
    deviation: Decimal | None
    marks: tuple[Mark, ...]
    criteria: tuple[CriterionResult, ...]
    discuss: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Sums:
    """One application before it is ranked, in exact numbers."""

    reference: str
    marks: tuple[Mark, ...]
    weighted: tuple[Fraction, ...]

    @property
    def mean(self) -> Fraction | None:
        return statistics.mean(self.weighted) if self.weighted else None


def ranking(
    panel: Panel,
    references: Sequence[str],
    *,
    assigned: Iterable[Pair],
    given: Iterable[Given],
    places: int | None = None,
) -> tuple[Result, ...]:
    """Every application of ``references``, best first, equal ones with equal rank (1, 2, 2, 4); unscored ones last.

    ``assigned`` are (reference, assessor) of those whose scores count and are waited for; scores of others are left
    out. ``places`` is how many may be chosen, for what lies on the border.
    """
    counting = newest(given)
    assessors: dict[str, list[str]] = {reference: [] for reference in references}
    for reference, assessor in sorted(set(assigned)):
        if reference in assessors:
            assessors[reference].append(assessor)
    sums = [_sums(panel, reference, assessors[reference], counting) for reference in dict.fromkeys(references)]
    # Python's sort is stable: equal ones, and unscored ones, stay in the order they came in.
    sums.sort(key=lambda item: (item.mean is None, -(item.mean or 0)))
    means = [item.mean for item in sums]
    results = []
    for item in sums:
        rank = None if item.mean is None else means.index(item.mean) + 1
        result = _result(panel, item, rank=rank, tied=rank is not None and means.count(item.mean) > 1)
        results.append(replace(result, discuss=tuple(_reasons(panel, item, result, means, places))))
    return tuple(results)


def newest(given: Iterable[Given]) -> dict[tuple[str, str, str], Given]:
    """Of every (reference, assessor, criterion) what counts: the newest."""
    found: dict[tuple[str, str, str], Given] = {}
    for item in given:
        key = (item.reference, item.assessor, item.criterion)
        if key not in found or item.order >= found[key].order:
            found[key] = item
    return found


def weighted_score(panel: Panel, points: Mapping[str, Decimal]) -> Fraction | None:
    """What one assessor's points come to on the panel's scale, exactly; None while a criterion is missing.

    Each criterion's points are brought from its own scale to the panel's and weighed by its part of all weights.
    """
    if any(criterion.key not in points for criterion in panel.criteria):
        return None
    shares = [(Fraction(item.weight), _share(item, points[item.key])) for item in panel.criteria]
    mean = sum((weight * share for weight, share in shares), Fraction(0)) / sum(weight for weight, _ in shares)
    return Fraction(panel.least) + mean * Fraction(panel.most - panel.least)


def _share(criterion: Criterion, points: Decimal) -> Fraction:
    """How far up its scale a criterion was scored, from 0 to 1."""
    return Fraction(points - criterion.least) / Fraction(criterion.most - criterion.least)


def _sums(
    panel: Panel, reference: str, assessors: Sequence[str], counting: Mapping[tuple[str, str, str], Given]
) -> _Sums:
    marks, weighted = [], []
    for assessor in assessors:
        points = {
            item.key: counting[reference, assessor, item.key].points
            for item in panel.criteria
            if (reference, assessor, item.key) in counting
        }
        score = weighted_score(panel, points)
        if score is not None:
            weighted.append(score)
        missing = tuple(item.key for item in panel.criteria if item.key not in points)
        marks.append(Mark(assessor=assessor, points=points, missing=missing, weighted=told(score)))
    return _Sums(reference, tuple(marks), tuple(weighted))


def _result(panel: Panel, item: _Sums, *, rank: int | None, tied: bool) -> Result:
    scores = item.weighted
    return Result(
        reference=item.reference,
        rank=rank,
        tied=tied,
        complete=bool(item.marks) and all(not mark.missing for mark in item.marks),
        mean=told(item.mean),
        median=told(statistics.median(scores)) if scores else None,
        spread=told(max(scores) - min(scores)) if scores else None,
        deviation=told(_deviation(scores)) if scores else None,
        marks=item.marks,
        criteria=tuple(_of_criterion(criterion, item.marks) for criterion in panel.criteria),
    )


def _of_criterion(criterion: Criterion, marks: Sequence[Mark]) -> CriterionResult:
    points = [Fraction(mark.points[criterion.key]) for mark in marks if criterion.key in mark.points]
    if not points:
        return CriterionResult(criterion=criterion.key, mean=None, spread=None)
    return CriterionResult(
        criterion=criterion.key, mean=told(statistics.mean(points)), spread=told(max(points) - min(points))
    )


def _reasons(
    panel: Panel, item: _Sums, result: Result, means: Sequence[Fraction | None], places: int | None
) -> Iterable[str]:
    """Why the panel should talk about an application."""
    scores = item.weighted
    if panel.spread is not None and len(scores) > 1 and max(scores) - min(scores) >= Fraction(panel.spread):
        low, high = told(min(scores)), told(max(scores))
        yield f"The assessors are {short(result.spread)} points apart ({short(low)} to {short(high)})."
    ranked = [mean for mean in means if mean is not None]
    if not places or len(ranked) <= places or item.mean is None:
        return
    last_in, first_out = ranked[places - 1], ranked[places]
    if item.mean == last_in == first_out:
        yield f"It is tied across the border of {places} places."
    elif item.mean >= last_in and min(scores) < first_out:
        yield f"It is within the {places} places, but one assessor's score alone would put it outside."
    elif item.mean < last_in and max(scores) > last_in:
        yield f"It is outside the {places} places, but one assessor's score alone would put it within."


def _deviation(scores: Sequence[Fraction]) -> Decimal:
    """The population's standard deviation; its square is exact."""
    variance = statistics.pvariance(scores)
    return (Decimal(variance.numerator) / Decimal(variance.denominator)).sqrt()


def told(value: Fraction | Decimal | None) -> Decimal | None:
    """An exact number to four decimals, as it is told and exported."""
    if value is None:
        return None
    exact = Decimal(value.numerator) / Decimal(value.denominator) if isinstance(value, Fraction) else value
    return exact.quantize(_TOLD)


def short(value: Decimal | None) -> str:
    """A score for reading, to two decimals: ``3.67``, ``4``; "" where there is none."""
    return "" if value is None else plain(value.quantize(Decimal("0.01")))
