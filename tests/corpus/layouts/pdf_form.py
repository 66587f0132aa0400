"""Fillable PDF forms, filled: pages drawn with reportlab, controls added by `pdf_fields`.

One drawing, several conventions of naming: keys, labels, meaningless names, meaningless names with tooltips; with and
without appearances; and flattened, where the values are part of the page.
"""

from __future__ import annotations

import re

from parsers.form import FieldType
from tests.corpus.layouts.pdf_drawing import LEFT, RIGHT, Namer, Pages, wrapped
from tests.corpus.layouts.pdf_fields import Control, Kind, Spot, add
from tests.corpus.sheet import Item, Sheet


def _height(pages: Pages, item: Item, width: float) -> float:
    base = {FieldType.PARAGRAPHS: 120.0, FieldType.ADDRESS: 56.0}.get(item.field.type, 16.0)
    if not pages.flat:
        return base
    return max(base, 11.0 * len(wrapped(item.entry.written, pages.plain, width - 6)) + 8)


def _item(pages: Pages, item: Item) -> None:
    if item.field.type is FieldType.CONFIRM:
        _confirm(pages, item)
        return
    beside = pages.beside and item.is_short and not item.has_options
    pages.room(40 if item.is_short else min(700.0, 60 + _height(pages, item, RIGHT - LEFT)))
    left, right = (LEFT + 190, LEFT + 185) if beside else (LEFT, RIGHT)
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
        height = _height(pages, item, RIGHT - left)
        multiline = item.field.type in {FieldType.PARAGRAPHS, FieldType.ADDRESS}
        pages.box(item, "", item.entry.written, (left, RIGHT, height), multiline=multiline)
        pages.y = min(pages.y - height, label_end) - 6


def _confirm(pages: Pages, item: Item) -> None:
    pages.room(30)
    spot = pages.button(item, "Yes", LEFT, on=item.is_ticked)
    if not pages.flat:
        value = "Yes" if item.is_ticked else ""
        pages.place(item, "", Control(name="", kind=Kind.CHECKBOX, spots=(spot,), value=value))
    pages.write(item.prompt, font=pages.plain, left=LEFT + 18)
    pages.y -= 6


def _options(pages: Pages, item: Item) -> None:
    chosen = item.entry.ticked
    if item.field.type is FieldType.CHOICE and len(item.options) > 4 and not pages.flat:
        rect = (LEFT, pages.y - 16, LEFT + 220, pages.y - 1)
        pages.canvas.rect(LEFT, pages.y - 16, 220, 15)
        value = chosen[0] if chosen else ""
        spots = (Spot(page=pages.page, rect=rect),)
        pages.place(item, "", Control(name="", kind=Kind.COMBO, spots=spots, value=value, options=item.options))
        pages.y -= 24
        return
    spots_of = {}
    for option in item.options:
        pages.room(16)
        spots_of[option] = pages.button(item, option, LEFT + 4, on=option in chosen)
        pages.write(option, font=pages.plain, left=LEFT + 20)
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


def _cells(pages: Pages, item: Item) -> None:
    head, *rows = item.table
    width = (RIGHT - LEFT) / len(head)
    pages.room(14 * (len(rows) + 2))
    for number, row in enumerate([head, *rows]):
        for place, text in enumerate(row):
            left = LEFT + place * width
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
    pages = Pages(sheet, namer, tooltips=tooltips, flat=flat)
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
