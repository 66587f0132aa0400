"""A sheet photographed on a desk is read without the desk."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from parsers.ocr.paper import alone


def photograph(*, desk: int, margin: bool = False, unevenly: bool = False) -> Image.Image:
    """A light sheet with dark print on a striped desk; ``margin`` is white around it all, as on a page of a PDF."""
    picture = Image.new("L", (1200, 1600), desk)
    pen = ImageDraw.Draw(picture)
    for x in range(0, 1200, 24):
        pen.line((x, 0, x, 1599), fill=desk - 40, width=8)
    pen.rectangle((120, 130, 1080, 1480), fill=225)
    for y in range(300, 1400, 60):
        pen.rectangle((200, y, 900, y + 18), fill=30)
    pen.rectangle((140, 160, 1060, 230), fill=60)  # a dark band at the head of the form
    if unevenly:
        light = np.linspace(1.0, 0.7, 1200)[None, :]
        picture = Image.fromarray((np.asarray(picture) * light).astype(np.uint8))
    if margin:
        page = Image.new("L", (1200, 2000), 255)
        page.paste(picture, (0, 200))
        return page
    return picture


def darkest(picture: Image.Image, box: tuple[int, int, int, int]) -> int:
    return int(np.asarray(picture.crop(box)).min())


def test_desk_is_made_as_light_as_paper_and_print_is_left() -> None:
    for unevenly in (False, True):
        made = alone(photograph(desk=130, unevenly=unevenly))
        assert darkest(made, (0, 0, 100, 1600)) > 150
        assert darkest(made, (1110, 0, 1200, 1600)) > 150
        assert darkest(made, (200, 300, 900, 320)) < 60
        assert darkest(made, (300, 170, 900, 220)) < 90


def test_photograph_on_a_page_with_white_margins() -> None:
    made = alone(photograph(desk=130, margin=True))
    assert darkest(made, (0, 200, 100, 1800)) > 150
    assert darkest(made, (200, 500, 900, 520)) < 60


def test_sheet_that_fills_the_picture_is_left_as_it_is() -> None:
    for desk in (225, 215):
        picture = Image.new("L", (1200, 1600), desk)
        ImageDraw.Draw(picture).rectangle((200, 300, 900, 320), fill=30)
        assert alone(picture) is picture
