"""What an OpenDocument's styles say about a paragraph, a run or a cell, as far as reading needs it."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from lxml import etree

from parsers.formats import limits
from parsers.formats.colours import from_hex
from parsers.formats.word_styles import PLAIN, Look

_NS = "{urn:oasis:names:tc:opendocument:xmlns:%s:1.0}"
STYLE, TEXT, TABLE, OFFICE, DRAW, FORM, FO = (
    _NS % name for name in ("style", "text", "table", "office", "drawing", "form", "xsl-fo-compatible")
)
FIELD = "{urn:openoffice:names:experimental:ooo-ms-interop:xmlns:field:1.0}"
LOEXT = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"
MANIFEST = _NS % "manifest"
_BOLD = frozenset({"bold", "600", "700", "800", "900"})
_ITALIC = frozenset({"italic", "oblique"})
_WHITE = frozenset({"", "transparent", "#ffffff"})
_SIZE = re.compile(r"(\d{1,3}(?:\.\d+)?)(pt|%)")


@dataclass(frozen=True, slots=True)
class OdtStyle:
    """How text in a style looks, and whether a cell in it is shaded."""

    look: Look = PLAIN
    shaded: bool = False


_PLAIN = OdtStyle()


class OdtStyles:
    """The styles of a document by family and name; each is worked out when first asked for."""

    def __init__(self, *roots: etree._Element | None) -> None:
        self._elements: dict[tuple[str, str], etree._Element] = {}
        for root in roots:
            for item in () if root is None else root.iter(f"{STYLE}style"):
                self._elements[item.get(f"{STYLE}family", ""), item.get(f"{STYLE}name", "")] = item
        lists = (item for root in roots if root is not None for item in root.iter(f"{TEXT}list-style"))
        self._lists = {item.get(f"{STYLE}name", ""): item for item in lists}
        self._known: dict[tuple[str, str], OdtStyle] = {}

    def list_style(self, name: str | None) -> etree._Element | None:
        """The list style of this name."""
        return self._lists.get(name or "")

    def style(self, family: str, name: str | None, depth: int = 0) -> OdtStyle:
        """The style of this name with all it inherits; plain where there is none."""
        key = (family, name or "")
        known, item = self._known.get(key), self._elements.get(key)
        if known is not None or item is None or depth > limits.MAX_DEPTH:
            return known or _PLAIN
        made = self.style(family, item.get(f"{STYLE}parent-style-name"), depth + 1)
        properties = item.find(f"{STYLE}text-properties")
        if properties is not None:
            made = replace(made, look=_with_text_properties(made.look, properties))
        cell = item.find(f"{STYLE}table-cell-properties")
        if cell is not None and cell.get(f"{FO}background-color") is not None:
            made = replace(made, shaded=cell.get(f"{FO}background-color", "").lower() not in _WHITE)
        titled = (item.get(f"{STYLE}display-name") or key[1]).lower().startswith(("heading", "title", "subtitle"))
        if family == "paragraph" and titled:
            made = replace(made, look=replace(made.look, heading=True))
        self._known[key] = made
        return made

    def within(self, before: Look, name: str | None) -> Look:
        """The look of a span in the text style ``name`` inside text that looks like ``before``."""
        item = self._elements.get(("text", name or ""))
        if item is None:
            return before
        parent = item.get(f"{STYLE}parent-style-name")
        own = self.style("text", parent).look
        before = replace(
            before,
            bold=before.bold or own.bold,
            italic=before.italic or own.italic,
            struck=before.struck or own.struck,
            hidden=before.hidden or own.hidden,
            size=before.size if own.size is None else own.size,
            colour=own.colour or before.colour,
        )
        properties = item.find(f"{STYLE}text-properties")
        return before if properties is None else _with_text_properties(before, properties)


def text_of(element: etree._Element) -> str:
    """All the text in an element."""
    return "".join(str(part) for part in element.itertext())


def _with_text_properties(look: Look, properties: etree._Element) -> Look:
    weight, slant = properties.get(f"{FO}font-weight"), properties.get(f"{FO}font-style")
    struck = properties.get(f"{STYLE}text-line-through-style") or properties.get(f"{STYLE}text-line-through-type")
    shown = properties.get(f"{TEXT}display")
    return replace(
        look,
        bold=look.bold if weight is None else weight in _BOLD,
        italic=look.italic if slant is None else slant in _ITALIC,
        struck=look.struck if struck is None else struck != "none",
        hidden=look.hidden if shown is None else shown == "none",
        marked=_marked(properties, look.marked),
        size=_size(properties.get(f"{FO}font-size"), look.size),
        colour=_colour(properties, look.colour),
    )


def _marked(properties: etree._Element, before: bool) -> bool:
    """Whether text with these properties is underlined or highlighted."""
    line, behind = properties.get(f"{STYLE}text-underline-style"), properties.get(f"{FO}background-color")
    if line is None and behind is None:
        return before
    return (line or "none") != "none" or (behind or "").lower() not in _WHITE


def _size(said: str | None, before: float | None) -> float | None:
    """A size in points, given so or as a share of the one before."""
    hit = _SIZE.fullmatch(said or "")
    if hit is None:
        return before
    number = float(hit[1])
    if hit[2] == "pt":
        return number
    return before * number / 100 if before is not None else None


def _colour(properties: etree._Element, before: str) -> str:
    if properties.get(f"{STYLE}use-window-font-color") == "true":
        return ""
    said = properties.get(f"{FO}color")
    return before if said is None else from_hex(said)
