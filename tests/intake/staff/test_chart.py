"""The picture of arrivals: every number in it, and a PNG of twice the size it is shown at."""

from __future__ import annotations

import io
import re

from PIL import Image

from intake.staff.chart import Bar, arrivals_png, arrivals_svg

BARS = (Bar(label="9 Feb", count=3), Bar(label="10 Feb", count=11, deadline=True), Bar(label="11 Feb", count=0))


def texts(svg: str) -> list[str]:
    """What is written in the picture."""
    return re.findall(r">([^<>]+)</text>", svg)


def test_chart_writes_title_scale_counts_labels_and_the_deadline() -> None:
    assert texts(arrivals_svg(BARS, colour="#005a52", title="Forms <received>")) == [
        "Forms &lt;received&gt;",
        *("0", "3", "6", "9", "12"),
        *("3", "9 Feb"),
        *("11", "10 Feb", "deadline"),
        "11 Feb",
    ]


def test_chart_of_nothing_is_an_empty_scale() -> None:
    assert texts(arrivals_svg((), colour="#005a52", title="None")) == ["None", "0", "1", "2", "3", "4"]


def test_bars_are_as_high_as_their_counts() -> None:
    heights = [
        float(height)
        for height in re.findall(
            r'height="([\d.]+)" fill="#005a52"',
            arrivals_svg((Bar(label="a", count=4), Bar(label="b", count=2)), colour="#005a52", title=""),
        )
    ]
    assert heights[0] == 2 * heights[1]


def test_png_is_twice_its_shown_size_and_has_the_programmes_colour() -> None:
    picture = Image.open(io.BytesIO(arrivals_png(BARS, colour="#005a52", title="Forms"))).convert("RGB")
    assert picture.size == (1120, 440)
    colours = picture.getcolors(maxcolors=1_000_000) or []
    assert (0, 0x5A, 0x52) in {colour for _, colour in colours}
