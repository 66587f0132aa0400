"""Word forms whose answers are ordinary text: label beside, label above, question then answer, "Label: answer".

Written with python-docx; the readers take Word files apart with zipfile and lxml.
"""

from __future__ import annotations

from io import BytesIO
from random import Random

import docx
from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from tests.corpus.sheet import Item, Section, Sheet


def begin(sheet: Sheet) -> Document:
    """A new document with the form's title, opening text, running header and footer."""
    rng = Random(sheet.seed)
    document = docx.Document()
    document.styles["Normal"].font.name = rng.choice(("Liberation Sans", "Liberation Serif", "DejaVu Sans"))
    document.styles["Normal"].font.size = Pt(rng.choice((10, 11, 12)))
    document.add_heading(sheet.title, level=0)
    for line in sheet.intro:
        document.add_paragraph(line)
    if sheet.header:
        document.sections[0].header.paragraphs[0].text = sheet.header
        _page_numbers(document.sections[0].footer.paragraphs[0])
    return document


def _page_numbers(paragraph: Paragraph) -> None:
    for text, code in (("Page ", "PAGE"), (" of ", "NUMPAGES")):
        paragraph.add_run(text)
        field = OxmlElement("w:fldSimple")
        field.set(qn("w:instr"), code)
        paragraph._p.append(field)


def finish(document: Document) -> bytes:
    """The document's bytes."""
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def heading(document: Document, section: Section, rng: Random) -> None:
    """A section's title, as a heading style or merely in bold, and its help."""
    if rng.random() < 0.6:
        document.add_heading(section.title, level=1)
    else:
        document.add_paragraph().add_run(section.title).bold = True
    if section.help:
        document.add_paragraph(section.help)


def prompt(paragraph: Paragraph, item: Item, *, bold: bool = True) -> None:
    """The question, its limit in plain type, its guidance in italics on a line of its own."""
    paragraph.add_run(" ".join(part for part in (item.number, item.label) if part)).bold = bold
    if item.limit:
        paragraph.add_run(f" {item.limit}")
    if item.guidance:
        paragraph.add_run().add_break()
        paragraph.add_run(item.guidance).italic = True


def fill(cell: _Cell, text: str, rng: Random) -> None:
    """Text into a cell: a paragraph a line, or one paragraph with line breaks; bullets typed or as list style."""
    lines = text.split("\n")
    if len(lines) > 1 and rng.random() < 0.25:
        run = cell.paragraphs[0].add_run(lines[0])
        for line in lines[1:]:
            run.add_break()
            run.add_text(line)
        return
    typed = rng.random() < 0.5
    for number, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
        write_line(paragraph, line, typed=typed)


def write_line(paragraph: Paragraph, line: str, *, typed: bool) -> None:
    """One line of an answer; a bullet keeps its typed glyph or becomes an item of a list."""
    if line.startswith("• ") and not typed:
        paragraph.style = "List Bullet"
        line = line[2:]
    paragraph.add_run(line)


def answer_beneath(document: Document, item: Item, rng: Random) -> None:
    """The answer as paragraphs of the document, or as a table of its own."""
    if item.is_table:
        answer_table(document, item)
        return
    typed = rng.random() < 0.5
    for line in item.answer.split("\n"):
        write_line(document.add_paragraph(), line, typed=typed)


def answer_table(document: Document, item: Item) -> None:
    """A table field: heading row and rows."""
    rows = item.table
    table = document.add_table(rows=0, cols=len(rows[0]), style="Table Grid")
    for number, row in enumerate(rows):
        cells = table.add_row().cells
        for cell, text in zip(cells, row, strict=True):
            cell.paragraphs[0].add_run(text).bold = number == 0
    document.add_paragraph()


def label_left(sheet: Sheet) -> bytes:
    """A two-column table a section, questions on the left; tables of rows stand outside it."""
    rng = Random(sheet.seed)
    document = begin(sheet)
    for section in sheet.sections:
        heading(document, section, rng)
        table = None
        for item in section.items:
            if item.is_table:
                prompt(document.add_paragraph(), item)
                answer_table(document, item)
                table = None
                continue
            table = table or document.add_table(rows=0, cols=2, style="Table Grid")
            left, right = table.add_row().cells
            prompt(left.paragraphs[0], item, bold=rng.random() < 0.5)
            fill(right, item.answer, rng)
    return finish(document)


def stacked(sheet: Sheet) -> bytes:
    """One table for the whole form: a shaded row for the section, a row for the question, a row for its answer."""
    rng = Random(sheet.seed)
    document = begin(sheet)
    for section in sheet.sections:
        table = document.add_table(rows=0, cols=1, style="Table Grid")
        top = table.add_row().cells[0]
        _shade(top, "D9E2F3")
        top.paragraphs[0].add_run(section.title).bold = True
        for item in section.items:
            cell = table.add_row().cells[0]
            _shade(cell, "F2F2F2")
            prompt(cell.paragraphs[0], item)
            if item.is_table:
                answer_table(document, item)
                table = document.add_table(rows=0, cols=1, style="Table Grid")
            else:
                fill(table.add_row().cells[0], item.answer, rng)
        document.add_paragraph()
    return finish(document)


def _shade(cell: _Cell, colour: str) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), colour)
    cell._tc.get_or_add_tcPr().append(shade)


def beneath(sheet: Sheet) -> bytes:
    """No tables: each question in bold, its answer in the paragraphs after it."""
    rng = Random(sheet.seed)
    document = begin(sheet)
    for section in sheet.sections:
        heading(document, section, rng)
        for item in section.items:
            prompt(document.add_paragraph(), item)
            answer_beneath(document, item, rng)
    return finish(document)


def inline(sheet: Sheet) -> bytes:
    """ "Label: answer" on one line for short answers; long ones beneath."""
    rng = Random(sheet.seed)
    document = begin(sheet)
    bold = rng.random() < 0.5
    for section in sheet.sections:
        heading(document, section, rng)
        for item in section.items:
            paragraph = document.add_paragraph()
            if not item.is_short or "\n" in item.answer:
                prompt(paragraph, item, bold=bold)
                answer_beneath(document, item, rng)
                continue
            paragraph.add_run(item.prompt.rstrip(":") + ("" if item.label.endswith("?") else ":")).bold = bold
            paragraph.add_run(f"{rng.choice((' ', chr(9)))}{item.answer}")
    return finish(document)
