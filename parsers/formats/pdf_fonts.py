"""The fonts of a PDF page as far as they tell what its characters mean: weight, height, pictures for letters.

`parsers.formats.pdf_words` asks pdfium which font prints what.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from parsers.formats import glyphs

#: pdfium marks a hyphen that ends a line with one of these and leaves the line end out.
HYPHENS = "\x02\ufffe"
#: Characters whose meaning is the font's own.
PRIVATE = re.compile(r"[\ue000-\uf8ff]")
#: Letters which a symbol font without a map to Unicode shows as pictures.
_SUSPECTS = re.compile(r"[^A-Zac-km-pr-z&\-–—.,:;/]|[noqrxlu]", re.IGNORECASE)
_BOLD = ("bold", "black", "heavy")
_ITALIC = ("italic", "oblique")
#: What of a font's name is not its family: the mark of a subset, the style, the maker's suffix.
_NOT_FAMILY = re.compile(
    r"^[a-z]{6}\+|(?:bold|black|heavy|semi|demi|italic|oblique|regular|roman|medium|light|condensed|psmt|ps|mt)+|[^a-z]"
)


@dataclass(slots=True)
class Font:
    """A font's name, its weight, whether it slants, whether its height is unknown to pdfium, so that every box hugs its
    letter, whether it draws symbols for letters, and the family it is of, "" where its name does not tell."""

    name: str
    bold: bool
    italic: bool
    flat: bool
    symbols: bool
    face: str = ""

    @classmethod
    def named(cls, raw: bytes, *, flat: bool) -> Font:
        """The font of this name as a PDF has it."""
        name = raw.decode("utf-8", errors="replace")
        bold, italic = (any(word in name.lower() for word in words) for words in (_BOLD, _ITALIC))
        symbols = glyphs.is_symbol_font(name)
        return cls(name, bold, italic, flat, symbols, "" if symbols else _NOT_FAMILY.sub("", name.lower()))


def shown_by(text: str, font: Font) -> str:
    """The word without invisible marks, ticks normalised, symbol fonts understood."""
    if text and text[-1] in HYPHENS:
        text = text[:-1] + "-"
    if font.symbols and (len(text) == 1 or PRIVATE.search(text)):
        drawn = "".join(glyphs.symbol(ord(character), font.name) or character for character in text)
        if drawn != text and (len(text) > 1 or _SUSPECTS.match(text)):
            text = drawn
    return glyphs.clean(text)
