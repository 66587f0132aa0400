"""Tick boxes in a picture of a page: small squares of ink with white around them, and whether they are marked."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from parsers.ocr.overmarked import in_line
from parsers.ocr.picture import INK, Grey, Mask
from parsers.ocr.runs import MOST_RUNS, runs_of, thickened

#: The sides of a tick box, in points.
_LEAST_SIDE, _MOST_SIDE = 5.4, 17.0
#: A square smaller than this is as small as letters are: there is no ink at all within this share of its side.
_SMALL_SIDE, _ALONE = 6.5, 0.45
#: As shares of a square's side: the white beside it, its corners, how much one of its strokes may be thicker than
#: another, how thick any may be where the square is not filled.
_APART, _CORNER, _UNEVEN, _THICKEST, _SOLID = 0.28, 0.14, 0.12, 0.27, 0.7
#: The share of each side in ink; … of a square under others of its size, which may be worn, and how alike they are.
_WHOLE, _WORN, _ALIKE = 0.95, 0.75, 0.15
#: How far below a square there is white, in pixels; the share of what is beside a square in ink, on its left, and on
#: its right where a mark goes beyond it.
_CLEAR, _STRAY, _TOUCHED = 3, 0.1, 0.3
#: A row across the middle with this share of ink is the bar of a B.
_BARRED = 0.8
#: The share of a square's inside that is ink when it is marked; or, as thin crosses are scanned grey, by how many
#: levels of grey it is darker, in the mean, than the paper beside the square.
_MARKED, _DARKER = 0.07, 27.0

Square = tuple[int, int, int, int]  # left, top, right, bottom; in pixels


def find_squares(grey: Grey, faint: Mask, point: float) -> list[Square]:
    """The tick boxes of a straightened page; ``faint`` is where there may be ink, ``point`` the pixels in a point."""
    framed = list(_framed(faint, point))
    sure = _outermost([square for square in framed if _is_sure(faint, square, point) and not _is_barred(grey, square)])
    fellows = [square for square in framed if _is_fellow(square, sure) and _is_square(faint, square, _WORN)]
    found = sure + [square for square in _outermost(fellows) if not _lies_in(square, sure)]
    crossed = [square for square in _crossed(faint, found) if is_marked(grey, square) and not _is_barred(grey, square)]
    found += [square for square in _outermost(crossed) if not _lies_in(square, found)]
    return found + [square for square in in_line(faint, found) if is_marked(grey, square)]


def is_marked(grey: Grey, square: Square) -> bool:
    """Whether there is ink inside a tick box."""
    x0, y0, x1, y1 = square
    inset = max(int((x1 - x0) * 0.22), 3)
    inside = grey[y0 + inset : y1 - inset + 1, x0 + inset : x1 - inset]
    if not inside.size:
        return False
    paper = np.concatenate([beside.ravel() for beside in _beside(grey, square)])
    darker = float(paper.mean() - inside.mean()) if paper.size else 0.0
    return float((inside < INK).mean()) > _MARKED or darker > _DARKER


def _beside(page: NDArray[Any], square: Square) -> tuple[NDArray[Any], NDArray[Any]]:
    """What lies close to the left and to the right of a square."""
    x0, y0, x1, y1 = square
    apart = max(int((x1 - x0) * _APART), 2)
    return page[y0:y1, max(x0 - 2 - apart, 0) : max(x0 - 2, 0)], page[y0:y1, x1 + 2 : x1 + 2 + apart]


def _is_sure(mask: Mask, square: Square, point: float) -> bool:
    """Whether a square is a tick box whatever else is on the page."""
    if not _is_square(mask, square, _WHOLE) or _is_letter(mask, square):
        return False
    return square[2] - square[0] >= int(_SMALL_SIDE * point) or _is_alone(mask, square)


def _is_fellow(square: Square, sure: list[Square]) -> bool:
    """Whether a square is of the size of one that is sure, and stands under it or over it."""
    x0, y0, x1, y1 = square
    near = (x1 - x0) * _ALIKE
    return any(
        abs(left - x0) <= near and abs(right - x1) <= near and abs(bottom - top - (y1 - y0)) <= near
        for left, top, right, bottom in sure
    )


def _crossed(mask: Mask, sure: Sequence[Square]) -> Iterator[Square]:
    """Squares of the size of others whose mark goes beyond them, up or to the right, as a tick made by hand does."""
    sides = sorted({(x1 - x0, y1 - y0) for x0, y0, x1, y1 in sure})
    if not sides:
        return
    wide, high = sides[len(sides) // 2]
    near = max(round(wide * _ALIKE), 2)
    below = np.pad(mask, ((0, _CLEAR), (0, 0)))[_CLEAR:]
    runs = runs_of(thickened(mask), wide - near, wide + near)
    sums = np.cumsum(np.pad(below, ((0, 0), (1, 0))), axis=1, dtype=np.int32)
    rows, starts, ends = runs[:, 0], runs[:, 1], runs[:, 2]
    for y, x0, x1 in runs[sums[rows, ends] == sums[rows, starts]].tolist():
        square = (x0, y - high, x1, y)
        if y > high + 2 and _is_frame(mask, square) and not _is_letter(mask, square):
            yield square


def _is_frame(mask: Mask, square: Square) -> bool:
    """Whether ink runs along nearly all of four sides, of which a mark may cross the upper and the right one."""
    x0, y0, x1, y1 = square
    left, right = mask[y0:y1, max(x0 - 1, 0) : x0 + 4], mask[y0:y1, x1 - 4 : x1 + 1]
    top = mask[max(y0 - 3, 0) : y0 + 4, x0:x1].T
    if left.any(axis=1).mean() < _WHOLE or min(right.any(axis=1).mean(), top.any(axis=1).mean()) < _WORN:
        return False
    before, after = _beside(mask, square)
    return bool(before.size and before.mean() < _STRAY and after.size and after.mean() < _TOUCHED)


def _framed(mask: Mask, point: float) -> Iterator[Square]:
    """What may be small squares: an outer edge above and one below it, as long."""
    runs = runs_of(thickened(mask), int(_LEAST_SIDE * point), int(_MOST_SIDE * point))
    if len(runs) > MOST_RUNS:
        return
    sums = np.cumsum(np.pad(mask, ((0, 0), (1, 0))), axis=1, dtype=np.int32)
    last = len(mask) - 1
    rows, starts, ends = runs[:, 0], runs[:, 1], runs[:, 2]
    above, below = np.clip(rows - 3, 0, last), np.clip(rows + 3, 0, last)
    tops = runs[sums[above, ends] == sums[above, starts]]
    bottoms = runs[sums[below, ends] == sums[below, starts]]
    for y, x0, x1 in tops.tolist():
        side = x1 - x0
        height = bottoms[:, 0] - y
        alike = (np.abs(bottoms[:, 1] - x0) <= 3) & (np.abs(bottoms[:, 2] - x1) <= 3)
        for place in np.nonzero(alike & (height >= side * 0.78) & (height <= side * 1.28))[0]:
            yield (x0, y, x1, int(bottoms[place, 0]))


def _is_square(mask: Mask, square: Square, whole: float) -> bool:
    """Whether ink runs along this share of each of the four sides, and none beyond them to the left and right."""
    x0, y0, x1, y1 = square
    left, right = mask[y0 + 1 : y1, x0 : x0 + 4], mask[y0 + 1 : y1, x1 - 4 : x1]
    sides = (left, right, mask[y0 : y0 + 4, x0:x1].T, mask[y1 - 3 : y1 + 1, x0:x1].T)
    if any(side.size == 0 or side.any(axis=1).mean() < whole for side in sides):
        return False
    return all(beyond.mean() < 0.1 for beyond in _beside(mask, square) if beyond.size)


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
        if not _lies_in(square, kept):
            kept.append(square)
    return kept


def _lies_in(square: Square, others: list[Square]) -> bool:
    x, y = (square[0] + square[2]) / 2, (square[1] + square[3]) / 2
    return any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in others)
