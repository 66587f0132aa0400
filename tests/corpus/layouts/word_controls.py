"""Word forms with controls to fill in: content controls (``w:sdt``) and the legacy form fields (``w:ffData``).

ECMA-376 part 1, 17.5.2 and 17.16.17. The XML is written by hand into a document python-docx opens and saves.
"""

from __future__ import annotations

from random import Random
from xml.sax.saxutils import escape, quoteattr

from docx.oxml import parse_xml
from docx.table import _Cell

from parsers.form import FieldType
from tests.corpus.layouts.word import answer_table, begin, finish, heading, prompt
from tests.corpus.sheet import Item, Sheet

_SPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
)
_PROMPT = "Click or tap here to enter text."


def _runs(text: str) -> str:
    """A paragraph a line."""
    return "".join(f'<w:p><w:r><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>' for line in text.split("\n"))


def _sdt(kind: str, content: str, *, tag: str, alias: str, shown: bool = False) -> str:
    """A block-level content control."""
    placeholder = "<w:showingPlcHdr/>" if shown else ""
    named = (f"<w:alias w:val={quoteattr(alias)}/>" if alias else "") + (
        f"<w:tag w:val={quoteattr(tag)}/>" if tag else ""
    )
    return (
        f"<w:sdt {_SPACES}><w:sdtPr>{named}{placeholder}{kind}</w:sdtPr><w:sdtContent>{content}</w:sdtContent></w:sdt>"
    )


def _tick(option: str, *, on: bool, tag: str) -> str:
    """A line with a tick-box control and its option."""
    glyph = "☒" if on else "☐"
    box = (
        f"<w:sdt><w:sdtPr>{f'<w:tag w:val={quoteattr(tag)}/>' if tag else ''}<w14:checkbox>"
        f'<w14:checked w14:val="{int(on)}"/></w14:checkbox></w:sdtPr>'
        f"<w:sdtContent><w:r><w:t>{glyph}</w:t></w:r></w:sdtContent></w:sdt>"
    )
    rest = f'<w:r><w:t xml:space="preserve"> {escape(option)}</w:t></w:r>' if option else ""
    return f"<w:p {_SPACES}>{box}{rest}</w:p>"


def _control(item: Item, *, named: bool) -> list[str]:
    """The XML of an item's answer as content controls."""
    tag, alias = (item.field.key, item.label) if named else ("", "")
    if item.field.type is FieldType.CHOICE:
        listed = "".join(f"<w:listItem w:displayText={quoteattr(o)} w:value={quoteattr(o)}/>" for o in item.options)
        chosen = item.entry.ticked[0] if item.entry.ticked else "Choose an item."
        kind = f"<w:dropDownList>{listed}</w:dropDownList>"
        return [_sdt(kind, _runs(chosen), tag=tag, alias=alias, shown=not item.entry.ticked)]
    if item.has_options:
        single = item.field.type is FieldType.CONFIRM
        return [
            _tick(
                "" if single else option,
                on=item.is_ticked if single else option in item.entry.ticked,
                tag=f"{tag}_{number}" if tag and not single else tag,
            )
            for number, option in enumerate(item.options, start=1)
        ]
    text = item.entry.written
    kind = "<w:date/>" if item.field.type is FieldType.DATE else '<w:text w:multiLine="1"/>'
    return [_sdt(kind, _runs(text or _PROMPT), tag=tag, alias=alias, shown=not text)]


def _put(cell: _Cell, blocks: list[str]) -> None:
    """Replace a cell's empty paragraph by blocks; a cell must end in a paragraph."""
    last = cell.paragraphs[0]._p
    for block in blocks:
        last.addprevious(parse_xml(block))
    if not blocks[-1].startswith("<w:sdt"):
        last.getparent().remove(last)


def _labelled(sheet: Sheet, *, named: bool) -> bytes:
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
            prompt(left.paragraphs[0], item)
            _put(right, _control(item, named=named))
    return finish(document)


def tagged(sheet: Sheet) -> bytes:
    """Label left, a content control right whose tag is the field's key and whose title the label."""
    return _labelled(sheet, named=True)


def untagged(sheet: Sheet) -> bytes:
    """The same with controls nobody named."""
    return _labelled(sheet, named=False)


def _legacy_text(name: str, text: str) -> str:
    """A FORMTEXT field: begin with its data, instruction, separator, result, end."""
    lines = (text or "\u2002" * 5).split("\n")
    result = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in lines)
    return (
        f'<w:p {_SPACES}><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val={quoteattr(name)}/><w:enabled/>'
        f'<w:calcOnExit w:val="0"/><w:textInput/></w:ffData></w:fldChar></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> FORMTEXT </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r>{result}</w:r>'
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>'
    )


def _legacy_box(name: str, option: str, *, on: bool) -> str:
    """A FORMCHECKBOX field and its option."""
    checked = '<w:default w:val="0"/>' + ("<w:checked/>" if on else "")
    return (
        f'<w:p {_SPACES}><w:r><w:fldChar w:fldCharType="begin"><w:ffData><w:name w:val={quoteattr(name)}/><w:enabled/>'
        f'<w:calcOnExit w:val="0"/><w:checkBox><w:sizeAuto/>{checked}</w:checkBox></w:ffData></w:fldChar></w:r>'
        f'<w:r><w:instrText xml:space="preserve"> FORMCHECKBOX </w:instrText></w:r>'
        f'<w:r><w:fldChar w:fldCharType="end"/></w:r>'
        f'<w:r><w:t xml:space="preserve"> {escape(option)}</w:t></w:r></w:p>'
    )


def legacy(sheet: Sheet) -> bytes:
    """Label left, legacy form fields right, named Text1 … and Check1 … as Word does."""
    rng = Random(sheet.seed)
    document = begin(sheet)
    number = 0
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
            prompt(left.paragraphs[0], item)
            blocks = []
            for option in item.options if item.has_options else ("",):
                number += 1
                if item.has_options:
                    confirm = item.field.type is FieldType.CONFIRM
                    on = item.is_ticked if confirm else option in item.entry.ticked
                    blocks.append(_legacy_box(f"Check{number}", "" if confirm else option, on=on))
                else:
                    blocks.append(_legacy_text(f"Text{number}", item.entry.written))
            _put(right, blocks)
    return finish(document)
