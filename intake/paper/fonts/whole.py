"""A face embedded whole, for text that is typed into a form later: any of its letters may be needed.

A composite font (ISO 32000-1, 9.7) whose codes are the face's own glyph numbers, with the map back to Unicode that a
viewer needs to set what is typed.
"""

from __future__ import annotations

from typing import Any, cast

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFStreamFilterZCompress, PDFString

_SERIFLESS = 32
_MAP = """/CIDInit /ProcSet findresource begin 12 dict begin begincmap
/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def
/CMapName /Adobe-Identity-UCS def /CMapType 2 def
1 begincodespacerange <0000> <FFFF> endcodespacerange
{entries}
endcmap CMapName currentdict /CMap defineresource pop end end"""


def whole_font(document: Any, name: str) -> Any:
    """A reference, in a reportlab document, to the registered face ``name`` embedded whole."""
    # reportlab's types do not tell a TrueType font from the standard ones.
    face = cast("Any", pdfmetrics.getFont(name)).face
    glyphs = {glyph: char for char, glyph in sorted(face.charToGlyph.items(), reverse=True)}
    widths = PDFArray([item for glyph in sorted(glyphs) for item in (glyph, PDFArray([_width(face, glyphs[glyph])]))])
    descendant = {
        "Type": PDFName("Font"),
        "Subtype": PDFName("CIDFontType2"),
        "BaseFont": PDFName(name),
        "CIDSystemInfo": PDFDictionary(
            {"Registry": PDFString("Adobe"), "Ordering": PDFString("Identity"), "Supplement": 0}
        ),
        "CIDToGIDMap": PDFName("Identity"),
        "DW": round(face.defaultWidth),
        "W": widths,
        "FontDescriptor": _descriptor(document, face, name),
    }
    font = {
        "Type": PDFName("Font"),
        "Subtype": PDFName("Type0"),
        "BaseFont": PDFName(name),
        "Encoding": PDFName("Identity-H"),
        "DescendantFonts": PDFArray([document.Reference(PDFDictionary(descendant))]),
        "ToUnicode": _stream(document, _to_unicode(glyphs).encode("ascii"), {}),
    }
    return document.Reference(PDFDictionary(font))


def _width(face: Any, char: int) -> int:
    width: float = face.charWidths.get(char, face.defaultWidth)
    return round(width)


def _descriptor(document: Any, face: Any, name: str) -> Any:
    entry = {
        "Type": PDFName("FontDescriptor"),
        "FontName": PDFName(name),
        "Flags": _SERIFLESS,
        "FontBBox": PDFArray([round(number) for number in face.bbox]),
        "ItalicAngle": 0,
        "Ascent": round(face.ascent),
        "Descent": round(face.descent),
        "CapHeight": round(face.capHeight),
        "StemV": round(face.stemV),
        "FontFile2": _stream(document, face._ttf_data, {"Length1": len(face._ttf_data)}),
    }
    return document.Reference(PDFDictionary(entry))


def _to_unicode(glyphs: dict[int, int]) -> str:
    """The map from glyph to character, in blocks of a hundred as the format allows."""
    lines = [f"<{glyph:04X}> <{char:04X}>" for glyph, char in sorted(glyphs.items())]
    blocks = [lines[start : start + 100] for start in range(0, len(lines), 100)]
    entries = "\n".join(f"{len(block)} beginbfchar\n" + "\n".join(block) + "\nendbfchar" for block in blocks)
    return _MAP.format(entries=entries)


def _stream(document: Any, content: bytes, entry: dict[str, Any]) -> Any:
    return document.Reference(PDFStream(PDFDictionary(entry), content, filters=[PDFStreamFilterZCompress()]))
