"""How a member of staff gives orders: by the links in letters, within office hours, each thing once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from intake.round.programme import Programme
from intake.simulation import mails
from intake.simulation.actors.hours import working
from intake.simulation.deeds import Deed, Ledger, Sending
from intake.simulation.mails import Mail, Person
from intake.simulation.reading import Letter, Link

_REFERENCE = re.compile(r"[A-Z][A-Z0-9-]*-\d{4,}")
#: Staff know that codes are good for two weeks, and leave older ones alone.
_GOOD_FOR = timedelta(days=12)
_QUICKEST, _SLOWEST = 600, 5400  # seconds between reading and writing


@dataclass(slots=True)
class Giver:
    """Somebody who gives orders: which links they have, what they mean to do with a case, what they have done."""

    programme: Programme
    person: Person
    ledger: Ledger
    rng: Random
    _shows: dict[str, tuple[Link, datetime]] = field(default_factory=dict)
    _meant: dict[str, tuple[str, str]] = field(default_factory=dict)
    _handled: set[tuple[str, str]] = field(default_factory=set)

    def keeps(self, letter: Letter) -> None:
        """Keeps the links with which the letter about a case is asked for; newer ones in place of older."""
        for link in letter.links_asking("Show "):
            self._shows[link.asks.removeprefix("Show ")] = (link, letter.at)

    def once(self, what: str, about: str) -> bool:
        """Whether this is done for the first time."""
        new = (what, about) not in self._handled
        self._handled.add((what, about))
        return new

    def to_case(self, since: datetime, reference: str, action: str, text: str) -> Iterator[Deed]:
        """Asks for the letter about a case, to do something once it comes."""
        link, came = self._shows.get(reference, (None, since))
        if link is not None and since - came < _GOOD_FOR and self.once(action, reference):
            self._meant[reference] = (action, text)
            del self._shows[reference]  # its code is good once
            yield self.order(link, since)

    def meant(self, reference: str) -> tuple[str, str]:
        """What was to be done once the letter about a case has come, and with which words; "" for nothing."""
        return self._meant.pop(reference, ("", ""))

    def order(self, link: Link, since: datetime, text: str = "") -> Sending:
        """The mail that a link opens, sent some while after ``since``."""

        def write(at: datetime) -> Mail:
            mail = mails.ordered(self.person, url=link.url, at=at, text=text, about="order")
            self.ledger.orders.append(mail.message_id)
            return mail

        delay = timedelta(seconds=self.rng.randint(_QUICKEST, _SLOWEST))
        return Sending(at=working(since + delay, self.programme.zone), write=write)


def part(text: str, heading: str) -> str:
    """What stands under a heading of a letter, up to the next."""
    lines = text.splitlines()
    starts = [place for place, line in enumerate(lines) if line.strip() == heading]
    if not starts:
        return ""
    rest = lines[starts[0] + 1 :]
    ends = (place for place, line in enumerate(rest) if line == line.upper() and line[:1].isalpha())
    return "\n".join(rest[: next(ends, len(rest))])


def items(text: str) -> list[str]:
    """The items of a list, each with the lines below it."""
    return re.split(r"(?m)^- ", text)[1:]


def references_of(text: str) -> list[str]:
    """The references that the items of a list begin with, each once."""
    found = (re.match(rf"({_REFERENCE.pattern}):", item) for item in items(text))
    return list(dict.fromkeys(item[1] for item in found if item))


def references_in(text: str) -> list[str]:
    """All references in a text, each once, in order."""
    return list(dict.fromkeys(_REFERENCE.findall(text)))
