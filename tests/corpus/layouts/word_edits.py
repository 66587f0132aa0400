"""Word forms as people leave them: tracked changes, struck-out options, answers in text boxes."""

from __future__ import annotations

from random import Random
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.table import _Cell
from docx.text.paragraph import Paragraph

from parsers.form import FieldType
from tests.corpus.layouts.word import answer_table, begin, fill, finish, heading, prompt
from tests.corpus.sheet import Item, Sheet

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_BOX = (
    f"{_W} "
    'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:v="urn:schemas-microsoft-com:vml"'
)
_WHO = 'w:author="A Reviewer" w:date="2014-02-03T10:00:00Z"'
_DELETED = ("To be written by finance", "DRAFT – check with legal", "£0", "see email of 3 February")


def _run(text: str, *, tag: str = "t") -> str:
    return f'<w:r><w:{tag} xml:space="preserve">{escape(text)}</w:{tag}></w:r>'


def _track(cell: _Cell, text: str, rng: Random, number: int) -> None:
    """The answer with a part of it inserted and something else deleted."""
    for place, line in enumerate(text.split("\n")):
        paragraph = cell.paragraphs[0] if place == 0 else cell.add_paragraph()
        words = line.split(" ")
        cut = rng.randint(0, len(words))
        kept, inserted = " ".join(words[:cut]), " ".join(words[cut:])
        if kept and inserted:
            kept += " "
        parts = [_run(kept)] if kept else []
        if rng.random() < 0.6:
            gone = _run(rng.choice(_DELETED) + " ", tag="delText")
            parts.append(f'<w:del w:id="{number * 100 + place * 2}" {_WHO}>{gone}</w:del>')
        if inserted:
            parts.append(f'<w:ins w:id="{number * 100 + place * 2 + 1}" {_WHO}>{_run(inserted)}</w:ins>')
        for part in parts:
            paragraph._p.append(parse_xml(part.replace(">", f" {_W}>", 1)))


def _strike(paragraph: Paragraph, item: Item) -> None:
    """The options in a line, those that do not apply struck out ("delete as appropriate")."""
    answered = bool(item.entry.ticked)
    for place, option in enumerate(item.options):
        if place:
            paragraph.add_run(" / ")
        paragraph.add_run(option).font.strike = True if answered and option not in item.entry.ticked else None


def _labelled(sheet: Sheet, *, tracked: bool) -> bytes:
    rng = Random(sheet.seed)
    document = begin(sheet)
    for section in sheet.sections:
        heading(document, section, rng)
        table = None
        for number, item in enumerate(section.items, start=1):
            if item.is_table:
                prompt(document.add_paragraph(), item)
                answer_table(document, item)
                table = None
                continue
            table = table or document.add_table(rows=0, cols=2, style="Table Grid")
            left, right = table.add_row().cells
            prompt(left.paragraphs[0], item)
            if tracked and not item.has_options and item.entry.written:
                _track(right, item.answer, rng, number)
            elif not tracked and item.field.type in {FieldType.YES_NO, FieldType.CHOICE}:
                _strike(right.paragraphs[0], item)
            else:
                fill(right, item.answer, rng)
    return finish(document)


def tracked(sheet: Sheet) -> bytes:
    """Label left; answers still hold their tracked insertions and deletions."""
    return _labelled(sheet, tracked=True)


def struck(sheet: Sheet) -> bytes:
    """Label left; options that do not apply are struck out, an unanswered question has none struck."""
    return _labelled(sheet, tracked=False)


def text_boxes(sheet: Sheet) -> bytes:
    """Question in a paragraph, answer in a text box under it: a shape, and the VML copy older programs read."""
    rng = Random(sheet.seed)
    document = begin(sheet)
    for section in sheet.sections:
        heading(document, section, rng)
        for number, item in enumerate(section.items, start=1):
            prompt(document.add_paragraph(), item)
            if item.is_table:
                answer_table(document, item)
            else:
                document.add_paragraph()._p.append(parse_xml(_text_box(item.answer, number)))
    return finish(document)


def _text_box(text: str, number: int) -> str:
    content = f"<w:txbxContent>{''.join(f'<w:p>{_run(line)}</w:p>' for line in text.split(chr(10)))}</w:txbxContent>"
    return (
        f'<w:r {_BOX}><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline distT="0" distB="0" '
        f'distL="0" distR="0"><wp:extent cx="5400000" cy="720000"/><wp:docPr id="{number}" name="Text Box {number}"/>'
        "<a:graphic>"
        '<a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape"><wps:wsp>'
        '<wps:cNvSpPr txBox="1"/><wps:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="5400000" cy="720000"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom><a:ln w="6350"/></wps:spPr>'
        f"<wps:txbx>{content}</wps:txbx><wps:bodyPr><a:spAutoFit/></wps:bodyPr></wps:wsp></a:graphicData></a:graphic>"
        "</wp:inline></w:drawing></mc:Choice><mc:Fallback><w:pict>"
        f'<v:shape id="box{number}" style="width:425pt;height:57pt"><v:textbox>{content}</v:textbox></v:shape>'
        "</w:pict></mc:Fallback></mc:AlternateContent></w:r>"
    )
