"""Fillable fields of a PDF (ISO 32000-1, 12.7), put on the pages of a reportlab canvas.

reportlab's own fields stop at flat names, Latin letters and a hundred characters. These have names in levels
("partners.1.email"), tooltips and options in any script, and no limit. What they look like empty is drawn on the page
by `intake.paper.sheet`; viewers draw what is filled in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, cast

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream, PDFString
from reportlab.pdfgen.canvas import Canvas

from intake.paper.fonts import REGULAR
from intake.paper.fonts.whole import whole_font

_REQUIRED = 1 << 1
_MULTILINE = 1 << 12
_NO_TOGGLE_TO_OFF = 1 << 14
_RADIO = 1 << 15
_COMBO = 1 << 17
_PRINTED = 4
_OFF = "Off"
#: How far text keeps from the left and right of its box.
_INSET = 2.0
#: What the face that answers are set in is called in the form.
_FACE = "Intake"
_TICK, _DOT = "4", "l"  # of ZapfDingbats

#: A rectangle as (x, y, width, height) in points, y upwards.
Rect = tuple[float, float, float, float]


@dataclass(slots=True)
class _Node:
    """A level of names: its own dictionary once it is a field, else only its kids."""

    kids: dict[str, _Node] = field(default_factory=dict)
    entry: dict[str, Any] | None = None


class AcroForm:
    """The form of one canvas. Fields stand on the page that is current when they are added; then `finish`."""

    def __init__(self, canvas: Canvas) -> None:
        # reportlab has no public way to the document's dictionaries and a page's annotations.
        self._canvas = cast("Any", canvas)
        self._document = self._canvas._doc
        self._root = _Node()

    def text(
        self, name: str, rect: Rect, *, tooltip: str, required: bool = False, lines: bool = False, size: float = 10
    ) -> None:
        """A box to write in; with ``lines`` of many lines, scrolling when it is full."""
        flags = _MULTILINE if lines else 0
        x, y, width, height = rect
        rect = (x + _INSET, y, width - 2 * _INSET, height)
        entry = {"FT": PDFName("Tx"), "DA": PDFString(f"/{_FACE} {size:g} Tf 0 g")}
        self._field(name, tooltip=tooltip, required=required, flags=flags, entry=entry | self._widget(rect))

    def combo(self, name: str, rect: Rect, options: Sequence[str], *, tooltip: str, required: bool = False) -> None:
        """A list to choose one of ``options`` from."""
        entry = {
            "FT": PDFName("Ch"),
            "DA": PDFString(f"/{_FACE} 10 Tf 0 g"),
            "Opt": PDFArray([PDFString(option) for option in options]),
        }
        self._field(name, tooltip=tooltip, required=required, flags=_COMBO, entry=entry | self._widget(rect))

    def tick(self, name: str, rect: Rect, *, tooltip: str, required: bool = False) -> None:
        """A box to tick; its state is "Yes" when ticked."""
        entry = {"FT": PDFName("Btn"), "V": PDFName(_OFF)} | self._button("Yes", rect, mark=_TICK)
        self._field(name, tooltip=tooltip, required=required, flags=0, entry=entry)

    def radio(self, name: str, options: Sequence[tuple[str, Rect]], *, tooltip: str, required: bool = False) -> None:
        """Buttons of which one can be chosen; the value is the option's text, as state name and in ``Opt``."""
        entry: dict[str, Any] = {"FT": PDFName("Btn"), "V": PDFName(_OFF)}
        entry["Opt"] = PDFArray([PDFString(option) for option, _ in options])
        node = self._field(name, tooltip=tooltip, required=required, flags=_RADIO | _NO_TOGGLE_TO_OFF, entry=entry)
        for number, (option, rect) in enumerate(options):
            node.kids[f"#{number}"] = _Node(entry=self._button(option, rect, mark=_DOT))

    def finish(self) -> None:
        """Tie all fields into the document's form."""
        marks = {"Type": PDFName("Font"), "Subtype": PDFName("Type1"), "BaseFont": PDFName("ZapfDingbats")}
        fonts = {_FACE: whole_font(self._document, REGULAR), "ZaDb": self._document.Reference(PDFDictionary(marks))}
        form = {
            "Fields": PDFArray([self._tied(name, node, None) for name, node in self._root.kids.items()]),
            "DA": PDFString(f"/{_FACE} 10 Tf 0 g"),
            "DR": PDFDictionary({"Font": PDFDictionary(fonts)}),
            "NeedAppearances": "true",
        }
        self._document.Catalog.AcroForm = PDFDictionary(form)

    def _field(self, name: str, *, tooltip: str, required: bool, flags: int, entry: dict[str, Any]) -> _Node:
        node = self._root
        for part in name.split("."):
            node = node.kids.setdefault(part, _Node())
        node.entry = entry | {"TU": PDFString(tooltip), "Ff": flags | (_REQUIRED if required else 0)}
        return node

    def _widget(self, rect: Rect) -> dict[str, Any]:
        """The entries that show a field on the current page. Their dictionary is completed when the form is."""
        x, y, width, height = rect
        entry: dict[str, Any] = {
            "Type": PDFName("Annot"),
            "Subtype": PDFName("Widget"),
            "Rect": PDFArray([round(number, 2) for number in (x, y, x + width, y + height)]),
            "F": _PRINTED,
            "P": self._document.thisPageRef(),
        }
        return entry | {"#page": self._promise()}

    def _promise(self) -> PDFDictionary:
        """An annotation of the current page, filled in by `_tied`: reportlab wants it while the page is drawn."""
        dictionary = PDFDictionary({})
        self._canvas._addAnnotation(dictionary)
        return dictionary

    def _button(self, state: str, rect: Rect, *, mark: str) -> dict[str, Any]:
        states = {_name(state): self._appearance(rect, mark), _OFF: self._appearance(rect, "")}
        return self._widget(rect) | {
            "AS": PDFName(_OFF),
            "AP": PDFDictionary({"N": PDFDictionary(states)}),
            "MK": PDFDictionary({"CA": PDFString(mark)}),
            "DA": PDFString("/ZaDb 0 Tf 0 g"),
        }

    def _appearance(self, rect: Rect, mark: str) -> Any:
        """How a button looks: a mark of ZapfDingbats in the middle, or nothing."""
        _, _, width, height = rect
        size = min(width, height) * 0.9
        content = f"q BT /ZaDb {size:.2f} Tf {width * 0.14:.2f} {height * 0.18:.2f} Td ({mark}) Tj ET Q" if mark else ""
        font = {"Type": PDFName("Font"), "Subtype": PDFName("Type1"), "BaseFont": PDFName("ZapfDingbats")}
        resources = {"Font": PDFDictionary({"ZaDb": PDFDictionary(font)})}
        stream = {
            "Type": PDFName("XObject"),
            "Subtype": PDFName("Form"),
            "BBox": PDFArray([0, 0, round(width, 2), round(height, 2)]),
            "Resources": PDFDictionary(resources),
        }
        return self._document.Reference(PDFStream(PDFDictionary(stream), content))

    def _tied(self, name: str, node: _Node, parent: Any) -> Any:
        """The reference of a node whose kids, parent and name are set."""
        entry = dict(node.entry or {})
        dictionary = entry.pop("#page", None) or PDFDictionary({})
        reference = self._document.Reference(dictionary)
        if not name.startswith("#"):
            entry["T"] = PDFString(name)
        if parent is not None:
            entry["Parent"] = parent
        if node.kids:
            entry["Kids"] = PDFArray([self._tied(part, kid, reference) for part, kid in node.kids.items()])
        dictionary.dict.update(entry)
        return reference


def _name(text: str) -> str:
    """A text as the characters of a PDF name: the bytes of its UTF-8 (ISO 32000-1, 7.3.5)."""
    return text.encode("utf-8").decode("latin-1")
