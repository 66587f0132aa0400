"""A letter and forms for the template process to read before it forks the first child, so that each child starts warm.

What is compiled, loaded or looked up on first use (patterns, the words of the definition, the readers' libraries) would
otherwise be paid again for every mail. The forms ask what the definition asks and answer it in every type's way; they
are built here, from nothing but the definition, and what is read in them is thrown away.
"""

from __future__ import annotations

import base64
import io
import zipfile
from collections.abc import Iterator
from xml.sax.saxutils import escape

import pikepdf
from pikepdf import Array, Dictionary, Name, String

from parsers.form import FieldType, FormDefinition, FormField

_LETTER = (
    b"From: =?utf-8?q?A?= <a@warm.example>\r\nTo: b@warm.example\r\nDate: Mon, 10 Feb 2014 09:00:00 +0000\r\n"
    b"Received: from a by b; Mon, 10 Feb 2014 09:00:00 +0000\r\nSubject: warm\r\n"
    b"Content-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n"
    + b"A line of text that no form asks for.\r\n"
    * 5
    + b"\r\nOn Mon, 10 Feb 2014 at 09:00, B <b@warm.example> wrote:\r\n> more\r\n"
    b"--b\r\nContent-Type: text/html\r\n\r\n<table><tr><td>Cell</td></tr></table>\r\n"
    b"--b\r\nContent-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:a\r\n"
    b"ATTENDEE;PARTSTAT=ACCEPTED:mailto:a@warm.example\r\nDTSTART;TZID=Europe/London:20140219T093000\r\n--b--\r\n"
)
_LOGO = base64.b64decode(
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAAAAAA6fptVAAAACklEQVR4nGNoAAAAggCBd81ytgAAAABJRU5ErkJggg=="
)  # one grey pixel
_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_TYPES = "http://schemas.openxmlformats.org/package/2006/content-types"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_HEADING = '<w:p><w:pPr><w:outlineLvl w:val="0"/></w:pPr><w:r><w:t xml:space="preserve">%s</w:t></w:r></w:p>'
_IN_QUOTES = {'"': "&quot;"}
_TOP, _FOOT, _STEP = 800, 60, 58  # where a page of the PDF begins and ends, and how far its items are apart
_PROSE = (
    "We would use this support to look at how the service is run today, what residents and staff say about it, and "
    "which other ways of working could bring better results at lower cost. Since 2011 – when savings of £1.2m were "
    "agreed – demand has grown by 14% a year; the council’s members, partners and the voluntary sector all want "
    "change. Our team has worked with local people, schools, health bodies and small businesses before:\n"
    "• first, we will review every option and the risks of each;\n"
    "• then we will test the best ones with the people who use them, and share what we have learnt.\n"
    "Please see our plan. N/A"
)
_ANSWERS: dict[FieldType, str] = {
    FieldType.PARAGRAPHS: _PROSE,
    FieldType.NUMBER: "1,250",
    FieldType.MONEY: "£12,500.00 plus VAT",
    FieldType.DATE: "3 February 2014",
    FieldType.EMAIL: "a.person@council.example",
    FieldType.PHONE: "(01632) 960123 ext 4",
    FieldType.ADDRESS: "Town Hall\n1 High Street\nAnytown AB1 2CD",
    FieldType.YES_NO: "☒ Yes ☐ No",
    FieldType.CONFIRM: "☒ I confirm this",
}


def rehearsal_files(form: FormDefinition) -> Iterator[tuple[str, bytes]]:
    """A letter, and small completed forms: Word, PDF without and with fields to fill in; each with its file name."""
    yield "letter.eml", _LETTER
    yield "logo.png", _LOGO
    yield "form.docx", _word(form)
    yield "flat.pdf", _pdf(form, fillable=False)
    yield "form.pdf", _pdf(form, fillable=True)


def _answer(field: FormField) -> str:
    """An answer of the field's type, as people write them."""
    if field.options:
        return " ".join(f"{'☒' if number == 0 else '☐'} {option}" for number, option in enumerate(field.options))
    return _ANSWERS.get(field.type, "Anytown Borough Council")


