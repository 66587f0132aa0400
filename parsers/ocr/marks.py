"""Signs that Tesseract cannot tell by their shape alone, told by their size: bullets, and dashes of three lengths.

The shares are of the height of most words of the line, measured on DejaVu, Liberation and Carlito at 150 and 200 dpi.
"""

from __future__ import annotations

import re
from dataclasses import replace

from parsers.ocr.tesseract import Recognised

#: What discs are taken for.
_DISCS = frozenset("*+¢e«°·•.®©o@»")
_DASHES = frozenset("-–—~_")
#: Width and height of a disc, and where in its line its middle is; all as shares.
_DISC, _DISC_MIDDLE = (0.22, 0.5), (0.28, 0.62)
_HYPHEN, _EN_DASH = 0.42, 0.85
#: The second half of a postcode begins with a digit (Royal Mail): letters that look like one.
_POSTCODE = re.compile(r"([OIlSZB])([ABD-HJLNP-UW-Z]{2})([,.;]?)")
_DIGITS = str.maketrans("OIlSZB", "011528")


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


def with_postcode(before: str, text: str) -> str:
    """A word that can only be the end of a postcode, after one that can only be its beginning, with its digit."""
    found = _POSTCODE.fullmatch(text)
    if found is None or not re.fullmatch(r"[A-Z]{1,2}[0-9][A-Z0-9]?", before):
        return text
    return f"{found[1].translate(_DIGITS)}{found[2]}{found[3]}"
