"""The words of a page as recognised and what is ruled on it → points, as the readers of PDF see a page.

What comes back lies straight; `parsers.lie.Lie` tells where on the picture as given a place of it is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from statistics import median

from parsers.document import Box, Word
from parsers.formats import glyphs
from parsers.formats.pdf_paths import Drawing
from parsers.formats.pdf_ticks import TickBox
from parsers.formats.pdf_words import Ink
from parsers.lie import Lie
from parsers.ocr.marks import mend
from parsers.ocr.respelling import respelt
from parsers.ocr.shades import shaded_cells
from parsers.ocr.sketch import Sketch
from parsers.ocr.specks import without_dust, without_specks
from parsers.ocr.tesseract import Recognised
from parsers.ocr.weight import em_of, reaches_below, weighed

#: A line read with less confidence than this, in the mean, is noise.
_LEAST_CONFIDENCE = 0.25
#: How much taller than most of its line a word can be, and how much taller than its words a line of one row.
_TALL, _TWO_ROWS = 1.4, 1.9
#: How far print reaches above and below the line it stands on, in em.
_ABOVE, _BELOW = 0.73, 0.2


@dataclass(frozen=True, slots=True)
class PageReading:
    """A page as recognised: words, how sure each is, what is ruled, how it lay. ``ink`` is the share of it in ink.

    ``others`` are the words that a second reader read otherwise, with what it read.
    """

    words: tuple[Ink, ...]
    confidences: dict[Word, float]
    drawing: Drawing
    lie: Lie
    ink: float = 0.0
    others: dict[Word, str] = field(default_factory=dict)

    @property
    def confidence(self) -> float:
        """The mean over the words; 0 where there are none."""
        return sum(self.confidences.values()) / len(self.confidences) if self.confidences else 0.0


def page_reading(sketch: Sketch) -> PageReading:
    """The page in points, its words levelled, its signs and look-alikes mended."""
    scale = 72 / sketch.dpi
    levelled = [
        replace(item, text=glyphs.clean(item.text))
        for item in _levelled(without_dust(weighed(sketch.words, sketch.plain)))
    ]
    levelled = without_specks([item for item in levelled if item.text])
    words: list[Ink] = []
    confidences: dict[Word, float] = {}
    others: dict[Word, str] = {}
    for item, text in zip(levelled, respelt([item.text for item in levelled]), strict=True):
        word = Word(text, Box(*(round(edge * scale, 2) for edge in item.edges)))
        words.append(Ink(word, bold=item.bold))
        confidences[word] = item.confidence
        if item.other and item.other != text:
            others[word] = item.other
    return PageReading(tuple(words), confidences, _drawing(sketch, scale), sketch.lie, sketch.ink, others)


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
            top, foot = _extent(sound)
            made.extend(replace(item, edges=(item.edges[0], top, item.edges[2], foot)) for item in mended)
    return made


def _extent(words: Sequence[Recognised]) -> tuple[float, float]:
    """The top and the foot of a line of print, the same for one size whatever its letters are."""
    em = median(em_of(word) for word in words)
    base = median(word.edges[3] - _BELOW * em * reaches_below(word.text) for word in words)
    return base - _ABOVE * em, base + _BELOW * em


def _drawing(sketch: Sketch, scale: float) -> Drawing:
    ruling = sketch.ruling
    across = [(x0 * scale, y * scale, x1 * scale, y * scale) for y, x0, x1 in ruling.across]
    down = [(x * scale, y0 * scale, x * scale, y1 * scale) for x, y0, y1 in ruling.down]
    return Drawing(
        horizontal=across,
        vertical=down,
        fills=shaded_cells(sketch.plain, across, down, scale=scale),
        ticks=[
            TickBox((x0 * scale, y0 * scale, x1 * scale, y1 * scale), marked)
            for (x0, y0, x1, y1), marked in ruling.squares
        ],
    )
