"""The inline content of a Word paragraph, element by element, written to the pen.

Deleted, struck-through and hidden text is passed over, inserted text is taken, and of two alternatives for the same
thing (``mc:AlternateContent``) one is read. Block content is `word`'s.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from lxml import etree

from parsers.formats import glyphs, limits
from parsers.formats.word_controls import content_control, legacy_field
from parsers.formats.word_pen import Pen
from parsers.formats.word_styles import W, run_look

MC = "{http://schemas.openxmlformats.org/markup-compatibility/2006}"
_TEXT_BOX = W + "txbxContent"
_HINTS = ("ascii", "hAnsi")
#: Elements that merely hold runs.
_WRAPPERS = frozenset(
    W + name
    for name in (
        "ins", "moveTo", "hyperlink", "smartTag", "customXml", "fldSimple", "dir", "bdo", "sdtContent",
        "rubyBase", "ruby",
    )
)  # fmt: skip


def inline(pen: Pen, container: etree._Element, depth: int = 0) -> None:
    """Write the runs and controls that stand directly or wrapped in ``container``."""
    if depth > limits.MAX_DEPTH * 2:
        return
    for element in container:
        tag = element.tag
        if tag == W + "r":
            _run(pen, element, depth)
        elif tag in _WRAPPERS:
            if tag == W + "ins":
                pen.notes["tracked-changes"] = None
            inline(pen, element, depth + 1)
        elif tag == W + "sdt":
            _control(pen, element, depth)
        elif tag == MC + "AlternateContent":
            for choice in alternatives(element):
                inline(pen, choice, depth + 1)
        elif tag in {W + "del", W + "moveFrom"}:
            pen.notes["tracked-changes"] = None


def alternatives(element: etree._Element) -> list[etree._Element]:
    """The one alternative to read: the first choice with text in it, else the fallback."""
    for branch in element:
        if branch.tag == MC + "Choice" and next(branch.iter(W + "t", W + "sym", W + "sdt"), None) is not None:
            return [branch]
    return [branch for branch in element if branch.tag == MC + "Fallback"][:1]


def _control(pen: Pen, element: etree._Element, depth: int) -> None:
    control, content = content_control(element), element.find(W + "sdtContent")
    if control is not None:
        pen.open_control(control)
    if content is not None:
        inline(pen, content, depth + 1)
    if control is not None:
        pen.close_control()


def _run(pen: Pen, run: etree._Element, depth: int) -> None:
    properties = run.find(W + "rPr")
    look = pen.look if properties is None else run_look(properties, pen.look, pen.styles)
    if look.hidden or look.struck:
        for mark in run.iter(W + "fldChar"):  # not shown, but the count of begins and ends must stay right
            _field_mark(pen, mark)
        return
    font = _symbol_font(properties)
    for element in run:
        tag = element.tag
        if tag == W + "t":
            text = element.text or ""
            pen.write(_symbols(text, font) if font else text, look)
        elif tag == MC + "AlternateContent":
            for choice in alternatives(element):
                _drawing(pen, choice)
                inline(pen, choice, depth + 1)
        else:
            act = _ACTS.get(str(tag))
            if act is not None:
                act(pen, element)


def _symbol_font(properties: etree._Element | None) -> str:
    fonts = None if properties is None else properties.find(W + "rFonts")
    name = "" if fonts is None else next((fonts.get(W + hint, "") for hint in _HINTS if fonts.get(W + hint)), "")
    return name if name and glyphs.is_symbol_font(name) else ""


def _symbols(text: str, font: str) -> str:
    """Text set in a symbol font: its tick boxes, and what is no letter of the private use area."""
    shown = (glyphs.symbol(ord(character), font) or character for character in text)
    return "".join(character for character in shown if not "\ue000" <= character <= "\uf8ff")


def _symbol(pen: Pen, element: etree._Element) -> None:
    try:
        code = int(element.get(W + "char", ""), 16)
    except ValueError:
        return
    shown = glyphs.symbol(code, element.get(W + "font", ""))
    if shown is None and not (0xE000 <= code <= 0xF8FF) and 0x20 <= code < 0x110000:
        shown = chr(code)
    pen.write(shown or "")


def _break(pen: Pen, element: etree._Element) -> None:
    pen.end_line()


def _tab(pen: Pen, element: etree._Element) -> None:
    pen.write("\t")


def _hyphen(pen: Pen, element: etree._Element) -> None:
    pen.write("-")


def _field_mark(pen: Pen, element: etree._Element) -> None:
    kind = element.get(W + "fldCharType")
    if kind == "begin":
        data = element.find(W + "ffData")
        pen.begin_code(None if data is None else legacy_field(data))
    elif kind == "separate":
        pen.separate_code()
    elif kind == "end":
        pen.end_code()


def _note(pen: Pen, element: etree._Element) -> None:
    pen.footnotes.append((str(element.tag).removeprefix(W).removesuffix("Reference"), element.get(W + "id", "")))


def _drawing(pen: Pen, element: etree._Element) -> None:
    """Text boxes inside a drawing; those inside another text box come when that one is walked."""
    for box in element.iter(_TEXT_BOX):
        if next(box.iterancestors(_TEXT_BOX), None) in (None, next(element.iterancestors(_TEXT_BOX), None)):
            pen.boxes.append(box)


def _alternate_ruby(pen: Pen, element: etree._Element) -> None:
    for base in element.iterchildren(W + "rubyBase"):
        inline(pen, base)


_ACTS: Mapping[str, Callable[[Pen, etree._Element], None]] = {
    W + "tab": _tab,
    W + "ptab": _tab,
    W + "br": _break,
    W + "cr": _break,
    W + "noBreakHyphen": _hyphen,
    W + "sym": _symbol,
    W + "fldChar": _field_mark,
    W + "footnoteReference": _note,
    W + "endnoteReference": _note,
    W + "drawing": _drawing,
    W + "pict": _drawing,
    W + "object": _drawing,
    W + "ruby": _alternate_ruby,
}
