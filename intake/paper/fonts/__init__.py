"""The two faces that forms and guidance are printed in, embedded so that Welsh and curly quotes print everywhere."""

from __future__ import annotations

import unicodedata
from pathlib import Path

from reportlab.lib.utils import simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "IntakeSans"
BOLD = "IntakeSans-Bold"

_FOLDER = Path(__file__).parent
#: Printed for a letter that the faces do not have.
_NO_GLYPH = "□"
#: Categories of what is not printed: controls and marks that turn text, and accents that no letter took up.
_UNPRINTED = frozenset({"Cc", "Cf"})
_PASSED_OVER = _UNPRINTED | {"Mn"}


def register() -> None:
    """Make the faces known to reportlab under `REGULAR` and `BOLD`; harmless when they are already."""
    for name in (REGULAR, BOLD):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(_FOLDER / f"{name}.ttf")))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)


def printable(text: str) -> str:
    """Text as the faces can print it, its lines kept: letters that they lack as a plainer form or as a box, and no
    character that controls text or turns its order."""
    known = pdfmetrics.getFont(REGULAR).face.charToGlyph  # type: ignore[attr-defined]  # a TrueType face has it
    letters = []
    for char in unicodedata.normalize("NFC", text):
        kind = unicodedata.category(char)
        if char == "\n" or (ord(char) in known and kind not in _UNPRINTED and kind != "Cn"):
            letters.append(char)
        elif kind not in _PASSED_OVER:
            plain = unicodedata.normalize("NFKC", char)
            letters.append(plain if kind != "Cn" and all(ord(item) in known for item in plain) else _NO_GLYPH)
    return "".join(letters)


def wrapped(text: str, face: str, size: float, width: float) -> list[str]:
    """The lines of printable text in a column of ``width`` points; a word that is longer is broken."""
    lines: list[str] = []
    for line in simpleSplit(printable(text), face, size, width):
        rest = line
        while pdfmetrics.stringWidth(rest, face, size) > width and len(rest) > 1:
            fitting = 1
            room = width - pdfmetrics.stringWidth(rest[0], face, size)
            while (room := room - pdfmetrics.stringWidth(rest[fitting], face, size)) >= 0:
                fitting += 1
            lines.append(rest[:fitting])
            rest = rest[fitting:]
        lines.append(rest)
    return lines
