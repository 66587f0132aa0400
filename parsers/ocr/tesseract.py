"""Tesseract, as a program: a picture in on its standard input, words with boxes and confidences out as TSV."""

from __future__ import annotations

import os
import shutil
import subprocess
from dataclasses import dataclass
from functools import cache

from parsers.ocr.picture import Grey

#: One block of text of varying sizes, its columns found: what reads boxed forms best (``tesseract --help-psm``).
_SEGMENTATION = "4"
_WORD_LEVEL = "5"
#: Models by what they read best, the first whose parts are all installed: the one for every language in Latin script
#: knows each letter of Welsh names and of borrowed ones (measured: 92 % of answers exact, where "eng" gives 80 %).
_MODELS = ("Latin", "script/Latin", "eng+cym", "eng")
#: The model that reads a line again where the first was in doubt.
_SECOND = "eng"
_LISTING_SECONDS = 5.0
#: One thread a page: pages are read side by side.
_ENVIRONMENT = {"PATH": os.defpath, "OMP_THREAD_LIMIT": "1", "LANG": "C.UTF-8"}


@dataclass(frozen=True, slots=True)
class Recognised:
    """A word, where it is in the picture (pixels: left, top, right, bottom), and how sure of it, 0 to 1.

    ``line`` is the same for words that Tesseract put on one line. ``other`` is what a second reader read there, where
    it read something else. ``bold`` is told of the picture, not by Tesseract.
    """

    text: str
    edges: tuple[float, float, float, float]
    confidence: float
    line: tuple[str, ...] = ()
    other: str = ""
    bold: bool = False


def program() -> str | None:
    """Where Tesseract is; None where it is not installed."""
    return shutil.which("tesseract")


@cache
def installed() -> frozenset[str]:
    """The models that are installed; none where it cannot be told."""
    try:
        done = subprocess.run(  # noqa: S603  # a fixed program with fixed arguments
            [program() or "tesseract", "--list-langs"],
            capture_output=True,
            timeout=_LISTING_SECONDS,
            check=True,
            env=_ENVIRONMENT,
        )
    except (subprocess.SubprocessError, OSError):
        return frozenset()
    return frozenset(done.stdout.decode("utf-8", "replace").split("\n")[1:])


def model() -> str:
    """The best model there is, as Tesseract is told it."""
    return next((name for name in _MODELS if installed().issuperset(name.split("+"))), "eng")


def second_model() -> str | None:
    """Another model than the best, to read again what that was unsure of; None where there is no other."""
    return _SECOND if _SECOND in installed() and _SECOND not in model().split("+") else None


def read_words(
    grey: Grey, *, dpi: int, seconds: float, language: str = "", segmentation: str = _SEGMENTATION
) -> list[Recognised]:
    """The words of a picture, in the order Tesseract gives them. ``language`` is the best model unless told.

    Raises:
        subprocess.SubprocessError: it did not end in time, or failed.
        OSError: it could not be started.
    """
    command = [
        program() or "tesseract", "stdin", "stdout", "--dpi", str(dpi), "--psm", segmentation, "--oem", "1",
        "-l", language or model(), "-c", "tessedit_do_invert=0", "tsv",
    ]  # fmt: skip
    height, width = grey.shape
    picture = f"P5 {width} {height} 255\n".encode() + grey.tobytes()
    done = subprocess.run(  # noqa: S603  # a fixed program with arguments of our own making
        command,
        input=picture,
        capture_output=True,
        timeout=max(seconds, 0.01),
        check=True,
        env=_ENVIRONMENT,
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
