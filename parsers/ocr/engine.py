"""The pages of a document recognised within a budget of time, two at a time where there are processors for it.

All pages are read once first; in the time that is left, what was doubtful is read again by a second reader.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor

from parsers.errors import NoRecogniserError, OverLimitError
from parsers.ocr import tesseract
from parsers.ocr.again import second_reader
from parsers.ocr.alike import agreed
from parsers.ocr.page import PageReading, page_reading
from parsers.ocr.pictures import PagePicture
from parsers.ocr.second import SecondReader, reread
from parsers.ocr.sketch import Sketch, sketched

#: Pages of one document that are read, and the time they may take in all; what is left over is noted.
MOST_PAGES = 12
_SECONDS = 17.0
_MOST_AT_ONCE = 2  # Tesseract with the model for every Latin script takes 280 MB
#: A second reading is not begun with less time left than this.
_LEAST_LEFT = 4.0

#: Pages by number, each with the picture it was read from.
Readings = dict[int, tuple[PagePicture, PageReading]]


def available() -> bool:
    """Whether pictures can be read on this machine."""
    return tesseract.program() is not None


def recognise_pages(pictures: Iterable[PagePicture]) -> tuple[Readings, bool]:
    """The pages by number, and whether they are all: of a long document the first are read.

    Pictures are made one after the other (pdfium is not thread-safe), no more ahead of the reading than needed.

    Raises:
        OverLimitError: they could not be read in the time there is. Half a form would pass for a form half filled in.
    """
    deadline = time.monotonic() + _SECONDS
    complete = True
    done: dict[int, tuple[PagePicture, Sketch]] = {}
    running: dict[int, tuple[PagePicture, Future[Sketch]]] = {}
    with ThreadPoolExecutor(max_workers=min(os.cpu_count() or 1, _MOST_AT_ONCE)) as pool:
        for picture in pictures:
            if len(done) + len(running) >= MOST_PAGES:
                complete = False
                break
            if len(running) >= _MOST_AT_ONCE:
                _finish(running, done, min(running))
            running[picture.page] = (picture, pool.submit(sketched, picture.image, dpi=picture.dpi, until=deadline))
        for page in sorted(running):
            _finish(running, done, page)
        readings = _twice_read(pool, [sketch for _, sketch in done.values()], deadline)
    return {page: (done[page][0], reading) for page, reading in zip(done, readings, strict=True)}, complete


def _twice_read(pool: ThreadPoolExecutor, sketches: list[Sketch], deadline: float) -> list[PageReading]:
    """The pages after a second reading of what is doubtful on them, as far as time allows."""
    reader = second_reader()
    if reader is not None:
        sketches = list(pool.map(lambda sketch: _reread(sketch, reader, deadline), sketches))
    return list(pool.map(page_reading, agreed(sketches)))


def _reread(sketch: Sketch, reader: SecondReader, deadline: float) -> Sketch:
    if deadline - time.monotonic() < _LEAST_LEFT:
        return sketch
    try:
        return reread(sketch, reader, until=deadline)
    except (subprocess.SubprocessError, OSError):
        return sketch  # the first reading stands, with its doubts


def _finish(
    running: dict[int, tuple[PagePicture, Future[Sketch]]], done: dict[int, tuple[PagePicture, Sketch]], page: int
) -> None:
    """Wait for a page."""
    picture, future = running.pop(page)
    try:
        done[page] = (picture, future.result())
    except subprocess.TimeoutExpired:
        raise OverLimitError(f"recognising its pages takes more than {_SECONDS:.0f} seconds") from None
    except (subprocess.SubprocessError, OSError) as error:
        raise NoRecogniserError(f"page {page}") from error
