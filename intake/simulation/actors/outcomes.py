"""The end of the round as the office decides it: who is selected, in reserve, or not; free places; the welcome."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from intake.simulation.actors.chores import rule_by_hand
from intake.simulation.actors.giving import Giver
from intake.simulation.deeds import ByHand, Deed
from intake.simulation.reading import Letter

_RESERVES = 3
#: How long after the outcome the work is begun, and after that the reserve list is closed.
_WELCOME_AFTER, _CLOSE_AFTER = timedelta(days=4), timedelta(days=3)
_AN_HOUR = timedelta(hours=1)
_RULINGS = ("Select", "Put on the reserve list", "Do not select")
#: What each is called at the command line.
_COMMANDS = dict(zip(_RULINGS, ("select", "reserve", "not-selected"), strict=True))


@dataclass(slots=True)
class Outcomes:
    """What the office has decided, and what it still waits for; ``plan`` has the letters of the outcome planned."""

    giver: Giver
    plan: Callable[[datetime], Iterator[Deed]]
    began: datetime | None = None
    _undecided: set[str] = field(default_factory=set)
    _reserves: list[str] = field(default_factory=list)
    _places_free: int = 0
    _offered: Letter | None = None

    def decide(self, since: datetime, order: Sequence[str], *, absent: Sequence[str]) -> Iterator[Deed]:
        """In this order: as many as there are places for, a few in reserve, the others not; and not the ``absent``."""
        self.began = since
        places = min(self.giver.programme.places or len(order), max(1, len(order) // 2))
        for place, reference in enumerate((*order, *absent)):
            text = ""
            ruling = _RULINGS[0] if place < places else _RULINGS[1] if place < places + _RESERVES else _RULINGS[2]
            if reference in absent:
                ruling = _RULINGS[2]
            if ruling == _RULINGS[1]:
                self._reserves.append(reference)
            elif ruling == _RULINGS[2]:
                text = "Others made a stronger case at interview."
            yield from self._rule(since, reference, ruling, text)

    def _rule(self, since: datetime, reference: str, ruling: str, text: str) -> Iterator[Deed]:
        """By the letter about the case, or at the command line where there is no link to ask for it."""
        deeds = list(self.giver.to_case(since, reference, ruling, text))
        if deeds:
            self._undecided.add(reference)
            yield from deeds
            return
        yield self._by_hand(since, reference, ruling, text)

    def _by_hand(self, since: datetime, reference: str, ruling: str, text: str) -> ByHand:
        do = rule_by_hand(_COMMANDS[ruling], reference, text, member=self.giver.person.email)
        return ByHand(at=since + timedelta(minutes=20), what="cases ruled on", do=do)

    def settled(self, letter: Letter) -> Iterator[Deed]:
        """What was meant of a case is noted, or cannot be; after the last that was waited for letters are planned."""
        waited = letter.reference in self._undecided
        self._undecided.discard(letter.reference)
        if waited and not self._undecided:
            yield from self.plan(letter.at + _AN_HOUR)

    def about_case(self, letter: Letter) -> Iterator[Deed]:
        """The letter about a case has come: does what was meant, or gives a free place to the first in reserve."""
        reference, giver = letter.reference, self.giver
        action, text = giver.meant(reference)
        self._offered = None if action else letter
        if not action and self._places_free and letter.link(f"Select {reference}"):
            self._places_free -= 1
            self._offered = None
            self._reserves = [item for item in self._reserves if item != reference]
            self._undecided.add(reference)
            action = "Select"
        if action == "Select":
            text = "Subject to a first meeting."
        link = letter.link(f"{action} {reference}") if action else None
        if link is not None:
            yield giver.order(link, letter.at, text)
        elif action:  # it cannot be ruled so any more
            yield from self.settled(letter)

    def withdrew(self, letter: Letter) -> Iterator[Deed]:
        """An applicant withdrew: where a place falls free by it, the letter about the first in reserve is acted on."""
        yield from self.settled(letter)
        self._reserves = [item for item in self._reserves if item != letter.reference]
        self._places_free += "It was selected before" in " ".join(letter.text.split())
        if self._offered is not None:  # it came just before
            yield from self.about_case(self._offered)

    def refused(self, letter: Letter) -> Iterator[Deed]:
        """The letter about a case could not be had: what was meant is done at the command line."""
        action, text = self.giver.meant(letter.reference)
        if action in _COMMANDS:
            yield self._by_hand(letter.at, letter.reference, action, text)
            yield from self.settled(letter)

    def may_welcome(self, at: datetime) -> bool:
        """Whether it is time to tell those selected how the work begins."""
        return self.began is not None and not self._undecided and at > self.began + _WELCOME_AFTER

    def close(self, at: datetime) -> Iterator[Deed]:
        """At last those who are still in reserve are not selected."""
        if not self.may_welcome(at - _CLOSE_AFTER):
            return
        for reference in self._reserves:
            yield from self._rule(at, reference, "Do not select", "No place has fallen free.")
        self._reserves = []
