"""Dark bands with light print, as forms set their headings in: turned into dark print on white in a frame.

Tesseract reads dark print only, and a band parts the rows of a table as a rule does.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from parsers.ocr.picture import Grey
from parsers.ocr.runs import MOST_RUNS, runs_of

#: Grey below which a pixel may belong to a band, and by how much lighter its print is at the least.
_DARK, _LIGHTER = 130, 50
#: The length of a run of dark pixels in one, and its height, in points; lines of print are nowhere so dark.
_LEAST_LONG, _LEAST_HIGH = 40.0, 7.0
#: How far apart two stretches of one band may lie, for print fills the rest, and by how much their ends may differ, in
#: points; how much of a band is dark at least.
_PRINT_HIGH, _ALIKE, _LEAST_DARK = 24.0, 4.0, 0.5
#: Pixels between rows of one stretch; how thick its frame is drawn.
_ROWS_APART, _FRAME = 2, 2


@dataclass(slots=True)
class _Stretch:
    x0: int
    y0: int
    x1: int
    y1: int


def without_bands(grey: Grey, point: float) -> Grey:
    """The straightened page with its dark bands made light; ``point`` is the pixels in a point."""
    bands = [band for band in _joined(_stretches(grey, point), grey, point) if _is_band(band, grey, point)]
    if not bands:
        return grey
    light = grey.copy()
    for band in bands:
        place = (slice(band.y0, band.y1), slice(band.x0, band.x1))
        light[place] = _lightened(grey[place])
    return light


def _stretches(grey: Grey, point: float) -> list[_Stretch]:
    """What is dark for many rows on end over some width."""
    runs = runs_of(grey < _DARK, int(_LEAST_LONG * point))
    if len(runs) > MOST_RUNS:
        return []
    done: list[_Stretch] = []
    going: list[_Stretch] = []
    for y, x0, x1 in sorted(runs.tolist()):
        done += [stretch for stretch in going if y - stretch.y1 > _ROWS_APART]
        going = [stretch for stretch in going if y - stretch.y1 <= _ROWS_APART]
        for stretch in going:
            if x0 < stretch.x1 and stretch.x0 < x1:
                stretch.x0, stretch.x1, stretch.y1 = min(stretch.x0, x0), max(stretch.x1, x1), y + 1
                break
        else:
            going.append(_Stretch(x0, y, x1, y + 1))
    return sorted([*done, *going], key=lambda stretch: stretch.y0)


def _joined(stretches: list[_Stretch], grey: Grey, point: float) -> list[_Stretch]:
    """The stretches, those made one between which light print fills the width."""
    bands: list[_Stretch] = []
    for stretch in stretches:
        for band in bands:
            alike = abs(band.x0 - stretch.x0) <= _ALIKE * point and abs(band.x1 - stretch.x1) <= _ALIKE * point
            if alike and 0 <= stretch.y0 - band.y1 <= _PRINT_HIGH * point:
                between = grey[band.y1 : stretch.y0, band.x0 : band.x1]
                if not between.size or float((between < _DARK).mean()) >= _LEAST_DARK:
                    band.y1 = stretch.y1
                    break
        else:
            bands.append(stretch)
    return bands


def _is_band(band: _Stretch, grey: Grey, point: float) -> bool:
    inside = grey[band.y0 : band.y1, band.x0 : band.x1]
    return band.y1 - band.y0 >= _LEAST_HIGH * point and float((inside < _DARK).mean()) >= _LEAST_DARK


def _lightened(inside: Grey) -> Grey:
    """A band as dark print on white, framed."""
    dark = float(np.median(inside[inside < _DARK]))
    light = max(float(np.percentile(inside, 99)), dark + 2 * _LIGHTER)
    ground = dark + _LIGHTER * 0.5
    print_ = np.clip((inside.astype(np.float32) - ground) * (255 / (light - ground)), 0, 255)
    made: Grey = (255 - print_).astype(np.uint8)
    made[:_FRAME], made[-_FRAME:], made[:, :_FRAME], made[:, -_FRAME:] = 0, 0, 0, 0
    return made
