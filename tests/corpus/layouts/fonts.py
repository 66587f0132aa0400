"""Typefaces for drawn pages that hold Welsh letters: those of the machine, else the one our own forms are set in."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

_SYSTEM = Path("/usr/share/fonts/truetype")
_OWN = Path(__file__).parents[3] / "intake" / "paper" / "fonts"

#: The face that holds tick boxes, whatever the others lack.
TICKS = "IntakeSans"

#: (folder, plain, bold, italic); files are named like their faces.
_FAMILIES = (
    (_SYSTEM / "dejavu", "DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique"),
    (_SYSTEM / "dejavu", "DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic"),
    (_SYSTEM / "dejavu", "DejaVuSansCondensed", "DejaVuSansCondensed-Bold", "DejaVuSansCondensed-Oblique"),
    (_SYSTEM / "liberation", "LiberationSans-Regular", "LiberationSans-Bold", "LiberationSans-Italic"),
    (_SYSTEM / "liberation", "LiberationSerif-Regular", "LiberationSerif-Bold", "LiberationSerif-Italic"),
    (_OWN, TICKS, "IntakeSans-Bold", TICKS),
)


@cache
def families() -> tuple[tuple[str, str, str], ...]:
    """The (plain, bold, italic) names registered on this machine."""
    found = []
    for folder, *faces in _FAMILIES:
        paths = [folder / f"{face}.ttf" for face in faces]
        if all(path.exists() for path in paths):
            for face, path in zip(faces, paths, strict=True):
                registerFont(TTFont(face, str(path)))
            found.append((faces[0], faces[1], faces[2]))
    return tuple(found)
