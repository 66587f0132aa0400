"""Content controls of Word (ECMA-376 part 1, 17.5.2): what a person fills in, with the question's key as its tag.

A control that is not filled in shows its placeholder and says so (``w:showingPlcHdr``), so that a reader can tell.
Built as XML, because python-docx has no content controls.
"""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import nsdecls, qn
from docx.oxml.parser import parse_xml

#: The style of a placeholder's words; `intake.paper.blank_word` gives the document this style.
PLACEHOLDER_STYLE = "PlaceholderText"

_WRITE = "Click or tap here to enter text."
_CHOOSE = "Choose an item."
_DATE = "Click or tap to enter a date."
_W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
_UNTICKED = "☐"
_GREY = "6B757E"


def text_control(tag: str, label: str, *, lines: bool = False) -> Any:
    """A control for text, with ``lines`` of many lines."""
    kind = OxmlElement("w:text")
    if lines:
        kind.set(qn("w:multiLine"), "1")
    return _control(tag, label, kind, prompt=_WRITE)


def date_control(tag: str, label: str) -> Any:
    """A control for a day, picked from a calendar or typed."""
    xml = (
        f'<w:date {nsdecls("w")}><w:dateFormat w:val="d MMMM yyyy"/><w:lid w:val="en-GB"/>'
        '<w:storeMappedDataAs w:val="date"/><w:calendar w:val="gregorian"/></w:date>'
    )
    return _control(tag, label, parse_xml(xml), prompt=_DATE)


def choice_control(tag: str, label: str, options: Sequence[str]) -> Any:
    """A control for one of ``options``, from a list that drops down."""
    kind = OxmlElement("w:dropDownList")
    for shown, value in ((_CHOOSE, ""), *((option, option) for option in options)):
        item = OxmlElement("w:listItem")
        item.set(qn("w:displayText"), shown)
        item.set(qn("w:value"), value)
        kind.append(item)
    return _control(tag, label, kind, prompt=_CHOOSE)


def tick_control(tag: str, label: str) -> Any:
    """A box to tick."""
    xml = (
        f'<w14:checkbox {_W14}><w14:checked w14:val="0"/><w14:checkedState w14:val="2612" w14:font="MS Gothic"/>'
        '<w14:uncheckedState w14:val="2610" w14:font="MS Gothic"/></w14:checkbox>'
    )
    run = (
        f'<w:r {nsdecls("w")}><w:rPr><w:rFonts w:ascii="MS Gothic" w:eastAsia="MS Gothic" w:hAnsi="MS Gothic"'
        f' w:hint="eastAsia"/></w:rPr><w:t>{_UNTICKED}</w:t></w:r>'
    )
    return _assembled(tag, label, parse_xml(xml), parse_xml(run), placeholder=False)


def _control(tag: str, label: str, kind: Any, *, prompt: str) -> Any:
    run = (
        f'<w:r {nsdecls("w")}><w:rPr><w:rStyle w:val="{PLACEHOLDER_STYLE}"/>'
        f'<w:color w:val="{_GREY}"/></w:rPr><w:t>{prompt}</w:t></w:r>'
    )
    return _assembled(tag, label, kind, parse_xml(run), placeholder=True)


def _assembled(tag: str, label: str, kind: Any, content: Any, *, placeholder: bool) -> Any:
    """The control around ``content``: its text may be edited, the control itself not be deleted."""
    control, properties = OxmlElement("w:sdt"), OxmlElement("w:sdtPr")
    for name, value in (("alias", label), ("tag", tag), ("id", str(_identity(tag))), ("lock", "sdtLocked")):
        item = OxmlElement(f"w:{name}")
        item.set(qn("w:val"), value)
        properties.append(item)
    if placeholder:
        properties.append(OxmlElement("w:showingPlcHdr"))
    properties.append(kind)
    body = OxmlElement("w:sdtContent")
    body.append(content)
    control.append(properties)
    control.append(body)
    return control


def _identity(tag: str) -> int:
    """A number for Word, the same for the same tag in every copy of the form."""
    return zlib.crc32(tag.encode()) & 0x7FFFFFFF
