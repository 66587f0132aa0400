"""The blank form as a fillable PDF: every question drawn with a field to answer it, named by the question's key.

A field's name is the key; a tick box of several is ``key.number``, a table's cell ``key.row.column`` (rows from 1).
Its tooltip is the label. Pages, boxes and type are `intake.paper.sheet`, the fields `intake.paper.acroform`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from reportlab.lib.utils import simpleSplit

from intake.paper import fonts, wording
from intake.paper.acroform import Rect
from intake.paper.sheet import BOTTOM, GREY, INK, LEFT, RIGHT, WIDTH, Furniture, Sheet
from intake.paper.table_pdf import draw_table
from intake.round.programme import Programme
from parsers.form import FieldType, FormField

_LABEL_WIDTH = 176.0
_BOX_LEFT = LEFT + _LABEL_WIDTH + 10
_LINE_HEIGHT = 20.0
_GAP = 7.0
_BUTTON = 11.0
#: Words on a line, and the height of a line, of a box for many words set in 9 points.
_WORDS_A_LINE, _LONG_LINE = 17.5, 10.4
_LEAST_LINES, _MOST_LINES = 5, 58
#: A box for many words may be this much smaller than its limit asks for, if it then still stands on the page.
_SQUEEZE = 0.85
#: A radio group prints all its options; a longer list drops down.
_MOST_RADIOS = 8


def blank_form_pdf(programme: Programme, *, send_to: str = "") -> bytes:
    """The programme's blank form as the bytes of a fillable PDF. ``send_to`` is the address it is to be mailed to."""
    pages = _drawn(programme, send_to, pages=0).page
    return _drawn(programme, send_to, pages=pages).finish()


def _drawn(programme: Programme, send_to: str, *, pages: int) -> Sheet:
    form = programme.form
    furniture = Furniture(
        programme=programme.name,
        title=wording.title(programme),
        edition=form.edition,
        footer=wording.footer(programme, send_to),
        brand=programme.brand,
    )
    sheet = Sheet(furniture, pages=pages)
    for paragraph in (*form.guidance, wording.where_to_send(programme, send_to)):
        sheet.write(paragraph, bold=paragraph.startswith("Email the completed form"))
        sheet.y -= 4
    if any(field.required for field in form.fields):
        sheet.write(f"{wording.REQUIRED_MARK} An answer is required.", size=8.5, colour=GREY)
    for section in form.sections:
        fields = form.of_section(section.key)
        sheet.bar(section.title, keep=_keep(fields[:1]))
        if section.help:
            sheet.write(section.help, size=8.5, colour=GREY)
            sheet.y -= 5
        for field in fields:
            _DRAWN_AS.get(field.type, _line)(sheet, field, form.currency)
            sheet.y -= _GAP
    return sheet


def _keep(fields: Sequence[FormField]) -> float:
    """How much room a heading wants under it, so that its first question stands on the same page."""
    return max((_paragraphs_height(field) for field in fields if field.type is FieldType.PARAGRAPHS), default=70) + 20


def _line(sheet: Sheet, field: FormField, currency: str) -> None:
    """One line to write on, the question beside it."""
    _beside(sheet, field, height=_LINE_HEIGHT, lines=False, currency=currency)


def _lines(sheet: Sheet, field: FormField, currency: str) -> None:
    """A few lines to write on, the question beside them."""
    _beside(sheet, field, height=58, lines=True, currency=currency)


def _beside(sheet: Sheet, field: FormField, *, height: float, lines: bool, currency: str) -> None:
    right = LEFT + _LABEL_WIDTH
    sheet.room(max(height, _question_height(field, _LABEL_WIDTH)) + 4)
    top = sheet.y
    sheet.y -= 3
    _question(sheet, field, right=right)
    left, width = _BOX_LEFT, RIGHT - _BOX_LEFT
    if field.type is FieldType.MONEY:
        sign = wording.currency_sign(currency)
        sheet.canvas.setFont(fonts.REGULAR, 10)
        sheet.canvas.setFillColor(INK)
        sheet.canvas.drawString(left, top - 14, sign)
        left, width = left + 10 + 6 * len(sign), 130.0
    elif field.type in {FieldType.NUMBER, FieldType.DATE}:
        width = 130.0
    rect = (left, top - height, width, height)
    sheet.box(rect)
    sheet.form.text(field.key, rect, tooltip=field.label, required=field.required, lines=lines)
    sheet.y = min(sheet.y, top - height)


def _paragraphs(sheet: Sheet, field: FormField, currency: str) -> None:
    """A box across the page, large enough for the words allowed."""
    sheet.room(_paragraphs_height(field))
    _question(sheet, field, right=RIGHT)
    sheet.y -= 3
    height = min(_box_height(field), sheet.y - BOTTOM)
    rect = (LEFT, sheet.y - height, WIDTH, height)
    sheet.box(rect)
    sheet.form.text(field.key, rect, tooltip=field.label, required=field.required, lines=True, size=9)
    sheet.y -= height


def _box_height(field: FormField) -> float:
    lines = (field.max_words or 150) / _WORDS_A_LINE
    return max(_LEAST_LINES, min(_MOST_LINES, lines)) * _LONG_LINE + 8


