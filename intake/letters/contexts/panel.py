"""What assessors are asked, sent and reminded of, and what those who decide are told of the panel's work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake.letters.contexts.base import Context
from intake.letters.contexts.outcomes import ReplyLink


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedCase:
    """An application on which an assessor declares: ``line`` is to be filled in after its colon."""

    reference: str
    authority: str
    partners: tuple[str, ...]
    line: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration(Context):
    """An assessor is asked for conflicts of interest. ``link`` carries the code, which is in the subject too.

    ``due`` is when scores are due, None where no date is set.
    """

    assessor: str
    cases: tuple[AskedCase, ...]
    link: ReplyLink
    due: datetime | None = None
    anonymous: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCriterion:
    """A criterion as it is told: its weight in per cent and its scale, worded."""

    title: str
    weight: str
    scale: str
    guidance: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut:
    """A file of the applicant that does not come with the letter, and why, as the end of a sentence."""

    name: str
    size: int
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment(Context):
    """An application to be scored: the pack, its files and the scoresheet come with it; ``grid`` is to be filled in.

    ``authority`` is "" where assessment is anonymous. ``link`` carries the code, which is in the subject too.
    """

    assessor: str
    reference: str
    authority: str
    criteria: tuple[ShownCriterion, ...]
    grid: tuple[str, ...]
    link: ReplyLink
    due: datetime | None = None
    anonymous: bool = False
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outstanding:
    """An application whose scores are waited for, and the criteria they lack; ``authority`` "" where anonymous."""

    reference: str
    authority: str
    lacking: tuple[str, ...]
    link: ReplyLink | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelReminder(Context):
    """What an assessor has still to do. ``undeclared`` were not declared on; ``note`` is why it is written, or ""."""

    assessor: str
    outstanding: tuple[Outstanding, ...]
    undeclared: tuple[AskedCase, ...] = ()
    declare: ReplyLink | None = None
    due: datetime | None = None
    overdue: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PanelNews(Context):
    """News of the panel's work in a few sentences; ``lines`` are (what, about it), ``to_do`` steps with commands."""

    title: str
    sentences: tuple[str, ...]
    lines: tuple[tuple[str, str], ...] = ()
    to_do: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RankedLine:
    """One application in the ranking, worded; ``rank`` is "3" or "3 =" where it is tied, "" where it has none."""

    rank: str
    reference: str
    authority: str
    mean: str
    median: str
    spread: str
    scored: str
    discuss: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking(Context):
    """What the panel's scores come to, for those who decide. ``scale`` is worded ("0 to 5"); ``links`` are what the
    reader may do with it."""

    lines: tuple[RankedLine, ...]
    assessors: int
    scale: str
    places: int | None = None
    links: tuple[ReplyLink, ...] = ()
