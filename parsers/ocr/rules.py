"""What is ruled on a picture of a page: rules, which are long thin runs of ink, and the tick boxes beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parsers.ocr.picture import INK, Grey, Mask
from parsers.ocr.runs import MOST_RUNS, runs_of, thickened
from parsers.ocr.squares import Square, find_squares, is_marked

#: Grey below which a pixel may belong to a rule: rules are finer than letters, and scanned fainter.
_FAINT = 195
#: Lengths and distances, in points.
_LEAST_ACROSS, _LEAST_DOWN = 26.0, 18.0
_LEAST_PIECE, _GAP = 5.0, 2.5
#: Pixels above and below a rule's middle that are erased with it.
_HALF = 2
_WIDEST_STROKE = 20  # pixels of a letter that touch a rule in one stretch
#: A letter's stem at most, and how close a rule that meets another comes to it.
_TALLEST_STEM, _MEETS = 40.0, 3.0
#: Grey below which a pixel may belong to a rule on noisy paper, the gaps noise makes in it, and how near to it, in
#: points, there is next to no ink.
_BROKEN, _BREAK, _NEAR, _HARDLY = 204, 1.5, 1.8, 0.15
_THICK = 2.4
#: Pixels by which the pieces of one rule may lie higher or lower, where a page is not quite straight.
_DRIFT = 3
#: How close along a longer rule, in points, a piece is only its echo.
_ECHO = 2.2
#: Of a run's length, how much may be ink above and below it, taken together.
_BESIDE = 0.55
#: By how much of its side a square that was read as a sign may lie or measure otherwise than one that was found;
#: how far above or below it may stand, and how far beside it.
_ALIKE, _LISTED, _BESIDE_EACH_OTHER = 0.22, 5.0, 20.0
#: A letter read with less confidence than this may be none.
_HARDLY_READ = 0.5

Run = tuple[int, int, int]  # where it lies, from where to where; in pixels


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is ruled on a page, in pixels: ``across`` (y, x0, x1), ``down`` (x, y0, y1), ``squares`` and their marks.

    ``ink`` are the pieces of rules as they lie, echoes among them, across and down: what is to be erased.
    """

    across: list[Run]
    down: list[Run]
    squares: list[tuple[Square, bool]]
    ink: tuple[Sequence[Run], Sequence[Run]] = ((), ())

    def fellow(
        self, grey: Grey, edges: tuple[float, float, float, float], *, sure: float
    ) -> tuple[Square, bool] | None:
        """What was read as a sign, as one more square with its mark: of the size of one, in its column, near it.

        Or on its line, where the sign was hardly read (``sure``, 0 to 1): letters stand there as well.
        """
        x0, y0, x1, y1 = (round(edge) for edge in edges)
        for (left, top, right, bottom), _ in self.squares:
            side = right - left
            near = side * _ALIKE
            alike = abs(right - left - (x1 - x0)) <= near and abs(bottom - top - (y1 - y0)) <= near
            in_column = abs(left - x0) <= near and abs(top - y0) <= side * _LISTED
            on_line = abs(top - y0) <= near and abs(left - x0) <= side * _BESIDE_EACH_OTHER and sure < _HARDLY_READ
            if alike and (in_column or on_line):
                return (x0, y0, x1, y1), is_marked(grey, (x0, y0, x1, y1))
        return None


def find_rules(grey: Grey, dpi: float) -> Ruling:
    """The rules and tick boxes of a straightened page."""
    faint = grey < _FAINT
    point = dpi / 72
    broken, ink = grey < _BROKEN, grey < INK
    across, pieces_across = _rules(faint, point, _LEAST_ACROSS, broken, ink)
    down, pieces_down = _rules(faint.T, point, _LEAST_DOWN, broken.T, ink.T)
    stems = [rule for rule in down if _is_stem(rule, across, point)]
    down = [rule for rule in down if rule not in stems]
    pieces_down = [piece for piece in pieces_down if not any(_is_of(piece, stem) for stem in stems)]
    return Ruling(
        _without_echoes(across, point),
        _without_echoes(down, point),
        [(square, is_marked(grey, square)) for square in find_squares(grey, faint, point)],
        (pieces_across, pieces_down),
    )


