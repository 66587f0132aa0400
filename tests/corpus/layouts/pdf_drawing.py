"""The pages of a fillable form as they are drawn: print, boxes, buttons, and where the controls go."""

from __future__ import annotations

import re
from collections.abc import Callable
from io import BytesIO
from random import Random

from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import simpleSplit
from reportlab.pdfgen.canvas import Canvas

from tests.corpus.layouts.fonts import families
from tests.corpus.layouts.pdf_fields import Control, Kind, Spot
from tests.corpus.sheet import Item, Sheet

LEFT, RIGHT, TOP, BOTTOM = 50.0, 545.0, 790.0, 60.0
LINE = 12.0

#: Gives a control its technical name from the question, the part of it ("" or an option, a cell) and a running number.
Namer = Callable[[Item, str, int], str]


class Pages:
    """The pages being drawn: where the pen is, and the controls placed so far."""

    def __init__(self, sheet: Sheet, namer: Namer, *, tooltips: bool, flat: bool) -> None:
        self.out = BytesIO()
        self.canvas = Canvas(self.out, pagesize=A4, invariant=1)
        self.canvas.setTitle(sheet.title)
        self.sheet, self.namer, self.tooltips, self.flat = sheet, namer, tooltips, flat
        self.plain, self.bold, self.italic = Random(sheet.seed).choice(families())
        self.beside = Random(sheet.seed).random() < 0.5
        self.page, self.y = 0, TOP
        self.controls: list[Control] = []
        self._decorate()

    def _decorate(self) -> None:
        if self.sheet.header:
            self.canvas.setFont(self.plain, 8)
            self.canvas.drawString(LEFT, 815, self.sheet.header)
            self.canvas.drawRightString(RIGHT, 30, f"Page {self.page + 1}")

    def room(self, height: float) -> None:
        """Begin a new page unless ``height`` points are left on this one."""
        if self.y - height < BOTTOM:
            self.canvas.showPage()
            self.page, self.y = self.page + 1, TOP
            self._decorate()

    def write(self, text: str, *, font: str, size: float = 9, left: float = LEFT, right: float = RIGHT) -> None:
        """Wrapped text from the pen downwards."""
        for line in simpleSplit(text, font, size, right - left):
            self.room(LINE)
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
        for line in wrapped(value, self.plain, right - left - 6):
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


def wrapped(text: str, font: str, width: float) -> list[str]:
    """Text at nine points broken into lines of a width."""
    return [piece for line in text.split("\n") for piece in simpleSplit(line, font, 9, width)]
