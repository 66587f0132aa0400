"""The files the demonstration's applicants attach: their form in some layout, and what else goes with it."""

from __future__ import annotations

import zipfile
from io import BytesIO

import docx
from pypdf import PdfReader, PdfWriter
from reportlab.pdfgen.canvas import Canvas

from tests.corpus.case import Case
from tests.corpus.convert import convert
from tests.corpus.demonstration.envelope import File
from tests.corpus.layouts.scan import SMALL, scan
from tests.corpus.layouts.table import LAYOUTS
from tests.corpus.sheet import OWN, Sheet, lay_out

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF = "application/pdf"


def sheet(case: Case, layout: str) -> Sheet:
    """The programme's own form, filled."""
    return lay_out(case, layout, OWN)


def form(case: Case, layout: str, name: str, *, type_: str = "") -> File:
    """The form in a layout of the corpus, as an attachment."""
    chosen = LAYOUTS[layout]
    data = convert([(chosen, chosen.write(sheet(case, layout)))])[0]
    return File(name, type_ or (WORD if chosen.suffix == "docx" else PDF), _settled(data))


def locked(file: File, password: str) -> File:
    """A PDF that asks for a password before it opens."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(file.data)))
    writer.encrypt(password, algorithm="RC4-128")
    out = BytesIO()
    writer.write(out)
    return File(file.name, file.type, out.getvalue())


def scanned(file: File) -> File:
    """A PDF printed, signed and scanned: pictures only."""
    return File(file.name, file.type, scan(file.data, file.name, SMALL))


def archive(name: str, *files: File) -> File:
    """A zip of files."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for item in files:
            packed.writestr(zipfile.ZipInfo(f"DD application/{item.name}", (2014, 2, 5, 16, 4, 0)), item.data)
    return File(name, "application/zip", out.getvalue())


def minute(name: str, title: str, lines: tuple[str, ...]) -> File:
    """A one-page PDF annex."""
    out = BytesIO()
    canvas = Canvas(out, invariant=1)
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(72, 770, title)
    canvas.setFont("Helvetica", 11)
    for number, line in enumerate(lines):
        canvas.drawString(72, 740 - 16 * number, line)
    canvas.save()
    return File(name, PDF, out.getvalue())


def letter(name: str, *paragraphs: str) -> File:
    """A short Word letter."""
    document = docx.Document()
    for text in paragraphs:
        document.add_paragraph(text)
    out = BytesIO()
    document.save(out)
    return File(name, WORD, _settled(out.getvalue()))


def _settled(data: bytes) -> bytes:
    """A zip file's members dated alike, so that writing twice gives the same bytes."""
    if not data.startswith(b"PK"):
        return data
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            target.writestr(zipfile.ZipInfo(name, (2014, 1, 20, 9, 0, 0)), source.read(name), zipfile.ZIP_DEFLATED)
    return out.getvalue()
