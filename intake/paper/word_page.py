"""The page of a Word document we write: size, styles, running head and foot, and the tables a form is laid out in.

The questions and their controls are in `intake.paper.blank_word`.
"""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_ROW_HEIGHT_RULE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length, Mm, Pt, RGBColor
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

from intake.paper import wording
from intake.paper.word_controls import PLACEHOLDER_STYLE
from intake.round.programme import Programme

#: Widths in Word's own unit (EMU): the text area, and its parts for a question and its answer.
WIDTH = Mm(174)
LABEL_WIDTH = Mm(62)
ANSWER_WIDTH = Mm(112)

SHADE = "EDF1F4"
_BORDER = "8A96A0"
_GREY = RGBColor(0x55, 0x60, 0x6A)
_FACE = "Arial"


def new_document(programme: Programme, *, send_to: str) -> Document:
    """An empty A4 document with the programme's name and form at its head, styles, head and foot set."""
    document = docx.Document()
    form = programme.form
    title = wording.title(programme)
    _page(document)
    _styles(document, colour=programme.brand.colour)
    _properties(document, title=f"{programme.name}: {title}", author=programme.brand.organisation or programme.name)
    head = document.sections[0].header.paragraphs[0]
    _running(head, f"{programme.name}: {title}", form.edition)
    foot = document.sections[0].footer.paragraphs[0]
    _running(foot, wording.footer(programme, send_to), "Page ")
    _field(foot, "PAGE")
    foot.add_run(" of ")
    _field(foot, "NUMPAGES")
    if programme.brand.organisation:
        document.add_paragraph(programme.brand.organisation, style="Hint")
    document.add_paragraph(programme.name, style="Title")
    document.add_paragraph(" · ".join(part for part in (title, form.edition) if part), style="Subtitle")
    return document


def grid(document: Document, widths: tuple[int, ...]) -> Table:
    """An empty table without rows, with thin rules and columns of fixed widths."""
    table: Table = document.add_table(rows=0, cols=len(widths))
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Length(width)
    properties = table._tbl.tblPr
    borders = OxmlElement("w:tblBorders")
    for edge in ("top", "left", "bottom", "right", "insideH", "insideV"):
        rule = OxmlElement(f"w:{edge}")
        for name, value in (("val", "single"), ("sz", "4"), ("space", "0"), ("color", _BORDER)):
            rule.set(qn(f"w:{name}"), value)
        borders.append(rule)
    _insert_in_order(properties, borders, before=("w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook"))
    margins = OxmlElement("w:tblCellMar")
    for edge, width in (("top", 57), ("left", 100), ("bottom", 57), ("right", 100)):
        margin = OxmlElement(f"w:{edge}")
        margin.set(qn("w:w"), str(width))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    _insert_in_order(properties, margins, before=("w:tblLook",))
    return table


def add_row(table: Any) -> _Row:
    """A new row at the end of a table."""
    row: _Row = table.add_row()
    return row


def shade(cell: _Cell, colour: str) -> None:
    """Fill a cell with ``colour``, six hexadecimal digits."""
    shading = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        shading.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(shading)


def keep_together(row: _Row) -> None:
    """A row that is not to be cut by the end of a page."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def repeat_head(row: _Row) -> None:
    """A row of headings that is printed again on every page the table reaches."""
    row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def set_height(row: _Row, height: Length) -> None:
    """At least this height; the row grows with what is written in it."""
    row.height, row.height_rule = height, WD_ROW_HEIGHT_RULE.AT_LEAST


def saved(document: Document, out: BytesIO) -> None:
    """Write the document."""
    document.save(out)


def _insert_in_order(properties: Any, element: Any, *, before: tuple[str, ...]) -> None:
    """Put ``element`` where the schema wants it: before the first of ``before`` that is there, else at the end."""
    for name in before:
        follower = properties.find(qn(name))
        if follower is not None:
            follower.addprevious(element)
            return
    properties.append(element)


def _page(document: Document) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(18)
    section.top_margin, section.bottom_margin = Mm(22), Mm(20)
    section.header_distance = section.footer_distance = Mm(10)


def _styles(document: Document, *, colour: str) -> None:
    brand = RGBColor.from_string(colour.removeprefix("#").upper())
    styles = document.styles
    for name, size, bold, ink in (
        ("Normal", 10, None, None),
        ("Title", 22, True, brand),
        ("Subtitle", 12, False, _GREY),
        ("Heading 1", 13, True, brand),
        ("Hint", 8.5, False, _GREY),
        ("Gap", 4, None, None),
    ):
        style = styles[name] if name in styles else styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        _set_font(style, size=size, bold=bold, ink=ink)
        style.paragraph_format.space_after = Pt(2 if name in {"Hint", "Title"} else 3 if name == "Normal" else 4)
    styles["Gap"].paragraph_format.space_after = Pt(0)
    styles["Heading 1"].paragraph_format.space_before = Pt(12)
    placeholder = styles.add_style(PLACEHOLDER_STYLE, WD_STYLE_TYPE.CHARACTER)
    placeholder.font.color.rgb = RGBColor(0x6B, 0x75, 0x7E)
    _language(styles["Normal"])


def _set_font(style: Any, *, size: float, bold: bool | None, ink: RGBColor | None) -> None:
    """Set a style's face, size and colour, over what Word's theme would put there."""
    style.font.name, style.font.size, style.font.bold, style.font.italic = _FACE, Pt(size), bold, False
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{name}"), None)
    if ink is not None:
        style.font.color.rgb = ink
    border = style.element.find(f".//{qn('w:pBdr')}")
    if border is not None:
        border.getparent().remove(border)


def _language(style: Any) -> None:
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    style.element.get_or_add_rPr().append(language)


def _properties(document: Document, *, title: str, author: str) -> None:
    properties = document.core_properties
    properties.title, properties.author, properties.language = title, author, "en-GB"
    properties.comments = ""
    properties.created = properties.modified = datetime(2000, 1, 1, tzinfo=UTC)


def _running(paragraph: Paragraph, left: str, right: str) -> None:
    """A running line: words on the left, words on the right edge."""
    paragraph.style = "Hint"
    stops = paragraph.paragraph_format.tab_stops
    stops.add_tab_stop(WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    paragraph.add_run(f"{left}\t{right}")


def _field(paragraph: Paragraph, code: str) -> None:
    """A field that Word works out, such as the page's number."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run, text = OxmlElement("w:r"), OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)
