"""The programme office: reads the digest every morning and runs the round by the links in it.

It knows the programme's dates and what it has read. Only three things it does at the command line, for want of a way by
mail: sharing applications out to assessors, and settling mail and letters that the digest says need a person.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from intake.round.programme import Programme
from intake.simulation import mails
from intake.simulation.actors.chores import assign_evenly, close_held, letters_seen
from intake.simulation.actors.hours import working
from intake.simulation.deeds import ByHand, Deed, Ledger, Sending
from intake.simulation.mails import Mail, Person
from intake.simulation.reading import Letter, Link

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
_REFERENCE = re.compile(r"[A-Z][A-Z0-9-]*-\d{4,}")
_NOT_ELIGIBLE = ("may not be eligible", "not found in the list of bodies")
_RESERVES = 3
#: How long after the outcome the work is begun, and after that the reserve list is closed.
_WELCOME_AFTER, _CLOSE_AFTER = 4 * _DAY, 3 * _DAY


@dataclass(slots=True)
class Office:
    """The office's person who decides, and what they know."""

    programme: Programme
    person: Person
    mailbox: str
    ledger: Ledger
    rng: Random
    _shows: dict[str, Link] = field(default_factory=dict)
    _plans: dict[str, Link] = field(default_factory=dict)
    _planned: dict[str, datetime] = field(default_factory=dict)
    _meant: dict[str, tuple[str, str]] = field(default_factory=dict)
    _handled: set[tuple[str, str]] = field(default_factory=set)
    _applied: list[str] = field(default_factory=list)
    _ranked: list[str] = field(default_factory=list)
    _met: list[str] = field(default_factory=list)
    _undecided: set[str] = field(default_factory=set)
    _reserves: list[str] = field(default_factory=list)
    _places_free: int = 0
    _offered: Letter | None = None
    _outcome_at: datetime | None = None
    _welcomed: set[str] = field(default_factory=set)

    @property
    def addresses(self) -> tuple[str, ...]:
        """Theirs."""
        return (self.person.email,)

    def begins(self) -> Iterator[Deed]:
        """Applications are shared out to assessors on the days after the deadline, by hand."""
        panel, deadline = self.programme.panel, self.programme.deadline
        if panel is None or deadline is None:
            return
        last = panel.due or deadline + 7 * _DAY
        at = working(deadline + 20 * _HOUR, self.programme.zone)
        while at < last:
            yield ByHand(at=at, what="applications shared out to assessors", do=assign_evenly)
            at = working(at + _DAY, self.programme.zone)

    def reads(self, letter: Letter) -> Iterator[Deed]:
        """What the office does about a letter, by its subject."""
        for link in letter.links_asking("Show "):
            self._shows[link.asks.removeprefix("Show ")] = link
        subject = letter.subject
        if subject.startswith("Digest for"):
            yield from self._morning(letter)
        elif subject.startswith("The panel has scored"):
            self._ranked = list(dict.fromkeys(_REFERENCE.findall(letter.text)))
            yield from self._plan_shortlist(letter.at)
        elif subject.startswith("Done: "):
            yield from self._obeyed(letter)
        elif subject.startswith("Not done"):
            self.ledger.refusals.append(letter)
        elif " withdrew" in subject:
            self._places_free += "It was selected before" in " ".join(letter.text.split())
            if self._offered is not None:  # the letter about the first in reserve came just before
                yield from self._decides(self._offered)
        elif letter.links_asking("Move the interview "):
            yield from self._moves(letter)
        elif letter.links_asking("Interview was held "):
            yield from self._were_held(letter)
        elif letter.links_asking("Note "):
            yield from self._decides(letter)

    # --- the digest

    def _morning(self, letter: Letter) -> Iterator[Deed]:
        for link in letter.links_asking("Plan letters stage "):
            self._plans[link.asks.removeprefix("Plan letters stage ")] = link
        self._applied += [
            ref for ref in _references(_part(letter.text, "FORMS THAT CAME IN")) if ref not in self._applied
        ]
        yield from self._rules_on_lateness(letter)
        yield from self._looks_at_eligibility(letter)
        yield from self._asks_one(letter)
        yield from self._settles_by_hand(letter)
        deadline = self.programme.deadline
        if deadline is None or letter.at <= deadline:
            return
        for reference in _references(_part(letter.text, "INCOMPLETE APPLICATIONS")):
            yield from self._to_case(letter.at, reference, "Rule ineligible", "The form was not complete in time.")
        yield from self._stages(letter)

    def _rules_on_lateness(self, letter: Letter) -> Iterator[Deed]:
        for link in letter.links_asking("Admit the late form "):
            reference = link.asks.rpartition(" ")[2]
            if not self._once("late", reference):
                continue
            if self.rng.random() < 0.6:
                yield self._order(link, letter.at, "Your mail server kept it back; we have seen its log.")
                continue
            refusing = letter.link(f"Refuse the late form {reference}")
            if refusing is not None:
                self.ledger.refused.add(reference)
                yield self._order(refusing, letter.at, "")

    def _looks_at_eligibility(self, letter: Letter) -> Iterator[Deed]:
        for item in _items(_part(letter.text, "WAITING FOR A PERSON")):
            if any(words in " ".join(item.split()) for words in _NOT_ELIGIBLE):
                for reference in _references(item)[:1]:
                    why = "This round is for the bodies named in the guidance; yours is not among them."
                    yield from self._to_case(letter.at, reference, "Rule ineligible", why)

    def _asks_one(self, letter: Letter) -> Iterator[Deed]:
        """Now and then an application raises a question."""
        came = _references(_part(letter.text, "FORMS THAT CAME IN"))
        for reference in came:
            if self.rng.random() < 0.03:
                question = "Has your cabinet agreed to the application?"
                yield from self._to_case(letter.at, reference, "Ask the applicant", question)

    def _settles_by_hand(self, letter: Letter) -> Iterator[Deed]:
        at = letter.at + 2 * _HOUR
        held = re.findall(r"intake requeue (\d+)", _part(letter.text, "WAITING FOR A PERSON"))
        if held:
            yield ByHand(
                at=at, what="held mail settled", do=close_held([int(number) for number in dict.fromkeys(held)])
            )
        troubled = re.findall(r"^- Letter (\d+)", _part(letter.text, "LETTERS IN TROUBLE"), re.MULTILINE)
        if troubled:
            yield ByHand(at=at, what="letters that came back noted", do=letters_seen([int(item) for item in troubled]))

    def _to_case(self, at: datetime, reference: str, action: str, text: str) -> Iterator[Deed]:
        """Asks for the letter about a case, to do something once it comes."""
        link = self._shows.get(reference)
        if link is not None and self._once(action, reference):
            self._meant[reference] = (action, text)
            yield self._order(link, at, "")

    # --- stages

    def _stages(self, letter: Letter) -> Iterator[Deed]:
        programme, at = self.programme, letter.at
        due = programme.panel.due if programme.panel else programme.deadline
        if due is not None and at > due + (12 * _HOUR if programme.panel else 2 * _DAY):
            yield from self._plan_shortlist(at)
        if "invite" in self._plans and letter.links_asking("Plan letters stage invite"):
            yield from self._plan("invite", at, "", again_after=20 * _HOUR)
        if not letter.links_asking("Plan letters stage outcome"):
            yield from self._after_outcomes(letter)
            return
        over = programme.interviews is None or at.date() > programme.interviews.last_day
        if over and self._outcome_at is None:
            yield from self._decides_outcomes(at)
        yield from self._after_outcomes(letter)

    def _plan_shortlist(self, at: datetime) -> Iterator[Deed]:
        if "shortlist" in self._planned or "shortlist" not in self._plans:
            return
        known = len(self._ranked or self._applied)
        number = max(2, min(2 * (self.programme.places or known), known // 2))
        if self.programme.panel is not None:
            text = f"first {number}, decline others"
        else:
            text = f"{' '.join(self.rng.sample(self._applied, number))}\ndecline others"
        yield from self._plan("shortlist", at, text)

    def _plan(self, stage: str, at: datetime, text: str, *, again_after: timedelta | None = None) -> Iterator[Deed]:
        before = self._planned.get(stage)
        if before is not None and (again_after is None or at < before + again_after):
            return
        self._planned[stage] = at
        yield self._order(self._plans[stage], at, text)

    def _decides_outcomes(self, at: datetime) -> Iterator[Deed]:
        """By the panel's ranking: as many as there are places and money for, a few in reserve, the others not."""
        self._outcome_at = at
        order = [ref for ref in self._ranked if ref in self._met] + [
            ref for ref in self._met if ref not in self._ranked
        ]
        places = min(self.programme.places or len(order), max(1, len(order) // 2))
        for place, reference in enumerate(order):
            if place < places:
                action = ("Select", "")
            elif place < places + _RESERVES:
                action = ("Put on the reserve list", "")
                self._reserves.append(reference)
            else:
                action = ("Do not select", "Others made a stronger case at interview.")
            self._undecided.add(reference)
            yield from self._to_case(at, reference, *action)

    def _after_outcomes(self, letter: Letter) -> Iterator[Deed]:
        """A drawn reserve is told, those selected are welcomed, and at last the reserve list is closed."""
        at, began = letter.at, self._outcome_at
        if began is None or self._undecided:
            return
        if self._places_free == 0 and letter.links_asking("Plan letters stage welcome") and at > began + _WELCOME_AFTER:
            yield from self._plan("welcome", at, "")
        if at > began + _WELCOME_AFTER + _CLOSE_AFTER:
            for reference in self._reserves:
                yield from self._to_case(at, reference, "Do not select", "No place has fallen free.")
                self._undecided.add(reference)
            self._reserves = []

    # --- one case

    def _decides(self, letter: Letter) -> Iterator[Deed]:
        """The letter about a case has come: does what was meant, or gives a free place to the first in reserve."""
        reference = letter.reference
        self._offered = None if reference in self._meant else letter
        action, text = self._meant.pop(reference, ("", ""))
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
            yield self._order(link, letter.at, text)
        else:
            self._undecided.discard(reference)

    def _obeyed(self, letter: Letter) -> Iterator[Deed]:
        """An order was carried out; when the last outcome is decided, its letters are planned."""
        for action in ("Select", "Put on the reserve list", "Do not select"):
            if letter.subject.startswith(f"Done: {action} "):
                self._undecided.discard(letter.reference)
                if not self._undecided and "outcome" in self._plans:
                    yield self._order(self._plans["outcome"], letter.at + _HOUR, "")

    def _moves(self, letter: Letter) -> Iterator[Deed]:
        """An applicant cannot come: gives it one of the free slots in the letter."""
        free = re.findall(r"Slot (\d+):", letter.text)
        for link in letter.links_asking("Move the interview "):
            if free and self._once("moved", letter.message_id + link.asks):
                slot = free.pop(self.rng.randrange(len(free)))
                yield self._order(link, letter.at, f"{slot}\nWe hope that this suits you better.")

    def _were_held(self, letter: Letter) -> Iterator[Deed]:
        for link in letter.links_asking("Interview was held "):
            reference = link.asks.rpartition(" ")[2]
            if not self._once("held", reference):
                continue
            absent = letter.link(f"Nobody came to interview {reference}")
            nobody = absent is not None and self.rng.random() < 0.04
            if reference not in self._met:
                self._met.append(reference)
            yield self._order(absent if nobody and absent else link, letter.at, "")

    def _once(self, what: str, reference: str) -> bool:
        """Whether this is done for the first time."""
        new = (what, reference) not in self._handled
        self._handled.add((what, reference))
        return new

    def _order(self, link: Link, since: datetime, text: str) -> Sending:
        def write(at: datetime) -> Mail:
            mail = mails.ordered(self.person, url=link.url, at=at, text=text, about="order")
            self.ledger.orders.append(mail.message_id)
            return mail

        delay = timedelta(seconds=self.rng.randint(600, 5400))
        return Sending(at=working(since + delay, self.programme.zone), write=write)


def _part(text: str, heading: str) -> str:
    """What stands under a heading of a letter, up to the next."""
    lines = text.splitlines()
    starts = [place for place, line in enumerate(lines) if line.strip() == heading]
    if not starts:
        return ""
    rest = lines[starts[0] + 1 :]
    end = next(
        (place for place, line in enumerate(rest) if line and line == line.upper() and line[0].isalpha()), len(rest)
    )
    return "\n".join(rest[:end])


def _items(part: str) -> list[str]:
    """The items of a list, each with the lines below it."""
    return re.split(r"(?m)^- ", part)[1:]


def _references(part: str) -> list[str]:
    """The references at the beginning of the items, each once."""
    found = (re.match(rf"({_REFERENCE.pattern}):", item) for item in _items(part))
    return list(dict.fromkeys(item[1] for item in found if item))
