"""The service's own blank forms, filled: the PDF by pypdf, the Word file by its XML, as viewers do it.

`intake.paper` writes the blanks; its controls are named by key (``partners.2.email``, ``models.3``, ``joint_bid.yes``).
"""

from __future__ import annotations

import zipfile
from functools import cache
from io import BytesIO

from lxml import etree
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DictionaryObject, NameObject, TextStringObject

from intake.paper.papers import blank_forms
from intake.round.programme import load
from parsers.form import FieldType
from tests.corpus.layouts.pdf_fields import Spot, drawn
from tests.corpus.packs import folder_of
from tests.corpus.sheet import Item, Sheet

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_TICK = "\0tick"


@cache
def _blanks(pack: str) -> tuple[bytes, bytes]:
    """The pack's blank forms: PDF and Word."""
    pdf, word = blank_forms(load(folder_of(pack)))
    return pdf.data, word.data


def _entries(item: Item) -> dict[str, str]:
    """Control name → what is typed, chosen or (`_TICK`) ticked there."""
    key, entry = item.field.key, item.entry
    if item.is_table:
        columns = item.field.columns
        return {
            f"{key}.{row}.{column.key}": text
            for row, cells in enumerate(entry.rows, start=1)
            for column, text in zip(columns, cells, strict=True)
            if text and not (item.field.rows and column is columns[0])
        }
    if item.field.type is FieldType.CONFIRM:
        return {key: _TICK} if item.is_ticked else {}
    if item.field.type is FieldType.CHOICES:
        return {f"{key}.{n}": _TICK for n, option in enumerate(item.options, start=1) if option in entry.ticked}
    if item.has_options:
        chosen = entry.ticked[0] if entry.ticked else ""
        return {key: chosen, f"{key}.{chosen.lower()}": _TICK} if chosen else {}
    return {key: entry.written} if entry.written else {}


def _all_entries(sheet: Sheet) -> dict[str, str]:
    return {name: text for item in sheet.items for name, text in _entries(item).items()}


def pdf(sheet: Sheet) -> bytes:
    """Our fillable PDF, filled; the values have appearances as a viewer draws them."""
    entries = _all_entries(sheet)
    writer = PdfWriter(clone_from=PdfReader(BytesIO(_blanks(sheet.pack)[0])))
    for number, page in enumerate(writer.pages):
        for reference in page.get("/Annots", ArrayObject()):
            widget = reference.get_object()
            field = widget if "/T" in widget else widget.get("/Parent", widget).get_object()
            text = entries.get(_name(widget), "")
            if field.get("/FT", widget.get("/FT")) == "/Btn":
                _press(widget, field, text)
            elif text:
                _type(writer, number, widget, text)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _name(field: DictionaryObject) -> str:
    """The full name of a field: the /T of it and its parents, joined by dots (ISO 32000-1, 12.7.3.2)."""
    parts: list[str] = []
    node: DictionaryObject | None = field
    while node is not None:
        if "/T" in node:
            parts.insert(0, str(node["/T"]))
        parent = node.get("/Parent")
        node = parent.get_object() if parent is not None else None
    return ".".join(parts)


def _type(writer: PdfWriter, page: int, widget: DictionaryObject, text: str) -> None:
    """Enter text; its appearance is drawn as a viewer draws it."""
    corners = widget["/Rect"].get_object()
    assert isinstance(corners, ArrayObject)
    left, bottom, right, top = (float(number) for number in corners)
    spot = Spot(page=page, rect=(left, bottom, right, top))
    widget[NameObject("/V")] = TextStringObject(text.replace("\n", "\r"))
    widget[NameObject("/AP")] = DictionaryObject({NameObject("/N"): drawn(writer, spot, text)})


def _press(widget: DictionaryObject, field: DictionaryObject, chosen: str) -> None:
    """Switch a check box or one button of a group to what was chosen; nothing chosen leaves it off."""
    appearance = widget["/AP"].get_object()
    assert isinstance(appearance, DictionaryObject)
    states = appearance["/N"].get_object()
    assert isinstance(states, DictionaryObject)
    on = next(state for state in states if state != "/Off")
    if chosen == _TICK or (chosen and on == f"/{chosen}"):
        widget[NameObject("/AS")] = NameObject(on)
        field[NameObject("/V")] = NameObject(on)


def word(sheet: Sheet) -> bytes:
    """Our Word form, filled: text in its controls, boxes checked, options chosen."""
    entries = _all_entries(sheet)
    out = BytesIO()
    source = zipfile.ZipFile(BytesIO(_blanks(sheet.pack)[1]))
    with source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            data = source.read(name)
            target.writestr(name, _filled(data, entries) if name == "word/document.xml" else data)
    return out.getvalue()


def _filled(xml: bytes, entries: dict[str, str]) -> bytes:
    root = etree.fromstring(xml)
    for control in list(root.iter(f"{_W}sdt")):
        properties = control.find(f"{_W}sdtPr")
        tag = properties.find(f"{_W}tag") if properties is not None else None
        text = entries.get(tag.get(f"{_W}val", ""), "") if tag is not None else ""
        if properties is None or not text:
            continue
        shown = properties.find(f"{_W}showingPlcHdr")
        if shown is not None:
            properties.remove(shown)
        box = properties.find(f"{_W14}checkbox")
        if box is not None:
            checked = box.find(f"{_W14}checked")
            assert checked is not None
            checked.set(f"{_W14}val", "1")
        _write(control, "☒" if text == _TICK else text)
    return etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)


def _write(control: etree._Element, text: str) -> None:
    """Put the text into the control's first run; further lines follow in runs of their own, each after a break."""
    first, *others = list(control.iter(f"{_W}r"))
    parent = first.getparent()
    assert parent is not None
    for run in others:
        run.getparent().remove(run)  # type: ignore[union-attr]  # a run always stands in a paragraph or a control
    for child in list(first):
        first.remove(child)
    place = parent.index(first)
    for number, line in enumerate(text.split("\n")):
        run = first if number == 0 else etree.Element(f"{_W}r")
        if number:
            etree.SubElement(run, f"{_W}br")
            parent.insert(place + number, run)
        piece = etree.SubElement(run, f"{_W}t")
        piece.text = line
        piece.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
