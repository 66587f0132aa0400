"""What a Word document's styles say about a paragraph or a run, as far as reading needs it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from lxml import etree

from parsers.formats import limits

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_OFF = frozenset({"0", "false", "off", "none"})


@dataclass(frozen=True, slots=True)
class Look:
    """How text is shown: ``heading`` and ``listed`` are of paragraphs, the others of runs."""

    bold: bool = False
    struck: bool = False
    hidden: bool = False
    heading: bool = False
    listed: bool = False


PLAIN = Look()


def switched(properties: etree._Element, name: str, before: bool) -> bool:
    """An on-off property (ECMA-376 part 1, 17.17.4): absent leaves what was before."""
    item = properties.find(W + name)
    return before if item is None else item.get(W + "val", "true") not in _OFF


def run_look(properties: etree._Element | None, before: Look, styles: Mapping[str, Look]) -> Look:
    """The look of a run with these ``w:rPr``, within what surrounds it."""
    if properties is None or not len(properties):
        return before
    style = properties.find(W + "rStyle")
    if style is not None:
        named = styles.get(style.get(W + "val", ""), PLAIN)
        before = replace(
            before,
            bold=before.bold or named.bold,
            struck=before.struck or named.struck,
            hidden=before.hidden or named.hidden,
        )
    return replace(
        before,
        bold=switched(properties, "b", before.bold),
        struck=switched(properties, "strike", before.struck) or switched(properties, "dstrike", False),
        hidden=switched(properties, "vanish", before.hidden),
    )


def paragraph_look(properties: etree._Element | None, styles: Mapping[str, Look]) -> Look:
    """The look of a paragraph with these ``w:pPr``."""
    if properties is None:
        return PLAIN
    style = properties.find(W + "pStyle")
    look = PLAIN if style is None else styles.get(style.get(W + "val", ""), PLAIN)
    return _with_paragraph_properties(look, properties)


def read_styles(root: etree._Element | None) -> dict[str, Look]:
    """The looks of all styles by their id, what they are based on included."""
    if root is None:
        return {}
    elements = {item.get(W + "styleId", ""): item for item in root.iterchildren(W + "style")}
    looks: dict[str, Look] = {}
    for name in elements:
        _resolve(name, elements, looks, 0)
    return looks


def _resolve(name: str, elements: Mapping[str, etree._Element], looks: dict[str, Look], depth: int) -> Look:
    known = looks.get(name)
    item = elements.get(name)
    if known is not None or item is None or depth > limits.MAX_DEPTH:
        return known or PLAIN
    based = item.find(W + "basedOn")
    look = PLAIN if based is None else _resolve(based.get(W + "val", ""), elements, looks, depth + 1)
    paragraph = item.find(W + "pPr")
    if paragraph is not None:
        look = _with_paragraph_properties(look, paragraph)
    run = item.find(W + "rPr")
    if run is not None:
        look = run_look(run, look, {})
    title = item.find(W + "name")
    if title is not None and title.get(W + "val", "").lower().startswith(("heading", "title", "subtitle")):
        look = replace(look, heading=True)
    looks[name] = look
    return look


def _with_paragraph_properties(look: Look, properties: etree._Element) -> Look:
    level = properties.find(W + "outlineLvl")
    if level is not None:
        look = replace(look, heading=level.get(W + "val", "9") != "9")
    number = properties.find(f"{W}numPr/{W}numId")
    if number is not None:
        look = replace(look, listed=number.get(W + "val") != "0")
    return look
