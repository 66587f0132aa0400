"""Runs of ink along the rows of a picture: what rules, tick boxes and bullets are found by."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from parsers.ocr.picture import Mask

#: A page with more runs than this is grain, not print: nothing is looked for on it.
MOST_RUNS = 60_000


def runs_of(mask: Mask, least: int, most: int = 1 << 30) -> NDArray[np.int64]:
    """The runs of ink along the rows: row, start, end."""
    edges = np.diff(np.pad(mask.view(np.int8), ((0, 0), (1, 1))), axis=1)
    starts, ends = np.argwhere(edges == 1), np.argwhere(edges == -1)
    lengths = ends[:, 1] - starts[:, 1]
    kept = (lengths >= least) & (lengths <= most)
    return np.column_stack([starts[kept], ends[kept][:, 1]])


def thickened(mask: Mask) -> Mask:
    """Ink that is ink in a row or in one beside it: a rule that is not quite level stays whole."""
    thick = mask.copy()
    thick[1:] |= mask[:-1]
    thick[:-1] |= mask[1:]
    return thick
