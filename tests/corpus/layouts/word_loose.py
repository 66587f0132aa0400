"""Word forms set by hand, without ruled tables: answers in another colour, run on after a colon, or in a bare grid.

Written with python-docx, like `layouts.word`, whose beginnings and endings they share.
"""

from __future__ import annotations

from random import Random

from docx.document import Document
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.shared import Cm, RGBColor

from tests.corpus.layouts.word import answer_table, begin, fill, finish, heading, prompt
from tests.corpus.sheet import Item, Sheet

_INKS = (RGBColor(0x00, 0x00, 0xC0), RGBColor(0xC0, 0x00, 0x00), RGBColor(0x1F, 0x6F, 0x3A))


def coloured(sheet: Sheet) -> bytes:
    """Nothing is bold: answers are told from questions by their colour alone, beneath or after a line break."""
    rng = Random(sheet.seed)
    document = begin(sheet)
    ink, broken = rng.choice(_INKS), rng.random() < 0.4
    for section in sheet.sections:
        heading(document, section, rng)
        for item in section.items:
            paragraph = document.add_paragraph()
            prompt(paragraph, item, bold=False)
            if item.is_table:
                answer_table(document, item)
                continue
            for number, line in enumerate(item.answer.split("\n")):
                if broken and number == 0:
                    paragraph.add_run().add_break()
                else:
                    paragraph = document.add_paragraph()
                paragraph.add_run(line).font.color.rgb = ink
    return finish(document)


def run_on(sheet: Sheet) -> bytes:
    """Every answer begins in the paragraph of its question, after a colon, however long it is."""
    rng = Random(sheet.seed)
    document = begin(sheet)
    bold = rng.random() < 0.5
    for section in sheet.sections:
        heading(document, section, rng)
        for item in section.items:
            _run_on(document, item, bold=bold)
    return finish(document)


def _run_on(document: Document, item: Item, *, bold: bool) -> None:
    paragraph = document.add_paragraph()
    if item.is_table:
        prompt(paragraph, item, bold=bold)
        answer_table(document, item)
        return
    asked = item.prompt.rstrip(":") + ("" if item.prompt.endswith("?") else ":")
    paragraph.add_run(asked).bold = bold
    first, *more = item.answer.split("\n")
    paragraph.add_run(f" {first}")
    for line in more:
        document.add_paragraph(line)


def unruled(sheet: Sheet) -> bytes:
    """A grid without rules: questions in a narrow left column, set from the top or in the middle of their rows."""
    rng = Random(sheet.seed)
    document = begin(sheet)
    middle = rng.random() < 0.5
    width = rng.choice((4.5, 5.5, 6.5))
    for section in sheet.sections:
        heading(document, section, rng)
        table = None
        for item in section.items:
            if item.is_table:
                prompt(document.add_paragraph(), item)
                answer_table(document, item)
                table = None
                continue
            if table is None:
                table = document.add_table(rows=0, cols=2)
                table.autofit = False
            left, right = table.add_row().cells
            left.width, right.width = Cm(width), Cm(15.5 - width)
            if middle:
                left.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
            prompt(left.paragraphs[0], item, bold=rng.random() < 0.5)
            fill(right, item.answer, rng)
    return finish(document)
