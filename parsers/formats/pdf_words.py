"""The printed words of a PDF page with their boxes, by way of pdfium's text page.

A word is found in the page's text, taken in one call, and only its first and last characters are asked for their
boxes: asking for every character costs ten times as much. Values of form fields are not page text and do not appear.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pypdfium2.raw as pdfium_c  # type: ignore[import-untyped]  # ships no types
from pypdfium2 import PdfTextPage

from parsers.document import Box, Word
from parsers.formats import glyphs
from parsers.formats.pdf_frame import Edges, Frame

#: pdfium marks a hyphen that ends a line with one of these and leaves the line end out.
_HYPHENS = "\x02\ufffe"
_WORD = re.compile(rf"[^\s\x00{_HYPHENS}]+[{_HYPHENS}]?|[{_HYPHENS}]")
_PRIVATE = re.compile(r"[\ue000-\uf8ff]")
#: Letters which a symbol font without a map to Unicode shows as pictures.
_SUSPECTS = re.compile(r"[^A-Zac-km-pr-z&\-–—.,:;/]|[noqrxlu]", re.IGNORECASE)
_FONT_NAME_BYTES = 128
#: How many characters of a page are asked whether their meaning is known.
_SAMPLE = 60
#: Shares of an em above and below the baseline, for fonts that do not tell.
_ASCENT, _DESCENT = 0.92, 0.22


@dataclass(frozen=True, slots=True)
class Ink:
    """A word as printed.

    ``turned`` is 1 for text that runs down the page, -1 up; ``struck`` for a word that is crossed out.
    """

    word: Word
    bold: bool = False
    turned: int = 0
    struck: bool = False

    @property
    def box(self) -> Box:
        """Where it stands."""
        return self.word.box

    @property
    def size(self) -> float:
        """The height of its font's line, in points."""
        return self.word.box.y1 - self.word.box.y0


@dataclass(slots=True)
class _Font:
    """A font's name, its weight, and whether its height is unknown to pdfium, so that every box hugs its letter."""

    name: str
    bold: bool = False
    flat: bool = False


@dataclass(frozen=True, slots=True)
class PageWords:
    """The words of a page in content order, how many characters there are, and how many have no meaning."""

    words: list[Ink]
    characters: int
    unmapped: int


