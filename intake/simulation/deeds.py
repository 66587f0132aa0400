"""What people do, and what is remembered of it: deeds with their times, and the ledger that the report is held against.

The ledger is the world's own memory. Nothing in it comes from the service's books.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Protocol

from intake.service import Service
from intake.simulation.answers import Answers
from intake.simulation.mails import Mail
from intake.simulation.reading import Letter


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """A mail that reaches the service at ``at`` (aware); it is written when its time comes, or (None) not after all."""

    at: datetime
    write: Callable[[datetime], Mail | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class ByHand:
    """Something done at the command line, for want of a way by mail: ``what`` in words, and the command's function."""

    at: datetime
    what: str
    do: Callable[[Service, datetime], None]


Deed = Sending | ByHand


class Actor(Protocol):
    """Somebody with a mailbox."""

    @property
    def addresses(self) -> tuple[str, ...]:
        """Where they get mail, in lower case."""

    def begins(self) -> Iterable[Deed]:
        """What they do of their own accord."""

    def reads(self, letter: Letter) -> Iterable[Deed]:
        """What they do about a letter that has just come."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A mail that was sent to the service, and when it came."""

    at: datetime
    mail: Mail


@dataclass(frozen=True, slots=True)
class FormSent:
    """A form that a council sent."""

    at: datetime
    answers: Answers


@dataclass(slots=True)
class Ledger:
    """What happened in the world.

    ``forms`` are by the council's name. ``scores`` are the points that assessors meant to give in the end, by
    (reference, assessor, criterion); ``conflicts`` are (reference, assessor). ``admitted`` are references whose late
    form staff admitted. ``gave_up`` is the council that withdrew once selected. ``orders`` and ``forgeries`` are
    Message-IDs of orders that staff gave, and of orders that nobody gave or that were given before; ``refusals`` are
    the letters that say why an order was not obeyed.
    """

    sent: list[Sent] = field(default_factory=list)
    forms: dict[str, list[FormSent]] = field(default_factory=dict)
    withdrawn: set[str] = field(default_factory=set)
    gave_up: str = ""
    scores: dict[tuple[str, str, str], Decimal] = field(default_factory=dict)
    conflicts: set[tuple[str, str]] = field(default_factory=set)
    admitted: set[str] = field(default_factory=set)
    orders: list[str] = field(default_factory=list)
    forgeries: list[str] = field(default_factory=list)
    refusals: list[Letter] = field(default_factory=list)
    by_hand: list[tuple[datetime, str]] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    strangers: list[Letter] = field(default_factory=list)
    bounced: set[str] = field(default_factory=set)

    def count(self, about: str) -> int:
        """How many mails of a sort were sent."""
        return sum(item.mail.about == about for item in self.sent)
