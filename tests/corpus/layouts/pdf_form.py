"""Fillable PDF forms, filled: pages drawn with reportlab, controls added by `pdf_fields`.

One drawing, several conventions of naming: keys, labels, meaningless names, meaningless names with tooltips; with and
without appearances; and flattened, where the values are part of the page.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from random import Random

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from parsers.form import FieldType
from tests.corpus.layouts.fonts import families
from tests.corpus.layouts.pdf_fields import Control, Kind, Spot, add
from tests.corpus.sheet import Item, Sheet

_LEFT, _RIGHT, _TOP, _BOTTOM = 50.0, 545.0, 790.0, 60.0
_LINE = 12.0

#: Gives a control its technical name from the question, the part of it ("" or an option, a cell) and a running number.
Namer = Callable[[Item, str, int], str]


class _Pages:
    """The pages being drawn: where the pen is, and the controls placed so far."""

    def __init__(self, sheet: Sheet, namer: Namer, *, tooltips: bool, flat: bool) -> None:
        self.out = BytesIO()
        self.canvas = Canvas(self.out, pagesize=A4, invariant=1)
        self.canvas.setTitle(sheet.title)
        self.sheet, self.namer, self.tooltips, self.flat = sheet, namer, tooltips, flat
        self.plain, self.bold, self.italic = Random(sheet.seed).choice(families())
        self.beside = Random(sheet.seed).random() < 0.5
        self.page, self.y = 0, _TOP
        self.controls: list[Control] = []
        self._decorate()

    def _decorate(self) -> None:
        if self.sheet.header:
            self.canvas.setFont(self.plain, 8)
            self.canvas.drawString(_LEFT, 815, self.sheet.header)
            self.canvas.drawRightString(_RIGHT, 30, f"Page {self.page + 1}")

    def room(self, height: float) -> None:
        """Begin a new page unless ``height`` points are left on this one."""
        if self.y - height < _BOTTOM:
            self.canvas.showPage()
            self.page, self.y = self.page + 1, _TOP
            self._decorate()

    def write(self, text: str, *, font: str, size: float = 9, left: float = _LEFT, right: float = _RIGHT) -> None:
        """Wrapped text from the pen downwards."""
        for line in simpleSplit(text, font, size, right - left):
            self.room(_LINE)
            self.canvas.setFont(font, size)
            self.canvas.drawString(left, self.y - size, line)
            self.y -= size * 1.3

    def place(self, item: Item, part: str, control: Control) -> None:
        """Add a control under the name this file's convention gives it."""
        name = self.namer(item, part, len(self.controls) + 1)
        tooltip = " ".join(p for p in (item.label, part) if p) if self.tooltips else ""
        self.controls.append(
            Control(
                name=name,
                kind=control.kind,
                spots=control.spots,
                value=control.value,
                tooltip=tooltip,
                options=control.options,
                multiline=control.multiline,
            )
        )

    def box(self, item: Item, part: str, value: str, place: tuple[float, float, float], *, multiline: bool) -> None:
        """A text box from the pen down; ``place`` is (left, right, height)."""
        left, right, height = place
        rect = (left, self.y - height, right, self.y - 1)
        self.canvas.setStrokeGray(0.6)
        self.canvas.rect(left, self.y - height, right - left, height - 1)
        if not self.flat:
            spot = Spot(page=self.page, rect=rect)
            self.place(item, part, Control(name="", kind=Kind.TEXT, spots=(spot,), value=value, multiline=multiline))
            return
        top = self.y
        for line in _wrapped(value, self.plain, right - left - 6):
            self.canvas.setFont(self.plain, 9)
            self.canvas.drawString(left + 3, top - 11, line)
            top -= 11

    def button(self, item: Item, option: str, left: float, *, on: bool) -> Spot:
        """A square to click at the pen; drawn with its cross when flat."""
        rect = (left, self.y - 11, left + 10, self.y - 1)
        self.canvas.rect(left, self.y - 11, 10, 10)
        if self.flat and on:
            self.canvas.line(left + 1, self.y - 10, left + 9, self.y - 2)
            self.canvas.line(left + 1, self.y - 2, left + 9, self.y - 10)
        return Spot(page=self.page, rect=rect, state=re.sub(r"\W+", "", option) or "Yes")


def _height(pages: _Pages, item: Item, width: float) -> float:
    base = {FieldType.PARAGRAPHS: 120.0, FieldType.ADDRESS: 56.0}.get(item.field.type, 16.0)
    if not pages.flat:
        return base
    return max(base, 11.0 * len(_wrapped(item.entry.written, pages.plain, width - 6)) + 8)


def _wrapped(text: str, font: str, width: float) -> list[str]:
    return [piece for line in text.split("\n") for piece in simpleSplit(line, font, 9, width)]


def _item(pages: _Pages, item: Item) -> None:
    if item.field.type is FieldType.CONFIRM:
        _confirm(pages, item)
        return
    beside = pages.beside and item.is_short and not item.has_options
    pages.room(40 if item.is_short else min(700.0, 60 + _height(pages, item, _RIGHT - _LEFT)))
    left, right = (_LEFT + 190, _LEFT + 185) if beside else (_LEFT, _RIGHT)
    start = pages.y
    pages.write(item.prompt, font=pages.bold, right=right)
    if item.guidance:
        pages.write(item.guidance, font=pages.italic, size=8, right=right)
    label_end = pages.y
    if beside:
        pages.y = start
    if item.is_table:
        _cells(pages, item)
    elif item.has_options:
        _options(pages, item)
    else:
        height = _height(pages, item, _RIGHT - left)
        multiline = item.field.type in {FieldType.PARAGRAPHS, FieldType.ADDRESS}
        pages.box(item, "", item.entry.written, (left, _RIGHT, height), multiline=multiline)
        pages.y = min(pages.y - height, label_end) - 6


