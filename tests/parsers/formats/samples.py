"""Writes the sample documents under ``tests/samples/documents`` with the programs people fill forms in with.

Run as ``python -m tests.parsers.formats.samples`` where LibreOffice and Chromium are installed; the files it writes
are committed, so tests need neither. All content is invented.
"""

from __future__ import annotations

import io
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import docx
import pikepdf
from docx.document import Document as WordDocument
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

SAMPLES = Path(__file__).parents[2] / "samples" / "documents"
ANSWER = (
    "We propose to review the whole of our adult and community college with its staff and users, considering a mutual,"
    " a joint venture and an arm’s-length company; the office’s finance file shows efficient, affluent offers. "
)
WEB_FORM = """<html><head><title>Expression of interest</title></head>
<body style="font-family: Liberation Sans; font-size: 11pt">
<h1>Expression of interest</h1>
<table border="1" style="border-collapse: collapse; width: 100%">
<tr><th>Name of lead authority</th><td>Walsall Metropolitan Borough Council</td></tr>
<tr><td>Email</td><td>jo@walsall.example</td></tr>
<tr><td colspan="2">☒ Yes ☐ No <input type="checkbox" checked> agreed <input type="checkbox"> not agreed</td></tr>
</table>
<p>Answer: <s>withdrawn</s> kept <input value="typed text"></p></body></html>"""


def word_form() -> WordDocument:
    """Four pages in the ways forms are laid out: a ruled table, boxes, loose paragraphs, a table without rules."""
    form = docx.Document()
    form.sections[0].header.paragraphs[0].text = "Delivering Differently Challenge – expression of interest"
    footer = form.sections[0].footer.paragraphs[0]
    footer.text = "Page "
    _number(footer, "PAGE")
    footer.add_run(" of ")
    _number(footer, "NUMPAGES")
    form.add_heading("A. Lead authority", 1)
    _rows(form, "Table Grid", [
        ("Name of lead local authority", "Walsall Metropolitan Borough Council"),
        ("Email address", "jo.bloggs@walsall.example"),
        ("Telephone", ""),
        ("Is this a joint bid?", "☒ Yes    ☐ No"),
    ])  # fmt: skip
    form.add_heading("B. Questions", 1)
    form.add_paragraph("1. Describe the service (maximum 500 words).").runs[0].bold = True
    box = form.add_table(1, 1, style="Table Grid").cell(0, 0)
    box.text = ANSWER * 3
    box.add_paragraph("A second paragraph.")
    box.add_paragraph("a first point", style="List Bullet")
    box.add_paragraph("a second point", style="List Bullet")
    form.add_paragraph("2. Why is a new model needed?").runs[0].bold = True
    for _ in range(3):
        form.add_paragraph(ANSWER * 2)
    form.add_heading("C. Budget", 1)
    _rows(
        form, "Table Grid", [("Item", "Year", "Amount")] + [(f"Item {n}", "2014-15", f"£{n},000") for n in range(1, 20)]
    )
    form.add_heading("D. Sponsor", 1)
    _rows(form, None, [
        ("Senior sponsor (chief executive or director), full name", "Alex Example"),
        ("Title", "Director of Resources and Transformation, also acting monitoring officer"),
        ("Email", "alex@walsall.example"),
    ])  # fmt: skip
    choice = form.add_paragraph("Delete as appropriate: ")
    choice.add_run("Yes").font.strike = True
    choice.add_run(" / No")
    form.add_paragraph("Signed: ____________________")
    return form


def _rows(form: WordDocument, style: str | None, rows: Sequence[tuple[str, ...]]) -> None:
    grid = form.add_table(0, len(rows[0]), style=style)
    for texts in rows:
        for cell, text in zip(grid.add_row().cells, texts, strict=True):
            cell.text = text


def _number(paragraph: Paragraph, code: str) -> None:
    """A PAGE or NUMPAGES field."""
    for kind in ("begin", "", "end"):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = code
        paragraph.add_run()._r.append(element)


def fillable() -> bytes:
    """A fillable PDF of one page with a control of every kind, filled in, labels printed beside."""
    out = io.BytesIO()
    page = Canvas(out, pagesize=A4, invariant=True)
    form = page.acroForm
    page.setFont("Helvetica-Bold", 16)
    page.drawString(50, 790, "Expression of interest")
    page.setFont("Helvetica", 10)
    texts = [
        ("authority", "Name of lead authority", "Walsall Council"),
        ("email", "Email address", "jo@walsall.example"),
        ("telephone", "Telephone", ""),
    ]
    for place, (name, label, value) in enumerate(texts):
        page.drawString(50, 755 - 30 * place, label)
        form.textfield(name=f"lead.{name}", tooltip=label, x=200, y=750 - 30 * place, width=300, height=20,
                       value=value, fieldFlags="")  # fmt: skip
    page.drawString(50, 665, "Joint bid?")
    for x, option in ((200, "Yes"), (260, "No")):
        form.radio(name="joint", value=option, selected=option == "Yes", x=x, y=660, size=14)
        page.drawString(x + 20, 663, option)
    for y, name, ticked, label in ((630, "declare", True, "I declare this is true"), (600, "other", False, "Other")):
        form.checkbox(name=name, checked=ticked, x=50, y=y, size=14, tooltip=label)
        page.drawString(70, y + 3, label)
    page.drawString(50, 575, "Region")
    form.choice(name="region", value="wm", options=[("West Midlands", "wm"), ("North", "n")], x=200, y=570, width=200,
                height=20)  # fmt: skip
    page.showPage()
    page.save()
    return out.getvalue()


def flattened(data: bytes) -> bytes:
    """A fillable PDF with its fields drawn onto the page and taken away."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as pdf:
        pdf.flatten_annotations("all")
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def main() -> None:
    """Write every sample."""
    SAMPLES.mkdir(parents=True, exist_ok=True)
    (SAMPLES / "fillable-reportlab.pdf").write_bytes(fillable())
    (SAMPLES / "flattened-reportlab.pdf").write_bytes(flattened(fillable()))
    with tempfile.TemporaryDirectory() as folder:
        source, web = Path(folder, "form.docx"), Path(folder, "form.html")
        word_form().save(str(source))
        web.write_text(WEB_FORM, encoding="utf-8")
        out = Path(folder, "out")
        for kind in ("pdf", "docx:MS Word 2007 XML", "html"):
            subprocess.run(["soffice", "--headless", "--convert-to", kind, "--outdir", out, source], check=True)
        printed = out / "web.pdf"
        subprocess.run(["chromium", "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer",
                        f"--print-to-pdf={printed}", web.as_uri()], check=True)  # fmt: skip
        for origin, name in (
            (source, "word-python-docx.docx"),
            (out / "form.docx", "word-libreoffice.docx"),
            (out / "form.pdf", "flat-libreoffice.pdf"),
            (out / "form.html", "page-libreoffice.html"),
            (printed, "flat-chromium.pdf"),
        ):
            (SAMPLES / name).write_bytes(origin.read_bytes())


if __name__ == "__main__":
    main()
