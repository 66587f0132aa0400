"""RapidOCR as second reader, where it is installed (the extra "ocr-accurate"), and what happens where it is not."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np
import pytest
from PIL import Image, ImageDraw

from parsers.lie import Lie
from parsers.ocr import again, rapid, tesseract
from parsers.ocr.rules import Ruling
from parsers.ocr.second import Again, Area
from parsers.ocr.sketch import Sketch

installed = pytest.mark.skipif(not rapid.available(), reason='RapidOCR is not installed (extra "ocr-accurate")')
AREA: Area = (90, 90, 700, 130)


@pytest.fixture
def page() -> Sketch:
    image = Image.new("L", (800, 300), 255)
    ImageDraw.Draw(image).text((100, 98), "governance: learning from 1,250 homes", fill=0, font_size=26)
    return Sketch((), Ruling([], [], []), Lie(0, 0.0, 288, 108), np.asarray(image), 200, 0.1)


@installed
def test_line_is_read_and_says_how_sure_it_is(page: Sketch) -> None:
    (read,) = rapid.by_rapid(page, [AREA], time.monotonic() + 30)
    assert read is not None
    assert "".join(read.text.split()) == "governance:learningfrom1,250homes"
    assert len(read.sure) == len(read.text)
    assert min(read.sure) > 0.9


@installed
def test_areas_there_is_no_time_for_are_left(page: Sketch) -> None:
    assert rapid.by_rapid(page, [AREA, AREA], time.monotonic() - 1) == [None, None]


def test_tesseract_gives_the_second_opinion_without_rapidocr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rapid, "available", lambda: False)
    monkeypatch.setattr(tesseract, "installed", lambda: frozenset({"Latin", "eng"}))
    assert again.second_reader() is again.by_tesseract


def test_nobody_gives_a_second_opinion_where_tesseract_has_one_model(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rapid, "available", lambda: False)
    monkeypatch.setattr(tesseract, "installed", lambda: frozenset({"eng"}))
    assert again.second_reader() is None


def test_tesseract_reads_again_what_rapidocr_finds_no_memory_for(monkeypatch: pytest.MonkeyPatch, page: Sketch) -> None:
    def too_large(_page: Sketch, _areas: Sequence[Area], _until: float) -> list[Again | None]:
        raise MemoryError

    asked: list[float] = []

    def read(_page: Sketch, areas: Sequence[Area], until: float) -> list[Again | None]:
        asked.append(until)
        return [Again("read", (0.9,) * 4) for _ in areas]

    monkeypatch.setattr(rapid, "by_rapid", too_large)
    monkeypatch.setattr(tesseract, "installed", lambda: frozenset({"Latin", "eng"}))
    monkeypatch.setattr(again, "by_tesseract", read)
    assert again.by_rapid_or_tesseract(page, [AREA], 7.0) == [Again("read", (0.9,) * 4)]
    assert asked == [7.0]


@pytest.mark.parametrize(
    ("models", "best"),
    [
        ({"Latin", "cym", "eng", "osd"}, "Latin"),
        ({"script/Latin", "eng"}, "script/Latin"),
        ({"cym", "eng", "osd"}, "eng+cym"),
        ({"eng", "osd"}, "eng"),
    ],
)
def test_best_of_the_models_installed_is_used(monkeypatch: pytest.MonkeyPatch, models: set[str], best: str) -> None:
    monkeypatch.setattr(tesseract, "installed", lambda: frozenset(models))
    assert tesseract.model() == best


@pytest.mark.server("tesseract")
def test_tesseract_with_another_model_reads_only_the_areas_it_is_given(page: Sketch) -> None:
    if tesseract.second_model() is None:
        pytest.skip("Tesseract has one model only")
    inside, empty = again.by_tesseract(page, [AREA, (90, 200, 700, 260)], time.monotonic() + 30)
    assert inside is not None
    assert inside.text.startswith("governance:")
    assert empty == Again("", ())
