"""A page in two columns is read as one column; labels with answers beside them are left as they stand."""

from __future__ import annotations

import numpy as np

from parsers.ocr.picture import Grey
from parsers.ocr.stacking import stacked
from parsers.ocr.tesseract import Recognised

_POINT = 200 / 72


def page(*, right_offset: int, title: bool = True) -> Grey:
    """Ten lines in each of two columns 40 pixels apart, those at the right lower by an offset; a title across both."""
    grey = np.full((900, 1000), 255, dtype=np.uint8)
    if title:
        grey[20:40, 100:900] = 0
    for number in range(10):
        top = 100 + 60 * number
        grey[top : top + 18, 60:460] = 0
        grey[top + right_offset : top + right_offset + 18, 540:940] = 0
    return grey


def word(text: str, x: float, y: float) -> Recognised:
    return Recognised(text, (x, y, x + 50, y + 18), 0.9, ("1",))


def test_right_column_comes_under_the_left_one_and_words_go_back_where_they_stand() -> None:
    found = stacked(page(right_offset=27), _POINT)
    assert found.picture.shape[0] > 900 + 500
    title, left, right = found.pieces[:3]
    assert (title.y0, left.x0, left.y0, right.y0) == (0, 0, title.y1, left.y0)
    assert 460 <= right.x0 <= 540
    rows = np.flatnonzero((found.picture[right.at :] < 128).any(axis=1)) + right.at
    read = word("Why?", 20.0, float(rows[0]))
    (put,) = found.put_back([read])
    assert put.edges[0] == 20.0 + right.x0
    assert abs(put.edges[1] - 127) < 1
    assert put.line != read.line  # lines of two columns are never one


def test_labels_level_with_what_is_beside_them_are_left_alone() -> None:
    grey = page(right_offset=0)
    found = stacked(grey, _POINT)
    assert found.picture is grey
    assert found.put_back([word("Why?", 20.0, 100.0)]) == [word("Why?", 20.0, 100.0)]


def test_specks_between_columns_do_not_join_them() -> None:
    grey = page(right_offset=27)
    grey[300:303, 498:501] = 0
    assert len(stacked(grey, _POINT).pieces) == len(stacked(page(right_offset=27), _POINT).pieces)
