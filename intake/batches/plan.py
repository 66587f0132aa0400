"""What a batch would do before anybody agrees to it: who takes which step and gets which letter, and who gets none.

Plain data, made by a stage (`intake.batches.stages`), shown to people, kept with the batch, and compared with the plan
before it. Nothing is written here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from intake.letters.kinds import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One application's part: the state it has and the one it would take ("" where it keeps it), the kind of letter it
    would get (None for none) and where that goes, and why. ``decision_id`` is the decision that is carried out;
    ``amount`` is in pence, of an award. ``remarks`` are for the people who look at the plan."""

    application_id: int
    reference: str
    authority: str
    before: str
    after: str = ""
    letter: Kind | None = None
    recipient: str = ""
    why: str = ""
    amount: int | None = None
    decision_id: int | None = None
    remarks: tuple[str, ...] = ()

    @property
    def acts(self) -> bool:
        """Whether anything would happen to this application."""
        return bool(self.after) or self.letter is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a stage would do: ``lines`` in the order of references, warnings of the whole, and what differs from the
    plan before it."""

    stage: str
    lines: tuple[Line, ...]
    warnings: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()

    @property
    def acting(self) -> tuple[Line, ...]:
        """The applications that something would happen to."""
        return tuple(line for line in self.lines if line.acts)

    @property
    def idle(self) -> tuple[Line, ...]:
        """The applications that would get no letter and take no step."""
        return tuple(line for line in self.lines if not line.acts)

    @property
    def kinds(self) -> dict[str, int]:
        """Kind of letter → how many would leave."""
        counts: dict[str, int] = {}
        for line in self.lines:
            if line.letter is not None:
                counts[line.letter.value] = counts.get(line.letter.value, 0) + 1
        return counts

    def as_json(self) -> dict[str, Any]:
        """The plan as it is kept with its batch."""
        return {
            "stage": self.stage,
            "lines": [asdict(line) for line in self.lines],
            "warnings": list(self.warnings),
        }


def changes_since(before: Mapping[str, Any] | None, lines: Sequence[Line]) -> tuple[str, ...]:
    """What differs from an earlier plan of the same stage (as `Plan.as_json` kept it), a sentence each."""
    if before is None:
        return ()
    then = {line["reference"]: (line["letter"] or "", line["after"]) for line in before["lines"]}
    now = {line.reference: (line.letter.value if line.letter else "", line.after) for line in lines}
    found = []
    for reference in sorted({*then, *now}):
        was, is_ = then.get(reference), now.get(reference)
        if was == is_:
            continue
        if was is None:
            found.append(f"{reference} is new in this plan: {_words(is_)}.")
        elif is_ is None:
            found.append(f"{reference} is no longer in this plan: it was {_words(was)}.")
        else:
            found.append(f"{reference} was {_words(was)}, and now is {_words(is_)}.")
    return tuple(found)


def _words(part: tuple[str, str] | None) -> str:
    letter, after = part or ("", "")
    step = after.replace("_", " ") or "unchanged"
    return f"{step}, with the letter “{letter.replace('_', ' ')}”" if letter else f"{step}, without a letter"
