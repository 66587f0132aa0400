"""Lines over logarithmic axes, as SVG: how a figure grows with the books. No library is needed to look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

_WIDTH, _HEIGHT = 720, 380
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 190, 40, 50
_COLOURS = ("#005a52", "#b04a00", "#3b4fa0", "#8a2a6b", "#5a5a00", "#444444")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: its name, and its points (x, y), both above nothing."""

    name: str
    points: tuple[tuple[float, float], ...]


def log_plot(lines: Sequence[Line], *, title: str, across: str, up: str) -> str:
    """The lines over two logarithmic axes, named ``across`` and ``up``."""
    xs = [x for line in lines for x, _ in line.points]
    ys = [y for line in lines for _, y in line.points]
    x_axis = _Axis.over(xs, _LEFT, _WIDTH - _RIGHT)
    y_axis = _Axis.over(ys, _HEIGHT - _BOTTOM, _TOP)
    middle = (_LEFT + _WIDTH - _RIGHT) / 2
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{_HEIGHT}" '
        f'viewBox="0 0 {_WIDTH} {_HEIGHT}" font-family="Helvetica, Arial, sans-serif" font-size="12">',
        f'<rect width="{_WIDTH}" height="{_HEIGHT}" fill="#ffffff"/>',
        f'<text x="{_LEFT}" y="22" font-size="15" font-weight="bold">{escape(title)}</text>',
        *(_tick_across(x_axis, power) for power in x_axis.powers),
        *(_tick_up(y_axis, power) for power in y_axis.powers),
        f'<text x="{middle:.0f}" y="{_HEIGHT - 12}" text-anchor="middle">{escape(across)}</text>',
        f'<text transform="translate(16 {_HEIGHT / 2:.0f}) rotate(-90)" text-anchor="middle">{escape(up)}</text>',
        *(_line(line, colour, x_axis, y_axis) for line, colour in zip(lines, _colours(len(lines)), strict=True)),
        *_names(lines, y_axis),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


@dataclass(frozen=True, slots=True)
class _Axis:
    """Whole powers of ten from ``least`` to ``most``, drawn from ``start`` to ``end`` (pixels)."""

    least: int
    most: int
    start: float
    end: float

    @classmethod
    def over(cls, values: Sequence[float], start: float, end: float) -> _Axis:
        least, most = floor(log10(min(values))), ceil(log10(max(values)))
        return cls(least, max(most, least + 1), start, end)

    @property
    def powers(self) -> range:
        return range(self.least, self.most + 1)

    def place(self, value: float) -> float:
        share = (log10(value) - self.least) / (self.most - self.least)
        return self.start + share * (self.end - self.start)


def _colours(count: int) -> list[str]:
    return [_COLOURS[number % len(_COLOURS)] for number in range(count)]


def _label(power: int) -> str:
    return f"{10**power:,}" if power >= 0 else f"{10**power:g}"


def _tick_across(axis: _Axis, power: int) -> str:
    x, low = axis.place(10.0**power), _HEIGHT - _BOTTOM
    return (
        f'<line x1="{x:.1f}" y1="{_TOP}" x2="{x:.1f}" y2="{low}" stroke="#dddddd"/>'
        f'<text x="{x:.1f}" y="{low + 16}" text-anchor="middle">{_label(power)}</text>'
    )


def _tick_up(axis: _Axis, power: int) -> str:
    y = axis.place(10.0**power)
    return (
        f'<line x1="{_LEFT}" y1="{y:.1f}" x2="{_WIDTH - _RIGHT}" y2="{y:.1f}" stroke="#dddddd"/>'
        f'<text x="{_LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{_label(power)}</text>'
    )


def _line(line: Line, colour: str, x_axis: _Axis, y_axis: _Axis) -> str:
    points = [(x_axis.place(x), y_axis.place(y)) for x, y in line.points]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dots = "".join(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{colour}"/>' for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="2"/>{dots}'


def _names(lines: Sequence[Line], axis: _Axis) -> list[str]:
    """The name of each line beside its end, moved down where it would cover another."""
    colours = _colours(len(lines))
    ends = sorted((axis.place(line.points[-1][1]), number) for number, line in enumerate(lines))
    parts, free = [], 0.0
    for y, number in ends:
        at = max(y + 4, free)
        free = at + 15
        parts.append(
            f'<text x="{_WIDTH - _RIGHT + 8}" y="{at:.1f}" fill="{colours[number]}">{escape(lines[number].name)}</text>'
        )
    return parts
