"""Tesseract, as a program: a picture in on its standard input, words with boxes and confidences out as TSV."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass

from parsers.ocr.picture import Grey

#: One block of text of varying sizes, its columns found: what reads boxed forms best (``tesseract --help-psm``).
_SEGMENTATION = "4"
_WORD_LEVEL = "5"


@dataclass(frozen=True, slots=True)
class Recognised:
    """A word, where it is in the picture (pixels: left, top, right, bottom), and how sure of it, 0 to 1.

    ``line`` is the same for words that Tesseract put on one line.
    """

    text: str
    edges: tuple[float, float, float, float]
    confidence: float
    line: tuple[str, ...] = ()


def program() -> str | None:
    """Where Tesseract is; None where it is not installed."""
    return shutil.which("tesseract")


def read_words(grey: Grey, *, dpi: int, seconds: float, segmentation: str = _SEGMENTATION) -> list[Recognised]:
    """The words of a picture, in the order Tesseract gives them.

    Raises:
        subprocess.SubprocessError: it did not end in time, or failed.
        OSError: it could not be started.
    """
    command = [
        program() or "tesseract", "stdin", "stdout", "--dpi", str(dpi), "--psm", segmentation, "--oem", "1",
        "-l", "eng", "-c", "tessedit_do_invert=0", "tsv",
    ]  # fmt: skip
    height, width = grey.shape
    picture = f"P5 {width} {height} 255\n".encode() + grey.tobytes()
    done = subprocess.run(  # noqa: S603  # a fixed program with arguments of our own making
        command,
        input=picture,
        capture_output=True,
        timeout=max(seconds, 0.01),
        check=True,
        env={"PATH": os.defpath, "OMP_THREAD_LIMIT": "1", "LANG": "C.UTF-8"},
    )
    return _words(done.stdout.decode("utf-8", "replace"))


def _words(table: str) -> list[Recognised]:
    """The rows that are words: level, page, block, paragraph, line, word, left, top, width, height, how sure, text."""
    words = []
    for row in table.splitlines():
        columns = row.split("\t")
        if len(columns) < 12 or columns[0] != _WORD_LEVEL or not columns[11].strip():
            continue
        left, top, width, height = (float(value) for value in columns[6:10])
        edges = (left, top, left + width, top + height)
        words.append(Recognised(columns[11].strip(), edges, max(float(columns[10]), 0.0) / 100, tuple(columns[1:5])))
    return words
