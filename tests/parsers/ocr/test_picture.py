"""A page is put straight whatever its slant, its fine rules with it."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers.ocr.picture import Grey, skew

_WHITE, _BLACK = 255, 0


def _ruled_page() -> Image.Image:
    """A form of ruled boxes with a line of print in each, as at 200 dots an inch."""
    page = Image.new("L", (1654, 2339), _WHITE)
    pen = ImageDraw.Draw(page)
    for top in range(220, 1500, 118):
        pen.rectangle((150, top, 1490, top + 104), outline=_BLACK, width=2)
        pen.line((150, top + 52, 1490, top + 52), fill=_BLACK, width=2)
        for row, length in ((top + 14, 31), (top + 66, 12)):
            for left in range(170, 170 + length * 17, 17):
                pen.rectangle((left, row, left + 9, row + 22), outline=_BLACK, width=3)
    return page


def _turned(page: Image.Image, degrees: float) -> Grey:
    return np.asarray(page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=_WHITE))


@pytest.mark.parametrize("degrees", [-7.36, -2.87, -0.74, -0.36, -0.27, -0.22, 0.23, 0.31, 0.62, 1.13, 4.4])
def test_skew_between_the_angles_first_tried(degrees: float) -> None:
    assert skew(_turned(_ruled_page(), degrees)) == pytest.approx(-degrees, abs=0.06)


def test_skew_of_a_straight_page() -> None:
    assert skew(_turned(_ruled_page(), 0.0)) == 0.0
