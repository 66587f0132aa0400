"""Scores that came back, beside those there were: what is new, what is changed, what is wrong or still missing.

Works on values; whether they may be taken at all and where they are kept is `intake.panel.scoring`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from intake.decisions.orders import whole_text
from intake.panel.criteria import Scored, cut, missing
from intake.panel.grid import read_grid
from intake.round.panel import Criterion, Panel, plain
from intake.round.programme import Programme

_LONGEST_COMMENT = 120  # characters of a comment that are said back


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """Points and a comment as they are kept on one criterion."""

    points: Decimal
    comment: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewScore:
    """What is to be kept on one criterion, and what stood there before (None: nothing)."""

    criterion: Criterion
    now: Kept
    before: Kept | None = None

    @property
    def sentence(self) -> str:
        """What is told of it."""
        points = f"{self.criterion.title}: {plain(self.now.points)} of {plain(self.criterion.most)}"
        if self.before is not None and self.before.points != self.now.points:
            points += f" (before: {plain(self.before.points)})"
        if not self.now.comment:
            return f"{points}, without a comment."
        if self.before is not None and self.before.comment == self.now.comment:
            return f"{points}, with the comment you gave before."
        return f"{points}. Comment: “{_short(self.now.comment)}”"


@dataclass(frozen=True, slots=True, kw_only=True)
class Weighed:
    """What is to be kept, what is not and why (a sentence each), and the criteria that will still lack points.

    ``closed`` are changes that are not made because scores are closed.
    """

    new: tuple[NewScore, ...]
    problems: tuple[str, ...]
    closed: tuple[str, ...]
    lacking: tuple[Criterion, ...]


def has_scores(body: str, programme: Programme) -> bool:
    """Whether the text of a mail gives any points or comments."""
    if programme.panel is None:
        return False
    scored = scored_in(body, programme.panel)
    return bool(scored.points or scored.comments) or any(
        not _is_blank(item.message, programme.panel) for item in scored.problems
    )


def scored_in(body: str, panel: Panel) -> Scored:
    """The scores in the whole text of a mail, quoted lines that were written into included."""
    return read_grid(whole_text(body), panel)


def weigh(panel: Panel, scored: Scored, before: Mapping[str, Kept], *, is_open: bool) -> Weighed:
    """Compare what came back with what was there; where it is not ``is_open`` nothing that was there is changed."""
    new, closed, problems = [], [], [item.message for item in scored.problems if not item.criterion]
    for criterion in panel.criteria:
        was = before.get(criterion.key)
        found = [item.message for item in scored.problems if item.criterion == criterion.key]
        points, comment = scored.points.get(criterion.key), scored.comments.get(criterion.key, "")
        if points is None and was is not None and (not found or found == [missing(criterion)]):
            points, found = was.points, []  # left blank: what was given before stands
        problems.extend(found)
        if points is None:
            continue
        now = Kept(points=points, comment=comment or (was.comment if was else ""))
        if now == was:
            continue
        if was is not None and not is_open:
            closed.append(_closed(criterion, was, now))
            continue
        new.append(NewScore(criterion=criterion, now=now, before=was))
    there = {*before, *(item.criterion.key for item in new)}
    return Weighed(
        new=tuple(new),
        problems=tuple(problems),
        closed=tuple(closed),
        lacking=tuple(item for item in panel.criteria if item.key not in there),
    )


def _closed(criterion: Criterion, was: Kept, now: Kept) -> str:
    if was.points == now.points:
        return f"{criterion.title}: the comment is another than before, and was not changed."
    return f"{criterion.title}: you gave {plain(was.points)} before; it was not changed to {plain(now.points)}."


def _is_blank(message: str, panel: Panel) -> bool:
    """Whether a problem only says that nothing was filled in."""
    return message in [missing(criterion) for criterion in panel.criteria]


def _short(comment: str) -> str:
    line = " ".join(comment.split())
    return line if len(line) <= _LONGEST_COMMENT else cut(line)
