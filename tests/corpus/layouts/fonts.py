"""Typefaces for drawn pages that hold Welsh letters and tick boxes: those of the machine, registered with reportlab."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

_FOLDERS = (Path("/usr/share/fonts/truetype"), Path("/usr/share/fonts"), Path.home() / ".fonts")
_FAMILIES = (
    ("dejavu", "DejaVuSans", "DejaVuSans-Bold", "DejaVuSans-Oblique"),
    ("dejavu", "DejaVuSerif", "DejaVuSerif-Bold", "DejaVuSerif-Italic"),
    ("dejavu", "DejaVuSansCondensed", "DejaVuSansCondensed-Bold", "DejaVuSansCondensed-Oblique"),
)


@cache
def families() -> tuple[tuple[str, str, str], ...]:
    """The registered (plain, bold, italic) names.

    Raises:
        RuntimeError: the machine has none of them (Debian: ``fonts-dejavu``).
    """
    found = []
    for folder, *faces in _FAMILIES:
        paths = [_find(folder, face) for face in faces]
        if all(paths):
            for face, path in zip(faces, paths, strict=True):
                registerFont(TTFont(face, str(path)))
            found.append((faces[0], faces[1], faces[2]))
    if not found:
        raise RuntimeError("no typeface with Welsh letters and tick boxes: install fonts-dejavu")
    return tuple(found)


def _find(folder: str, face: str) -> Path | None:
    for root in _FOLDERS:
        for path in (root / folder / f"{face}.ttf", root / f"{face}.ttf"):
            if path.exists():
                return path
    return None
