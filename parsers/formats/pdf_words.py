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
from parsers.formats.colours import from_channels
from parsers.formats.pdf_calls import POINT, RECTANGLE, address, loose_box, origin, text_object
from parsers.formats.pdf_fonts import HYPHENS, PRIVATE, Font, shown_by
from parsers.formats.pdf_frame import Edges, Frame

_WORD = re.compile(rf"[^\s\x00{HYPHENS}]+[{HYPHENS}]?|[{HYPHENS}]")
_FONT_NAME_BYTES = 128
_SAMPLE = 60  # characters of a page that are asked whether their meaning is known
_ASCENT, _DESCENT = 0.92, 0.22  # shares of an em above and below the baseline, for fonts that do not tell


@dataclass(frozen=True, slots=True)
class Ink:
    """A word as printed.

    ``turned`` is 1 for text that runs down the page, -1 up; ``struck`` for a word that is crossed out. ``fill`` is the
    number of the coloured stretch of the page that it stands in, 0 for none; ``face`` names the family of its font, ""
    where that tells nothing; ``colour`` is as in `Line`.
    """

    word: Word
    bold: bool = False
    italic: bool = False
    turned: int = 0
    struck: bool = False
    fill: int = 0
    face: str = ""
    colour: str = ""

    @property
    def box(self) -> Box:
        """Where it stands."""
        return self.word.box

    @property
    def size(self) -> float:
        """The height of its font's line, in points."""
        return self.word.box.y1 - self.word.box.y0


