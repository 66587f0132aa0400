"""Mails a minute over the number of workers, as SVG: a line each kind of mail, relative to one worker."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

_WIDTH, _HEIGHT = 640, 340
_LEFT, _RIGHT, _TOP, _BOTTOM = 60, 150, 40, 50
_COLOURS = ("#005a52", "#b04a00", "#3b4fa0")


def plot(points: Sequence[tuple[str, int, float]]) -> str:
    """The points (name, workers, rate) as lines of how many times one worker's rate; dashed what would be ideal."""
    names = list(dict.fromkeys(name for name, _, _ in points))
    most = max(workers for _, workers, _ in points)
    lines = [_line([(count, float(count)) for count in (1, most)], most, "#999999", "as many times as workers", "6 4")]
    for name, colour in zip(names, _COLOURS, strict=False):
        of_name = [(workers, rate) for item, workers, rate in points if item == name]
        one = of_name[0][1]
        lines.append(_line([(workers, rate / one) for workers, rate in of_name], most, colour, name, ""))
    axes = [_tick_across(number, most) for number in range(1, most + 1)]
    axes += [_tick_up(number, most) for number in range(most + 1)]
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" '
            f'viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="Helvetica, Arial, sans-serif" font-size="12">',
            f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
            f'<text x="{_LEFT}" y="22" font-size="15" font-weight="bold">Mails a minute, times one worker</text>',
            *axes,
            *lines,
            f'<text x="{(_LEFT + _WIDTH - _RIGHT) / 2:.0f}" y="{_HEIGHT - 10}" text-anchor="middle">workers</text>',
            "</svg>\n",
        ]
    )


def _tick_across(number: int, most: int) -> str:
    return f'<text x="{_x(number, most):.0f}" y="{_HEIGHT - 30}" text-anchor="middle">{number}</text>'


def _tick_up(number: int, most: int) -> str:
    y = _y(number, most)
    return (
        f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}" stroke="#dddddd"/>'
        f'<text x="{_LEFT - 10}" y="{y + 4:.1f}" text-anchor="end">{number}×</text>'
    )


def _x(workers: float, most: int) -> float:
    return _LEFT + (workers - 0.5) / most * (_WIDTH - _LEFT - _RIGHT)


def _y(times: float, most: int) -> float:
    return _HEIGHT - _BOTTOM - times / most * (_HEIGHT - _TOP - _BOTTOM)


def _line(points: Sequence[tuple[int, float]], most: int, colour: str, name: str, dashes: str) -> str:
    places = [(_x(workers, most), _y(times, most)) for workers, times in points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in places)
    x, y = places[-1]
    marks = "" if dashes else "".join(f'<circle cx="{a:.1f}" cy="{b:.1f}" r="3.5" fill="{colour}"/>' for a, b in places)
    return (
        f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dashes}"/>{marks}'
        f'<text x="{x + 10:.1f}" y="{y + 4:.1f}" fill="{colour}">{escape(name)}</text>'
    )
