"""The blank form in Word: a table for each section, a content control for each answer, tagged with the question's key.

A tick box of several is tagged ``key.number``, a yes and a no ``key.yes`` and ``key.no``, a table's cell
``key.row.column`` (rows from 1). Styles, head and foot are `intake.paper.word_page`, the controls
`intake.paper.word_controls`.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from docx.document import Document
from docx.shared import Mm
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from intake.paper import wording
from intake.paper.word_controls import choice_control, date_control, text_control, tick_control
from intake.paper.word_page import (
    ANSWER_WIDTH,
    LABEL_WIDTH,
    SHADE,
    WIDTH,
    add_row,
    grid,
    keep_together,
    new_document,
    repeat_head,
    saved,
    set_height,
    shade,
)
from intake.round.programme import Programme
from parsers.form import Column, FieldType, FormField

_TICKED_FROM_A_LIST = frozenset({FieldType.CHOICE, FieldType.YES_NO})
_LONG = frozenset({FieldType.PARAGRAPHS, FieldType.ADDRESS})


def blank_form_docx(programme: Programme, *, send_to: str = "") -> bytes:
    """The programme's blank form as the bytes of a Word document. ``send_to`` is the address it is to be mailed to."""
    form = programme.form
    document = new_document(programme, send_to=send_to)
    for text in form.guidance:
        document.add_paragraph(text)
    document.add_paragraph().add_run(wording.where_to_send(programme, send_to)).bold = True
    if any(field.required for field in form.fields):
        document.add_paragraph(f"{wording.REQUIRED_MARK} An answer is required.", style="Hint")
    for section in form.sections:
        document.add_heading(section.title, level=1)
        if section.help:
            document.add_paragraph(section.help, style="Hint").paragraph_format.keep_with_next = True
        _section(document, form.of_section(section.key), currency=form.currency)
    out = BytesIO()
    saved(document, out)
    return out.getvalue()


def _section(document: Document, fields: tuple[FormField, ...], *, currency: str) -> None:
    """The questions of one section: short ones share a table, a long one and a table question stand alone."""
    table: Table | None = None
    for field in fields:
        if field.type in _DRAWN_ALONE:
            if table is not None:
                # Word makes one table of two that touch.
                document.add_paragraph(style="Gap")
            table = None
            _DRAWN_ALONE[field.type](document, field)
            document.add_paragraph(style="Gap")
            continue
        if table is None:
            table = grid(document, (LABEL_WIDTH, ANSWER_WIDTH))
        row = add_row(table)
        keep_together(row)
        if field.type in _LONG:
            set_height(row, Mm(20))
        _question(row.cells[0], field)
        _answer(row.cells[1], field, currency=currency)
    if table is not None:
        document.add_paragraph(style="Gap")


def _question(cell: _Cell, field: FormField) -> None:
    shade(cell, SHADE)
    cell.paragraphs[0].add_run(wording.label(field)).bold = True
    hint = wording.hint(field)
    if hint:
        cell.add_paragraph(hint, style="Hint")


def _answer(cell: _Cell, field: FormField, *, currency: str) -> None:
    """The control, or controls, a short question is answered in."""
    paragraph = cell.paragraphs[0]
    match field.type:
        case FieldType.CHOICES:
            for number, option in enumerate(field.options, 1):
                line = paragraph if number == 1 else cell.add_paragraph()
                _tick(line, f"{field.key}.{number}", f"{field.label}: {option}", option)
        case FieldType.YES_NO:
            for option in wording.YES_NO:
                _tick(paragraph, f"{field.key}.{option.lower()}", f"{field.label}: {option}", f"{option}     ")
        case FieldType.CONFIRM:
            _tick(paragraph, field.key, field.label, "I confirm")
        case FieldType.CHOICE:
            paragraph._p.append(choice_control(field.key, field.label, field.options))
        case FieldType.DATE:
            paragraph._p.append(date_control(field.key, field.label))
        case _:
            if field.type is FieldType.MONEY:
                paragraph.add_run(f"{wording.currency_sign(currency)} ")
            paragraph._p.append(text_control(field.key, field.label, lines=field.type in _LONG))


def _tick(paragraph: Paragraph, tag: str, alias: str, text: str) -> None:
    paragraph._p.append(tick_control(tag, alias))
    paragraph.add_run(f" {text}")


def _paragraphs(document: Document, field: FormField) -> None:
    """The question across the page, a tall empty row beneath it; the row grows with what is written."""
    table = grid(document, (WIDTH,))
    question, answer = add_row(table), add_row(table)
    keep_together(question)
    _question(question.cells[0], field)
    for paragraph in question.cells[0].paragraphs:
        paragraph.paragraph_format.keep_with_next = True
    set_height(answer, Mm(28 if (field.max_words or 150) <= 150 else 50))
    answer.cells[0].paragraphs[0]._p.append(text_control(field.key, field.label, lines=True))


def _table(document: Document, field: FormField) -> None:
    """The question, then a grid of controls whose head is repeated on every page."""
    paragraph = document.add_paragraph()
    paragraph.add_run(wording.label(field)).bold = True
    paragraph.paragraph_format.keep_with_next = True
    if wording.hint(field):
        document.add_paragraph(wording.hint(field), style="Hint").paragraph_format.keep_with_next = True
    table = grid(document, (WIDTH // len(field.columns),) * len(field.columns))
    head = add_row(table)
    repeat_head(head)
    for cell, column in zip(head.cells, field.columns, strict=True):
        shade(cell, SHADE)
        cell.paragraphs[0].add_run(column.label).bold = True
    for number, first in enumerate(field.rows or ("",) * wording.BLANK_ROWS, 1):
        row = add_row(table)
        keep_together(row)
        for place, (cell, column) in enumerate(zip(row.cells, field.columns, strict=True)):
            if place == 0 and field.rows:
                shade(cell, SHADE)
                cell.paragraphs[0].add_run(first)
            else:
                cell.paragraphs[0]._p.append(_cell_control(field, column, number))


def _cell_control(field: FormField, column: Column, row: int) -> object:
    tag, label = f"{field.key}.{row}.{column.key}", f"{field.label}: {column.label}, row {row}"
    if column.type in _TICKED_FROM_A_LIST:
        return choice_control(tag, label, column.options or wording.YES_NO)
    if column.type is FieldType.CONFIRM:
        return tick_control(tag, label)
    if column.type is FieldType.DATE:
        return date_control(tag, label)
    return text_control(tag, label, lines=column.type in _LONG)


_DRAWN_ALONE: dict[FieldType, Callable[[Document, FormField], None]] = {
    FieldType.PARAGRAPHS: _paragraphs,
    FieldType.TABLE: _table,
}
