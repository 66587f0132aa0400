"""Rules and tick boxes in a picture of a page: long thin runs of ink, and small squares of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from parsers.ocr.picture import INK, Grey, Mask

#: Grey below which a pixel may belong to a rule: rules are finer than letters, and scanned fainter.
_FAINT = 195
#: Lengths and distances, in points.
_LEAST_ACROSS, _LEAST_DOWN = 26.0, 18.0
_LEAST_SIDE, _MOST_SIDE = 5.4, 17.0
#: A square smaller than this is as small as letters are: there is no ink at all within this share of its side.
_SMALL_SIDE, _ALONE = 6.5, 0.45
_LEAST_PIECE, _GAP = 5.0, 2.5
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
#: As shares of a square's side: the white beside it, its corners, how much one of its strokes may be thicker than
#: another, how thick any may be where the square is not filled.
_APART, _CORNER, _UNEVEN, _THICKEST, _SOLID = 0.28, 0.14, 0.12, 0.27, 0.7
#: A row across the middle with this share of ink is the bar of a B.
_BARRED = 0.8
#: By how much of its side a square that was read as a sign may lie or measure otherwise than one that was found;
#: and how far above or below it may stand.
_ALIKE, _LISTED = 0.22, 5.0
#: The share of a square's inside that is ink when it is marked.
_MARKED = 0.07
_MOST_RUNS = 60_000

Run = tuple[int, int, int]  # where it lies, from where to where; in pixels
Square = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Ruling:
    """What is ruled on a page, in pixels: ``across`` (y, x0, x1), ``down`` (x, y0, y1), ``squares`` and their marks.

    ``ink`` are the pieces of rules as they lie, echoes among them, across and down: what is to be erased.
    """

    across: list[Run]
    down: list[Run]
    squares: list[tuple[Square, bool]]
    ink: tuple[Sequence[Run], Sequence[Run]] = ((), ())

    def fellow(self, grey: Grey, edges: tuple[float, float, float, float]) -> tuple[Square, bool] | None:
        """What was read as a sign, as one more square with its mark: of the size of one, in its column, near it."""
        x0, y0, x1, y1 = (round(edge) for edge in edges)
        for (left, top, right, bottom), _ in self.squares:
            side = right - left
            near = side * _ALIKE
            alike = abs(left - x0) <= near and abs(right - x1) <= near and abs(bottom - top - (y1 - y0)) <= near
            if alike and abs(top - y0) <= side * _LISTED:
                return (x0, y0, x1, y1), _is_marked(grey, (x0, y0, x1, y1))
        return None


def find_rules(grey: Grey, dpi: float) -> Ruling:
    """The rules and tick boxes of a straightened page."""
    faint = grey < _FAINT
    point = dpi / 72
    broken, ink = grey < _BROKEN, grey < INK
    across, pieces_across = _rules(faint, point, _LEAST_ACROSS, broken, ink)
    down, pieces_down = _rules(faint.T, point, _LEAST_DOWN, broken.T, ink.T)
    squares = [square for square in _squares(faint, point) if not _is_barred(grey, square)]
    return Ruling(
        _without_echoes(across, point),
        _without_echoes(down, point),
        [(square, _is_marked(grey, square)) for square in squares],
        (pieces_across, pieces_down),
    )


def erased(grey: Grey, ruling: Ruling) -> Grey:
    """The picture without its rules and tick boxes, so that they are not taken for letters."""
    clean = grey.copy()
    across, down = ruling.ink
    for y, x0, x1 in across:
        clean[max(y - 2, 0) : y + 3, max(x0 - 2, 0) : x1 + 2] = 255
    for x, y0, y1 in down:
        clean[max(y0 - 2, 0) : y1 + 2, max(x - 2, 0) : x + 3] = 255
    for (x0, y0, x1, y1), _ in ruling.squares:
        clean[max(y0 - 3, 0) : y1 + 4, max(x0 - 3, 0) : x1 + 4] = 255
    return clean


def runs_of(mask: Mask, least: int, most: int = 1 << 30) -> NDArray[np.int64]:
    """The runs of ink along the rows: row, start, end."""
    edges = np.diff(np.pad(mask.view(np.int8), ((0, 0), (1, 1))), axis=1)
    starts, ends = np.argwhere(edges == 1), np.argwhere(edges == -1)
    lengths = ends[:, 1] - starts[:, 1]
    kept = (lengths >= least) & (lengths <= most)
    return np.column_stack([starts[kept], ends[kept][:, 1]])


def _thickened(mask: Mask) -> Mask:
    """Ink that is ink in a row or in one beside it: a rule that is not quite level stays whole."""
    thick = mask.copy()
    thick[1:] |= mask[:-1]
    thick[:-1] |= mask[1:]
    return thick


def _rules(mask: Mask, point: float, least: float, broken: Mask, ink: Mask) -> tuple[list[Run], list[Run]]:
    """The long runs with hardly any ink above and below them, with the shorter ones that carry them on; their pieces.

    On noisy paper a rule is ``broken``: what is mended of it must have next to no ``ink`` close beside it, since a line
    of print, mended, would be a run as well.
    """
    whole = runs_of(_thickened(mask), int(_LEAST_PIECE * point))
    mended = runs_of(_mended(_thickened(broken), int(_BREAK * point)), int(_LEAST_PIECE * point))
    if len(whole) > _MOST_RUNS:
        return [], []
    kept = [whole[_beside(mask, whole, max(int(_THICK * point), 3) + 2) < _BESIDE]]
    if len(mended) <= _MOST_RUNS:
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


def _squares(mask: Mask, point: float) -> list[Square]:
    """The small squares: an outer edge above, one below, ink down both sides, white all around."""
    runs = runs_of(_thickened(mask), int(_LEAST_SIDE * point), int(_MOST_SIDE * point))
    if len(runs) > _MOST_RUNS:
        return []
    sums = np.cumsum(np.pad(mask, ((0, 0), (1, 0))), axis=1, dtype=np.int32)
    last = len(mask) - 1
    rows, starts, ends = runs[:, 0], runs[:, 1], runs[:, 2]
    above, below = np.clip(rows - 3, 0, last), np.clip(rows + 3, 0, last)
    tops = runs[sums[above, ends] == sums[above, starts]]
    bottoms = runs[sums[below, ends] == sums[below, starts]]
    found: list[Square] = []
    for y, x0, x1 in tops.tolist():
        side = x1 - x0
        height = bottoms[:, 0] - y
        alike = (np.abs(bottoms[:, 1] - x0) <= 3) & (np.abs(bottoms[:, 2] - x1) <= 3)
        for place in np.nonzero(alike & (height >= side * 0.78) & (height <= side * 1.28))[0]:
            square = (x0, y, x1, int(bottoms[place, 0]))
            if _is_square(mask, square) and (side >= int(_SMALL_SIDE * point) or _is_alone(mask, square)):
                found.append(square)
    return _outermost(found)


def _is_square(mask: Mask, square: Square) -> bool:
    """Whether ink runs along all of all four sides, none beyond them to the left and right, and no letter looks so."""
    x0, y0, x1, y1 = square
    left, right = mask[y0 + 1 : y1, x0 : x0 + 4], mask[y0 + 1 : y1, x1 - 4 : x1]
    sides = (left, right, mask[y0 : y0 + 4, x0:x1].T, mask[y1 - 3 : y1 + 1, x0:x1].T)
    if any(side.size == 0 or side.any(axis=1).mean() < 0.95 for side in sides):
        return False
    apart = max(int((x1 - x0) * _APART), 2)
    outside = (mask[y0:y1, max(x0 - 2 - apart, 0) : max(x0 - 2, 0)], mask[y0:y1, x1 + 2 : x1 + 2 + apart])
    return all(beyond.mean() < 0.1 for beyond in outside if beyond.size) and not _is_letter(mask, square)


def _is_alone(mask: Mask, square: Square) -> bool:
    """Whether no ink at all is near on its left and right, as there is beside the letters of a word."""
    x0, y0, x1, y1 = square
    near = int((x1 - x0) * _ALONE)
    return not (mask[y0:y1, max(x0 - 2 - near, 0) : max(x0 - 2, 0)].any() or mask[y0:y1, x1 + 2 : x1 + 2 + near].any())


def _is_letter(mask: Mask, square: Square) -> bool:
    """Whether the outline is a letter's (B, D, n, o): rounded at a corner, or thicker at one side than at another."""
    x0, y0, x1, y1 = square
    reach = max(int((x1 - x0) * _CORNER), 2)
    corners = (mask[y : y + reach, x : x + reach] for y in (y0, y1 + 1 - reach) for x in (x0, x1 - reach))
    if not all(corner.any() for corner in corners):
        return True
    inside = mask[y0 : y1 + 1, x0:x1]
    thick = [_stroke(edge) for edge in (inside.T, inside[:, ::-1].T, inside, inside[::-1])]
    side = x1 - x0
    if min(thick) > side * _SOLID:
        return False
    return max(thick) > min(min(thick) + max(side * _UNEVEN, 1.0), side * _THICKEST)