def _confirm(pages: _Pages, item: Item) -> None:
    pages.room(30)
    spot = pages.button(item, "Yes", _LEFT, on=item.is_ticked)
    if not pages.flat:
        value = "Yes" if item.is_ticked else ""
        pages.place(item, "", Control(name="", kind=Kind.CHECKBOX, spots=(spot,), value=value))
    pages.write(item.prompt, font=pages.plain, left=_LEFT + 18)
    pages.y -= 6


def _options(pages: _Pages, item: Item) -> None:
    chosen = item.entry.ticked
    if item.field.type is FieldType.CHOICE and len(item.options) > 4 and not pages.flat:
        rect = (_LEFT, pages.y - 16, _LEFT + 220, pages.y - 1)
        pages.canvas.rect(_LEFT, pages.y - 16, 220, 15)
        value = chosen[0] if chosen else ""
        spots = (Spot(page=pages.page, rect=rect),)
        pages.place(item, "", Control(name="", kind=Kind.COMBO, spots=spots, value=value, options=item.options))
        pages.y -= 24
        return
    spots_of = {}
    for option in item.options:
        pages.room(16)
        spots_of[option] = pages.button(item, option, _LEFT + 4, on=option in chosen)
        pages.write(option, font=pages.plain, left=_LEFT + 20)
        pages.y -= 3
    pages.y -= 6
    if pages.flat:
        return
    if item.field.type is FieldType.CHOICES:
        for option, spot in spots_of.items():
            value = spot.state if option in chosen else ""
            pages.place(item, option, Control(name="", kind=Kind.CHECKBOX, spots=(spot,), value=value))
        return
    value = spots_of[chosen[0]].state if chosen else ""
    pages.place(item, "", Control(name="", kind=Kind.RADIO, spots=tuple(spots_of.values()), value=value))


def _cells(pages: _Pages, item: Item) -> None:
    head, *rows = item.table
    width = (_RIGHT - _LEFT) / len(head)
    pages.room(14 * (len(rows) + 2))
    for number, row in enumerate([head, *rows]):
        for place, text in enumerate(row):
            left = _LEFT + place * width
            printed = number == 0 or (place == 0 and bool(item.field.rows))
            if printed:
                pages.canvas.setFont(pages.bold if number == 0 else pages.plain, 8)
                pages.canvas.drawString(left + 2, pages.y - 10, text)
            else:
                part = f"{head[place]} {number}"
                pages.box(item, part, text, (left, left + width - 2, 14), multiline=False)
        pages.y -= 14
    pages.y -= 8


def _draw(sheet: Sheet, namer: Namer, *, tooltips: bool = False, flat: bool = False) -> tuple[bytes, list[Control]]:
    pages = _Pages(sheet, namer, tooltips=tooltips, flat=flat)
    pages.write(sheet.title, font=pages.bold, size=15)
    for line in sheet.intro:
        pages.write(line, font=pages.plain)
    for section in sheet.sections:
        pages.room(80)
        pages.y -= 10
        pages.write(section.title, font=pages.bold, size=12)
        if section.help:
            pages.write(section.help, font=pages.italic, size=8)
        pages.y -= 4
        for item in section.items:
            _item(pages, item)
    pages.canvas.save()
    return pages.out.getvalue(), pages.controls


def _by_key(item: Item, part: str, number: int) -> str:
    return "_".join(p for p in (item.field.key, re.sub(r"\W+", "_", part).lower().strip("_")) if p)


def _by_label(item: Item, part: str, number: int) -> str:
    """The label run together, as a designer's tool names fields; the number keeps repeated short labels apart."""
    words = re.sub(r"[^A-Za-z0-9]+", " ", f"{item.label} {part}").title().split()
    return f"{''.join(words)}_{number}"


def _meaningless(item: Item, part: str, number: int) -> str:
    return f"Text{number}"


def keys(sheet: Sheet) -> bytes:
    """Fields named by the form's keys, with appearances."""
    return add(*_draw(sheet, _by_key, tooltips=True), appearances=True)


def labels(sheet: Sheet) -> bytes:
    """Fields named after their labels."""
    return add(*_draw(sheet, _by_label), appearances=True)


def nameless(sheet: Sheet) -> bytes:
    """Fields called Text1, Text2 …: only the print beside a field says what it is."""
    return add(*_draw(sheet, _meaningless), appearances=True)


def tooltips(sheet: Sheet) -> bytes:
    """Fields called Text1, Text2 … with the question as tooltip."""
    return add(*_draw(sheet, _meaningless, tooltips=True), appearances=True)


def bare(sheet: Sheet) -> bytes:
    """Fields without appearances: a page's text does not hold the answers."""
    return add(*_draw(sheet, _by_key), appearances=False)


def flattened(sheet: Sheet) -> bytes:
    """No fields any more: the values and the crosses are drawn on the page."""
    return _draw(sheet, _by_key, flat=True)[0]
