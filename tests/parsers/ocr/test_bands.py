"""Light print on dark bands is made dark print on white, in a frame."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import reportlab
from PIL import Image, ImageDraw, ImageFont

from parsers.ocr.bands import without_bands
from parsers.ocr.picture import Grey
from parsers.ocr.rules import find_rules

_DPI = 200
_FONT = str(Path(reportlab.__file__).parent / "fonts" / "VeraBd.ttf")


def page(*, band: int | None, print_: int = 250) -> Grey:
    """A page with a heading in a band of this grey, or without any band."""
    picture = Image.new("L", (1400, 500), 255)
    pen = ImageDraw.Draw(picture)
    if band is not None:
        pen.rectangle((100, 200, 1299, 259), fill=band)
    pen.text((120, 215), "2. ABOUT YOUR PROJECT", font=ImageFont.truetype(_FONT, 30), fill=print_)
    pen.text((120, 300), "2.1 Name of project", font=ImageFont.truetype(_FONT, 28), fill=20)
    return np.asarray(picture)


def test_band_is_white_with_dark_print_and_a_frame_that_is_found() -> None:
    light = without_bands(page(band=70), _DPI / 72)
    inside = light[205:255, 105:1295]
    assert float(np.median(inside)) == 255
    assert 0.01 < float((inside < 100).mean()) < 0.3
    assert [round(y, -1) for y, _, _ in find_rules(light, _DPI).across] == [200, 260]


def test_print_outside_a_band_is_left_as_it_is() -> None:
    before = page(band=70)
    assert (without_bands(before, _DPI / 72)[280:] == before[280:]).all()


def test_page_without_bands_is_left_as_it_is() -> None:
    before = page(band=None, print_=20)
    assert without_bands(before, _DPI / 72) is before
    shaded = page(band=215, print_=20)
    assert without_bands(shaded, _DPI / 72) is shaded
