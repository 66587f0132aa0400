"""PDF pages without fields, drawn with reportlab: boxes beside or beneath, inline, two labels a line, two columns."""

from __future__ import annotations

import re
from html import escape
from io import BytesIO
from random import Random

from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import BaseDocTemplate, Flowable, Frame, PageTemplate, Paragraph, Spacer, Table, TableStyle

from tests.corpus.layouts.fonts import TICKS, families
from tests.corpus.sheet import Item, Section, Sheet

_GRID = ("GRID", (0, 0), (-1, -1), 0.5, colors.grey)


class _Styles:
    """The paragraph styles of one file, in the typeface its seed chose."""

    def __init__(self, sheet: Sheet) -> None:
        rng = Random(sheet.seed)
        plain, bold, italic = rng.choice(families())
        size = rng.choice((9, 10, 11))
        self.answer = ParagraphStyle("answer", fontName=plain, fontSize=size, leading=size * 1.25)
        self.label = ParagraphStyle("label", parent=self.answer, fontName=bold if rng.random() < 0.6 else plain)
        self.hint = ParagraphStyle("hint", parent=self.answer, fontName=italic, fontSize=size - 1)
        self.title = ParagraphStyle("title", parent=self.answer, fontName=bold, fontSize=17, leading=24, spaceAfter=8)
        self.heading = ParagraphStyle(
            "heading", parent=self.answer, fontName=bold, fontSize=size + 3, leading=size * 1.6, spaceBefore=10
        )
        self.foot = (plain, 8.0)
        self.bold = bold


def _markup(text: str) -> str:
    """The text for a paragraph; ticks in a typeface that has them, as a word processor would choose."""
    return re.sub("([☐☒☑✓]+)", rf'<font name="{TICKS}">\1</font>', escape(text)) or "&nbsp;"


def _text(text: str, style: ParagraphStyle) -> list[Flowable]:
    return [Paragraph(_markup(line), style) for line in text.split("\n")]


def _prompt(item: Item, styles: _Styles) -> list[Flowable]:
    return [*_text(item.prompt, styles.label), *(_text(item.guidance, styles.hint) if item.guidance else [])]


def _rows(item: Item, styles: _Styles, *, width: float = 150 * mm) -> Table:
    rows = [
        [Paragraph(_markup(text), styles.label if number == 0 else styles.answer) for text in row]
        for number, row in enumerate(item.table)
    ]
    return Table(rows, style=TableStyle([_GRID]), hAlign="LEFT", colWidths=[width / len(rows[0])] * len(rows[0]))


def _opening(sheet: Sheet, styles: _Styles) -> list[Flowable]:
    return [*_text(sheet.title, styles.title), *(part for line in sheet.intro for part in _text(line, styles.answer))]


def _heading(section: Section, styles: _Styles) -> list[Flowable]:
    help_ = _text(section.help, styles.hint) if section.help else []
    return [*_text(section.title, styles.heading), *help_, Spacer(1, 4)]


def _build(sheet: Sheet, styles: _Styles, story: list[Flowable], *, columns: int = 1) -> bytes:
    out = BytesIO()
    document = BaseDocTemplate(out, pagesize=A4, title=sheet.title, invariant=1)
    width = (170 * mm - (columns - 1) * 8 * mm) / columns
    frames = [Frame(20 * mm + n * (width + 8 * mm), 22 * mm, width, 250 * mm, 0, 0, 0, 0) for n in range(columns)]

    def decorate(canvas: Canvas, _: BaseDocTemplate) -> None:
        if sheet.header:
            canvas.setFont(*styles.foot)
            canvas.drawString(20 * mm, 285 * mm, sheet.header)
            canvas.drawRightString(190 * mm, 12 * mm, f"Page {canvas.getPageNumber()}")

    document.addPageTemplates(PageTemplate(frames=frames, onPage=decorate))
    document.build(story)
    return out.getvalue()


def boxed(sheet: Sheet) -> bytes:
    """A ruled table, question left, answer right; a long answer stands in a box beneath its question."""
    styles = _Styles(sheet)
    story = _opening(sheet, styles)
    for section in sheet.sections:
        story += _heading(section, styles)
        for item in section.items:
            if item.is_table:
                story += [*_prompt(item, styles), _rows(item, styles), Spacer(1, 6)]
            elif len(item.answer) > 1500:
                story += _box_beneath(item, styles)
            else:
                row = [[_prompt(item, styles), _text(item.answer, styles.answer)]]
                style = TableStyle([_GRID, ("VALIGN", (0, 0), (-1, -1), "TOP")])
                story.append(Table(row, colWidths=[60 * mm, 110 * mm], style=style))
    return _build(sheet, styles, story)


