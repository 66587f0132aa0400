"""Who gives the second opinion: RapidOCR if it is installed, else Tesseract with another of its models."""

from __future__ import annotations

import time
from collections.abc import Sequence

import numpy as np

from parsers.ocr import rapid, tesseract
from parsers.ocr.marks import joined_up
from parsers.ocr.second import Again, Area, SecondReader
from parsers.ocr.sketch import Sketch
from parsers.ocr.tesseract import Recognised


def second_reader() -> SecondReader | None:
    """The best second reader there is."""
    if rapid.available():
        return by_rapid_or_tesseract
    return by_tesseract if tesseract.second_model() else None


def by_rapid_or_tesseract(sketch: Sketch, areas: Sequence[Area], until: float) -> list[Again | None]:
    """The areas read by RapidOCR; by Tesseract's other model where the memory there is does not suffice.

    Raises:
        subprocess.SubprocessError: Tesseract did not end in time, or failed.
    """
    try:
        return rapid.by_rapid(sketch, areas, until)
    except MemoryError:
        return by_tesseract(sketch, areas, until) if tesseract.second_model() else [None for _ in areas]


def by_tesseract(sketch: Sketch, areas: Sequence[Area], until: float) -> list[Again | None]:
    """The areas read with Tesseract's other model, in one go: the page with nothing else left on it.

    Raises:
        subprocess.SubprocessError: Tesseract did not end in time, or failed.
    """
    page = np.full_like(sketch.plain, 255)
    for x0, y0, x1, y1 in areas:
        page[y0:y1, x0:x1] = sketch.plain[y0:y1, x0:x1]
    language = tesseract.second_model() or ""
    found = tesseract.read_words(page, dpi=sketch.dpi, seconds=until - time.monotonic(), language=language)
    words = joined_up(found)
    return [_within(words, area) for area in areas]


def _within(words: Sequence[Recognised], area: Area) -> Again:
    """What was read inside an area, from left to right."""
    x0, y0, x1, y1 = area
    inside = [
        word
        for word in words
        if x0 <= (word.edges[0] + word.edges[2]) / 2 <= x1 and y0 <= (word.edges[1] + word.edges[3]) / 2 <= y1
    ]
    inside.sort(key=lambda word: word.edges[0])
    text = " ".join(word.text for word in inside)
    sure = [each for word in inside for each in (1.0, *[word.confidence] * len(word.text))]
    return Again(text, tuple(sure[1:]))
