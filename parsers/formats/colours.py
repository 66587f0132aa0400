"""The colour of print, as far as reading needs it: black, or which other."""

from __future__ import annotations

import re

_HEX = re.compile(r"#?([0-9a-f]{6})", re.IGNORECASE)
_SHORT_HEX = re.compile(r"^#([0-9a-f])([0-9a-f])([0-9a-f])$", re.IGNORECASE)
#: Channels of 255 up to which print looks black.
_BLACK = 0x40


def from_channels(red: int, green: int, blue: int) -> str:
    """The colour as ``rrggbb`` of three channels from 0 to 255; "" for what looks black."""
    return "" if max(red, green, blue) <= _BLACK else f"{red:02x}{green:02x}{blue:02x}"


def from_hex(text: str) -> str:
    """The colour as ``rrggbb`` of ``rrggbb``, ``#rrggbb`` or ``#rgb``; "" for what looks black or is none ("auto")."""
    text = _SHORT_HEX.sub(r"\1\1\2\2\3\3", text.strip())
    hit = _HEX.fullmatch(text)
    if hit is None:
        return ""
    digits = hit[1]
    return from_channels(int(digits[:2], 16), int(digits[2:4], 16), int(digits[4:], 16))
