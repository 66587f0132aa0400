"""What points an assessor gave: one typing of points and of criteria's names for scoresheets, grids and commands.

Points are never guessed: what is not clearly one number on the criterion's scale is a problem in a full sentence, to
be sent back. Where the words come from is `intake.panel.grid` and `intake.panel.scoresheet`; what the points come to
is `intake.panel.ranking`.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from intake.panel.errors import NoPanelError
from intake.round.panel import Criterion, Panel, plain
from intake.round.programme import Programme

_WORDS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NONE = frozenset({"", "n/a", "na", "none", "nil", "-", "–", "—", "?", "tbc", "tbd", "blank", "not scored", "no score"})
_PLACES = 2  # decimals that are kept of points
_NUMBER = re.compile(r"\d{1,6}(?:\.\d{1,6})?|\.\d{1,6}")
_OUT_OF = re.compile(r"(?P<points>.+?)\s*(?:/|\bout of\b|\bof\b)\s*(?P<most>[^\s/]+)")
_UNIT = re.compile(r"\s*\b(?:points?|pts?|marks?)$")
_HALF = re.compile(r"(?P<whole>\d*)\s*½")
_LONGEST = 100  # characters of what may be points
_QUOTE = 60  # characters of an assessor's own words that are said back


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreProblem:
    """What is wrong with the points on one criterion ("" for the sheet or grid as a whole), told to the assessor."""

    criterion: str
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """Points and comments by the criteria's keys, and every problem. Points count only where there is no problem."""

    points: Mapping[str, Decimal] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[ScoreProblem, ...] = ()

    @property
    def says_nothing(self) -> bool:
        """Whether nothing at all was filled in: not a poor set of scores, but none."""
        return not self.points and not self.comments and all(not item.criterion for item in self.problems)


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """Points as understood, or the problem with them in a sentence; exactly one of the two is set."""

    points: Decimal | None = None
    problem: str = ""


def panel_of(programme: Programme) -> Panel:
    """The programme's panel.

    Raises:
        NoPanelError: its pack has none.
    """
    if programme.panel is None:
        raise NoPanelError
    return programme.panel


def typed_points(text: str, criterion: Criterion) -> Typed:
    """The points that ``text`` means on the criterion's scale.

    Taken are a number ("4", "4.5", "four", "3½"), also out of the most ("4/5", "4 out of 5") or with its unit ("4
    points"). Everything else, a number off the scale or out of another most included, is a problem.
    """
    written = " ".join(unicodedata.normalize("NFKC", text.replace("½", "\0")).replace("\0", "½").split())
    plainly = _UNIT.sub("", written.casefold().strip(" ;:*_()[]").rstrip("."))
    if plainly in _NONE:
        return Typed(problem=missing(criterion, written))
    if len(plainly) > _LONGEST:
        return _wrong(criterion, f"“{cut(written)}” is not one number")
    out_of = _OUT_OF.fullmatch(plainly)
    if out_of:
        most = _number(out_of["most"])
        if most is not None and most != criterion.most:
            return _wrong(criterion, f"“{cut(written)}” is out of {plain(most)}")
        plainly = out_of["points"] if most is not None else plainly
    negative = plainly[:1] in ("-", "−") and _number(plainly[1:].strip()) is not None
    points = _number(plainly)
    if points is None and not negative:
        return _wrong(criterion, f"“{cut(written)}” is not one number")
    if points is None or not criterion.least <= points <= criterion.most:
        return _wrong(criterion, f"“{cut(written)}” is not on the scale")
    if points != round(points, _PLACES):
        return _wrong(criterion, f"“{cut(written)}” has more than {_PLACES} decimal places")
    return Typed(points=points)


def settled_points(given: Sequence[str], criterion: Criterion) -> Typed:
    """The points of a criterion that something is ``given`` for once, or always alike; else the problem."""
    written = list(dict.fromkeys(text for text in given if text.strip()))
    typed = [typed_points(text, criterion) for text in written]
    problem = next((item for item in typed if item.problem), None)
    if problem or not typed:
        return problem or Typed(problem=missing(criterion))
    if len({item.points for item in typed}) > 1:
        told = " and ".join(f"“{cut(text)}”" for text in written)
        return Typed(problem=f"{criterion.title}: you gave {told}. Please give one number only.")
    return typed[0]


def missing(criterion: Criterion, written: str = "") -> str:
    """The sentence that no points were given; ``written`` is what stands in their place."""
    instead = f" (it says “{cut(written)}”)" if written else ""
    return f"{criterion.title}: no points were given{instead}. {wanted(criterion)}"


def wanted(criterion: Criterion) -> str:
    """The sentence that says what points look like."""
    return f"Please give one number from {plain(criterion.least)} to {plain(criterion.most)}."


def cut(words: str) -> str:
    """An assessor's words as far as they are said back: one line, cut short."""
    line = " ".join(words.split())
    return line if len(line) <= _QUOTE else f"{line[: _QUOTE - 1].rstrip()}…"


def criterion_called(name: str, criteria: Sequence[Criterion]) -> Criterion | None:
    """The criterion that ``name`` means: its key, its title, or the beginning of one title alone."""
    wanted_name = _even(name)
    if not wanted_name:
        return None
    for item in criteria:
        if wanted_name in (_even(item.title), _even(item.key)):
            return item
    begun = [item for item in criteria if f"{_even(item.title)} ".startswith(f"{wanted_name} ")]
    return begun[0] if len(begun) == 1 else None


def _even(name: str) -> str:
    """A name with case, accents, punctuation and its number evened out."""
    text = unicodedata.normalize("NFKD", name).casefold().replace("&", " and ")
    letters = "".join(char if char.isalnum() else " " for char in text if not unicodedata.combining(char))
    return " ".join(letters.split())


def _number(text: str) -> Decimal | None:
    """A plain number, a word for one, or one and a half in a sign; None for anything else."""
    if text in _WORDS:
        return Decimal(_WORDS.index(text))
    half = _HALF.fullmatch(text)
    if half:
        return Decimal(half["whole"] or 0) + Decimal("0.5")
    return Decimal(text) if text.isascii() and _NUMBER.fullmatch(text) else None


def _wrong(criterion: Criterion, what: str) -> Typed:
    return Typed(problem=f"{criterion.title}: {what}. {wanted(criterion)}")