def _is_barred(grey: Grey, square: Square) -> bool:
    """Whether the outline is that of a B: a bar runs across its middle, and it is not filled."""
    x0, y0, x1, y1 = square
    inside = grey[y0 : y1 + 1, x0:x1] < INK
    height = len(inside)
    bars = inside[height * 3 // 10 : height * 7 // 10].mean(axis=1)
    return bars.size > 0 and float(bars.max()) > _BARRED and float(inside.mean()) < _SOLID


def _stroke(edge: Mask) -> float:
    """How thick the stroke along the first rows is, in pixels: a low one of its thicknesses, since a mark may touch."""
    start = np.argmax(edge[:4], axis=0)
    ends = np.argmin(np.pad(edge, ((0, 1), (0, 0)))[4:], axis=0) + 4
    lengths = np.sort((ends - start)[len(ends) // 5 : len(ends) - len(ends) // 5])
    return float(lengths[len(lengths) // 4]) if len(lengths) else 0.0


def _outermost(squares: list[Square]) -> list[Square]:
    """Of squares that lie on one another, the largest."""
    kept: list[Square] = []
    for square in sorted(squares, key=lambda item: (item[2] - item[0]) * (item[3] - item[1]), reverse=True):
        x, y = (square[0] + square[2]) / 2, (square[1] + square[3]) / 2
        if not any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in kept):
            kept.append(square)
    return kept


def _is_marked(grey: Grey, square: Square) -> bool:
    x0, y0, x1, y1 = square
    inset = max(int((x1 - x0) * 0.22), 3)
    inside = grey[y0 + inset : y1 - inset + 1, x0 + inset : x1 - inset]
    return inside.size > 0 and float((inside < INK).mean()) > _MARKED
