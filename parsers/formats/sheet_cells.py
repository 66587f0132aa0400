"""The cells of a worksheet as text: shared and rich strings, numbers by their format, and how each cell looks."""

from __future__ import annotations

import re
from dataclasses import dataclass

from lxml import etree

from parsers.document import TICKED, UNTICKED
from parsers.formats.sheet_numbers import BUILT_IN, shown

S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_REFERENCE = re.compile(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")  # characters XML cannot hold (ECMA-376 part 1, 22.9.2.19)
_OFF = frozenset({"0", "false"})


@dataclass(frozen=True, slots=True)
class CellLook:
    """How a cell looks: its number format, bold, struck out, with borders, filled, as a tick box."""

    pattern: str = "General"
    bold: bool = False
    struck: bool = False
    bordered: bool = False
    filled: bool = False
    ticks: bool = False


@dataclass(frozen=True, slots=True)
class Looks:
    """The looks that cells refer to by number."""

    looks: tuple[CellLook, ...] = ()

    def __getitem__(self, number: str | None) -> CellLook:
        place = int(number) if number and number.isascii() and number.isdigit() else 0
        return self.looks[place] if place < len(self.looks) else CellLook()


def read_looks(root: etree._Element | None) -> Looks:
    """The cell formats of ``xl/styles.xml``."""
    if root is None:
        return Looks()
    patterns = dict(BUILT_IN)
    for item in root.iterfind(f"{S}numFmts/{S}numFmt"):
        patterns[_number(item.get("numFmtId"))] = item.get("formatCode", "General")
    fonts = [(_has(item, "b"), _has(item, "strike")) for item in root.iterfind(f"{S}fonts/{S}font")]
    fills = [_is_filled(item) for item in root.iterfind(f"{S}fills/{S}fill")]
    borders = [
        any(side.get("style", "none") != "none" for side in item) for item in root.iterfind(f"{S}borders/{S}border")
    ]
    looks = []
    for item in root.iterfind(f"{S}cellXfs/{S}xf"):
        font, fill, border = (_number(item.get(name)) for name in ("fontId", "fillId", "borderId"))
        bold, struck = fonts[font] if font < len(fonts) else (False, False)
        looks.append(
            CellLook(
                pattern=patterns.get(_number(item.get("numFmtId")), "General"),
                bold=bold,
                struck=struck,
                bordered=border < len(borders) and borders[border],
                filled=fill < len(fills) and fills[fill],
                ticks=any("featurepropertybag" in str(part.tag) for part in item.iterfind(f"{S}extLst//*")),
            )
        )
    return Looks(tuple(looks))


def read_strings(root: etree._Element | None) -> tuple[str, ...]:
    """The shared strings."""
    return () if root is None else tuple(rich_text(item) for item in root.iterchildren(f"{S}si"))


def rich_text(item: etree._Element) -> str:
    """A string of one or many runs, without those struck through and without pronunciations."""
    pieces: list[str] = []
    for part in item.iterchildren(f"{S}t", f"{S}r"):
        if part.tag == f"{S}t":
            pieces.append(part.text or "")
        elif not _has(part.find(f"{S}rPr"), "strike"):
            pieces.append(part.findtext(f"{S}t") or "")
    text = "".join(pieces)
    return _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text) if "_x" in text else text


def cell_text(cell: etree._Element, strings: tuple[str, ...], look: CellLook, *, from_1904: bool) -> str:
    """What a cell shows; an error shows nothing."""
    kind, value = cell.get("t", "n"), cell.findtext(f"{S}v") or ""
    if look.struck or kind == "e":
        return ""
    if kind == "s":
        place = int(value) if value.isascii() and value.isdigit() else -1
        return strings[place] if 0 <= place < len(strings) else ""
    if kind == "inlineStr":
        inline = cell.find(f"{S}is")
        return "" if inline is None else rich_text(inline)
    if kind == "b":
        ticked = value not in ("", *_OFF)
        return (TICKED if ticked else UNTICKED) if look.ticks else ("TRUE" if ticked else "FALSE")
    if kind == "n" and value:
        return shown(value, look.pattern, from_1904=from_1904)
    return value


def position(reference: str) -> tuple[int, int] | None:
    """Row and column, from 0, of a reference such as ``$B$7``."""
    found = _REFERENCE.match(reference.rpartition("!")[2])
    if found is None:
        return None
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return int(found[2]) - 1, column - 1


def _is_filled(item: etree._Element) -> bool:
    pattern = item.find(f"{S}patternFill")
    if pattern is None:
        return len(item) > 0  # a gradient
    colour = pattern.find(f"{S}fgColor")
    white = colour is not None and colour.get("rgb", "")[2:].upper() == "FFFFFF"
    return pattern.get("patternType", "none") not in ("none", "gray125") and not white


def _has(item: etree._Element | None, name: str) -> bool:
    """Whether an on-off property is there and on."""
    found = None if item is None else item.find(S + name)
    return found is not None and found.get("val", "1") not in _OFF


def _number(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 8 else 0
