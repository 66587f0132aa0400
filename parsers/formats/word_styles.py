"""What a Word document's styles say about a paragraph or a run, as far as reading needs it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from parsers.formats import limits
from parsers.formats.colours import from_hex

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = frozenset({"0", "false", "off", "none"})
_DEFAULT_SIZE = 10.0  # points: what Word shows where a document says nothing (ECMA-376 part 1, 17.3.2.38)


@dataclass(frozen=True, slots=True)
class Look:
    """How text is shown: ``heading`` and ``listed`` are of paragraphs, the others of runs.

    ``size`` is in points, ``colour`` as in `Line`; ``number`` and ``depth`` are a paragraph's list and level in Word.
    """

    bold: bool = False
    italic: bool = False
    struck: bool = False
    hidden: bool = False
    marked: bool = False  # underlined or highlighted
    heading: bool = False
    listed: bool = False
    size: float | None = None
    colour: str = ""
    number: str = ""
    depth: int = 0


PLAIN = Look()


def switched(properties: etree._Element, name: str, before: bool) -> bool:
    """An on-off property (ECMA-376 part 1, 17.17.4): absent leaves what was before."""
    item = properties.find(W + name)
    return before if item is None else item.get(W + "val", "true") not in _OFF


class Styles:
    """The looks of a document's styles, what they are based on included; each is worked out when first asked for."""

    def __init__(self, root: etree._Element | None = None) -> None:
        styles = [] if root is None else list(root.iterchildren(W + "style"))
        self._elements = {item.get(W + "styleId", ""): item for item in styles}
        self._looks: dict[str, Look] = {}
        self._base = _defaults(root)
        usual = (item for item in styles if item.get(W + "type") == "paragraph" and _is_default(item))
        name = next((item.get(W + "styleId", "") for item in usual), "")
        #: The look of a paragraph that names no style.
        self.usual = self.look(name)

    def look(self, name: str, depth: int = 0) -> Look:
        """The look of the style with this id; that of the document's defaults where there is none."""
        known = self._looks.get(name)
        item = self._elements.get(name)
        if known is not None or item is None or depth > limits.MAX_DEPTH:
            return known or self._base
        based = item.find(W + "basedOn")
        look = self._base if based is None else self.look(based.get(W + "val", ""), depth + 1)
        paragraph = item.find(W + "pPr")
        if paragraph is not None:
            look = _with_paragraph_properties(look, paragraph)
        run = item.find(W + "rPr")
        if run is not None:
            look = _with_run_properties(look, run)
        title = item.find(W + "name")
        if title is not None and title.get(W + "val", "").lower().startswith(("heading", "title", "subtitle")):
            look = replace(look, heading=True)
        self._looks[name] = look
        return look

    def within(self, before: Look, named: Look) -> Look:
        """The look of a run in a character style inside text that looks like ``before``."""
        base = self._base
        if named == base:
            return before
        return replace(
            before,
            bold=before.bold or named.bold,
            italic=before.italic or named.italic,
            struck=before.struck or named.struck,
            hidden=before.hidden or named.hidden,
            size=before.size if named.size == base.size else named.size,
            colour=before.colour if named.colour == base.colour else named.colour,
        )


def _defaults(root: etree._Element | None) -> Look:
    """The look of runs that nothing else is said of (``w:docDefaults``): ten points where it says no size."""
    base = replace(PLAIN, size=_DEFAULT_SIZE)
    said = None if root is None else root.find(f"{W}docDefaults/{W}rPrDefault/{W}rPr")
    return base if said is None else _with_run_properties(base, said)


def _is_default(style: etree._Element) -> bool:
    return style.get(W + "default", "0") not in _OFF


def run_look(properties: etree._Element | None, before: Look, styles: Styles) -> Look:
    """The look of a run with these ``w:rPr``, within what surrounds it."""
    if properties is None or not len(properties):
        return before
    style = properties.find(W + "rStyle")
    if style is not None:
        before = styles.within(before, styles.look(style.get(W + "val", "")))
    return _with_run_properties(before, properties)


def paragraph_look(properties: etree._Element | None, styles: Styles) -> Look:
    """The look of a paragraph with these ``w:pPr``."""
    if properties is None:
        return styles.usual
    style = properties.find(W + "pStyle")
    look = styles.usual if style is None else styles.look(style.get(W + "val", ""))
    return _with_paragraph_properties(look, properties)


def _with_run_properties(look: Look, properties: etree._Element) -> Look:
    bold, italic = switched(properties, "b", look.bold), switched(properties, "i", look.italic)
    struck = switched(properties, "strike", look.struck) or switched(properties, "dstrike", False)
    hidden = switched(properties, "vanish", look.hidden)
    size, colour = _size(properties, look.size), _colour(properties, look.colour)
    marked = _marked(properties, look.marked)
    made = (bold, italic, struck, hidden, marked, size, colour)
    if made == (look.bold, look.italic, look.struck, look.hidden, look.marked, look.size, look.colour):
        return look
    return replace(
        look, bold=bold, italic=italic, struck=struck, hidden=hidden, marked=marked, size=size, colour=colour
    )


def _marked(properties: etree._Element, before: bool) -> bool:
    """Whether runs with these properties are underlined or highlighted."""
    said = [item.get(W + "val", "") for name in ("u", "highlight") if (item := properties.find(W + name)) is not None]
    return any(value not in _OFF for value in said) if said else before


def _size(properties: etree._Element, before: float | None) -> float | None:
    """The size in points of runs with these properties; ``w:sz`` is in half points."""
    item = properties.find(W + "sz")
    text = "" if item is None else item.get(W + "val", "")
    return int(text) / 2 if text.isascii() and text.isdigit() and 0 < len(text) < 4 else before


def _colour(properties: etree._Element, before: str) -> str:
    item = properties.find(W + "color")
    return before if item is None else from_hex(item.get(W + "val", ""))


def _with_paragraph_properties(look: Look, properties: etree._Element) -> Look:
    level = properties.find(W + "outlineLvl")
    if level is not None:
        look = replace(look, heading=level.get(W + "val", "9") != "9")
    listed = properties.find(W + "numPr")
    if listed is not None:
        number, deep = listed.find(W + "numId"), listed.find(W + "ilvl")
        name = look.number if number is None else number.get(W + "val", "").removeprefix("0")
        depth = "" if deep is None else deep.get(W + "val", "")
        look = replace(look, number=name, depth=int(depth) if depth.isascii() and depth.isdigit() else look.depth)
    return look