def _is_stem(rule: Run, across: Sequence[Run], point: float) -> bool:
    """Whether a short rule down the page that no rule across meets is the stem of a letter in large type."""
    x, y0, y1 = rule
    if y1 - y0 >= _TALLEST_STEM * point:
        return False
    reach = _MEETS * point
    return not any(x0 - reach <= x <= x1 + reach and y0 - reach <= y <= y1 + reach for y, x0, x1 in across)


def _is_of(piece: Run, rule: Run) -> bool:
    return abs(piece[0] - rule[0]) <= _DRIFT and piece[1] >= rule[1] and piece[2] <= rule[2]


def erased(grey: Grey, ruling: Ruling) -> Grey:
    """The picture without its rules and tick boxes, so that they are not taken for letters."""
    clean = grey.copy()
    across, down = ruling.ink
    for y, x0, x1 in across:
        _erase_across(clean, grey, y, max(x0 - 2, 0), x1 + 2)
    for x, y0, y1 in down:
        clean[max(y0 - 2, 0) : y1 + 2, max(x - 2, 0) : x + 3] = 255
    for square, marked in ruling.squares:
        if marked:
            _erase_mark(clean, square)
        x0, y0, x1, y1 = square
        clean[max(y0 - 3, 0) : y1 + 4, max(x0 - 3, 0) : x1 + 4] = 255
    return clean


