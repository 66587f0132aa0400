"""Tick boxes are found though the tick goes beyond them, and are known by others of their size."""

from __future__ import annotations

import numpy as np
from PIL import Image, ImageDraw

from parsers.ocr.picture import Grey
from parsers.ocr.rules import erased, find_rules

_DPI = 200
_SIDE = 26


def boxes(*, ticked: tuple[int, ...], count: int = 4) -> Grey:
    """A column of boxes, some with a tick that goes beyond its box up and to the right."""
    picture = Image.new("L", (600, 80 * (count + 1)), 255)
    pen = ImageDraw.Draw(picture)
    for number in range(count):
        y = 60 + 80 * number
        pen.rectangle((100, y, 100 + _SIDE, y + _SIDE), outline=30, width=3)
        if number in ticked:
            pen.line((104, y + 14, 112, y + 22, 134, y - 10), fill=20, width=4)
    return np.asarray(picture)


def test_ticks_that_go_beyond_their_boxes_are_seen() -> None:
    found = find_rules(boxes(ticked=(1, 3)), _DPI).squares
    rows = sorted((square[1], marked) for square, marked in found)
    assert [marked for _, marked in rows] == [False, True, False, True]


def test_nothing_of_a_tick_is_left_to_be_read() -> None:
    page = boxes(ticked=(1, 3))
    assert (erased(page, find_rules(page, _DPI)) > 200).all()


def test_letter_as_high_as_the_boxes_is_none() -> None:
    picture = Image.fromarray(boxes(ticked=(), count=3))
    pen = ImageDraw.Draw(picture)
    pen.line((300, 60, 300, 86, 326, 86), fill=20, width=4)  # an L
    assert len(find_rules(np.asarray(picture), _DPI).squares) == 3


def crossed(*, beyond: int) -> Grey:
    """Two boxes in a row and one under the first; the second and the lower have a cross that goes ``beyond`` them."""
    picture = Image.new("L", (600, 300), 255)
    pen = ImageDraw.Draw(picture)
    for x, y, marked in ((100, 60, False), (300, 60, True), (100, 140, True)):
        pen.rectangle((x, y, x + _SIDE, y + _SIDE), outline=30, width=3)
        if marked:
            low, high = -beyond, _SIDE + beyond
            pen.line((x + low, y + low, x + high, y + high), fill=20, width=4)
            pen.line((x + low, y + high, x + high, y + low), fill=20, width=4)
    return np.asarray(picture)


def test_crosses_that_go_beyond_their_boxes_on_every_side_are_seen() -> None:
    found = find_rules(crossed(beyond=5), _DPI).squares
    assert sorted((square[0] > 200, square[1] > 100, marked) for square, marked in found) == [
        (False, False, False),
        (False, True, True),
        (True, False, True),
    ]


def test_band_of_colour_in_the_column_of_a_box_is_none() -> None:
    picture = Image.fromarray(boxes(ticked=(), count=3))
    ImageDraw.Draw(picture).rectangle((100, 20, 560, 20 + _SIDE), fill=40)
    assert len(find_rules(np.asarray(picture), _DPI).squares) == 3
