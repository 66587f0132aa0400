"""Bullets found in a picture of a page before it is read: Tesseract takes them for signs or sticks them to a word.

A bullet is a small round patch of ink with white all around it, nothing before it on its line, and text after it.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from parsers.ocr.picture import Grey, Mask
from parsers.ocr.runs import runs_of
from parsers.ocr.squares import Square
from parsers.ocr.tesseract import Recognised

#: The ink of a disc: darker than the grain of paper.
_DARK = 160
#: Sides of a disc, the white before it and how far off the text after it begins, in points.
_LEAST, _MOST = 1.9, 5.0
_WHITE_BEFORE, _TEXT_WITHIN = 8.0, 30.0
#: How much of its square a disc fills: π/4, less what scanning eats.
_FILLED = 0.66
_MOST_RUNS = 20_000


def find_discs(grey: Grey, dpi: float) -> list[Square]:
    """The bullets of a straightened page, in pixels, from the top down."""
    mask = grey < _DARK
    point = dpi / 72
    sums = np.cumsum(np.pad(mask, ((0, 0), (1, 0))), axis=1, dtype=np.int32)
    runs = runs_of(mask, 2, int(_MOST * point))
    if not len(runs) or len(runs) > _MOST_RUNS * 10:
        return []
    rows, starts, ends = runs[:, 0], runs[:, 1], runs[:, 2]
    last = mask.shape[1]
    before = sums[rows, starts] - sums[rows, np.maximum(starts - int(_WHITE_BEFORE * point), 0)]
    after = sums[rows, np.minimum(ends + 2, last)] - sums[rows, ends]
    alone = runs[(before == 0) & (after == 0)]
    if len(alone) > _MOST_RUNS:
        return []
    return [patch for patch in _patches(alone.tolist()) if _is_disc(mask, patch, point)]


def _patches(runs: list[list[int]]) -> list[Square]:
    """Runs that lie on one another as patches: left, top, right, bottom."""
    patches: list[list[int]] = []
    for row, start, end in runs:
        for patch in reversed(patches[-40:]):
            if patch[3] == row and start < patch[2] and end > patch[0]:
                patch[0], patch[2], patch[3] = min(patch[0], start), max(patch[2], end), row + 1
                break
        else:
            patches.append([start, row, end, row + 1])
    return [(x0, y0, x1, y1) for x0, y0, x1, y1 in patches]


def _is_disc(mask: Mask, patch: Square, point: float) -> bool:
    x0, y0, x1, y1 = patch
    width, height = x1 - x0, y1 - y0
    least, most = _LEAST * point, _MOST * point
    if not (least <= width <= most and least <= height <= most and 0.75 <= width / height <= 1.34):
        return False
    if mask[y0:y1, x0:x1].mean() < _FILLED or min(x0, y0) < 3:
        return False
    around = mask[y0 - 3 : y1 + 3, x0 - 3 : x1 + 3].sum() - mask[y0:y1, x0:x1].sum()
    if around > 2:
        return False
    # Letters beside it reach both above and below a bullet's middle third; a full stop stands at their feet.
    after = slice(x1 + 2, x1 + int(_TEXT_WITHIN * point))
    above, beneath = mask[max(y0 - height, 0) : y0, after], mask[y1 : y1 + height, after]
    return bool(above.any() and beneath.any() and mask[y0:y1, after].any())


def with_bullets(words: list[Recognised], discs: list[Square]) -> list[Recognised]:
    """The words with a bullet before the word that each disc stands before, on its line."""
    made = list(words)
    for x0, y0, x1, y1 in discs:
        middle = (y0 + y1) / 2
        beside = [item for item in made if item.edges[0] >= x1 - 2 and item.edges[1] <= middle <= item.edges[3]]
        following = min(beside, key=lambda item: item.edges[0], default=None)
        if following is None:
            continue
        bullet = replace(following, text="•", edges=(x0, following.edges[1], x1, following.edges[3]))
        made.insert(made.index(following), bullet)
    return made