def _erase_mark(clean: Grey, square: Square) -> None:
    """Make white what of a tick goes beyond its box: the ink around the box that hangs together with it."""
    x0, y0, x1, y1 = square
    reach = x1 - x0
    top, left = max(y0 - reach, 0), max(x0 - reach // 2, 0)
    near = clean[top : y1 + reach // 2, left : x1 + reach]
    ink = near < _FAINT
    mark = np.zeros_like(ink)
    mark[y0 - top : y1 + 1 - top, x0 - left : x1 + 1 - left] = True
    for _ in range(2 * reach):
        grown = thickened(thickened(mark).T).T & ink | mark
        if (grown == mark).all():
            break
        mark = grown
    near[thickened(thickened(mark).T).T] = 255


def _erase_across(clean: Grey, grey: Grey, y: int, x0: int, x1: int) -> None:
    """Make a rule across white but where a letter's stroke comes down to it, as that of a g does, or up to it."""
    strip = clean[max(y - _HALF, 0) : y + _HALF + 1, x0:x1]
    if y < _HALF + 2 or y + _HALF + 2 >= len(grey):
        strip[:] = 255
        return
    above = _strokes(grey[y - _HALF - 2 : y - _HALF, x0:x1] < INK)
    below = _strokes(grey[y + _HALF + 1 : y + _HALF + 3, x0:x1] < INK)
    strip[:_HALF, ~above] = 255
    strip[_HALF, ~(above | below)] = 255
    strip[_HALF + 1 :, ~below] = 255


def _strokes(ink: Mask) -> Mask:
    """The columns all in ink, without stretches too wide for a stroke, which are the edge of the rule itself."""
    kept: Mask = np.logical_and.reduce(ink, axis=0)
    edges = np.flatnonzero(np.diff(np.pad(kept.astype(np.int8), 1)))
    for first, last in zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True):
        if last - first > _WIDEST_STROKE:
            kept[first:last] = False
    return kept


def _rules(mask: Mask, point: float, least: float, broken: Mask, ink: Mask) -> tuple[list[Run], list[Run]]:
    """The long runs with hardly any ink above and below them, with the shorter ones that carry them on; their pieces.

    On noisy paper a rule is ``broken``: what is mended of it must have next to no ``ink`` close beside it, since a line
    of print, mended, would be a run as well.
    """
    whole = runs_of(thickened(mask), int(_LEAST_PIECE * point))
    mended = runs_of(_mended(thickened(broken), int(_BREAK * point)), int(_LEAST_PIECE * point))
    if len(whole) > MOST_RUNS:
        return [], []
    kept = [whole[_beside(mask, whole, max(int(_THICK * point), 3) + 2) < _BESIDE]]
    if len(mended) <= MOST_RUNS:
        kept.append(mended[_beside(ink, mended, max(int(_NEAR * point), 3)) < _HARDLY])
    runs = np.concatenate(kept)
    rules = _carried_on(runs, point, least)
    pieces = np.zeros(len(runs), dtype=np.bool_)
    for y, x0, x1 in rules:
        pieces |= (np.abs(runs[:, 0] - y) <= _DRIFT) & (runs[:, 1] >= x0) & (runs[:, 2] <= x1)
    return rules, [(y, x0, x1) for y, x0, x1 in runs[pieces].tolist()]


def _without_echoes(rules: list[Run], point: float) -> list[Run]:
    """The rules without the pieces that lie close along a longer one: its blurred edge, the ringing of a JPEG."""
    kept: list[Run] = []
    for y, x0, x1 in sorted(rules, key=lambda rule: rule[1] - rule[2]):
        near = (rule for rule in kept if abs(rule[0] - y) <= _ECHO * point)
        if not any(min(rule[2], x1) - max(rule[1], x0) > (x1 - x0) * 0.7 for rule in near):
            kept.append((y, x0, x1))
    return sorted(kept)


def _mended(mask: Mask, gap: int) -> Mask:
    """The mask with the gaps along its rows filled that are no longer than this."""
    filled = mask.copy()
    for step in range(1, gap + 1):
        filled[:, step:] |= mask[:, :-step]  # everything grown to the right …
    shrunk = filled.copy()
    for step in range(1, gap + 1):
        shrunk[:, :-step] &= filled[:, step:]  # … and cut back
    return shrunk


def _beside(mask: Mask, runs: NDArray[np.int64], apart: int) -> NDArray[np.float64]:
    """How much of each run's length is ink above it and below it at this distance, taken together."""
    sums = np.cumsum(np.pad(mask, ((0, 0), (1, 0))), axis=1, dtype=np.int32)
    rows, starts, ends = runs[:, 0], runs[:, 1], runs[:, 2]
    beside = np.zeros(len(runs))
    for row in (rows - apart, rows + apart):
        inside = (row >= 0) & (row < len(mask))
        near = np.clip(row, 0, len(mask) - 1)
        beside += np.where(inside, sums[near, ends] - sums[near, starts], 0) / (ends - starts)
    return beside


def _carried_on(runs: NDArray[np.int64], point: float, least: float) -> list[Run]:
    """Pieces that follow one another on one line as one rule, where one of them is long enough by itself."""
    gap = int(_GAP * point)
    found: list[list[int]] = []  # row, start, end, ink, longest piece
    open_from = 0
    for y, x0, x1 in runs[np.lexsort((runs[:, 1], runs[:, 0]))].tolist():
        while open_from < len(found) and found[open_from][0] < y - _DRIFT:
            open_from += 1
        for rule in found[open_from:]:
            if abs(rule[0] - y) <= _DRIFT and x0 <= rule[2] + gap and x1 >= rule[1] - gap:
                rule[3] += max(x1 - rule[2], 0) + max(rule[1] - x0, 0)
                rule[1], rule[2], rule[4] = min(rule[1], x0), max(rule[2], x1), max(rule[4], x1 - x0)
                break
        else:
            found.append([y, x0, x1, x1 - x0, x1 - x0])
    return [(y, x0, x1) for y, x0, x1, ink, longest in found if longest >= least * point and ink >= (x1 - x0) * 0.7]
