"""RapidOCR (PP-OCR models on ONNX Runtime) as second reader: surer than Tesseract with Latin letters and with digits.

Optional: the extra ``ocr-accurate``. Only its recogniser of lines is used, on the pieces Tesseract found and doubted:
finding the text of a whole page with it takes 7 seconds and more memory than a child is given, a line a tenth of a
second. It is loaded when it is first needed, once a process.
"""

from __future__ import annotations

import importlib.util
import threading
import time
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np

from parsers.ocr.second import Again, Area
from parsers.ocr.sketch import Sketch

#: One thread: the child has a limit on memory, and pages are read side by side.
_SETTINGS = {
    "Global.log_level": "critical",
    "EngineConfig.onnxruntime.intra_op_num_threads": 1,
    "EngineConfig.onnxruntime.inter_op_num_threads": 1,
}
#: Areas of one page that are read: as many as take about two seconds.
_MOST_AREAS = 20
#: One page at a time: the working memory of two would not fit into a child.
_turn = threading.Lock()


@cache
def available() -> bool:
    """Whether RapidOCR and what it runs on are installed; looked up, not loaded."""
    return all(importlib.util.find_spec(name) is not None for name in ("rapidocr", "onnxruntime"))


@cache
def _engine() -> Any:  # the library ships no types
    from rapidocr import RapidOCR  # optional, and slow to import

    return RapidOCR(params=dict(_SETTINGS))


def by_rapid(sketch: Sketch, areas: Sequence[Area], until: float) -> list[Again | None]:
    """The first areas read one after the other, for as long as there is time; None for the rest.

    Raises:
        MemoryError: it does not fit into the memory there is.
    """
    found: list[Again | None] = []
    with _turn:
        for x0, y0, x1, y1 in areas[:_MOST_AREAS]:
            if time.monotonic() >= until:
                break
            found.append(_line(np.stack([sketch.plain[y0:y1, x0:x1]] * 3, axis=2)))
    return found + [None] * (len(areas) - len(found))


def _line(picture: np.ndarray[Any, np.dtype[np.uint8]]) -> Again:
    try:
        read = _engine()(picture, use_det=False, use_cls=False, use_rec=True)
    except Exception as error:  # ONNX Runtime and RapidOCR have errors of their own for want of memory
        raise MemoryError from error
    text = str(read.txts[0]).strip() if read.txts and read.scores else ""
    return Again(text, (float(read.scores[0]),) * len(text) if text else ())
