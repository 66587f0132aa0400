"""Days written into boxes of their own: a cell each for day, month and year, or one for each digit.

The boxes stand beside the question or in a small table under it, with "DD", "MM" and "YYYY" over or in them or with
nothing. Only where every box holds digits or nothing is it a day in boxes; what the digits mean as a day is
`parsers.values.dates`.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from parsers.matching.layout import Layout, Spot
from parsers.matching.place import Place
from parsers.matching.region import Region

_PARTS = {
    "day": re.compile(r"d{1,2}|day|dydd|diwrnod", re.IGNORECASE),
    "month": re.compile(r"m{1,2}|month|mis", re.IGNORECASE),
    "year": re.compile(r"y{1,4}|b{2,4}|year|blwyddyn", re.IGNORECASE),
}
_DIGITS = re.compile(r"\d{1,4}")
_MOST = 16  # cells: a name and a digit each for eight
_NEAR = 2  # pieces after the question within which its boxes begin


def date_in_boxes(region: Region, place: Place, layout: Layout) -> str | None:
    """The day as its boxes say it ("02/09/2014"), "" where they are empty; None where there are none."""
    spots = region.spots if place.spot is not None else _table_after(place, layout)
    if not 3 <= len(spots) <= _MOST:
        return None
    parts = {spot.cell.column: part for spot in spots if (part := _part(spot.text)) is not None}
    boxes = [spot for spot in spots if _part(spot.text) is None]
    texts = [spot.text.strip() for spot in boxes]
    if not boxes or not all(not text or _DIGITS.fullmatch(text) for text in texts):
        return None
    if not any(texts):
        return "" if parts else None
    if set(parts.values()) == set(_PARTS) and all(spot.cell.column in parts for spot in boxes):
        said = ["".join(text for spot, text in zip(boxes, texts, strict=True) if parts[spot.cell.column] == part)
                for part in _PARTS]  # fmt: skip
        return "/".join(text for text in said if text)
    return None if parts else _unnamed(texts)


def _unnamed(texts: Sequence[str]) -> str | None:
    """The day of boxes without names: three parts, or eight or six single digits."""
    if not all(texts):
        return None
    lengths = [len(text) for text in texts]
    if len(texts) == len(_PARTS) and max(lengths[:2]) <= 2 and lengths[2] in {2, 4}:
        return "/".join(texts)
    digits = "".join(texts)
    if set(lengths) == {1} and len(digits) in {6, 8}:
        return f"{digits[:2]}/{digits[2:4]}/{digits[4:]}"
    return None


def _part(text: str) -> str | None:
    """Which part of a day a cell names ("DD", "BBBB / YYYY"), None where it names none."""
    for word in re.split(r"\s*[/|\n]\s*", text.strip(" ()[]:.")):
        for part, pattern in _PARTS.items():
            if pattern.fullmatch(word):
                return part
    return None


def _table_after(place: Place, layout: Layout) -> Sequence[Spot]:
    """The cells of the table that begins right after the question, if one does."""
    for piece in layout.pieces[place.end + 1 : place.end + 1 + _NEAR]:
        if piece.spot is not None:
            return layout.tables[piece.spot.table]
    return ()
