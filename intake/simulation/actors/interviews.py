"""Interviews as the office sees to them: those that cannot come get another slot, and each is noted as held or not."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from intake.simulation.actors.giving import Giver
from intake.simulation.deeds import Deed
from intake.simulation.reading import Letter, Link

_NOBODY_CAME = 0.04


@dataclass(slots=True)
class Interviews:
    """What the office knows of them: who ``met`` the panel, and of whom ``to_note`` is not confirmed yet."""

    giver: Giver
    met: list[str] = field(default_factory=list)
    to_note: set[str] = field(default_factory=set)
    _moving: dict[str, Link] = field(default_factory=dict)
    _free: list[str] = field(default_factory=list)

    def moves(self, letter: Letter) -> Iterator[Deed]:
        """An applicant cannot come: gives it one of the free slots in the letter."""
        self._free = re.findall(r"Slot (\d+):", letter.text)
        for link in letter.links_asking("Move the interview "):
            self._moving[link.asks.rpartition(" ")[2]] = link
            yield from self._move(link, letter.at)

    def refused(self, letter: Letter) -> Iterator[Deed]:
        """The slot was taken meanwhile: gives another, with the same code, which is still good."""
        link = self._moving.get(letter.reference)
        if link is not None and "Move the interview" in " ".join(letter.text.split()):
            yield from self._move(link, letter.at)

    def _move(self, link: Link, since: datetime) -> Iterator[Deed]:
        if self._free:
            slot = self._free.pop(self.giver.rng.randrange(len(self._free)))
            yield self.giver.order(link, since, f"{slot}\nWe hope that this suits you better.")

    def were_held(self, letter: Letter) -> Iterator[Deed]:
        """Says of each interview that is over whether it was held; now and then nobody came."""
        for link in letter.links_asking("Interview was held "):
            reference = link.asks.rpartition(" ")[2]
            if not self.giver.once("held", reference):
                continue
            self.to_note.add(reference)
            absent = letter.link(f"Nobody came to interview {reference}")
            if absent is not None and self.giver.rng.random() < _NOBODY_CAME:
                yield self.giver.order(absent, letter.at)
            else:
                self.met.append(reference)
                yield self.giver.order(link, letter.at)

    def noted(self, letter: Letter) -> None:
        """It is confirmed."""
        self.to_note.discard(letter.reference)