@dataclass(frozen=True, slots=True)
class _Style:
    """What all characters of one text object share: the font, the vector of one em upwards, the colour."""

    font: Font
    up: tuple[float, float]
    colour: str


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
        self._at = address(textpage.raw)
        self._frame = frame
        self._filled = ctypes.create_string_buffer(RECTANGLE.size)
        self._filled_at = ctypes.addressof(self._filled)
        self._name = ctypes.create_string_buffer(_FONT_NAME_BYTES)
        self._flags_ref = ctypes.byref(ctypes.c_int())
        self._count = pdfium_c.FPDFText_CountChars(self._raw)
        self._fonts: dict[bytes, Font] = {}
        self._styles: dict[int, _Style] = {}
        self._matrix = pdfium_c.FS_MATRIX()
        self._matrix_ref = ctypes.byref(self._matrix)
        self._channels = [ctypes.c_uint() for _ in range(4)]  # red, green, blue, opacity
        self._channel_refs = [ctypes.byref(channel) for channel in self._channels]

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

    def _word(self, text: str, start: int, end: int) -> Sequence[Ink]:
        """The word as one piece; or in pieces where its ends do not stand on one line."""
        style = self._style(start)
        font = style.font
        first = self._edges(start)
        last = first if end == start else self._edges(end)
        if first is None or last is None:
            return ()
        if not font.flat and abs(_height(first) - _height(last)) > 0.03 * _height(first) + 0.2:
            font.flat = True  # a font of known height has boxes of one height
        if font.flat:
            first, last = self._upright(start, style.up, first, last)
        turned = 0
        across, down = last[0] - first[0], last[1] - first[1]
        if end > start and abs(down) > abs(across) and abs(down) > (first[3] - first[1]) * 0.3:
            if end - start < 60 and not self._is_turned(start):
                return tuple(self._pieces(text, start, end))
            turned = 1 if down > 0 else -1
        shown = shown_by(text, font)
        word = Word(shown, _union(first, last))
        return (Ink(word, font.bold, font.italic, turned, face=font.face, colour=style.colour),) if shown else ()

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
                style = self._style(begin)
                font = style.font
                shown = shown_by(text[begin - start : index - start], font)
                if shown:
                    word = Word(shown, _union(first, last))
                    yield Ink(word, font.bold, font.italic, face=font.face, colour=style.colour)
            begin, before = index, edges

    def _is_turned(self, index: int) -> bool:
        """Whether a character is displayed on its side."""
        angle = pdfium_c.FPDFText_GetCharAngle(self._raw, index)
        quarter = round(angle / 1.5707963) if angle >= 0 else 0
        return (quarter + self._frame.turns) % 2 == 1

    def _edges(self, index: int) -> Edges | None:
        if not loose_box(self._at, index, self._filled_at):
            return None
        left, top, right, bottom = RECTANGLE.unpack(self._filled)
        frame = self._frame
        if frame.turns == 0 and left <= right and bottom <= top:  # by far the most usual, and asked for every word
            return left - frame.left, frame.top - top, right - frame.left, frame.top - bottom
        return frame.edges(left, bottom, right, top)

    def _style(self, index: int) -> _Style:
        """The style of a character, looked up once for all that one text object prints."""
        item = text_object(self._at, index) or 0
        style = self._styles.get(item)
        if style is None:
            up = self._up(index)
            style = _Style(self._font(index, up), up, self._colour(index))
            if item:
                self._styles[item] = style
        return style

    def _colour(self, index: int) -> str:
        """The colour that a character is filled with; black where it has none."""
        channels = self._channels
        if not pdfium_c.FPDFText_GetFillColor(self._raw, index, *self._channel_refs):
            return ""
        red, green, blue, _ = (channel.value for channel in channels)
        return from_channels(red, green, blue)

    def _font(self, index: int, up: tuple[float, float]) -> Font:
        """The font of a character whose em points up so."""
        length = pdfium_c.FPDFText_GetFontInfo(self._raw, index, self._name, _FONT_NAME_BYTES, self._flags_ref)
        if length > _FONT_NAME_BYTES:
            return Font.named(b"", flat=False)
        raw = self._name.value
        known = self._fonts.get(raw)
        if known is None:
            known = Font.named(raw, flat=self._is_flat(index, up))
            self._fonts[raw] = known
        return known

    def _is_flat(self, index: int, up: tuple[float, float]) -> bool:
        """Whether a letter's box is lower than fonts of known height have it."""
        edges = self._edges(index)
        em = math.hypot(*up)
        return edges is not None and max(_height(edges), edges[2] - edges[0]) < em * 1.02

    def _up(self, index: int) -> tuple[float, float]:
        """The vector of one em from the baseline upwards, in user space."""
        size = pdfium_c.FPDFText_GetFontSize(self._raw, index)
        if not pdfium_c.FPDFText_GetMatrix(self._raw, index, self._matrix_ref):
            return 0.0, size
        return self._matrix.c * size, self._matrix.d * size

    def _upright(self, index: int, em: tuple[float, float], first: Edges, last: Edges) -> tuple[Edges, Edges]:
        """The edges of a word's ends with the height of its em, for a font whose height is not known."""
        if not origin(self._at, index, self._filled_at, self._filled_at + POINT.size // 2):
            return first, last
        x, y = POINT.unpack(self._filled)
        across, up = em
        if self._frame.turns == 0 and not across and up > 0:
            top, foot = self._frame.top - (y + up * _ASCENT), self._frame.top - (y - up * _DESCENT)
            return (first[0], top, first[2], foot), (last[0], top, last[2], foot)
        low = self._frame.point(x - across * _DESCENT, y - up * _DESCENT)
        high = self._frame.point(x + across * _ASCENT, y + up * _ASCENT)
        left, right = min(low[0], high[0]), max(low[0], high[0])
        top, foot = min(low[1], high[1]), max(low[1], high[1])
        if right - left > foot - top:  # text that runs up or down the page
            return (left, first[1], right, first[3]), (left, last[1], right, last[3])
        return (first[0], top, first[2], foot), (last[0], top, last[2], foot)


def _unmapped(text: str, words: Sequence[Ink], count: int) -> int:
    """How many characters stand for nothing that can be read."""
    lost = sum(text.count(mark) for mark in "\ufffd\x00") + sum(len(PRIVATE.findall(ink.word.text)) for ink in words)
    controls = sum(1 for character in text if character < " " and character not in "\t\n\r\x02\x00")
    return lost + controls + max(0, count - len(text))


def _height(edges: Edges) -> float:
    return edges[3] - edges[1]


def _union(first: Edges, last: Edges) -> Box:
    ax0, ay0, ax1, ay1 = first
    bx0, by0, bx1, by1 = last
    return Box(
        round(ax0 if ax0 < bx0 else bx0, 2),
        round(ay0 if ay0 < by0 else by0, 2),
        round(ax1 if ax1 > bx1 else bx1, 2),
        round(ay1 if ay1 > by1 else by1, 2),
    )
