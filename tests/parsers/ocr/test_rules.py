"""Rules are told from the strokes of letters, and taken out without what touches them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import reportlab
from PIL import Image, ImageDraw, ImageFont

from parsers.ocr.picture import Grey
from parsers.ocr.rules import erased, find_rules

_DPI = 200
_FONT = str(Path(reportlab.__file__).parent / "fonts" / "Vera.ttf")


def drawn(
    text: str, *, points: float, rules: list[tuple[int, int, int, int]], at: tuple[int, int] = (100, 100)
) -> Grey:
    """A page with a text in some size and with rules: left, top, right, bottom, in pixels."""
    page = Image.new("L", (1200, 600), 255)
    pen = ImageDraw.Draw(page)
    pen.text(at, text, font=ImageFont.truetype(_FONT, round(points * _DPI / 72)), fill=20)
    for rule in rules:
        pen.rectangle(rule, fill=30)
    return np.asarray(page)


@pytest.mark.parametrize("points", [22, 26, 32])
def test_stems_of_large_letters_are_no_rules(points: float) -> None:
    assert find_rules(drawn("Challenge Hill", points=points, rules=[]), _DPI).down == []


def test_rules_of_a_low_box_are_found() -> None:
    box = [(300, 300, 800, 302), (300, 360, 800, 362), (300, 300, 302, 362), (798, 300, 800, 362)]
    ruling = find_rules(drawn("Challenge", points=26, rules=box), _DPI)
    assert [round(x, -1) for x, _, _ in ruling.down] == [300, 800]
    assert len(ruling.across) == 2


def test_stroke_that_comes_down_to_a_rule_is_not_cut_off_there() -> None:
    without = drawn("pqpqpq", points=11, rules=[]) < 128
    foot = int(np.flatnonzero(without.sum(axis=1)).max())
    page = drawn("pqpqpq", points=11, rules=[(60, foot, 900, foot + 2)])
    left = erased(page, find_rules(page, _DPI)) < 128
    assert left[:, 500:].sum() == 0
    assert left[foot - 4 : foot].sum() == without[foot - 4 : foot].sum()
