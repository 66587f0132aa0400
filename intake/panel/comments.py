"""The comment sheet of an application: what assessors gave and wrote, by criterion, for the panel or the applicant."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from intake.panel.ranking import Given, newest
from intake.round.panel import Criterion, Panel


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentLine:
    """One assessor on one criterion. ``assessor`` is the address, or "Assessor 1" where names are left out."""

    assessor: str
    points: Decimal
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentGroup:
    """Everything on one criterion."""

    criterion: Criterion
    lines: tuple[CommentLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CommentSheet:
    """One application's points and comments, in the order of the criteria."""

    reference: str
    groups: tuple[CommentGroup, ...]


def comment_sheet(panel: Panel, reference: str, given: Iterable[Given], *, named: bool = True) -> CommentSheet:
    """The newest points and comments on an application; ``named`` says whether with the assessors' addresses.

    Without names an assessor has the same number throughout the sheet.
    """
    counting = {key: item for key, item in newest(given).items() if item.reference == reference}
    assessors = sorted({item.assessor for item in counting.values()})
    called = {address: address if named else f"Assessor {number}" for number, address in enumerate(assessors, 1)}
    groups = []
    for criterion in panel.criteria:
        items = (counting.get((reference, address, criterion.key)) for address in assessors)
        lines = tuple(
            CommentLine(assessor=called[item.assessor], points=item.points, comment=item.comment)
            for item in items
            if item
        )
        groups.append(CommentGroup(criterion=criterion, lines=lines))
    return CommentSheet(reference=reference, groups=tuple(groups))