def _word(form: FormDefinition) -> bytes:
    body = "".join(
        (_HEADING % escape(section.title)) + _paragraphs(section.help) + (f"<w:tbl>{rows}</w:tbl>" if rows else "")
        for section in form.sections
        for rows in ("".join(_row(field) for field in form.of_section(section.key)),)
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_TYPES}"><Default Extension="rels" ContentType="application/vnd.'
        f'openxmlformats-package.relationships+xml"/><Override PartName="/word/document.xml" ContentType="{_DOCX}"/>'
        "</Types>",
        "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r" Type="{_OFFICE}" '
        'Target="word/document.xml"/></Relationships>',
        "word/document.xml": f"<w:document {_WORD}><w:body>{_paragraphs(form.title)}{body}</w:body></w:document>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def _row(field: FormField) -> str:
    """A question with its hint, and beside it a control that bears its names and holds the answer."""
    asked = f"<w:tc>{_paragraphs(_asked(field))}{_paragraphs(_hint(field))}</w:tc>"
    control = (
        f'<w:sdt><w:sdtPr><w:alias w:val="{escape(field.label, _IN_QUOTES)}"/>'
        f'<w:tag w:val="{escape(field.key, _IN_QUOTES)}"/><w:text/></w:sdtPr>'
        f"<w:sdtContent>{_paragraphs(_answer(field))}</w:sdtContent></w:sdt>"
    )
    return f"<w:tr>{asked}<w:tc>{control}</w:tc></w:tr>"


def _asked(field: FormField) -> str:
    """A question as our own blank form prints it."""
    return f"{field.label} *" if field.required else field.label


def _hint(field: FormField) -> str:
    """What our own blank form prints under a question, near enough."""
    return f"{field.help} Up to {field.max_words} words.".strip() if field.max_words else field.help


def _paragraphs(text: str) -> str:
    return "".join(
        f'<w:p><w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">{escape(line)}</w:t></w:r></w:p>'
        for line in text.split("\n")
        if line
    )


def _pdf(form: FormDefinition, *, fillable: bool) -> bytes:
    pdf = pikepdf.new()
    font, bold = (
        Dictionary(Type=Name.Font, Subtype=Name.Type1, BaseFont=Name(name), Encoding=Name.WinAnsiEncoding)
        for name in ("/Helvetica", "/Helvetica-Bold")
    )
    fields = Array()
    for items in _pages(form):
        page = pdf.add_blank_page(page_size=(595, 842))
        page.Resources = Dictionary(Font=Dictionary(F=font, B=bold))
        drawn = "\n".join(line for top, item in items for line in _drawn(item, top, written=not fillable))
        page.Contents = pdf.make_stream(drawn.encode("cp1252", "replace"))
        if fillable:
            asked = [(item, top) for top, item in items if isinstance(item, FormField)]
            widgets = [pdf.make_indirect(_widget(field, top)) for field, top in asked]
            page.Annots = Array(widgets)
            fields.extend(widgets)
    if fillable:
        pdf.Root.AcroForm = Dictionary(Fields=fields)
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def _pages(form: FormDefinition) -> Iterator[list[tuple[int, str | FormField]]]:
    """What stands on each page, headings as text, each with its height on the page."""
    top = _TOP
    page: list[tuple[int, str | FormField]] = [(top, form.title)]
    for section in form.sections:
        items: tuple[str | FormField, ...] = (section.title, *form.of_section(section.key))
        for item in items:
            top -= _STEP
            if top < _FOOT:
                yield page
                page, top = [], _TOP
            page.append((top, item))
    yield page


def _drawn(item: str | FormField, top: int, *, written: bool) -> Iterator[str]:
    """A heading; or a question, its hint and a ruled box, its answer in it if it is ``written``."""
    if isinstance(item, str):
        yield f"BT /B 14 Tf 40 {top} Td ({_quoted(item)}) Tj ET"
        return
    yield f"40 {top - 50} 515 26 re S BT /B 10 Tf 40 {top} Td ({_quoted(_asked(item))}) Tj ET"
    yield f"BT /F 9 Tf 40 {top - 12} Td ({_quoted(_hint(item)[:110])}) Tj ET"
    if written:
        first, *more = _answer(item).split("\n")
        said = " ".join([first[:90], *more[:1]])
        yield f"BT /F 10 Tf 44 {top - 38} Td ({_quoted(said)}) Tj ET 520 {top - 44} 10 10 re S"


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")


def _widget(field: FormField, top: int) -> Dictionary:
    widget = Dictionary(Type=Name.Annot, Subtype=Name.Widget, T=String(field.key), TU=String(field.label))
    widget.Rect = Array([40, top - 50, 555, top - 24])
    if field.type is FieldType.CONFIRM:
        widget.FT, widget.V, widget.AS = Name.Btn, Name.Yes, Name.Yes
        widget.AP = Dictionary(N=Dictionary(Yes=Dictionary(), Off=Dictionary()))
    else:
        widget.FT, widget.V = Name.Tx, String(_answer(field))
    return widget
