"""The two faces that forms and guidance are printed in, embedded so that Welsh and curly quotes print everywhere."""

from __future__ import annotations

from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

REGULAR = "IntakeSans"
BOLD = "IntakeSans-Bold"

_FOLDER = Path(__file__).parent


def register() -> None:
    """Make the faces known to reportlab under `REGULAR` and `BOLD`; harmless when they are already."""
    for name in (REGULAR, BOLD):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, str(_FOLDER / f"{name}.ttf")))
    pdfmetrics.registerFontFamily(REGULAR, normal=REGULAR, bold=BOLD, italic=REGULAR, boldItalic=BOLD)
