"""How applications are assessed: criteria with weights and scales, the due date, as the pack's ``[panel]`` has it.

Values only: they are made and checked in `intake.round.pack_panel`; what assessors write is judged in `intake.panel`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal


def plain(number: Decimal) -> str:
    """A number of points as people write it, without zeros that say nothing: ``4``, ``3.5``."""
    return f"{number.normalize():f}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing that assessors give points for.

    Points go from ``least`` to ``most``, both included. ``weight`` is any positive number; what counts is its part of
    the sum of all. ``guidance`` tells assessors what to look for; ``fields`` are the keys of the questions it is about.
    """

    key: str
    title: str
    weight: Decimal
    least: Decimal
    most: Decimal
    guidance: str = ""
    fields: tuple[str, ...] = ()

    @property
    def scale(self) -> str:
        """The scale as people read it: ``0-5``."""
        return f"{plain(self.least)}-{plain(self.most)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """How a programme's applications are assessed.

    ``each`` is how many assessors read one application. ``due`` is the last instant for scores; reminders go
    ``reminder_days`` before it and ``overdue_days`` after it (whole days, the greatest first and the least first).
    ``identifying`` are the keys of the questions whose answers are left out where assessment is ``anonymous``.
    ``least`` and ``most`` are the panel's own scale, in which weighted scores are told whatever the scale of a
    criterion; ``spread`` is how many points of it two assessors may be apart before the panel should talk, None for
    any number.
    """

    criteria: tuple[Criterion, ...]
    each: int = 2
    due: datetime | None = None
    reminder_days: tuple[int, ...] = ()
    overdue_days: tuple[int, ...] = ()
    anonymous: bool = False
    identifying: tuple[str, ...] = ()
    least: Decimal = Decimal(0)
    most: Decimal = Decimal(5)
    spread: Decimal | None = None

    def criterion(self, key: str) -> Criterion | None:
        """The criterion with this key."""
        return next((item for item in self.criteria if item.key == key), None)

    def percent(self, criterion: Criterion) -> Decimal:
        """The weight of a criterion in per cent of all, to a tenth."""
        whole = sum((item.weight for item in self.criteria), Decimal(0))
        return (criterion.weight * 100 / whole).quantize(Decimal("0.1"))
