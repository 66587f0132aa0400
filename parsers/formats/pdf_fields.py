"""The fillable fields of a PDF (ISO 32000-1, 12.7), read with pikepdf from the field tree and the pages' widgets.

Attributes are inherited down the tree; names are joined with full stops; widgets that hang in no tree are taken from
their pages. Appearances are looked at for the names of tick states only, never for a value. XFA is `pdf_xfa`'s.
"""

from __future__ import annotations

from collections.abc import Sequence

import pikepdf
from pikepdf import Dictionary, Name, Object

from parsers.document import NativeField
from parsers.formats import glyphs, limits
from parsers.formats.pdf_answers import (
    Inherited,
    Widget,
    array,
    integer,
    name_of,
    numbers,
    on_state,
    read_answer,
    text_of,
)
from parsers.formats.pdf_frame import Frame

_INHERITED = ("/FT", "/V", "/Ff", "/Opt", "/TU", "/RV", "/I")
_READ_ONLY = 1 << 0


class FieldReader:
    """Reads the fields of one document; ``frames`` are those of its pages."""

    def __init__(self, pdf: pikepdf.Pdf, frames: Sequence[Frame]) -> None:
        self._pdf = pdf
        self._frames = frames
        self._pages: dict[tuple[int, int], int] = {}
        self._loose: list[tuple[int, Dictionary]] = []
        self._seen: set[tuple[int, int]] = set()
        self._fields: list[NativeField] = []

    def read(self) -> tuple[NativeField, ...]:
        """All fields that take an answer, in the order of the tree; widgets outside the tree last."""
        self._find_widgets()
        form = self._pdf.Root.get("/AcroForm")
        if isinstance(form, Dictionary):
            for node in array(form.get("/Fields")):
                self._node(node, "", {}, 0)
        for page, widget in self._loose:
            if widget.objgen not in self._seen:
                self._orphan(widget, page)
        return tuple(self._fields)

    def _find_widgets(self) -> None:
        for number, page in enumerate(self._pdf.pages, start=1):
            if number > len(self._frames):
                return
            for widget in array(page.obj.get("/Annots")):
                if isinstance(widget, Dictionary) and widget.get("/Subtype") == Name.Widget:
                    self._pages[widget.objgen] = number
                    self._loose.append((number, widget))

    def _node(self, node: Object, prefix: str, above: Inherited, depth: int) -> None:
        if not isinstance(node, Dictionary) or depth > limits.MAX_DEPTH or len(self._fields) >= limits.MAX_FIELDS:
            return
        if node.is_indirect:
            if node.objgen in self._seen:
                return
            self._seen.add(node.objgen)
        own = node.get("/T")
        name = prefix if own is None else f"{prefix}.{text_of(own)}".lstrip(".")
        known = {**above, **{key: value for key in _INHERITED if (value := node.get(key)) is not None}}
        kids = [kid for kid in array(node.get("/Kids")) if isinstance(kid, Dictionary)]
        below = [kid for kid in kids if "/T" in kid or "/Kids" in kid]
        for kid in below:
            self._node(kid, name, known, depth + 1)
        widgets = [kid for kid in kids if "/T" not in kid and "/Kids" not in kid]
        if not kids and ("/FT" in known):
            widgets = [node]
        if widgets:
            self._seen.update(kid.objgen for kid in widgets if kid.is_indirect)
            self._add(name, known, [self._widget(kid) for kid in widgets])

    def _orphan(self, widget: Dictionary, page: int) -> None:
        """A widget that the tree does not lead to; its name and attributes are those of its parents."""
        names: list[str] = []
        known: dict[str, Object] = {}
        node: Object | None = widget
        for _ in range(limits.MAX_DEPTH):
            if not isinstance(node, Dictionary):
                break
            if "/T" in node:
                names.append(text_of(node.T))
            for key in _INHERITED:
                value = node.get(key)
                if value is not None:
                    known.setdefault(key, value)
            node = node.get("/Parent")
        parent = widget.get("/Parent")
        if "/T" not in widget and isinstance(parent, Dictionary) and parent.is_indirect:
            if parent.objgen in self._seen:
                return
            self._seen.add(parent.objgen)
            kids = [kid for kid in array(parent.get("/Kids")) if isinstance(kid, Dictionary) and "/T" not in kid]
            self._add(".".join(reversed(names)), known, [self._widget(kid) for kid in kids or [widget]])
            return
        self._add(".".join(reversed(names)), known, [self._widget(widget, page)])

    def _widget(self, widget: Dictionary, page: int | None = None) -> Widget:
        page = page or self._pages.get(widget.objgen)
        rect = numbers(widget.get("/Rect"))
        frame = self._frames[page - 1] if page else None
        box = frame.box(rect[0], rect[1], rect[2], rect[3]) if frame and len(rect) == 4 else None
        return Widget(page, box, on_state(widget), name_of(widget.get("/AS")), text_of(widget.get("/TU")))

    def _add(self, name: str, known: Inherited, widgets: Sequence[Widget]) -> None:
        answer = read_answer(known, widgets)
        if answer is None:
            return
        places = tuple((widget.page, widget.box) for widget in widgets if widget.page and widget.box)
        label = text_of(known.get("/TU")) or next((widget.label for widget in widgets if widget.label), "")
        self._fields.append(
            NativeField(
                name=name,
                kind=answer.kind,
                value=answer.value,
                label=glyphs.clean(label).strip(),
                values=answer.values,
                options=answer.options,
                option_labels=answer.option_labels,
                page=places[0][0] if places else None,
                box=places[0][1] if places else None,
                widgets=places,
                read_only=bool(integer(known.get("/Ff")) & _READ_ONLY),
            )
        )
