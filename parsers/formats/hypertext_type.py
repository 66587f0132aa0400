"""The size and the colour of print in HTML, as ``style`` attributes say them."""

from __future__ import annotations

import re
from collections.abc import Mapping

from parsers.formats.colours import from_channels, from_hex

#: What browsers show where a page says nothing, in points (16 pixels).
USUAL_SIZE = 12.0
_SIZE = re.compile(r"(?<![\w-])font(?:-size)?\s*:[^;]*?(\d{1,3}(?:\.\d+)?)\s*(pt|px|r?em|%)", re.IGNORECASE)
_COLOUR = re.compile(r"(?<![\w-])color\s*:\s*(#[0-9a-f]{6}|#[0-9a-f]{3}|rgba?\([^)]*\)|[a-z]+)", re.IGNORECASE)
_NUMBER = re.compile(r"\d{1,3}")
#: Points in each unit that is no share of the size around.
_POINTS = {"pt": 1.0, "px": 0.75, "rem": USUAL_SIZE}
#: The colours that mails are written in by name (CSS Color 4, 6.1).
_NAMES: Mapping[str, str] = {
    "blue": "0000ff", "navy": "000080", "darkblue": "00008b", "red": "ff0000", "darkred": "8b0000", "green": "008000",
    "darkgreen": "006400", "grey": "808080", "gray": "808080", "dimgray": "696969", "dimgrey": "696969",
    "darkgray": "a9a9a9", "darkgrey": "a9a9a9", "purple": "800080", "teal": "008080", "maroon": "800000",
    "orange": "ffa500", "white": "ffffff",
}  # fmt: skip


def size_of(css: str, around: float | None) -> float | None:
    """The size in points that a ``style`` gives, or the one around; None where neither is known."""
    hit = _SIZE.search(css)
    if hit is None:
        return around
    number, unit = float(hit[1]), hit[2].lower()
    if unit in _POINTS:
        return number * _POINTS[unit]
    return (around or USUAL_SIZE) * (number / 100 if unit == "%" else number)


def colour_of(css: str, around: str) -> str:
    """The colour, as in `Line`, that a ``style`` gives, or the one around."""
    hit = _COLOUR.search(css)
    if hit is None:
        return around
    said = hit[1].lower()
    if said.startswith("rgb"):
        channels = [min(int(number), 255) for number in _NUMBER.findall(said)[:3]]
        return from_channels(*channels) if len(channels) == 3 else around
    return from_hex(said) if said.startswith("#") else from_hex(_NAMES.get(said, ""))
