"""Whatever colour a pack names, its letters can be read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.letters.brand import ENOUGH, NIGHT, PAPER, contrast, palette
from intake.round.programme import Brand

_COLOURS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")


@given(colour=_COLOURS, on_colour=_COLOURS)
def test_palette_of_any_brand_is_legible(colour: str, on_colour: str) -> None:
    found = palette(Brand(colour=colour, on_colour=on_colour))
    pairs = ((found.band, found.on_band), (found.link, PAPER), (found.night_link, NIGHT))
    assert [round(contrast(*pair), 2) for pair in pairs if contrast(*pair) < ENOUGH] == []


def test_palette_of_a_legible_brand_is_the_brand() -> None:
    found = palette(Brand(colour="#1d3557", on_colour="#ffffff"))
    assert (found.band, found.on_band, found.link) == ("#1d3557", "#ffffff", "#1d3557")


@pytest.mark.parametrize(("one", "other", "ratio"), [("#000000", "#ffffff", 21.0), ("#777777", "#ffffff", 4.48)])
def test_contrast_is_that_of_wcag(one: str, other: str, ratio: float) -> None:
    assert round(contrast(one, other), 2) == ratio