def _paragraphs_height(field: FormField) -> float:
    """The least height a question of paragraphs takes."""
    return _question_height(field, WIDTH) + _SQUEEZE * _box_height(field) + 4


def _choice(sheet: Sheet, field: FormField, currency: str) -> None:
    """One of several: buttons, or a list that drops down where there are many."""
    options = wording.YES_NO if field.type is FieldType.YES_NO else field.options
    if len(options) > _MOST_RADIOS:
        sheet.room(_question_height(field, _LABEL_WIDTH) + _LINE_HEIGHT)
        top = sheet.y
        sheet.y -= 3
        _question(sheet, field, right=LEFT + _LABEL_WIDTH)
        rect = (_BOX_LEFT, top - _LINE_HEIGHT, RIGHT - _BOX_LEFT, _LINE_HEIGHT)
        sheet.box(rect)
        sheet.list_arrow(rect)
        sheet.form.combo(field.key, rect, options, tooltip=field.label, required=field.required)
        sheet.y = min(sheet.y, top - _LINE_HEIGHT)
        return
    places = _options(sheet, field, options)
    for _, rect in places:
        sheet.ring(rect)
    sheet.form.radio(field.key, places, tooltip=field.label, required=field.required)


def _choices(sheet: Sheet, field: FormField, currency: str) -> None:
    """Any of several: a box to tick for each."""
    for number, (option, rect) in enumerate(_options(sheet, field, field.options), 1):
        sheet.box(rect)
        sheet.form.tick(f"{field.key}.{number}", rect, tooltip=f"{field.label}: {option}")


def _options(sheet: Sheet, field: FormField, options: tuple[str, ...]) -> list[tuple[str, Rect]]:
    """Print the question with its options beside it; the option and the place of its button, for each."""
    if field.type is FieldType.YES_NO:
        return _in_a_row(sheet, field, options)
    left, right = _BOX_LEFT + _BUTTON + 6, RIGHT
    heights = [len(simpleSplit(option, fonts.REGULAR, 9.5, right - left)) * 12.4 + 4 for option in options]
    sheet.room(max(sum(heights), _question_height(field, _LABEL_WIDTH)) + 6)
    top = sheet.y
    sheet.y -= 2
    _question(sheet, field, right=LEFT + _LABEL_WIDTH)
    below, sheet.y = sheet.y, top - 2
    places = []
    for option in options:
        places.append((option, (_BOX_LEFT, sheet.y - _BUTTON, _BUTTON, _BUTTON)))
        sheet.write(option, left=left, right=right)
        sheet.y -= 4
    sheet.y = min(sheet.y, below)
    return places


def _in_a_row(sheet: Sheet, field: FormField, options: tuple[str, ...]) -> list[tuple[str, Rect]]:
    """Print the question with its few short options in one row beside it."""
    sheet.room(_question_height(field, _LABEL_WIDTH) + 6)
    top = sheet.y - 2
    sheet.y = top
    _question(sheet, field, right=LEFT + _LABEL_WIDTH)
    below, places = sheet.y, []
    for number, option in enumerate(options):
        left = _BOX_LEFT + number * 70
        places.append((option, (left, top - _BUTTON, _BUTTON, _BUTTON)))
        sheet.y = top
        sheet.write(option, left=left + _BUTTON + 6)
    sheet.y = min(below, top - 14)
    return places


def _confirm(sheet: Sheet, field: FormField, currency: str) -> None:
    """A box to tick before a declaration."""
    left = LEFT + _BUTTON + 8
    sheet.room(_question_height(field, RIGHT - left) + 6)
    rect = (LEFT, sheet.y - _BUTTON - 1, _BUTTON, _BUTTON)
    sheet.box(rect)
    sheet.form.tick(field.key, rect, tooltip=field.label, required=field.required)
    sheet.write(wording.label(field), left=left)
    if field.help:
        sheet.write(field.help, size=8, colour=GREY, left=left)


def _table(sheet: Sheet, field: FormField, currency: str) -> None:
    """Rows of columns, each cell a field."""
    sheet.room(_question_height(field, WIDTH) + 90)
    _question(sheet, field, right=RIGHT)
    sheet.y -= 3
    draw_table(sheet, field)


def _question(sheet: Sheet, field: FormField, *, right: float) -> None:
    sheet.write(wording.label(field), bold=True, right=right)
    hint = wording.hint(field)
    if hint:
        sheet.write(hint, size=8, colour=GREY, right=right)


def _question_height(field: FormField, width: float) -> float:
    label = simpleSplit(wording.label(field), fonts.BOLD, 9.5, width)
    hint = simpleSplit(wording.hint(field), fonts.REGULAR, 8, width)
    return len(label) * 12.4 + len(hint) * 10.4 + 3


#: Type → how its question is drawn; a line to write on where none is named.
_DRAWN_AS: dict[FieldType, Callable[[Sheet, FormField, str], None]] = {
    FieldType.PARAGRAPHS: _paragraphs,
    FieldType.ADDRESS: _lines,
    FieldType.CHOICE: _choice,
    FieldType.YES_NO: _choice,
    FieldType.CHOICES: _choices,
    FieldType.CONFIRM: _confirm,
    FieldType.TABLE: _table,
}
