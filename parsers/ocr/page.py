"""One picture of a page → its words and what is ruled on it, in points, as the readers of PDF see a page.

The picture is evened, turned upright, straightened; rules and tick boxes are found and taken out before Tesseract
reads the rest. What comes back lies straight; `Lie` tells where on the picture as given a place of it is.
"""

from __future__ import annotations

import math
import re
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image

from parsers.document import Box, Word
from parsers.formats import glyphs
from parsers.formats.pdf_paths import Drawing
from parsers.formats.pdf_ticks import TickBox
from parsers.formats.pdf_words import Ink
from parsers.ocr import tesseract
from parsers.ocr.discs import find_discs, with_bullets
from parsers.ocr.marks import joined_up, mend, respelt
from parsers.ocr.picture import Grey, even, is_blank, lies_on_side, skew, turned
from parsers.ocr.rules import Ruling, erased, find_rules
from parsers.ocr.tesseract import Recognised

#: A line read with less confidence than this, in the mean, is noise.
_LEAST_CONFIDENCE = 0.25
#: A page read with less confidence than this, in the mean, may stand on its head.
_UPSIDE_DOWN = 0.6
#: What a tick box may be read as.
_BOXES = re.compile(r"[0ODQCGU8BEXKMHN&@#$=®©☐☒\[\](){}|]{1,2}")
#: How much taller than most of its line a word can be, and how much taller than its words a line of one row.
_TALL, _TWO_ROWS = 1.4, 1.9


@dataclass(frozen=True, slots=True)
class Lie:
    """How the page lay in its picture: quarter turns (counter-clockwise) and degrees by which it was put right.

    ``width`` and ``height`` are those of the picture as given, in points.
    """

    quarters: int
    degrees: float
    width: float
    height: float

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page put right."""
        return (self.height, self.width) if self.quarters % 2 else (self.width, self.height)

    def shown(self, box: Box) -> Box:
        """Where on the picture as given a box of the straight page is."""
        if not self.quarters and not self.degrees:
            return box
        width, height = self.size
        angle = math.radians(self.degrees)
        x, y = (box.x0 + box.x1 - width) / 2, (box.y0 + box.y1 - height) / 2
        across, down = (box.x1 - box.x0) / 2, (box.y1 - box.y0) / 2
        x, y = x * math.cos(angle) - y * math.sin(angle), x * math.sin(angle) + y * math.cos(angle)
        for _ in range(self.quarters):
            x, y, across, down = -y, x, down, across
        x, y = x + self.width / 2, y + self.height / 2
        return Box(*(round(edge, 2) for edge in (x - across, y - down, x + across, y + down)))


@dataclass(frozen=True, slots=True)
class PageReading:
    """A page as recognised: words, how sure each is, what is ruled, how it lay. ``ink`` is the share of it in ink."""

    words: tuple[Ink, ...]
    confidences: dict[Word, float]
    drawing: Drawing
    lie: Lie
    ink: float = 0.0

    @property
    def confidence(self) -> float:
        """The mean over the words; 0 where there are none."""
        return sum(self.confidences.values()) / len(self.confidences) if self.confidences else 0.0


def recognise(image: Image.Image, *, dpi: int, until: float) -> PageReading:
    """A page in grey (mode L), read before the monotonic clock shows ``until``.

    Raises:
        subprocess.SubprocessError: Tesseract did not end in time, or failed.
        OSError: it could not be started.
    """
    grey = even(image)
    ink = float((grey < 128).mean())
    width, height = (side * 72 / dpi for side in image.size)
    if is_blank(grey):
        return PageReading((), {}, Drawing(), Lie(0, 0.0, width, height), ink)
    quarters = 1 if lies_on_side(grey) else 0
    reading = _read(np.rot90(grey, quarters).copy(), Lie(quarters, 0.0, width, height), dpi, until, ink)
    if reading.confidence < _UPSIDE_DOWN:
        lie = Lie(quarters + 2, 0.0, width, height)
        other = _read(np.rot90(grey, lie.quarters).copy(), lie, dpi, until, ink)
        if other.confidence > reading.confidence:
            return other
    return reading


def _read(grey: Grey, lie: Lie, dpi: int, until: float, ink: float) -> PageReading:
    degrees = skew(grey)
    grey = turned(grey, degrees)
    ruling = find_rules(grey, dpi)
    plain = erased(grey, ruling)
    discs = find_discs(plain, dpi)
    for x0, y0, x1, y1 in discs:
        plain[y0 - 2 : y1 + 2, x0 - 2 : x1 + 2] = 255
    found = tesseract.read_words(plain, dpi=dpi, seconds=until - time.monotonic())
    found = with_bullets(joined_up(_without_squares(found, grey, ruling)), discs)
    words: list[Ink] = []
    confidences: dict[Word, float] = {}
    levelled = [replace(item, text=glyphs.clean(item.text)) for item in _levelled(found)]
    levelled = [item for item in levelled if item.text]
    for item, text in zip(levelled, respelt([item.text for item in levelled]), strict=True):
        word = Word(text, Box(*(round(edge * 72 / dpi, 2) for edge in item.edges)))
        words.append(Ink(word))
        confidences[word] = item.confidence
    return PageReading(tuple(words), confidences, _drawing(ruling, 72 / dpi), replace(lie, degrees=degrees), ink)


def _without_squares(words: Sequence[Recognised], grey: Grey, ruling: Ruling) -> list[Recognised]:
    """The words without those that are tick boxes, which join those of ``ruling``."""
    kept = []
    for item in words:
        square = ruling.fellow(grey, item.edges) if _BOXES.fullmatch(item.text) else None
        if square is None:
            kept.append(item)
        else:
            ruling.squares.append(square)
    return kept


def _levelled(words: Sequence[Recognised]) -> list[Recognised]:
    """The words with the top and the foot of their line, as printed text has; Tesseract's boxes hug the letters."""
    lines: dict[tuple[str, ...], list[Recognised]] = defaultdict(list)
    for item in words:
        lines[item.line].append(item)
    made: list[Recognised] = []
    for line in lines.values():
        if sum(item.confidence for item in line) < len(line) * _LEAST_CONFIDENCE:
            continue  # specks, the grain of a photograph
        heights = sorted(item.edges[3] - item.edges[1] for item in line)
        usual = heights[len(heights) // 2]
        # A speck above or below a letter makes its box tall; it says nothing of the line.
        sound = [item for item in line if item.edges[3] - item.edges[1] <= usual * _TALL]
        top, foot = min(item.edges[1] for item in sound), max(item.edges[3] for item in sound)
        mended = [mend(item, usual, top, foot) for item in line]
        if foot - top > usual * _TWO_ROWS:
            made.extend(mended)
        else:
            made.extend(replace(item, edges=(item.edges[0], top, item.edges[2], foot)) for item in mended)
    return made


def _drawing(ruling: Ruling, scale: float) -> Drawing:
    return Drawing(
        horizontal=[(x0 * scale, y * scale, x1 * scale, y * scale) for y, x0, x1 in ruling.across],
        vertical=[(x * scale, y0 * scale, x * scale, y1 * scale) for x, y0, y1 in ruling.down],
        ticks=[
            TickBox((x0 * scale, y0 * scale, x1 * scale, y1 * scale), marked)
            for (x0, y0, x1, y1), marked in ruling.squares
        ],
    )
