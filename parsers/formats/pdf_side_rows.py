"""Which lines of two columns that stand side by side are one row: the alignment that costs least over all of them.

A row's label and its answer begin level with one another (set from the top), or have their middles level (set in the
middle); both are tried for the whole stretch. Where one label ends and the next begins is told by white, numbering
and how the line begins; an answer may be empty, and lines before the first label finish a row of the page before.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.document import Box, Line
from parsers.formats.pdf_lines import Row, is_apart

_MOST_LABEL = 9  # lines of one label, with its guidance
_EMPTY = 0.8  # what an answer that is not there costs
_ORPHANS, _RIGHTFUL = 0.5, 0.05  # what lines before the first label cost; … where a row of the page before goes on
_ROW = 0.05  # what every row costs, so that a label is not cut without need
_FITS = 0.12  # the mean cost of a row up to which cells are set from the top without a doubt
_LOWER = (0.0, 0.28, 0.56)  # line heights
_CLOSE, _RUNS_ON = 0.3, 2.0  # … when an answer begins without white above it, and in mid-sentence
_LINES_APART = 0.5  # line heights of white that lines of one label have at most between them
_PARAGRAPH = 0.45  # line heights of white between paragraphs
_SENTENCE_ENDS = frozenset(".?!:;")
_LEAST_PAIRS, _PAIRS_APART, _LEVEL = 3, 0.3, 0.2  # rows of one line each: how many, line heights apart, and off
_OVERLAP = 4.0  # what it costs when a row begins before the one above it has ended
_TOO_MUCH = 0.6  # the mean cost of a row from which the columns are no table
_SLACK = 0.35  # line heights by which rows may reach into one another
_NEVER = 1e9
_WIDTH = 10  # ways to come to a line that are gone on with
_ADDRESS = re.compile(r"\S+@\S+\.|(?:https?:|www\.)\S")  # begins small wherever it stands
_NUMBERED = re.compile(
    r"(?:q(?:uestion)?\s?)?\d{1,2}(?:\.\d{1,2})*[a-z]?\s?[).:]|\d{1,2}(?:\.\d{1,2})+\s|\(\d{1,2}\)|q\d{1,2}\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class SideRow:
    """One row: the lines of its label and those of its answer."""

    left: list[Line]
    right: list[Line]

    @property
    def top(self) -> float:
        """Where its first line begins."""
        return min(_box(line).y0 for line in (*self.left, *self.right))

    @property
    def foot(self) -> float:
        """Where its last line ends."""
        return max(_box(line).y1 for line in (*self.left, *self.right))


@dataclass(frozen=True, slots=True)
class _State:
    """How many lines of either column are taken, what that cost, and what it was before the last row."""

    left: int
    right: int
    cost: float
    before: _State | None


def is_numbered(text: str) -> bool:
    """Whether a line begins with the number of a question."""
    return _NUMBERED.match(text) is not None


def side_rows(lefts: Sequence[Line], rights: Sequence[Row], *, goes_on: bool = False) -> list[SideRow]:
    """The rows that left lines and right ones (each with what stands beside it) make; none where they do not fit.

    ``goes_on`` says that a table of the page before may go on here.
    """
    if _are_pairs(lefts, rights):
        return [SideRow([line], list(row)) for line, row in zip(lefts, rights, strict=True)]
    best = _Aligned(lefts, rights, middle=None, goes_on=goes_on)
    if best.cost > _FITS * best.count:
        others = [_Aligned(lefts, rights, middle=lower, goes_on=goes_on) for lower in _LOWER]
        best = min([best, *others], key=lambda way: way.cost)
    return best.rows() if best.cost <= _TOO_MUCH * max(best.count, 1) else []


def _are_pairs(lefts: Sequence[Line], rights: Sequence[Row]) -> bool:
    """Whether each line of either column stands level with one of the other, and clear of the next."""
    if len(lefts) != len(rights) or len(lefts) < _LEAST_PAIRS:
        return False
    tops = [(_box(line).y0, min(_box(part).y0 for part in row)) for line, row in zip(lefts, rights, strict=True)]
    height = min(_box(line).y1 - _box(line).y0 for line in lefts)
    clear = all(low[0] - high[0] >= (1 + _PAIRS_APART) * height for high, low in pairwise(tops))
    return clear and all(abs(left - right) <= _LEVEL * height for left, right in tops)


class _Aligned:
    """One way of setting cells, tried over all lines. ``cost`` is of the best alignment, ``count`` its rows.

    ``middle`` None is from the top, else in the middle, labels so many line heights lower than their answers: white
    under a paragraph counts with it.
    """

    def __init__(
        self, lefts: Sequence[Line], rights: Sequence[Row], *, middle: float | None, goes_on: bool = False
    ) -> None:
        self.lefts, self.rights, self.middle = lefts, rights, middle is not None
        self.orphans = _RIGHTFUL if goes_on else _ORPHANS
        heights = sorted(_box(line).y1 - _box(line).y0 for line in lefts)
        self.height = max(heights[len(heights) // 2], 4.0)
        self.lower = (middle or 0.0) * self.height
        self.left_tops = [_box(line).y0 for line in lefts]
        self.left_feet = [_box(line).y1 for line in lefts]
        self.right_tops = [min(_box(line).y0 for line in row) for row in rights]
        self.right_feet = [max(_box(line).y1 for line in row) for row in rights]
        self.begins = _beginnings(lefts, self.height)
        self.breaks = _breaks(rights, self.height)
        self.states: list[dict[int, _State]] = [{} for _ in range(len(lefts) + 1)]
        self._search()
        ends = self.states[-1].values()
        self.last = min(ends, key=lambda state: state.cost, default=None)
        self.cost = self.last.cost if self.last is not None else _NEVER
        self.count = len(self.rows())

    def _search(self) -> None:
        """The cheapest ways to come to each left line, a few for each, from the first to the last."""
        for begin in self._starts():
            self.states[0][begin] = _State(0, begin, self.orphans if begin else 0.0, None)
        for i, states in enumerate(self.states[:-1]):
            cheapest = sorted(states.values(), key=lambda state: state.cost)
            for state in cheapest[: _WIDTH if i else None]:
                for left, right, cost in self._steps(i, state.right):
                    after = _State(i + left, state.right + right, state.cost + cost, state)
                    known = self.states[after.left].get(after.right)
                    if known is None or after.cost < known.cost:
                        self.states[after.left][after.right] = after

    def _starts(self) -> range:
        """How many right lines may stand before the first label."""
        if self.middle:
            return range(bisect_left(self.right_tops, self.left_feet[0]) + 1)
        latest = bisect_left(self.right_tops, self.left_tops[0] - _SLACK * self.height)
        return range(latest, latest + 1)

    def rows(self) -> list[SideRow]:
        """The rows of the best alignment."""
        made: list[SideRow] = []
        state = self.last
        while state is not None and state.before is not None:
            before = state.before
            made.append(SideRow(list(self.lefts[before.left : state.left]), self._answer(before.right, state.right)))
            state = before
        if state is not None and state.right:
            made.append(SideRow([], self._answer(0, state.right)))
        return made[::-1]

    def _answer(self, begin: int, end: int) -> list[Line]:
        return [line for row in self.rights[begin:end] for line in row]

    def _steps(self, i: int, j: int) -> list[tuple[int, int, float]]:
        """The rows that may come next: left lines, right lines, cost."""
        steps: list[tuple[int, int, float]] = []
        inside = 0.0
        for end in range(i + 1, min(i + _MOST_LABEL, len(self.lefts)) + 1):
            if end > i + 1:
                inside += max(0.0, self.begins[end - 1])
            label = inside + max(0.0, -self.begins[i] if i else 0.0)
            last = end == len(self.lefts)
            for stop in {len(self.rights)} if last else self._stops(i, end, j):
                cost = label + (self._apart(i, end, j, stop) + self.breaks[j] if stop > j else _EMPTY)
                steps.append((end - i, stop - j, cost + self._overlap(end, j, stop)))
        return steps

    def _stops(self, i: int, end: int, j: int) -> set[int]:
        """Where the answer to a label may end: before what is level with the next label, or about its middle."""
        before = bisect_left(self.right_tops, self.left_tops[end] - _SLACK * self.height)
        if not self.middle:
            return {max(before, j)}
        if j == len(self.rights):
            return {j}
        twice = self.left_tops[i] + self.left_feet[end - 1] - self.right_tops[j] - 2 * self.lower
        about = bisect_left(self.right_feet, twice)
        stops = {j} | {stop for stop in range(about - 1, about + 3) if j < stop <= len(self.rights)}
        return stops | ({before} if before > j else set())

    def _apart(self, i: int, end: int, j: int, stop: int) -> float:
        """How far a label and its answer are from being level, as a cost."""
        high, low = self.left_tops[i], self.left_feet[end - 1]
        top, foot = self.right_tops[j], self.right_feet[stop - 1]
        off = abs((high + low - top - foot) / 2 - self.lower) if self.middle else abs(high - top)
        if self.middle and (stop == len(self.rights) or low - high > foot - top):
            off = min(off, abs(high - top))  # cut by the page, or not lower than its label, an answer is not moved
        return min(2.0 * max(off / self.height - 0.15, 0.0), 4.0) + _ROW

    def _overlap(self, end: int, j: int, stop: int) -> float:
        """What it costs when the next row begins before this one has ended."""
        foot = max(self.left_feet[end - 1], self.right_feet[stop - 1] if stop > j else 0.0)
        nexts = [self.left_tops[end]] if end < len(self.lefts) else []
        nexts += [self.right_tops[stop]] if stop < len(self.rights) else []
        return _OVERLAP if nexts and min(nexts) < foot - _SLACK * self.height else 0.0


def _beginnings(lefts: Sequence[Line], height: float) -> list[float]:
    """How much each left line looks like the beginning of a label (above 0) or one more line of it (below)."""
    gaps = [0.0, *((_box(line).y0 - _box(above).y1) / height for above, line in pairwise(lefts))]
    # Where every label has one line, the usual white is that between rows.
    usual = min(sorted(gaps[1:])[(len(gaps) - 2) // 4] if len(gaps) > 1 else 0.0, _LINES_APART)
    numbered = [is_numbered(line.text) for line in lefts]
    often = sum(numbered) * 4 >= len(lefts)
    scores = []
    for place, line in enumerate(lefts):
        above = lefts[place - 1] if place else None
        wide = gaps[place] > min(max(usual, 0.0) + 0.25, _LINES_APART)
        score = 1.2 if wide else -0.3
        score += (2.0 if numbered[place] else -0.6) if often else 0.0
        score -= 1.0 if (line.text[:1].islower() or line.text[:1] in "([") and not numbered[place] else 0.0
        score += 0.3 if above is not None and above.text.endswith((":", "?")) else 0.0
        score += 0.3 if above is not None and line.bold and not above.bold else 0.0
        score += 0.6 if wide and is_apart(above, line) else 0.0
        scores.append(score)
    return scores


def _breaks(rights: Sequence[Row], height: float) -> list[float]:
    """What it costs that an answer begins with each right row: much where that goes on in mid-sentence."""
    costs = [0.0]
    for above, row in pairwise(rights):
        gap = (min(_box(line).y0 for line in row) - max(_box(line).y1 for line in above)) / height
        text = row[0].text
        runs_on = text[:1].islower() and above[-1].text.rstrip()[-1:] not in _SENTENCE_ENDS
        runs_on = runs_on and not _ADDRESS.match(text)
        costs.append((0.0 if gap > _PARAGRAPH else _CLOSE) + (_RUNS_ON if runs_on and gap <= _PARAGRAPH else 0.0))
    return costs


def _box(line: Line) -> Box:
    return line.box or Box(0, 0, 0, 0)