def _box_beneath(item: Item, styles: _Styles) -> list[Flowable]:
    """The question in a shaded row, the answer in rows that may break over pages, one ruled box around both."""
    cells: list[list[list[Flowable]]] = [
        [_prompt(item, styles)],
        *[[[part]] for part in _text(item.answer, styles.answer)],
    ]
    style = TableStyle(
        [
            ("BOX", (0, 0), (-1, 0), 0.5, colors.grey),
            ("BOX", (0, 1), (-1, -1), 0.5, colors.grey),
            ("BACKGROUND", (0, 0), (-1, 0), colors.whitesmoke),
        ]
    )
    return [Table(cells, colWidths=[170 * mm], style=style, splitInRow=1)]


def stacked(sheet: Sheet) -> bytes:
    """Every question in a shaded row, its answer in the box beneath."""
    styles = _Styles(sheet)
    story = _opening(sheet, styles)
    for section in sheet.sections:
        story += _heading(section, styles)
        for item in section.items:
            story += [*_prompt(item, styles), _rows(item, styles)] if item.is_table else _box_beneath(item, styles)
            story.append(Spacer(1, 5))
    return _build(sheet, styles, story)


def inline(sheet: Sheet) -> bytes:
    """No boxes: "Label: answer" on a line, long answers as paragraphs after their question."""
    styles = _Styles(sheet)
    story = _opening(sheet, styles)
    for section in sheet.sections:
        story += _heading(section, styles)
        for item in section.items:
            story += _inline_item(item, styles)
            story.append(Spacer(1, 4))
    return _build(sheet, styles, story)


def _inline_item(item: Item, styles: _Styles) -> list[Flowable]:
    if item.is_table:
        return [*_prompt(item, styles), _rows(item, styles)]
    if not item.is_short or "\n" in item.answer:
        return [*_prompt(item, styles), *_text(item.answer, styles.answer)]
    colon = "" if item.prompt.endswith(("?", ":", ".")) else ":"
    label = f'<font name="{styles.label.fontName}">{escape(item.prompt)}{colon}</font>'
    return [Paragraph(f"{label} {_markup(item.answer)}", styles.answer)]


def two_labels(sheet: Sheet) -> bytes:
    """Short questions stand two to a line in a table of four columns; the others beneath."""
    styles = _Styles(sheet)
    story = _opening(sheet, styles)
    for section in sheet.sections:
        story += _heading(section, styles)
        pending: list[Item] = []
        for item in section.items:
            if item.is_short and "\n" not in item.answer:
                pending.append(item)
                continue
            story += [*_pairs(pending, styles), Spacer(1, 6)]
            pending = []
            story += [*_prompt(item, styles), _rows(item, styles)] if item.is_table else _box_beneath(item, styles)
        story += _pairs(pending, styles)
    return _build(sheet, styles, story)


def _pairs(items: list[Item], styles: _Styles) -> list[Flowable]:
    rows = []
    for first in range(0, len(items), 2):
        row: list[list[Flowable]] = []
        for item in items[first : first + 2]:
            row += [_prompt(item, styles), _text(item.answer, styles.answer)]
        rows.append(row + [[]] * (4 - len(row)))
    style = TableStyle([_GRID, ("VALIGN", (0, 0), (-1, -1), "TOP")])
    return [Table(rows, colWidths=[32 * mm, 53 * mm, 32 * mm, 53 * mm], style=style)] if rows else []


def two_columns(sheet: Sheet) -> bytes:
    """The page in two columns, each question in bold with its answer beneath."""
    styles = _Styles(sheet)
    styles.label.fontName = styles.bold
    story = _opening(sheet, styles)
    for section in sheet.sections:
        story += _heading(section, styles)
        for item in section.items:
            story += [
                *_prompt(item, styles),
                *([_rows(item, styles, width=81 * mm)] if item.is_table else _text(item.answer, styles.answer)),
            ]
            story.append(Spacer(1, 6))
    return _build(sheet, styles, story, columns=2)
