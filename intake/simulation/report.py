"""The report on a played round: what happened, in figures, and what was checked."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake.simulation.checks import CHECKS, letters_by_kind
from intake.simulation.evidence import Evidence

#: Faults of one check that are told one by one.
_TOLD = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One check: what it says, and the faults it found (the first few of ``count``)."""

    name: str
    sentence: str
    count: int
    faults: tuple[str, ...] = ()

    @property
    def passed(self) -> bool:
        """Whether it found none."""
        return not self.count


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What became of a round. Times are the round's own, ``seconds`` how long it took to play."""

    programme: str
    councils: int
    seed: int
    began: datetime
    ended: datetime
    seconds: float
    passes: int
    mails: dict[str, int]
    letters: dict[str, int]
    states: dict[str, int]
    by_hand: dict[str, int]
    refused: tuple[str, ...]
    checks: tuple[Checked, ...]

    @property
    def passed(self) -> bool:
        """Whether every check passed."""
        return all(check.passed for check in self.checks)

    def as_json(self) -> dict[str, Any]:
        """The report as JSON has it."""
        checks = [
            {"name": item.name, "sentence": item.sentence, "passed": item.passed, "count": item.count,
             "faults": list(item.faults)}
            for item in self.checks
        ]  # fmt: skip
        return {
            "programme": self.programme,
            "councils": self.councils,
            "seed": self.seed,
            "began": self.began.isoformat(),
            "ended": self.ended.isoformat(),
            "seconds": round(self.seconds, 1),
            "passes": self.passes,
            "mails": self.mails,
            "letters": self.letters,
            "states": self.states,
            "by_hand": self.by_hand,
            "refused": list(self.refused),
            "passed": self.passed,
            "checks": checks,
        }


def report_of(evidence: Evidence, *, seed: int, seconds: float) -> Report:
    """Look at all the evidence."""
    played, ledger = evidence.played, evidence.played.ledger
    checked = []
    for check in CHECKS:
        faults = tuple(check.faults(evidence))
        checked.append(Checked(name=check.name, sentence=check.sentence, count=len(faults), faults=faults[:_TOLD]))
    return Report(
        programme=played.programme.name,
        councils=len(evidence.world.councils),
        seed=seed,
        began=played.began,
        ended=played.ended,
        seconds=seconds,
        passes=played.passes,
        mails=dict(sorted(Counter(item.mail.about for item in ledger.sent).items())),
        letters=letters_by_kind(evidence.letters),
        states=dict(sorted(Counter(str(item.state) for item in evidence.applications).items())),
        by_hand=dict(sorted(Counter(what for _, what in ledger.by_hand).items())),
        refused=tuple(letter.subject for letter in ledger.refusals),
        checks=tuple(checked),
    )
