"""Bold print is told from regular print by its strokes, and shaded cells from white ones by their background."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import reportlab
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from parsers.ocr.picture import Grey
from parsers.ocr.shades import shaded_cells
from parsers.ocr.tesseract import Recognised
from parsers.ocr.weight import _border, weighed

_SCALE = 72 / 200
_FONTS = Path(reportlab.__file__).parent / "fonts"
_FACES = {"regular": str(_FONTS / "Vera.ttf"), "bold": str(_FONTS / "VeraBd.ttf")}


def printed(*lines: list[tuple[str, str]], size: int = 28) -> tuple[list[Recognised], Grey]:
    """Lines of words, each with its face, as a recogniser that errs nowhere would read them."""
    page = Image.new("L", (1654, 60 * (len(lines) + 1)), 255)
    pen = ImageDraw.Draw(page)
    words = []
    for number, line in enumerate(lines):
        x = 60.0
        for text, face in line:
            font = ImageFont.truetype(_FACES[face], size)
            box = pen.textbbox((x, 60 * number + 10), text, font=font)
            pen.text((x, 60 * number + 10), text, font=font, fill=20)
            words.append(Recognised(text, tuple(float(edge) for edge in box), 0.9, (str(number),)))  # type: ignore[arg-type]
            x = box[2] + size / 3
    return words, np.asarray(page)


def bold(words: list[Recognised], page: Grey) -> str:
    """The bold words."""
    return " ".join(word.text for word in weighed(words, page) if word.bold)


@pytest.mark.parametrize("size", [22, 28, 44])
def test_bold_words_are_told_from_regular_ones(size: int) -> None:
    question = [("Name", "bold"), ("of", "bold"), ("lead", "bold"), ("council", "bold")]
    answer = [("Leeds", "regular"), ("City", "regular"), ("Council", "regular")]
    assert bold(*printed(question, answer, size=size)) == "Name of lead council"


def test_short_words_are_as_what_stands_closest() -> None:
    line = [("Contact", "bold"), ("address:", "bold"), ("12", "regular"), ("Market", "regular"), ("Place", "regular")]
    assert bold(*printed(line)) == "Contact address:"


@pytest.mark.parametrize("size", [22, 44])
def test_page_without_bold_print_has_none(size: int) -> None:
    line = [("Leeds", "regular"), ("City", "regular"), ("Council", "regular"), ("Yorkshire", "regular")]
    assert bold(*printed(line, line, size=size)) == ""


def test_page_that_is_bold_throughout_is_bold() -> None:
    line = [("Leeds", "bold"), ("City", "bold"), ("Council", "bold")]
    assert bold(*printed(line, line)) == "Leeds City Council Leeds City Council"


def strokes(*groups: tuple[float, int]) -> NDArray[np.float64]:
    """So many letters about each thickness, in em, a little spread."""
    spread = np.linspace(-0.006, 0.006, 7)
    return np.concatenate([np.resize(thickness + spread, count) for thickness, count in groups])


@pytest.mark.parametrize(
    ("groups", "low", "high"),
    [
        (((0.078, 600), (0.108, 400)), 0.086, 0.1),  # a light face and its bold
        (((0.095, 900), (0.14, 100)), 0.102, 0.133),
        (((0.05, 70), (0.1, 1000), (0.17, 300)), 0.107, 0.163),  # a little in a thin face besides
        (((0.078, 800), (0.124, 500), (0.17, 1)), 0.086, 0.117),  # and a speck
    ],
)
def test_border_lies_in_the_valley_between_regular_and_bold(
    groups: tuple[tuple[float, int], ...], low: float, high: float
) -> None:
    assert low <= _border(strokes(*groups)) <= high


def test_no_border_where_print_is_of_one_light_weight() -> None:
    assert _border(strokes((0.08, 900))) == float("inf")


def page_of_cells(*backgrounds: int) -> tuple[Grey, list[tuple[float, float, float, float]], list[tuple[float, ...]]]:
    """Cells one above the other, ruled, each of a grey, with dark marks in them; the rules in points."""
    page = Image.new("L", (1654, 2339), 250)
    pen = ImageDraw.Draw(page)
    across = [(100, 200 + 80 * number, 1500) for number in range(len(backgrounds) + 1)]
    for (left, top, right), grey in zip(across, backgrounds, strict=False):
        pen.rectangle((left, top, right, top + 80), fill=grey)
        for x in range(left + 20, right - 20, 24):
            pen.rectangle((x, top + 25, x + 8, top + 50), fill=30)
    rules = [(x0 * _SCALE, y * _SCALE, x1 * _SCALE, y * _SCALE) for x0, y, x1 in across]
    foot = across[-1][1]
    sides = [(x * _SCALE, 200 * _SCALE, x * _SCALE, foot * _SCALE) for x in (100, 1500)]
    return np.asarray(page), rules, sides  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("backgrounds", "shaded"),
    [
        ((238, 250, 238, 250), [0, 2]),
        ((250, 250, 250), []),
        ((248, 250, 249), []),  # the light of the scanner
        ((230, 231, 230), [0, 1, 2]),
    ],
)
def test_shaded_cells_are_darker_than_those_beside_them(backgrounds: tuple[int, ...], shaded: list[int]) -> None:
    page, across, down = page_of_cells(*backgrounds)
    found = shaded_cells(page, across, down, scale=_SCALE)  # type: ignore[arg-type]
    assert [round((edges[1] / _SCALE - 200) / 80) for edges in found] == shaded
