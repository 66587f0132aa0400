"""A sheet photographed on a desk: what lies around it is made as light as the paper, so that nothing is read in it."""

from __future__ import annotations

from collections import deque

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from parsers.ocr.picture import Mask

#: The picture is looked at so much smaller.
_SMALLER = 16
#: How wide the ring around the picture is, as a share of its shorter side, how much of it is darker than the paper when
#: a sheet lies on something, and by which share of the paper's light.
_RING, _SURROUNDED, _DARKER = 0.015, 0.7, 0.87
#: The share of a picture that a sheet takes, at least; the percentile of light that is paper's, in each of so many
#: parts across and down of the picture's middle.
_LEAST_SHEET, _PAPER, _PARTS = 0.3, 85, 4
#: A pixel as light as this may be a margin; a picture of fewer pixels a side is none of a sheet.
_WHITE, _SMALLEST = 250, 400
#: Where between the light of what is around and that of the paper the edge of the sheet is seen.
_EDGE = 0.6


def alone(image: Image.Image) -> Image.Image:
    """The picture (mode L) with what lies around its sheet made light; as it is where no sheet is seen.

    A page of a PDF may have a white margin around the photograph.
    """
    inside = image.point(lambda level: 255 if level < _WHITE else 0).getbbox()
    if inside is None or min(inside[2] - inside[0], inside[3] - inside[1]) < _SMALLEST:
        return image
    photograph = image.crop(inside)
    made = _alone(photograph)
    if made is photograph:
        return image
    whole = Image.new("L", image.size, 255)
    whole.paste(made, inside[:2])
    return whole


def _alone(image: Image.Image) -> Image.Image:
    small = np.asarray(image.reduce(_SMALLER), dtype=np.float64)
    share = small / _light(small)
    ring = _ring(small.shape)
    if float((share[ring] < _DARKER).mean()) < _SURROUNDED:
        return image
    around = float(np.median(share[ring]))
    sheet = _largest(share > around + _EDGE * (1 - around))
    if sheet is None or float(sheet.mean()) < _LEAST_SHEET:
        return image
    mask = Image.fromarray(_filled(sheet).astype(np.uint8) * 255).resize(image.size, Image.Resampling.BILINEAR)
    light = Image.fromarray(np.clip(_light(small), 0, 255).astype(np.uint8)).resize(image.size)
    return Image.composite(image, light, mask.point(lambda level: 255 if level > 250 else 0))


def _light(small: NDArray[np.float64]) -> NDArray[np.float64]:
    """How light paper is all over the picture: the plane through the lightest of each of its parts in the middle."""
    height, width = small.shape
    ys, xs, levels = [], [], []
    for y in np.array_split(np.arange(height // 5, height - height // 5), _PARTS):
        for x in np.array_split(np.arange(width // 5, width - width // 5), _PARTS):
            ys.append(y.mean())
            xs.append(x.mean())
            levels.append(np.percentile(small[np.ix_(y, x)], _PAPER))
    terms = np.column_stack([np.ones(len(xs)), xs, ys])
    (level, across, down), *_ = np.linalg.lstsq(terms, np.array(levels), rcond=None)
    rows, columns = np.mgrid[:height, :width]
    light: NDArray[np.float64] = np.maximum(level + across * columns + down * rows, 1.0)
    return light


def _ring(shape: tuple[int, ...]) -> Mask:
    """The outermost pixels."""
    wide = max(round(_RING * min(shape)), 1)
    ring = np.ones(shape, dtype=np.bool_)
    ring[wide:-wide, wide:-wide] = False
    return ring


def _largest(light: Mask) -> Mask | None:
    """The largest stretch of light pixels that hang together."""
    left = {(int(row), int(column)) for row, column in np.argwhere(light)}
    best: set[tuple[int, int]] = set()
    while left and len(left) > len(best):
        start = left.pop()
        found, waiting = {start}, deque([start])
        while waiting:
            row, column = waiting.popleft()
            for near in ((row - 1, column), (row + 1, column), (row, column - 1), (row, column + 1)):
                if near in left:
                    left.remove(near)
                    found.add(near)
                    waiting.append(near)
        best = found if len(found) > len(best) else best
    if not best:
        return None
    sheet = np.zeros(light.shape, dtype=np.bool_)
    sheet[tuple(np.array(sorted(best)).T)] = True
    return sheet


def _filled(sheet: Mask) -> Mask:
    """A sheet with the dark that is printed on it, up to its edges: a sheet of paper is convex."""
    corners = _hull([(int(x), int(y)) for y, x in np.argwhere(sheet)])
    height, width = sheet.shape
    picture = Image.new("L", (width, height))
    ImageDraw.Draw(picture).polygon(corners, fill=1, outline=1)
    filled: Mask = np.asarray(picture).astype(np.bool_)
    return filled


def _hull(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The corners of the convex hull of points (Andrew's monotone chain)."""
    ordered = sorted(points)
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return lower[:-1] + upper[:-1]


def _chain(points: list[tuple[int, int]]) -> list[tuple[int, int]]:
    chain: list[tuple[int, int]] = []
    for x, y in points:
        while len(chain) > 1:
            (ax, ay), (bx, by) = chain[-2:]
            if (bx - ax) * (y - ay) - (by - ay) * (x - ax) > 0:
                break
            chain.pop()
        chain.append((x, y))
    return chain
