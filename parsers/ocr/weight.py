"""Which words of a scanned page are printed bold: by how thick their strokes are for their size.

On forms the questions are bold and the answers are not, or the other way round; where the words of a question are not
known, its weight is what tells it from an answer.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from statistics import median

import numpy as np
from numpy.typing import NDArray

from parsers.ocr.picture import INK, Grey
from parsers.ocr.runs import runs_of
from parsers.ocr.tesseract import Recognised

#: What of an em the small letters are high, and what letters that reach above or below add to that.
_SMALL, _ABOVE, _BELOW = 0.53, 0.2, 0.2
_NOT_ABOVE = frozenset("acemnorsuvwxz.:-–—'\"•…=~+<>")
_REACH_BELOW = frozenset("gjpqy,;()[]{}|/Q@$§")
#: Strokes of upright print are 0.07 to 0.1 em thick, those of bold print 0.1 to 0.16 em, by typeface and scanner:
#: between these the two part. Where there is but one weight, it is bold from here on.
_THINNEST, _THICKEST, _STEP, _BOLD = 0.085, 0.15, 0.0025, 0.12
#: How near to a border thicknesses speak against it, how many there may be as a share of those at the lower of the two
#: heights that it parts, and how much thicker bold must be than regular print.
_NEAR, _HARDLY, _THICKER = 0.005, 0.4, 1.3
#: Between which thicknesses such heights lie.
_LEAST_THICK, _MOST_THICK = 0.04, 0.21
#: Borders that part print as well as the best one, as a share of how well that does.
_AS_GOOD = 0.95
#: A longer run, as a share of the word's height, lies along a stroke that goes across.
_ALONG = 0.45
_LEAST_RUNS = 6
#: A word of fewer letters that is not this far from the border is taken to be as the one closest to it.
_LEAST_LETTERS, _CLEARLY = 3, 0.02


def weighed(words: Sequence[Recognised], plain: Grey) -> list[Recognised]:
    """The words in their order, those that are bold marked so; ``plain`` is the picture they were read from."""
    lines: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for place, word in enumerate(words):
        lines[word.line].append(place)
    thick: dict[int, float] = {}
    for places in lines.values():
        em = median(em_of(words[place]) for place in places)
        for place in places:
            stroke = _stroke(plain, words[place])
            if stroke is not None:
                thick[place] = stroke / em
    smooth = _smoothed(lines.values(), thick, words)
    border = _border(np.array([smooth[place] for place in smooth for _ in words[place].text]))
    bold = [False] * len(words)
    for places in lines.values():
        told = [place for place in places if place in thick and _tells(words[place], thick[place], border)]
        for place in places:
            nearest = min(told, key=lambda other: _apart(words[other], words[place]), default=place)
            bold[place] = thick.get(nearest, 0.0) > border
    return [replace(word, bold=True) if heavy else word for word, heavy in zip(words, bold, strict=True)]


def _smoothed(
    lines: Iterable[Sequence[int]], thick: Mapping[int, float], words: Sequence[Recognised]
) -> dict[int, float]:
    """How thick words are beside their neighbours on the line: the median over their letters."""
    smooth = {}
    for places in lines:
        told = [place for place in places if place in thick]
        for number, place in enumerate(told):
            near = told[max(number - 1, 0) : number + 2]
            smooth[place] = median(thick[other] for other in near for _ in words[other].text)
    return smooth


def _tells(word: Recognised, thick: float, border: float) -> bool:
    """Whether a word shows by itself how heavy it is."""
    return sum(character.isalnum() for character in word.text) >= _LEAST_LETTERS or abs(thick - border) > _CLEARLY


def _apart(one: Recognised, other: Recognised) -> float:
    """How far apart two words of a line stand, in pixels; nothing is closer to a word than itself."""
    return max(one.edges[0] - other.edges[2], other.edges[0] - one.edges[2], -1.0) if one is not other else -2.0


def em_of(word: Recognised) -> float:
    """The size of a word's print in pixels, told from how high it is and what letters it has."""
    above = any(character not in _NOT_ABOVE for character in word.text)
    return max(word.edges[3] - word.edges[1], 1.0) / (_SMALL + _ABOVE * above + _BELOW * reaches_below(word.text))


def reaches_below(text: str) -> bool:
    """Whether a letter or sign of a word reaches below the line it stands on."""
    return any(character in _REACH_BELOW for character in text)


def _stroke(plain: Grey, word: Recognised) -> float | None:
    """How thick a word's strokes are, in pixels and parts of them; None where there are too few to tell."""
    x0, y0, x1, y1 = (int(edge) for edge in word.edges)
    part = plain[y0:y1, x0:x1]
    if not part.size:
        return None
    runs = runs_of(np.ascontiguousarray(part < INK), 1, max(int((y1 - y0) * _ALONG), 3))
    if len(runs) < _LEAST_RUNS:
        return None
    # What is grey beside a run counts by how dark it is: pixels are coarse, strokes two or three of them.
    sums = np.cumsum(np.pad(255.0 - part, ((0, 0), (1, 0))), axis=1) / 255
    rows, starts, ends = runs[:, 0], np.maximum(runs[:, 1] - 1, 0), np.minimum(runs[:, 2] + 1, part.shape[1])
    widths = np.sort(sums[rows, ends] - sums[rows, starts])
    return float(widths[len(widths) // 4 : len(widths) - len(widths) // 4].mean())


def _border(thick: NDArray[np.float64]) -> float:
    """The thickness, in em, above which print is bold: where letters are rare beside both parts, which differ most.

    Where print is of one weight, what is bold is so throughout; infinite where nothing is bold.
    """
    grid = np.arange(_LEAST_THICK, _MOST_THICK, _STEP)
    near = (np.abs(thick[:, None] - grid) < _NEAR).sum(axis=0)
    found: list[tuple[float, float, int]] = []  # a border, how much the two parts differ, and how many are near
    for place, border in enumerate(grid.tolist()):
        light, heavy = thick[thick <= border], thick[thick > border]
        if not _THINNEST <= border < _THICKEST or not light.size or not heavy.size:
            continue
        thicker = float(np.median(heavy)) / float(np.median(light))
        if thicker >= _THICKER and near[place] <= _HARDLY * min(near[:place].max(), near[place:].max()):
            found.append((border, len(light) * len(heavy) * math.log(thicker) ** 2, int(near[place])))
    if not found:
        return _BOLD if thick.size and float(np.median(thick)) >= _BOLD else float("inf")
    most = max(apart for _, apart, _ in found)
    good = [(border, count) for border, apart, count in found if apart >= most * _AS_GOOD]
    fewest = min(count for _, count in good)
    best = [border for border, count in good if count == fewest]
    return best[len(best) // 2]
