"""The programme office: reads the digest every morning and runs the round by the links in it.

It knows the programme's dates and what it has read. A few things it does at the command line, for want of a way by
mail: sharing applications out to assessors, settling mail and letters that the digest says need a person, and ruling on
a case of which it has no letter any more.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from intake.round.programme import Programme
from intake.simulation.actors.chores import assign_evenly, close_held, letters_seen
from intake.simulation.actors.giving import Giver, items, part, references_in, references_of
from intake.simulation.actors.hours import working
from intake.simulation.actors.interviews import Interviews
from intake.simulation.actors.outcomes import Outcomes
from intake.simulation.deeds import ByHand, Deed, Ledger
from intake.simulation.mails import Person
from intake.simulation.reading import Letter, Link

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
_NOT_ELIGIBLE = ("may not be eligible", "not found in the list of bodies")


@dataclass(slots=True)
class Office:
    """The office's person who decides, and what they know."""

    programme: Programme
    person: Person
    ledger: Ledger
    rng: Random
    _giver: Giver = field(init=False)
    _interviews: Interviews = field(init=False)
    _outcomes: Outcomes = field(init=False)
    _plans: dict[str, Link] = field(default_factory=dict)
    _planned: dict[str, datetime] = field(default_factory=dict)
    _applied: list[str] = field(default_factory=list)
    _out: set[str] = field(default_factory=set)
    _ranked: list[str] = field(default_factory=list)
    _ruled_since: bool = False
    _shortlisted: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._giver = Giver(self.programme, self.person, self.ledger, self.rng)
        self._interviews = Interviews(self._giver)
        self._outcomes = Outcomes(self._giver, self._plan_outcome)

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
        """What the office does about a letter, by its subject and its links."""
        self._giver.keeps(letter)
        for applies, does in _READS:
            if applies(letter):
                yield from does(self, letter)
                return

    def _sees_ranking(self, letter: Letter) -> Iterator[Deed]:
        self._ranked = references_in(letter.text)
        yield from self._plan_shortlist(letter.at)

    def _ruled(self, letter: Letter) -> Iterator[Deed]:
        self._ruled_since = "shortlist" in self._planned
        return iter(())

    def _noted(self, letter: Letter) -> Iterator[Deed]:
        self._interviews.noted(letter)
        return iter(())

    def _moves(self, letter: Letter) -> Iterator[Deed]:
        return self._interviews.moves(letter)

    def _were_held(self, letter: Letter) -> Iterator[Deed]:
        return self._interviews.were_held(letter)

    def _settled(self, letter: Letter) -> Iterator[Deed]:
        return self._outcomes.settled(letter)

    def _refused(self, letter: Letter) -> Iterator[Deed]:
        self.ledger.refusals.append(letter)
        yield from self._interviews.refused(letter)
        yield from self._outcomes.refused(letter)

    def _sees_plan(self, letter: Letter) -> Iterator[Deed]:
        lines = (" ".join(item.split()) for item in items(part(letter.text, "WHO GETS WHAT")))
        self._shortlisted = [references_in(line)[0] for line in lines if "→ shortlisted" in line]
        return iter(())

    def _withdrew(self, letter: Letter) -> Iterator[Deed]:
        self._out.add(letter.reference)
        return self._outcomes.withdrew(letter)

    def _about_case(self, letter: Letter) -> Iterator[Deed]:
        return self._outcomes.about_case(letter)

    # --- the digest

    def _morning(self, letter: Letter) -> Iterator[Deed]:
        for link in letter.links_asking("Plan letters stage "):
            self._plans[link.asks.removeprefix("Plan letters stage ")] = link
        came = references_of(part(letter.text, "FORMS THAT CAME IN"))
        self._applied += [reference for reference in came if reference not in self._applied]
        yield from self._rules_on_lateness(letter)
        yield from self._looks_at_eligibility(letter)
        for reference in came:
            if self.rng.random() < 0.03:
                question = "Has your cabinet agreed to the application?"
                yield from self._giver.to_case(letter.at, reference, "Ask the applicant", question)
        yield from self._settles_by_hand(letter)
        deadline = self.programme.deadline
        if deadline is not None and letter.at > deadline:
            for reference in references_of(part(letter.text, "INCOMPLETE APPLICATIONS")):
                self._out.add(reference)
                why = "The form was not complete in time."
                yield from self._giver.to_case(letter.at, reference, "Rule ineligible", why)
            yield from self._stages(letter)

    def _rules_on_lateness(self, letter: Letter) -> Iterator[Deed]:
        for link in letter.links_asking("Admit the late form "):
            reference = link.asks.rpartition(" ")[2]
            refusing = letter.link(f"Refuse the late form {reference}")
            if refusing is None or not self._giver.once("late", reference):
                continue
            if self.rng.random() < 0.6:
                self.ledger.admitted.add(reference)
                yield self._giver.order(link, letter.at, "Your mail server kept it back; we have seen its log.")
            else:
                yield self._giver.order(refusing, letter.at)

    def _looks_at_eligibility(self, letter: Letter) -> Iterator[Deed]:
        for item in items(part(letter.text, "WAITING FOR A PERSON")):
            if any(words in " ".join(item.split()) for words in _NOT_ELIGIBLE):
                why = "This round is for the bodies named in the guidance; yours is not among them."
                for reference in references_of(f"- {item}"):
                    self._out.add(reference)
                    yield from self._giver.to_case(letter.at, reference, "Rule ineligible", why)

    def _settles_by_hand(self, letter: Letter) -> Iterator[Deed]:
        at = letter.at + 2 * _HOUR
        held = {int(item) for item in re.findall(r"intake requeue (\d+)", part(letter.text, "WAITING FOR A PERSON"))}
        if held:
            yield ByHand(at=at, what="held mail settled", do=close_held(sorted(held)))
        troubled = re.findall(r"^- Letter (\d+)", part(letter.text, "LETTERS IN TROUBLE"), re.MULTILINE)
        if troubled:
            yield ByHand(at=at, what="letters that came back noted", do=letters_seen([int(item) for item in troubled]))

    # --- stages

    def _stages(self, letter: Letter) -> Iterator[Deed]:
        programme, at = self.programme, letter.at
        due = programme.panel.due if programme.panel else programme.deadline
        if due is not None and at > due + (12 * _HOUR if programme.panel else 4 * _DAY):
            yield from self._plan_shortlist(at)
            if self._ruled_since and letter.links_asking("Plan letters stage shortlist"):
                self._ruled_since = False
                yield self._giver.order(self._plans["shortlist"], at)
        if letter.links_asking("Plan letters stage invite"):
            yield from self._plan("invite", at, again_after=20 * _HOUR)
        over = programme.interviews is None or (
            at.date() > programme.interviews.last_day and not self._interviews.to_note
        )
        if over and self._outcomes.began is None and letter.links_asking("Plan letters stage outcome"):
            came = self._interviews.met if programme.interviews is not None else self._shortlisted
            ranked = [reference for reference in self._ranked if reference in came]
            order = [*ranked, *(reference for reference in came if reference not in ranked)]
            absent = [reference for reference in self._shortlisted if reference not in order]
            yield from self._outcomes.decide(at, order, absent=absent)
        if self._outcomes.may_welcome(at) and letter.links_asking("Plan letters stage welcome"):
            yield from self._plan("welcome", at)
        yield from self._outcomes.close(at)

    def _plan_shortlist(self, at: datetime) -> Iterator[Deed]:
        candidates = [reference for reference in self._applied if reference not in self._out]
        known = len(self._ranked or candidates)
        number = max(2, min(2 * (self.programme.places or known), known // 2))
        if self.programme.panel is not None:
            text = f"first {number}, decline others"
        else:
            text = f"{' '.join(self.rng.sample(candidates, min(number, known)))}\ndecline others"
        if "shortlist" in self._plans:
            yield from self._plan("shortlist", at, text)

    def _plan_outcome(self, at: datetime) -> Iterator[Deed]:
        if "outcome" in self._plans:
            yield self._giver.order(self._plans["outcome"], at)

    def _plan(
        self, stage: str, at: datetime, text: str = "", *, again_after: timedelta | None = None
    ) -> Iterator[Deed]:
        before = self._planned.get(stage)
        if before is None or (again_after is not None and at >= before + again_after):
            self._planned[stage] = at
            yield self._giver.order(self._plans[stage], at, text)


def _subject(*beginnings: str) -> Callable[[Letter], bool]:
    return lambda letter: letter.subject.startswith(beginnings)


def _offers(asks: str) -> Callable[[Letter], bool]:
    return lambda letter: bool(letter.links_asking(asks))


#: In order: the first that applies says what the office does about a letter.
_READS: tuple[tuple[Callable[[Letter], bool], Callable[[Office, Letter], Iterator[Deed]]], ...] = (
    (_subject("Digest for"), Office._morning),
    (_subject("The panel has scored"), Office._sees_ranking),
    (_subject("Done: Rule ineligible"), Office._ruled),
    (_subject("Done: Interview was held", "Done: Nobody came"), Office._noted),
    (_subject("Done: Select ", "Done: Put on the reserve list ", "Done: Do not select "), Office._settled),
    (_subject("Done"), lambda _office, _letter: iter(())),
    (_subject("Not done"), Office._refused),
    (
        lambda letter: letter.subject.startswith("To release: batch") and ", shortlist " in letter.subject,
        Office._sees_plan,
    ),
    (lambda letter: " withdrew" in letter.subject, Office._withdrew),
    (_offers("Move the interview "), Office._moves),
    (_offers("Interview was held "), Office._were_held),
    (_offers("Note "), Office._about_case),
)
