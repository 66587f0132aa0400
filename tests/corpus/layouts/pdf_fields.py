"""Fillable controls put on drawn pages: AcroForm fields as dictionaries, written with pypdf.

ISO 32000-1, 12.7. The readers use pikepdf, which shares no code with this.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    BooleanObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

_MULTILINE = 1 << 12
_RADIO = (1 << 15) | (1 << 14)
_COMBO = 1 << 17
_PRINTED = 4


class Kind(StrEnum):
    """What sort of control is drawn."""

    TEXT = "text"
    CHECKBOX = "checkbox"
    RADIO = "radio"
    COMBO = "combo"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a part of a control stands: page from 0, PDF coordinates; ``state`` is a button's export name."""

    page: int
    rect: tuple[float, float, float, float]
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """One field and its value; a radio group has several spots, the chosen one's state is its value."""

    name: str
    kind: Kind
    spots: tuple[Spot, ...]
    value: str = ""
    tooltip: str = ""
    options: tuple[str, ...] = ()
    multiline: bool = False


def add(pages: bytes, controls: list[Control], *, appearances: bool) -> bytes:
    """The drawn pages with their controls; without appearances a viewer must draw the values itself."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pages)))
    fields = ArrayObject()
    for control in controls:
        fields.append(_field(writer, control, appearances=appearances))
    font = {"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica", "Encoding": "/WinAnsiEncoding"}
    helvetica = writer._add_object(_dictionary({key: NameObject(_slash(value)) for key, value in font.items()}))
    resources = _dictionary({"Font": _dictionary({"Helv": helvetica})})
    form = _dictionary({"Fields": fields, "DA": TextStringObject("/Helv 9 Tf 0 g"), "DR": resources})
    if not appearances:
        form[NameObject("/NeedAppearances")] = BooleanObject(True)
    writer._root_object[NameObject("/AcroForm")] = writer._add_object(form)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _slash(value: str) -> str:
    return value if value.startswith("/") else f"/{value}"


def _dictionary(items: dict[str, object]) -> DictionaryObject:
    return DictionaryObject({NameObject(f"/{key}"): value for key, value in items.items()})


def _field(writer: PdfWriter, control: Control, *, appearances: bool) -> IndirectObject:
    common = _dictionary({"T": TextStringObject(control.name)})
    if control.tooltip:
        common[NameObject("/TU")] = TextStringObject(control.tooltip)
    if control.kind is Kind.RADIO:
        return _radio(writer, control, common)
    spot = control.spots[0]
    common.update(_widget(writer, spot))
    if control.kind is Kind.CHECKBOX:
        state = NameObject(_slash(spot.state)) if control.value else NameObject("/Off")
        common.update(_dictionary({"FT": NameObject("/Btn"), "V": state, "AS": state, "AP": _states(writer, spot)}))
    else:
        flags = _COMBO if control.kind is Kind.COMBO else _MULTILINE if control.multiline else 0
        kind = NameObject("/Ch" if control.kind is Kind.COMBO else "/Tx")
        common.update(_dictionary({"FT": kind, "Ff": NumberObject(flags), "DA": TextStringObject("/Helv 9 Tf 0 g")}))
        if control.options:
            common[NameObject("/Opt")] = ArrayObject(TextStringObject(option) for option in control.options)
        if control.value:
            common[NameObject("/V")] = TextStringObject(control.value.replace("\n", "\r"))
        if appearances and control.value:
            common[NameObject("/AP")] = _dictionary({"N": drawn(writer, spot, control.value)})
    return _place(writer, spot, common)


def _radio(writer: PdfWriter, control: Control, parent: DictionaryObject) -> IndirectObject:
    value = NameObject(_slash(control.value)) if control.value else NameObject("/Off")
    parent.update(_dictionary({"FT": NameObject("/Btn"), "Ff": NumberObject(_RADIO), "V": value}))
    reference = writer._add_object(parent)
    kids = ArrayObject()
    for spot in control.spots:
        state = value if spot.state == control.value else NameObject("/Off")
        kid = _widget(writer, spot)
        kid.update(_dictionary({"Parent": reference, "AS": state, "AP": _states(writer, spot)}))
        kids.append(_place(writer, spot, kid))
    parent[NameObject("/Kids")] = kids
    return reference


def _widget(writer: PdfWriter, spot: Spot) -> DictionaryObject:
    return _dictionary(
        {
            "Type": NameObject("/Annot"),
            "Subtype": NameObject("/Widget"),
            "Rect": ArrayObject(FloatObject(number) for number in spot.rect),
            "F": NumberObject(_PRINTED),
            "P": writer.pages[spot.page].indirect_reference,
        }
    )


def _place(writer: PdfWriter, spot: Spot, widget: DictionaryObject) -> IndirectObject:
    page = writer.pages[spot.page]
    if "/Annots" not in page:
        page[NameObject("/Annots")] = ArrayObject()
    reference = writer._add_object(widget)
    annotations = page["/Annots"]
    assert isinstance(annotations, ArrayObject)
    annotations.append(reference)
    return reference


def _stream(writer: PdfWriter, spot: Spot, content: str, font: bool) -> IndirectObject:
    stream = DecodedStreamObject()
    width, height = spot.rect[2] - spot.rect[0], spot.rect[3] - spot.rect[1]
    box = ArrayObject(FloatObject(number) for number in (0, 0, width, height))
    stream.update(_dictionary({"Type": NameObject("/XObject"), "Subtype": NameObject("/Form"), "BBox": box}))
    if font:
        name = {"Type": "/Font", "Subtype": "/Type1", "BaseFont": "/Helvetica", "Encoding": "/WinAnsiEncoding"}
        face = _dictionary({key: NameObject(_slash(value)) for key, value in name.items()})
        stream[NameObject("/Resources")] = _dictionary({"Font": _dictionary({"Helv": face})})
    stream.set_data(content.encode("cp1252", errors="replace"))
    return writer._add_object(stream)


def _states(writer: PdfWriter, spot: Spot) -> DictionaryObject:
    """A cross when on, nothing when off."""
    width, height = spot.rect[2] - spot.rect[0], spot.rect[3] - spot.rect[1]
    cross = f"1 1 m {width - 1:.1f} {height - 1:.1f} l 1 {height - 1:.1f} m {width - 1:.1f} 1 l S"
    on, off = _stream(writer, spot, cross, False), _stream(writer, spot, "", False)
    return _dictionary({"N": _dictionary({spot.state: on, "Off": off})})


def drawn(writer: PdfWriter, spot: Spot, value: str) -> IndirectObject:
    """The value as a viewer draws it: wrapped at about the box's width, what does not fit left out of sight."""
    width, height = spot.rect[2] - spot.rect[0], spot.rect[3] - spot.rect[1]
    per_line = max(8, int(width / 4.6))
    lines: list[str] = []
    for paragraph in value.split("\n"):
        line = ""
        for word in paragraph.split(" "):
            if line and len(line) + len(word) >= per_line:
                lines.append(line)
                line = word
            else:
                line = f"{line} {word}".strip()
        lines.append(line)
    escaped = (line.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)") for line in lines)
    shown = "".join(f"({line}) Tj T* " for line in escaped)
    return _stream(writer, spot, f"/Tx BMC q BT /Helv 9 Tf 11 TL 2 {height - 11:.1f} Td {shown}ET Q EMC", True)
