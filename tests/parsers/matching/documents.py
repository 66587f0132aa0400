"""Hand-made documents, as the readers would make them, and one invented form to read them by."""

from __future__ import annotations

from collections.abc import Sequence

from parsers.document import Box, Cell, Document, DocumentKind, Line, NativeField, Table, Word
from parsers.form import Column, FieldType, FormDefinition, FormField, FormSection

FORM = FormDefinition(
    programme="Village Halls Fund",
    title="Village Halls Fund: application",
    sections=(
        FormSection(key="hall", title="About the hall"),
        FormSection(key="lead", title="Main contact", help="The person we write to."),
        FormSection(key="chair", title="Chair of the trustees"),
        FormSection(key="work", title="The work"),
    ),
    fields=(
        FormField(key="hall", section="hall", label="Name of the hall", type=FieldType.TEXT, required=True),
        FormField(key="listed", section="hall", label="Is the hall a listed building?", type=FieldType.YES_NO),
        FormField(
            key="lead_name", section="lead", label="Name of main contact", short_label="Name", type=FieldType.TEXT
        ),
        FormField(
            key="lead_email", section="lead", label="Email of main contact", short_label="Email", type=FieldType.EMAIL
        ),
        FormField(key="chair_name", section="chair", label="Name of chair", short_label="Name", type=FieldType.TEXT),
        FormField(
            key="chair_email", section="chair", label="Email of chair", short_label="Email", type=FieldType.EMAIL
        ),
        FormField(
            key="need",
            section="work",
            label="Why is the work needed?",
            type=FieldType.PARAGRAPHS,
            max_words=50,
            help="Tell us who uses the hall and what is wrong with it.",
        ),
        FormField(key="cost", section="work", label="Total cost", type=FieldType.MONEY, required=True),
        FormField(
            key="quotes",
            section="work",
            label="Quotes received",
            type=FieldType.TABLE,
            columns=(
                Column(key="builder", label="Builder"),
                Column(key="amount", label="Amount", type=FieldType.MONEY),
            ),
        ),
    ),
)


def paragraph(text: str, **more: bool) -> Line:
    """A paragraph of Word or HTML."""
    return Line(text=text, **more)  # type: ignore[arg-type]  # only flags are passed


def rows(*texts: Sequence[str]) -> Table:
    """A table of plain cells, one line a paragraph."""
    cells = [
        Cell(row=number, column=column, lines=tuple(Line(text=line) for line in text.split("\n") if line))
        for number, row in enumerate(texts)
        for column, text in enumerate(row)
    ]
    return Table(cells=tuple(cells))


def word(*blocks: Line | Table, fields: Sequence[NativeField] = ()) -> Document:
    """A Word document."""
    return Document(kind=DocumentKind.WORD, blocks=tuple(blocks), fields=tuple(fields))


def plain(text: str) -> Document:
    """A mail's text as the reader of plain text gives it."""
    lines: list[Line] = []
    gap = False
    for line in text.split("\n"):
        if line.strip():
            lines.append(Line(text=line, wrapped=True, gap=gap))
        gap = not line.strip()
    return Document(kind=DocumentKind.PLAIN, blocks=tuple(lines))


def printed(text: str, x: float, y: float, *, width: float | None = None, page: int = 1, **more: bool) -> Line:
    """A line of a PDF, 10 points high, its words spread evenly."""
    box = Box(x, y, x + (width or 5 * len(text)), y + 10)
    step = (box.x1 - box.x0) / max(len(text), 1)
    words, at = [], 0
    for said in text.split(" "):
        words.append(Word(said, Box(x + at * step, y, x + (at + len(said)) * step, y + 10)))
        at += len(said) + 1
    return Line(text=text, page=page, box=box, words=tuple(words), wrapped=True, **more)  # type: ignore[arg-type]


def pdf(*blocks: Line | Table, fields: Sequence[NativeField] = ()) -> Document:
    """A PDF, fillable where it has fields."""
    kind = DocumentKind.PDF_FORM if fields else DocumentKind.PDF_TEXT
    return Document(kind=kind, blocks=tuple(blocks), fields=tuple(fields), page_sizes=((595.0, 842.0),))
