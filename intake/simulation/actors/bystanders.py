"""The other members of staff: the second person who releases what leaves, those who only read, and a forger."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from zoneinfo import ZoneInfo

from intake.simulation import mails
from intake.simulation.actors.hours import working
from intake.simulation.deeds import Deed, Ledger, Sending
from intake.simulation.mails import Mail, Person
from intake.simulation.reading import Letter, Link


@dataclass(slots=True)
class Reader:
    """Somebody who reads and does nothing."""

    person: Person

    @property
    def addresses(self) -> tuple[str, ...]:
        """Theirs."""
        return (self.person.email,)

    def begins(self) -> Iterable[Deed]:
        """Nothing."""
        return ()

    def reads(self, letter: Letter) -> Iterable[Deed]:
        """Nothing follows."""
        return ()


@dataclass(slots=True)
class Second:
    """The second person, of another body: looks at what is staged and releases it.

    The first time somebody forges the release with the very code of the letter, and afterwards the real mail is sent
    twice, by a slip: neither may have an effect.
    """

    person: Person
    zone: ZoneInfo
    ledger: Ledger
    rng: Random

    @property
    def addresses(self) -> tuple[str, ...]:
        """Theirs."""
        return (self.person.email,)

    def begins(self) -> Iterable[Deed]:
        """Nothing: it waits for what is staged."""
        return ()

    def reads(self, letter: Letter) -> Iterator[Deed]:
        """Releases what the letter shows."""
        if letter.subject.startswith("Not done"):
            self.ledger.refusals.append(letter)
        if not letter.subject.startswith("To release: batch"):
            return
        for link in letter.links_asking("Release batch "):
            at = working(letter.at + timedelta(minutes=self.rng.randint(20, 90)), self.zone)
            if not self.ledger.forgeries:
                self.ledger.forgeries.append("")  # until it is written
                yield Sending(at=letter.at + timedelta(minutes=11), write=self._forged(link))
                yield Sending(at=at + timedelta(minutes=40), write=self._again(link))
            yield Sending(at=at, write=self._released(link))

    def _released(self, link: Link) -> _Writer:
        return _Writer(self, link)

    def _forged(self, link: Link) -> _Writer:
        return _Writer(self, link, forged=True)

    def _again(self, link: Link) -> _Writer:
        return _Writer(self, link, again=True)


@dataclass(frozen=True, slots=True)
class _Writer:
    """Writes the mail that releases a batch."""

    second: Second
    link: Link
    forged: bool = False
    again: bool = False

    def __call__(self, at: datetime) -> Mail:
        about = "forged order" if self.forged else "used code" if self.again else "order"
        mail = mails.ordered(self.second.person, url=self.link.url, at=at, about=about, forged=self.forged)
        ledger = self.second.ledger
        if self.forged:
            ledger.forgeries[:] = [mail.message_id]
        elif self.again:
            ledger.forgeries.append(mail.message_id)
        else:
            ledger.orders.append(mail.message_id)
        return mail
