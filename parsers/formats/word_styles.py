"""What a Word document's styles say about a paragraph or a run, as far as reading needs it."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lxml import etree

from parsers.formats import limits

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(frozen=True, slots=True)
class Look:
    """How text is shown: ``heading`` and ``listed`` are of paragraphs, the others of runs."""

    bold: bool = False
    italic: bool = False
    struck: bool = False
    hidden: bool = False
    heading: bool = False
    listed: bool = False


PLAIN = Look()


def switched(properties: etree._Element, name: str, before: bool) -> bool:
    """An on-off property (ECMA-376 part 1, 17.17.4): absent leaves what was before."""
    item = properties.find(W + name)
    return before if item is None else item.get(W + "val", "true") not in _OFF


class Styles:
    """The looks of a document's styles, what they are based on included; each is worked out when first asked for."""

    def __init__(self, root: etree._Element | None = None) -> None:
        styles = () if root is None else root.iterchildren(W + "style")
        self._elements = {item.get(W + "styleId", ""): item for item in styles}
        self._looks: dict[str, Look] = {}

    def look(self, name: str, depth: int = 0) -> Look:
        """The look of the style with this id; plain where there is none."""
        known = self._looks.get(name)
        item = self._elements.get(name)
        if known is not None or item is None or depth > limits.MAX_DEPTH:
            return known or PLAIN
        based = item.find(W + "basedOn")
        look = PLAIN if based is None else self.look(based.get(W + "val", ""), depth + 1)
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


def run_look(properties: etree._Element | None, before: Look, styles: Styles) -> Look:
    """The look of a run with these ``w:rPr``, within what surrounds it."""
    if properties is None or not len(properties):
        return before
    style = properties.find(W + "rStyle")
    if style is not None:
        named = styles.look(style.get(W + "val", ""))
        if named.bold or named.italic or named.struck or named.hidden:
            before = replace(
                before,
                bold=before.bold or named.bold,
                italic=before.italic or named.italic,
                struck=before.struck or named.struck,
                hidden=before.hidden or named.hidden,
            )
    return _with_run_properties(before, properties)


def paragraph_look(properties: etree._Element | None, styles: Styles) -> Look:
    """The look of a paragraph with these ``w:pPr``."""
    if properties is None:
        return PLAIN
    style = properties.find(W + "pStyle")
    look = PLAIN if style is None else styles.look(style.get(W + "val", ""))
    return _with_paragraph_properties(look, properties)


def _with_run_properties(look: Look, properties: etree._Element) -> Look:
    bold, italic = switched(properties, "b", look.bold), switched(properties, "i", look.italic)
    struck = switched(properties, "strike", look.struck) or switched(properties, "dstrike", False)
    hidden = switched(properties, "vanish", look.hidden)
    if (bold, italic, struck, hidden) == (look.bold, look.italic, look.struck, look.hidden):
        return look
    return replace(look, bold=bold, italic=italic, struck=struck, hidden=hidden)


def _with_paragraph_properties(look: Look, properties: etree._Element) -> Look:
    level = properties.find(W + "outlineLvl")
    if level is not None:
        look = replace(look, heading=level.get(W + "val", "9") != "9")
    number = properties.find(f"{W}numPr/{W}numId")
    if number is not None:
        look = replace(look, listed=number.get(W + "val") != "0")
    return look
