"""One picture of a page → its words in pixels as Tesseract first reads them, and what is ruled on it.

The picture is evened, turned upright, straightened; rules, tick boxes and bullets are found and taken out before
Tesseract reads the rest. What was read without being sure is read again by `parsers.ocr.second`.
"""

from __future__ import annotations

import re
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

import numpy as np
from PIL import Image

from parsers.lie import Lie
from parsers.ocr import tesseract
from parsers.ocr.bands import without_bands
from parsers.ocr.discs import find_discs, with_bullets
from parsers.ocr.marks import joined_up
from parsers.ocr.paper import alone
from parsers.ocr.picture import Grey, even, is_blank, lies_on_side, skew, turned
from parsers.ocr.rules import Ruling, erased, find_rules
from parsers.ocr.stacking import stacked
from parsers.ocr.tesseract import Recognised

#: A page read with less confidence than this, in the mean, may stand on its head.
_UPSIDE_DOWN = 0.6
#: What a tick box may be read as.
_FEW_SIGNS, _TALLER = 3, 1.3  # signs; heights of the words beside it
_BOXES = re.compile(r"[0-9B-HJ-Z&@#$=®©☐☒\[\](){}|]{1,2}")


@dataclass(frozen=True, slots=True)
class Sketch:
    """A page as first read, in pixels: its words, what is ruled, how it lay, and the picture they were read from.

    ``plain`` is the straightened page without its rules, tick boxes and bullets; ``ink`` the share of it in ink.
    """

    words: tuple[Recognised, ...]
    ruling: Ruling
    lie: Lie
    plain: Grey
    dpi: int
    ink: float

    @property
    def confidence(self) -> float:
        """The mean over the words; 0 where there are none."""
        return sum(item.confidence for item in self.words) / len(self.words) if self.words else 0.0


def sketched(image: Image.Image, *, dpi: int, until: float) -> Sketch:
    """A page in grey (mode L), read before the monotonic clock shows ``until``.

    Raises:
        subprocess.SubprocessError: Tesseract did not end in time, or failed.
        OSError: it could not be started.
    """
    grey = even(alone(image))
    ink = float((grey < 128).mean())
    width, height = (side * 72 / dpi for side in image.size)
    if is_blank(grey):
        return Sketch((), Ruling([], [], []), Lie(0, 0.0, width, height), grey, dpi, ink)
    quarters = 1 if lies_on_side(grey) else 0
    tried: list[Sketch] = []
    for turn in (quarters, quarters + 2, 1 - quarters):  # as it seems; on its head; the other way after all
        lie = Lie(turn, 0.0, width, height)
        tried.append(_sketched(np.rot90(grey, turn).copy(), lie, dpi, until, ink))
        if tried[-1].confidence >= _UPSIDE_DOWN or (turn > 1 and any(sketch.words for sketch in tried)):
            break
    return max(tried, key=lambda sketch: sketch.confidence)


def _sketched(grey: Grey, lie: Lie, dpi: int, until: float, ink: float) -> Sketch:
    degrees = skew(grey)
    grey = without_bands(turned(grey, degrees), dpi / 72)
    ruling = find_rules(grey, dpi)
    plain = erased(grey, ruling)
    discs = find_discs(plain, dpi)
    for x0, y0, x1, y1 in discs:
        plain[y0 - 2 : y1 + 2, x0 - 2 : x1 + 2] = 255
    page = stacked(plain, dpi / 72)
    found = page.put_back(tesseract.read_words(page.picture, dpi=dpi, seconds=until - time.monotonic()))
    found = with_bullets(joined_up(_without_squares(found, grey, ruling)), discs)
    return Sketch(tuple(found), ruling, replace(lie, degrees=degrees), plain, dpi, ink)


def _without_squares(words: Sequence[Recognised], grey: Grey, ruling: Ruling) -> list[Recognised]:
    """The words without those that are tick boxes, which join those of ``ruling``.

    What is much taller than the words beside it is hardly read, however sure Tesseract is of it.
    """
    heights: dict[tuple[str, ...], list[float]] = defaultdict(list)
    for item in words:
        if len(item.text) > _FEW_SIGNS:
            heights[item.line].append(item.edges[3] - item.edges[1])
    usual = {line: median(all_of_it) for line, all_of_it in heights.items()}
    kept = []
    for item in words:
        is_tall = item.edges[3] - item.edges[1] > _TALLER * usual.get(item.line, float("inf"))
        may_be = _BOXES.fullmatch(item.text) or (is_tall and len(item.text) <= _FEW_SIGNS)
        square = ruling.fellow(grey, item.edges, sure=0.0 if is_tall else item.confidence) if may_be else None
        if square is None:
            kept.append(item)
        else:
            ruling.squares.append(square)
    return kept
