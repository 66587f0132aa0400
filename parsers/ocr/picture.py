"""Pictures as arrays of grey: background evened, turned upright, straightened."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

Grey = NDArray[np.uint8]
Mask = NDArray[np.bool_]

#: Grey levels (of an evened picture) below which a pixel is ink.
INK = 150
#: Degrees of skew that are put right, and how finely.
_MOST_SKEW = 12.0
_COARSE, _FINE = 0.25, 0.04
#: How many coarse angles are looked at finely, and over how many rows ink is blurred to compare them.
_LIKELY, _BLURRED = 3, 5
#: Less skew than this is left.
_STRAIGHT = 0.06
#: Columns looked at, and points of ink.
_EVERY, _MOST_POINTS = 3, 60_000
#: By how much more columns vary than rows where lines run down the page, and in how many strips that is looked at.
_ON_SIDE, _STRIPS = 1.6, 10
_BACKGROUND_SCALE = 8
_EVENLY_LIT = 8.0


def even(image: Image.Image) -> Grey:
    """The picture with its background white, however it was lit."""
    small = image.reduce(_BACKGROUND_SCALE)
    background = small.filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(4))
    levels = np.asarray(background)
    if float(levels.std()) < _EVENLY_LIT:  # a scanner's light: one table of levels does
        white = max(float(np.median(levels)), 40.0)
        return np.asarray(image.point([min(round(level * 255 / white), 255) for level in range(256)]))
    light = np.asarray(background.resize(image.size, Image.Resampling.BILINEAR), dtype=np.float32)
    grey = np.asarray(image, dtype=np.float32) * (255.0 / np.maximum(light, 40.0))
    return np.clip(grey, 0, 255).astype(np.uint8)


def is_blank(grey: Grey) -> bool:
    """Whether hardly anything is printed on the page."""
    return float((grey < INK).mean()) < 0.0004


def lies_on_side(grey: Grey) -> bool:
    """Whether lines of text run down the page: then ink varies more from column to column than from row to row.

    Looked at in strips, over whose width a page that is not straight yet hardly slants.
    """
    ink = (grey[::2, ::2] < INK).astype(np.float32)
    return _roughness(ink.T) > _ON_SIDE * _roughness(ink)


def _roughness(ink: NDArray[np.float32]) -> float:
    """How much ink varies from row to row, in the mean over strips of the page."""
    strips = np.array_split(ink, _STRIPS, axis=1)
    return float(np.mean([np.square(np.diff(strip.mean(axis=1))).mean() for strip in strips]))


def skew(grey: Grey) -> float:
    """By how many degrees, counter-clockwise, the picture must be turned for its lines to be level."""
    ys, xs = np.nonzero(grey[:, ::_EVERY] < INK)
    if len(ys) < 200:
        return 0.0
    step = max(len(ys) // _MOST_POINTS, 1)
    across, down = xs[::step].astype(np.float32) * _EVERY, ys[::step].astype(np.float32)
    angles = np.arange(-_MOST_SKEW, _MOST_SKEW + _COARSE, _COARSE)
    rough = _sharpness(across, down, angles, blurred=_BLURRED)
    # The best of the coarse angles may be the second nearest to the right one, or an echo of it.
    likely = sorted({float(angle) for angle in angles[np.argsort(rough)[-_LIKELY:]]})
    near = np.arange(-_COARSE, _COARSE + _FINE, _FINE)
    angles = np.unique(np.round(np.concatenate([angle + near for angle in likely]), 3))
    sharp = _sharpness(across, down, angles)
    best = float(angles[np.argmax(sharp)])
    alike = angles[(sharp >= sharp.max() * 0.999) & (np.abs(angles - best) <= _COARSE)]
    best = float(alike.mean())
    return best if abs(best) > _STRAIGHT else 0.0


def _sharpness(
    xs: NDArray[np.float32], ys: NDArray[np.float32], angles: NDArray[np.float64], *, blurred: int = 1
) -> NDArray[np.float64]:
    """How much the rows of ink stand out at each angle; ``blurred`` over so many rows, few angles tell enough."""
    scores = []
    for angle in angles:
        rows = (ys - xs * np.float32(np.tan(np.radians(angle)))).astype(np.int32)
        counts = np.bincount(rows - rows.min()).astype(np.float64)
        scores.append(float(np.square(np.diff(np.convolve(counts, np.full(blurred, 1 / blurred)))).sum()))
    return np.asarray(scores)


def turned(grey: Grey, degrees: float) -> Grey:
    """The picture turned counter-clockwise about its middle, its size kept."""
    if not degrees:
        return grey
    return np.asarray(Image.fromarray(grey).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255))
