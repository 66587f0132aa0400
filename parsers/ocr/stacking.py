"""A page printed in two columns as one column, the right one under the left: Tesseract reads across both otherwise.

Only where the lines of the columns do not stand in rows: labels with answers beside them do, and are read so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from parsers.ocr.picture import INK, Grey, Mask
from parsers.ocr.tesseract import Recognised

#: The width of the white strip between two columns, in points, and the share of the page's height that it runs down.
_CHANNEL, _LEAST_LONG = 8.0, 0.3
#: Between which shares of the page's width the strip may lie.
_FROM, _TO = 0.35, 0.65
#: What is no higher than this is a speck, in points; the fewest lines of a column.
_SPECK, _LEAST_LINES = 1.5, 8
#: By how many points the heights of two lines of one row may differ, and the share of lines that stand in rows.
_LEVEL, _IN_ROWS = 1.5, 0.5
#: Points of white between what is stacked.
_APART = 12.0


@dataclass(frozen=True, slots=True)
class _Piece:
    """A part of the page (``x0``, ``y0``, ``x1``, ``y1``, in pixels) that comes to stand at the left, ``at`` down."""

    x0: int
    y0: int
    x1: int
    y1: int
    at: int


@dataclass(frozen=True, slots=True)
class Stacked:
    """A page as one column, and where its parts come from."""

    picture: Grey
    pieces: tuple[_Piece, ...] = ()

    def put_back(self, words: Sequence[Recognised]) -> list[Recognised]:
        """Words read from the picture, where they stand on the page."""
        if not self.pieces:
            return list(words)
        made = []
        for word in words:
            x0, y0, x1, y1 = word.edges
            piece = next((piece for piece in reversed(self.pieces) if y1 > piece.at), self.pieces[0])
            across, down = piece.x0, piece.y0 - piece.at
            edges = (x0 + across, y0 + down, x1 + across, y1 + down)
            made.append(replace(word, edges=edges, line=(str(piece.at), *word.line)))
        return made


def stacked(plain: Grey, point: float) -> Stacked:
    """The page as one column where it is set in two, else as it is; ``point`` is the pixels in a point."""
    ink = plain < INK
    channel = _channel(ink, point)
    if channel is None:
        return Stacked(plain)
    middle, top, foot = channel
    left, right = (_lines(side, point) for side in (ink[top:foot, :middle], ink[top:foot, middle:]))
    if min(len(left), len(right)) < _LEAST_LINES or _in_rows(left, right, point):
        return Stacked(plain)
    height, width = plain.shape
    parts = [(0, 0, width, top), (0, top, middle, foot), (middle, top, width, foot), (0, foot, width, height)]
    pieces, at = [], 0
    for x0, y0, x1, y1 in parts:
        if y1 > y0:
            pieces.append(_Piece(x0, y0, x1, y1, at))
            at += y1 - y0 + round(_APART * point)
    picture = np.full((at, width), 255, dtype=np.uint8)
    for piece in pieces:
        part = plain[piece.y0 : piece.y1, piece.x0 : piece.x1]
        picture[piece.at : piece.at + part.shape[0], : part.shape[1]] = part
    return Stacked(picture, tuple(pieces))


def _channel(ink: Mask, point: float) -> tuple[int, int, int] | None:
    """The middle of the longest white strip down the page, and where it begins and ends; None where none is long."""
    height, width = ink.shape
    strip = round(_CHANNEL * point)
    sums = np.cumsum(np.pad(ink, ((0, 0), (1, 0))), axis=1, dtype=np.int32)
    starts = np.arange(round(width * _FROM), round(width * _TO) - strip, max(strip // 4, 1))
    found: list[tuple[int, int, int]] = []  # where the strip begins, and the stretch of white
    for start in starts.tolist():
        dark = _without_specks(sums[:, start + strip] > sums[:, start], round(_SPECK * point))
        edges = np.flatnonzero(np.concatenate([[True], dark, [True]]))
        longest = int(np.argmax(np.diff(edges)))
        found.append((start, int(edges[longest]), int(edges[longest + 1]) - 1))
    if not found:
        return None
    most = max(foot - top for _, top, foot in found)
    if most < _LEAST_LONG * height:
        return None
    longest_ones = [one for one in found if one[2] - one[1] >= most * 0.98]
    start, top, foot = longest_ones[len(longest_ones) // 2]
    return start + strip // 2, top, foot


def _without_specks(dark: NDArray[np.bool_], speck: int) -> NDArray[np.bool_]:
    """Rows with ink, without stretches of them no higher than a speck."""
    kept = dark.copy()
    for first, last in _stretches(dark):
        if last - first <= speck:
            kept[first:last] = False
    return kept


def _lines(side: Mask, point: float) -> list[tuple[int, int]]:
    """The lines of print of a column: from where to where down."""
    inked: NDArray[np.bool_] = np.logical_or.reduce(side, axis=1)
    return [line for line in _stretches(inked) if line[1] - line[0] > _SPECK * point]


def _stretches(dark: NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.pad(dark.astype(np.int8), 1)))
    return list(zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True))


def _in_rows(left: Sequence[tuple[int, int]], right: Sequence[tuple[int, int]], point: float) -> bool:
    """Whether most lines of the right column stand on the height of one of the left."""
    near = _LEVEL * point
    level = sum(any(abs(top - one) < near or abs(foot - other) < near for one, other in left) for top, foot in right)
    return level > _IN_ROWS * len(right)
