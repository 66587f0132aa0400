"""A page is put straight whatever its slant, its fine rules with it."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers.ocr.picture import Grey, skew
from parsers.ocr.rules import find_rules

_WHITE, _BLACK = 255, 0


def _ruled_page(*, apart: int, thick: int, words: int) -> Image.Image:
    """A form of ruled boxes with marks as large as letters in each, as at 200 dots an inch."""
    page = Image.new("L", (1654, 2339), _WHITE)
    pen = ImageDraw.Draw(page)
    for top in range(220, 1500, apart):
        pen.rectangle((150, top, 1490, top + apart - 14), outline=_BLACK, width=thick)
        for left in range(170, 170 + words * 17, 17):
            pen.rectangle((left, top + 14, left + 9, top + 36), outline=_BLACK, width=3)
    return page


def _turned(page: Image.Image, degrees: float) -> Grey:
    return np.asarray(page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=_WHITE))


@pytest.mark.parametrize("degrees", [-7.36, -2.87, -0.74, -0.28, -0.22, 0.21, 0.28, 0.62, 1.13, 4.4])
@pytest.mark.parametrize(("thick", "words"), [(1, 0), (1, 4), (2, 30)])
def test_skew_between_the_angles_first_tried(degrees: float, thick: int, words: int) -> None:
    page = _ruled_page(apart=62, thick=thick, words=words)
    assert skew(_turned(page, degrees)) == pytest.approx(-degrees, abs=0.08)


def test_skew_of_a_straight_page() -> None:
    assert skew(_turned(_ruled_page(apart=62, thick=1, words=4), 0.0)) == 0.0


@pytest.mark.parametrize(("word_beside", "boxes"), [(False, 1), (True, 0)])
def test_small_square_is_a_tick_box_where_no_letter_stands_close(word_beside: bool, boxes: int) -> None:
    page = Image.new("L", (400, 200), _WHITE)
    pen = ImageDraw.Draw(page)
    pen.rectangle((100, 100, 115, 116), outline=_BLACK, width=1)
    pen.line((103, 103, 112, 113), fill=_BLACK, width=2)
    pen.line((103, 113, 112, 103), fill=_BLACK, width=2)
    if word_beside:
        pen.line((122, 98, 122, 116), fill=_BLACK, width=2)
    assert [marked for _, marked in find_rules(np.asarray(page), 200).squares] == [True] * boxes


@pytest.mark.parametrize(("ink", "marked"), [(_WHITE, False), (248, False), (165, True), (_BLACK, True)])
def test_cross_in_a_tick_box_is_a_mark_however_faint(ink: int, marked: bool) -> None:
    page = Image.new("L", (400, 200), _WHITE)
    pen = ImageDraw.Draw(page)
    pen.line((104, 104, 126, 126), fill=ink, width=4)
    pen.line((104, 126, 126, 104), fill=ink, width=4)
    pen.rectangle((100, 100, 130, 130), outline=_BLACK, width=2)
    assert [found for _, found in find_rules(np.asarray(page), 200).squares] == [marked]
