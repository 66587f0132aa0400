"""The colours of a letter, from the pack's brand, made legible: every pair meets WCAG 2.2 contrast AA (4.5 to 1).

A pack may name any colour; where text in it, or on it, would be too faint, the nearest legible shade is used instead.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from intake.round.programme import Brand

ENOUGH = 4.5
PAPER = "#ffffff"
INK = "#000000"
#: The card's colour in dark mode.
NIGHT = "#1f2124"

_Rgb = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Colours as ``#rrggbb``: the band and the text on it, links on paper, and links in dark mode."""

    band: str
    on_band: str
    link: str
    night_link: str


@lru_cache(maxsize=16)
def palette(brand: Brand) -> Palette:
    """The legible colours of a brand."""
    on_band = brand.on_colour
    if contrast(brand.colour, on_band) < ENOUGH:
        on_band = max(PAPER, INK, key=lambda ink: contrast(brand.colour, ink))
    return Palette(
        band=brand.colour,
        on_band=on_band,
        link=_towards(brand.colour, INK, against=PAPER),
        night_link=_towards(brand.colour, PAPER, against=NIGHT),
    )


def contrast(one: str, other: str) -> float:
    """The contrast ratio of two colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    darker, lighter = sorted((_luminance(_rgb(one)), _luminance(_rgb(other))))
    return (lighter + 0.05) / (darker + 0.05)


def _towards(colour: str, end: str, *, against: str) -> str:
    """The first of ten shades from ``colour`` towards ``end`` that is legible against the ground."""
    start, stop = _rgb(colour), _rgb(end)
    for step in range(10):
        shade = _hex(tuple(a + (b - a) * step // 10 for a, b in zip(start, stop, strict=True)))
        if contrast(shade, against) >= ENOUGH:
            return shade
    return end


def _rgb(colour: str) -> _Rgb:
    return int(colour[1:3], 16), int(colour[3:5], 16), int(colour[5:7], 16)


def _hex(rgb: tuple[int, ...]) -> str:
    return "#" + "".join(f"{part:02x}" for part in rgb)


def _luminance(rgb: _Rgb) -> float:
    red, green, blue = (_linear(part / 255) for part in rgb)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else float(((part + 0.055) / 1.055) ** 2.4)