class WordReader:
    """Reads the words of one page."""

    def __init__(self, textpage: PdfTextPage, frame: Frame) -> None:
        self._raw = textpage.raw
        self._frame = frame
        self._rect = pdfium_c.FS_RECTF()
        self._rect_ref = ctypes.byref(self._rect)
        self._name = ctypes.create_string_buffer(_FONT_NAME_BYTES)
        self._flags_ref = ctypes.byref(ctypes.c_int())
        self._count = pdfium_c.FPDFText_CountChars(self._raw)
        self._fonts: dict[bytes, _Font] = {}
        self._matrix = pdfium_c.FS_MATRIX()
        self._matrix_ref = ctypes.byref(self._matrix)
        self._x, self._y = ctypes.c_double(), ctypes.c_double()
        self._x_ref, self._y_ref = ctypes.byref(self._x), ctypes.byref(self._y)

    def read(self, limit: int) -> PageWords:
        """The words of at most ``limit`` characters."""
        count = min(max(self._count, 0), limit)
        text = self._text(count)
        straight = len(text) == count
        words: list[Ink] = []
        seen: set[tuple[str, int, int]] = set()
        for match in _WORD.finditer(text):
            start, end = match.start(), match.end() - 1
            if not straight:
                start, end = self._index(start), self._index(end)
                if start < 0 or end < start:
                    continue
            for ink in self._word(match.group(), start, end):
                key = (ink.word.text, round(ink.box.x0), round(ink.box.y0))
                if key not in seen:  # letters printed twice to look bold
                    seen.add(key)
                    words.append(ink)
        unmapped = count if self._is_guessed(count) else _unmapped(text, words, count)
        return PageWords(words, count, unmapped)

    def _is_guessed(self, count: int) -> bool:
        """Whether pdfium had to guess what most characters of a sample mean, for want of a map to Unicode."""
        sample = range(0, count, max(count // _SAMPLE, 1))
        guessed = sum(1 for index in sample if pdfium_c.FPDFText_HasUnicodeMapError(self._raw, index) == 1)
        return guessed * 2 > len(sample) > 0

    def _text(self, count: int) -> str:
        if count == 0:
            return ""
        buffer = (ctypes.c_ushort * (count * 2 + 1))()
        written = pdfium_c.FPDFText_GetText(self._raw, 0, count, buffer)
        return bytes(buffer)[: max(written - 1, 0) * 2].decode("utf-16-le", errors="replace")

    def _index(self, place: int) -> int:
        return int(pdfium_c.FPDFText_GetCharIndexFromTextIndex(self._raw, place))

    def _word(self, text: str, start: int, end: int) -> Iterator[Ink]:
        """The word as one piece; or in pieces where its ends do not stand on one line."""
        font = self._font(start)
        first = self._edges(start)
        last = first if end == start else self._edges(end)
        if first is None or last is None:
            return
        if not font.flat and abs(_height(first) - _height(last)) > 0.03 * _height(first) + 0.2:
            font.flat = True  # a font of known height has boxes of one height
        if font.flat:
            first, last = self._upright(start, first, last)
        turned = 0
        across, down = last[0] - first[0], last[1] - first[1]
        if end > start and abs(down) > abs(across) and abs(down) > (first[3] - first[1]) * 0.3:
            if end - start < 60 and not self._is_turned(start):
                yield from self._pieces(text, start, end)
                return
            turned = 1 if down > 0 else -1
        shown = _shown(text, font.name)
        if shown:
            yield Ink(Word(shown, _union(first, last)), bold=font.bold, turned=turned)

    def _pieces(self, text: str, start: int, end: int) -> Iterator[Ink]:
        """A word cut where the next character is on another line."""
        begin, before = start, self._edges(start)
        for index in range(start + 1, end + 2):
            edges = self._edges(index) if index <= end else None
            if index <= end and edges and before and abs(edges[1] - before[1]) < (before[3] - before[1]) * 0.5:
                before = edges
                continue
            first, last = self._edges(begin), self._edges(index - 1)
            if first and last:
                font = self._font(begin)
                shown = _shown(text[begin - start : index - start], font.name)
                if shown:
                    yield Ink(Word(shown, _union(first, last)), bold=font.bold)
            begin, before = index, edges

    def _is_turned(self, index: int) -> bool:
        """Whether a character is displayed on its side."""
        angle = pdfium_c.FPDFText_GetCharAngle(self._raw, index)
        quarter = round(angle / 1.5707963) if angle >= 0 else 0
        return (quarter + self._frame.turns) % 2 == 1

    def _edges(self, index: int) -> Edges | None:
        if not pdfium_c.FPDFText_GetLooseCharBox(self._raw, index, self._rect_ref):
            return None
        rect = self._rect
        return self._frame.edges(rect.left, rect.bottom, rect.right, rect.top)

    def _font(self, index: int) -> _Font:
        """The font of a character."""
        length = pdfium_c.FPDFText_GetFontInfo(self._raw, index, self._name, _FONT_NAME_BYTES, self._flags_ref)
        if length > _FONT_NAME_BYTES:
            return _Font("")
        raw = self._name.value
        known = self._fonts.get(raw)
        if known is None:
            name = raw.decode("utf-8", errors="replace")
            bold = any(word in name.lower() for word in ("bold", "black", "heavy"))
            known = _Font(name, bold, self._is_flat(index))
            self._fonts[raw] = known
        return known

    def _is_flat(self, index: int) -> bool:
        """Whether a letter's box is lower than fonts of known height have it."""
        edges = self._edges(index)
        across, up = self._up(index)
        em = math.hypot(across, up)
        return edges is not None and max(_height(edges), edges[2] - edges[0]) < em * 1.02

    def _up(self, index: int) -> tuple[float, float]:
        """The vector of one em from the baseline upwards, in user space."""
        size = pdfium_c.FPDFText_GetFontSize(self._raw, index)
        if not pdfium_c.FPDFText_GetMatrix(self._raw, index, self._matrix_ref):
            return 0.0, size
        return self._matrix.c * size, self._matrix.d * size

    def _upright(self, index: int, first: Edges, last: Edges) -> tuple[Edges, Edges]:
        """The edges of a word's ends with the height of its em, for a font whose height is not known."""
        if not pdfium_c.FPDFText_GetCharOrigin(self._raw, index, self._x_ref, self._y_ref):
            return first, last
        x, y = self._x.value, self._y.value
        across, up = self._up(index)
        low = self._frame.point(x - across * _DESCENT, y - up * _DESCENT)
        high = self._frame.point(x + across * _ASCENT, y + up * _ASCENT)
        left, right = min(low[0], high[0]), max(low[0], high[0])
        top, foot = min(low[1], high[1]), max(low[1], high[1])
        if right - left > foot - top:  # text that runs up or down the page
            return (left, first[1], right, first[3]), (left, last[1], right, last[3])
        return (first[0], top, first[2], foot), (last[0], top, last[2], foot)


def _unmapped(text: str, words: Sequence[Ink], count: int) -> int:
    """How many characters stand for nothing that can be read."""
    lost = sum(text.count(mark) for mark in "\ufffd\x00") + sum(len(_PRIVATE.findall(ink.word.text)) for ink in words)
    controls = sum(1 for character in text if character < " " and character not in "\t\n\r\x02\x00")
    return lost + controls + max(0, count - len(text))


def _shown(text: str, font: str) -> str:
    """The word without invisible marks, ticks normalised, symbol fonts understood."""
    if text and text[-1] in _HYPHENS:
        text = text[:-1] + "-"
    if font and (len(text) == 1 or _PRIVATE.search(text)) and glyphs.is_symbol_font(font):
        drawn = "".join(glyphs.symbol(ord(character), font) or character for character in text)
        if drawn != text and (len(text) > 1 or _SUSPECTS.match(text)):
            text = drawn
    return glyphs.clean(text)


def _height(edges: Edges) -> float:
    return edges[3] - edges[1]


def _union(first: Edges, last: Edges) -> Box:
    return Box(
        round(min(first[0], last[0]), 2),
        round(min(first[1], last[1]), 2),
        round(max(first[2], last[2]), 2),
        round(max(first[3], last[3]), 2),
    )
