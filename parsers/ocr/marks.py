"""Signs that Tesseract cannot tell by their shape alone, told by their size: bullets, and dashes of three lengths.

The shares are of the height of most words of the line, measured on DejaVu, Liberation and Carlito at 150 and 200 dpi.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from parsers.ocr.tesseract import Recognised

#: What discs are taken for.
_DISCS = frozenset("*+¢e«°·•.®©o@»")
_DASHES = frozenset("-–—~_")
#: Width and height of a disc, and where in its line its middle is; all as shares.
_DISC, _DISC_MIDDLE = (0.22, 0.5), (0.28, 0.62)
_HYPHEN, _EN_DASH = 0.42, 0.85
#: No letter or sign is so narrow, and no space.
_SLIVER, _NO_SPACE = 0.08, 0.1
#: Where one word goes on although white stands in it: the apostrophe of a name, the beginning of a web address.
_GOES_ON = re.compile(r"(?:[(\[“\"']?(?:https?://)?www\.|(?:.*\W)?[OD]['’])")
_HALF_SPACE = 0.5


def joined_up(words: Sequence[Recognised]) -> list[Recognised]:
    """The words, those put together again that have no space between them; slivers of rules and specks left out."""
    heights: dict[tuple[str, ...], list[float]] = defaultdict(list)
    for item in words:
        heights[item.line].append(item.edges[3] - item.edges[1])
    usual = {line: sorted(found)[len(found) // 2] for line, found in heights.items()}
    made: list[Recognised] = []
    for item in words:
        height = usual[item.line]
        if item.edges[2] - item.edges[0] < height * _SLIVER:
            continue
        before = made[-1] if made and made[-1].line == item.line else None
        space = _HALF_SPACE if before is not None and _GOES_ON.fullmatch(before.text) else _NO_SPACE
        if before is not None and -height < item.edges[0] - before.edges[2] < height * space:
            x0, y0, x1, y1 = before.edges
            edges = (x0, min(y0, item.edges[1]), max(x1, item.edges[2]), max(y1, item.edges[3]))
            sure = min(before.confidence, item.confidence)
            made[-1] = replace(before, text=before.text + item.text, edges=edges, confidence=sure)
        else:
            made.append(item)
    return made


def mend(item: Recognised, usual: float, top: float, foot: float) -> Recognised:
    """The word, or the sign it really is, in a line from ``top`` to ``foot`` whose words are ``usual`` high."""
    if len(item.text) != 1 or usual <= 0:
        return item
    x0, y0, x1, y1 = item.edges
    width, height = (x1 - x0) / usual, (y1 - y0) / usual
    middle = ((y0 + y1) / 2 - top) / max(foot - top, 1)
    low, high = _DISC
    if item.text in _DISCS and low <= width <= high and low <= height <= high:
        if _DISC_MIDDLE[0] <= middle <= _DISC_MIDDLE[1]:
            return replace(item, text="•")
    elif item.text in _DASHES and height < 0.3:
        return replace(item, text="-" if width < _HYPHEN else "–" if width < _EN_DASH else "—")
    return item
