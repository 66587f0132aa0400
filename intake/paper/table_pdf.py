"""A table question on the PDF: a grid whose cells are fields, its first column printed where rows are given."""

from __future__ import annotations

from reportlab.lib.colors import HexColor
from reportlab.lib.utils import simpleSplit

from intake.paper import fonts, wording
from intake.paper.sheet import BORDER, INK, LEFT, WIDTH, Sheet
from parsers.form import Column, FieldType, FormField

_HEAD = HexColor("#e3e8ec")
_SIZE, _LEADING, _PAD = 8.5, 10.6, 4.0

#: Type of column → its share of the width, where it is not 1.
_SHARES = {
    FieldType.PARAGRAPHS: 1.8,
    FieldType.ADDRESS: 1.5,
    FieldType.EMAIL: 1.3,
    FieldType.AUTHORITY: 1.3,
    FieldType.NUMBER: 0.7,
    FieldType.MONEY: 0.8,
    FieldType.DATE: 0.8,
    FieldType.YES_NO: 0.6,
    FieldType.CONFIRM: 0.5,
}
_TALL = frozenset({FieldType.PARAGRAPHS, FieldType.ADDRESS})


def draw_table(sheet: Sheet, field: FormField) -> None:
    """Draw the table from the pen downwards; its head is repeated where it runs on to another page."""
    widths = _widths(field)
    _head(sheet, field, widths)
    printed = field.rows or ("",) * wording.BLANK_ROWS
    for number, first in enumerate(printed, 1):
        height = _row_height(field, first, widths[0])
        page = sheet.page
        sheet.room(height)
        if sheet.page != page:
            _head(sheet, field, widths)
        left = LEFT
        for place, (column, width) in enumerate(zip(field.columns, widths, strict=True)):
            rect = (left, sheet.y - height, width, height)
            if place == 0 and field.rows:
                _printed(sheet, first, rect)
            else:
                _cell(sheet, field, column, number, rect)
            left += width
        sheet.y -= height


def _widths(field: FormField) -> list[float]:
    shares = [_SHARES.get(column.type, 1.0) for column in field.columns]
    if field.rows:
        shares[0] = max(shares[0], 1.5)
    return [WIDTH * share / sum(shares) for share in shares]


def _row_height(field: FormField, first: str, width: float) -> float:
    least = 34.0 if any(column.type in _TALL for column in field.columns) else 20.0
    return max(least, len(simpleSplit(first, fonts.REGULAR, _SIZE, width - 2 * _PAD)) * _LEADING + 6)


def _head(sheet: Sheet, field: FormField, widths: list[float]) -> None:
    wrapped = [
        simpleSplit(column.label, fonts.BOLD, _SIZE, width - 2 * _PAD)
        for column, width in zip(field.columns, widths, strict=True)
    ]
    height = max(len(lines) for lines in wrapped) * _LEADING + 6
    left = LEFT
    for lines, width in zip(wrapped, widths, strict=True):
        sheet.box((left, sheet.y - height, width, height), colour=_HEAD)
        _text(sheet, lines, left, bold=True)
        left += width
    sheet.y -= height


def _printed(sheet: Sheet, text: str, rect: tuple[float, float, float, float]) -> None:
    sheet.box(rect, colour=_HEAD)
    _text(sheet, simpleSplit(text, fonts.REGULAR, _SIZE, rect[2] - 2 * _PAD), rect[0], bold=False)


def _text(sheet: Sheet, lines: list[str], left: float, *, bold: bool) -> None:
    sheet.canvas.setFillColor(INK)
    sheet.canvas.setFont(fonts.BOLD if bold else fonts.REGULAR, _SIZE)
    for place, line in enumerate(lines):
        sheet.canvas.drawString(left + _PAD, sheet.y - 11 - place * _LEADING, line)


def _cell(sheet: Sheet, field: FormField, column: Column, row: int, rect: tuple[float, float, float, float]) -> None:
    name = f"{field.key}.{row}.{column.key}"
    tooltip = f"{field.label}: {column.label}, row {row}"
    x, y, width, height = rect
    if column.type is FieldType.CONFIRM:
        sheet.box(rect)
        button = (x + width / 2 - 5.5, y + height / 2 - 5.5, 11.0, 11.0)
        sheet.canvas.setStrokeColor(BORDER)
        sheet.canvas.rect(*button, stroke=1, fill=0)
        sheet.form.tick(name, button, tooltip=tooltip)
        return
    sheet.box(rect)
    if column.type in {FieldType.CHOICE, FieldType.YES_NO}:
        options = wording.YES_NO if column.type is FieldType.YES_NO else column.options
        sheet.list_arrow(rect)
        sheet.form.combo(name, rect, options, tooltip=tooltip)
    else:
        sheet.form.text(name, rect, tooltip=tooltip, lines=column.type in _TALL, size=9)
