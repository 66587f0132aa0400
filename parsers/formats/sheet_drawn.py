"""What is drawn over the cells of a worksheet: tick boxes (form controls) and text boxes, each by its cell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from parsers.document import TICKED, UNTICKED
from parsers.errors import DamagedDocumentError
from parsers.formats.sheet_cells import S, position
from parsers.formats.word_package import Package

_R_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_XDR = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_X = "{urn:schemas-microsoft-com:office:excel}"
_V = "{urn:schemas-microsoft-com:vml}"
_TICKS = frozenset({"CheckBox", "Radio", "Checkbox"})
#: Shapes in a text of the older drawing language are named ``…_s1025``, in the newer ``1025``.
_SHAPE_PREFIX = "_x0000_s"


@dataclass(frozen=True, slots=True)
class Drawn:
    """Something over the cell at ``row`` and ``column`` (from 0): its text, a tick box before it for a control.

    ``linked`` is the cell that holds a control's state.
    """

    row: int
    column: int
    text: str
    linked: tuple[int, int] | None = None


def drawn_on(package: Package, part: str, root: etree._Element) -> list[Drawn]:
    """Everything drawn over a worksheet, as far as it can be read."""
    links = {link.id: link for link in package.relationships(part)}
    found: list[Drawn] = []
    captions: dict[str, str] = {}
    boxes: list[Drawn] = []
    for link in links.values():
        root_of = _xml(package, link.target) if link.type in ("vmlDrawing", "drawing") else None
        if root_of is None:
            continue
        if link.type == "vmlDrawing":
            captions.update(_captions(root_of))
        else:
            boxes.extend(_text_boxes(root_of, captions))
    for control in root.iter(f"{S}control"):
        declared = links.get(control.get(_R_ID, ""))
        properties = None if declared is None else _xml(package, declared.target)
        start = next(control.iter(f"{S}from"), None)
        if properties is None or start is None or properties.get("objectType") not in _TICKS:
            continue
        ticked = properties.get("checked", "") == "Checked"
        caption = captions.get(control.get("shapeId", ""), "")
        text = f"{TICKED if ticked else UNTICKED} {caption}".strip()
        found.append(Drawn(*_corner(start), text, position(properties.get("fmlaLink", ""))))
    return [*found, *boxes]


def _xml(package: Package, part: str) -> etree._Element | None:
    try:
        return package.xml(part)
    except DamagedDocumentError:
        return None


def _captions(root: etree._Element) -> Iterator[tuple[str, str]]:
    """The texts of the controls in a VML drawing, each with the number of its shape."""
    for shape in root.iter(f"{_V}shape"):
        box = shape.find(f"{_V}textbox")
        if box is not None and shape.find(f"{_X}ClientData") is not None:
            words = " ".join(str(part) for part in box.itertext()).split()
            yield shape.get("id", "").removeprefix(_SHAPE_PREFIX), " ".join(words)


def _text_boxes(root: etree._Element, captions: dict[str, str]) -> Iterator[Drawn]:
    """The text boxes of a drawing; the texts of controls go to ``captions``."""
    for anchor in root.iter(f"{_XDR}twoCellAnchor", f"{_XDR}oneCellAnchor"):
        start = anchor.find(f"{_XDR}from")
        for shape in anchor.iter(f"{_XDR}sp"):
            paragraphs = ["".join(text.text or "" for text in item.iter(f"{_A}t")) for item in shape.iter(f"{_A}p")]
            text = "\n".join(paragraphs).strip()
            name = next(shape.iter(f"{_XDR}cNvPr"), None)
            number = "" if name is None else name.get("id", "")
            if number in captions or (name is not None and name.get("hidden") == "1"):
                captions[number] = text or captions.get(number, "")
            elif text and start is not None:
                yield Drawn(*_corner(start), text)


def _corner(start: etree._Element) -> tuple[int, int]:
    """Row and column of an anchor's corner."""
    told = {str(part.tag).rpartition("}")[2]: part.text or "0" for part in start.iterchildren()}
    row, column = (told.get(name, "0").strip() for name in ("row", "col"))
    return int(row) if row.isdigit() else 0, int(column) if column.isdigit() else 0
