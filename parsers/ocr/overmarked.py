"""Tick boxes whose mark goes beyond them on every side, so that their outline is no square any more.

They are looked for only where one is to be expected: under, over or beside a box that is sure, and of its size.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median_low as median

import numpy as np

from parsers.ocr.picture import Mask

#: How far from a sure box's left edge, or upper edge, that of another may be, in pixels; the thickness of an edge.
_OFF, _EDGE = 3, 5
#: The share of each of the four sides in ink.
_FRAMED = 0.88
#: As shares of a box's side: the white beside it at half its height, where no corner of a cross reaches.
_APART, _MIDDLE = 0.28, 0.28
_STRAY = 0.12  # the share of that in ink, at most
_SOLID = 0.72  # more ink than that inside is a band of colour

Square = tuple[int, int, int, int]  # left, top, right, bottom; in pixels


def in_line(mask: Mask, sure: Sequence[Square]) -> list[Square]:
    """The frames in ``mask`` that stand in a column or a row with one of the ``sure`` boxes and are as large."""
    found: list[tuple[float, Square]] = []
    for axis in (0, 1):
        for fellows in _clusters(sure, axis):
            wide, high = (median(square[2 + n] - square[n] for square in fellows) for n in (0, 1))
            low = max(min(square[axis] for square in fellows) - _OFF, 0)
            high_end = max(square[axis + 2] for square in fellows) + _OFF
            strip = mask[:, low:high_end] if axis == 0 else mask[low:high_end]
            left, top = (low, 0) if axis == 0 else (0, low)
            found += [
                (share, (left + x, top + y, left + x + wide, top + y + high))
                for share, x, y in _frames(strip, wide, high)
            ]
    kept: list[Square] = []
    for _, square in sorted(found, reverse=True):
        if any(_overlap(square, other) for other in (*sure, *kept)):
            continue
        if _is_apart(mask, square) and not _is_solid(mask, square):
            kept.append(square)
    return kept


def _clusters(squares: Sequence[Square], axis: int) -> Iterator[list[Square]]:
    """The squares that stand under one another (``axis`` 0) or beside one another (1)."""
    cluster: list[Square] = []
    for square in sorted(squares, key=lambda item: item[axis]):
        if cluster and square[axis] - cluster[-1][axis] > _OFF:
            yield cluster
            cluster = []
        cluster.append(square)
    if cluster:
        yield cluster


def _frames(strip: Mask, wide: int, high: int) -> list[tuple[float, int, int]]:
    """Where frames of a size may begin in a strip of a page: how much of the least inked side is in ink, x, y."""
    height, width = strip.shape[0] - high, strip.shape[1] - wide
    if height <= 0 or width <= 0:
        return []
    down = np.cumsum(np.pad(_thick(strip, 1), ((1, 0), (0, 0))), axis=0, dtype=np.int32)
    along = np.cumsum(np.pad(_thick(strip, 0), ((0, 0), (1, 0))), axis=1, dtype=np.int32)
    sides = (down[high:] - down[:-high]) / high  # of the edges that begin at each place and go down
    edges = (along[:, wide:] - along[:, :-wide]) / wide
    whole = np.minimum.reduce(
        [
            sides[:height, :width],
            sides[:height, wide : wide + width],
            edges[:height, :width],
            edges[high : high + height, :width],
        ]
    )
    rows, columns = np.nonzero(whole >= _FRAMED)
    return [(float(whole[y, x]), int(x), int(y)) for y, x in zip(rows, columns, strict=True)]


def _thick(mask: Mask, axis: int) -> Mask:
    """Where there is ink within an edge's thickness along an axis."""
    reach = _EDGE // 2
    out = mask.copy()
    for step in range(1, reach + 1):
        for shift in (step, -step):
            out |= np.roll(mask, shift, axis)
    return out


def _is_apart(mask: Mask, square: Square) -> bool:
    """Whether there is white at the left and right of a frame, at half its height."""
    x0, y0, x1, y1 = square
    trim, apart = int((y1 - y0) * _MIDDLE), max(int((x1 - x0) * _APART), 2)
    middle = mask[y0 + trim : y1 - trim]
    beside = (middle[:, max(x0 - 3 - apart, 0) : max(x0 - 3, 0)], middle[:, x1 + 4 : x1 + 4 + apart])
    return all(part.mean() < _STRAY for part in beside if part.size)


def _is_solid(mask: Mask, square: Square) -> bool:
    x0, y0, x1, y1 = square
    return bool(mask[y0:y1, x0:x1].mean() > _SOLID)


def _overlap(one: Square, other: Square) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
