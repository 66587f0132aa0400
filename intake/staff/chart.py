"""The picture of arrivals over time, as PNG: bars by day, the deadline marked, numbers legible without it.

Drawn as SVG and rendered by resvg, so that no mail program has to draw it; the same numbers stand beside it as a table.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

import resvg_py

_WIDTH, _HEIGHT = 560, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 36, 12, 30, 34
_INK, _GRID = "#333333", "#d9d9d9"
#: Twice the size it is shown at, for sharp screens.
_SCALE = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One period: what is written under it, how many, and whether it is the one with the deadline."""

    label: str
    count: int
    deadline: bool = False


def arrivals_svg(bars: Sequence[Bar], *, colour: str, title: str) -> str:
    """The picture as SVG. ``colour`` is the programme's, as #rrggbb."""
    top = _ceiling(max((bar.count for bar in bars), default=0))
    plot_width, plot_height = _WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM
    step = plot_width / max(1, len(bars))
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" viewBox="0 0 {_WIDTH} {_HEIGHT}" '
        'font-family="Arial, Liberation Sans, DejaVu Sans, sans-serif" font-size="11">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="16" font-size="13" font-weight="bold" fill="{_INK}">{escape(title)}</text>',
    ]
    for line in range(0, top + 1, max(1, top // 4)):
        y = _TOP + plot_height * (1 - line / top)
        parts.append(f'<line x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}" stroke="{_GRID}"/>')
        parts.append(f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end" fill="{_INK}">{line}</text>')
    every = max(1, -(-len(bars) // 10))
    for position, bar in enumerate(bars):
        x = _LEFT + position * step
        height = plot_height * bar.count / top
        y = _TOP + plot_height - height
        width = max(1.0, step * 0.72)
        left = x + (step - width) / 2
        parts.append(f'<rect x="{left:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}"/>')
        middle = x + step / 2
        if bar.count and len(bars) <= 40:
            parts.append(
                f'<text x="{middle:.1f}" y="{y - 3:.1f}" text-anchor="middle" fill="{_INK}">{bar.count}</text>'
            )
        if position % every == 0 or bar.deadline:
            weight = ' font-weight="bold"' if bar.deadline else ""
            parts.append(
                f'<text x="{middle:.1f}" y="{_HEIGHT - 18}" text-anchor="middle" fill="{_INK}"{weight}>'
                f"{escape(bar.label)}</text>"
            )
        if bar.deadline:
            parts.append(f'<text x="{middle:.1f}" y="{_HEIGHT - 5}" text-anchor="middle" fill="{_INK}">deadline</text>')
    parts.append("</svg>")
    return "".join(parts)


def arrivals_png(bars: Sequence[Bar], *, colour: str, title: str) -> bytes:
    """The picture as PNG, twice its shown size."""
    svg = arrivals_svg(bars, colour=colour, title=title)
    return bytes(resvg_py.svg_to_bytes(svg_string=svg, width=_WIDTH * _SCALE, height=_HEIGHT * _SCALE))


def _ceiling(highest: int) -> int:
    """The top of the scale: a round number at or above the highest bar that four lines divide."""
    for size in (4, 8, 12, 20, 40, 60, 80, 100, 200, 400, 800):
        if highest <= size:
            return size
    return -(-highest // 1000) * 1000
