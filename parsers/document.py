"""One attachment as a reader saw it, the same shape whatever the format was.

A reader (`parsers.formats`) turns bytes into a `Document`; the matcher works on nothing else. Text is kept as the
writer of the form left it: insertions of tracked changes in, deletions and struck-through text out, tick boxes as
``☒`` or ``☐`` where they stand in the text. Boxes are in points (1/72 inch), origin at the top left of the page;
formats without pages (Word, mail bodies) carry no box, and page None.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from parsers.lie import Lie

TICKED = "☒"
UNTICKED = "☐"
#: A box filled in, which ticks where others are left empty and is a bullet elsewhere.
FILLED = "■"


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle on a page, in points from the top-left corner."""

    x0: float
    y0: float
    x1: float
    y1: float

    def union(self, other: Box) -> Box:
        """The smallest box around both."""
        return Box(min(self.x0, other.x0), min(self.y0, other.y0), max(self.x1, other.x1), max(self.y1, other.y1))


@dataclass(frozen=True, slots=True)
class Word:
    """A run of characters without white space, where it stands on its page."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line (PDF, OCR, plain text) or one paragraph (Word, HTML) of text.

    ``wrapped`` marks a source whose line ends are layout, not meaning (PDF, hard-wrapped mail). ``bold``, ``size``
    (points) and ``colour`` ("rrggbb", "" for black) are those of most of its characters where the format tells,
    ``italic`` that all of them are (not told of scans). ``lead`` is the bold text that a line begins with and goes
    on from in another weight, ``marked`` are its stretches that are underlined, highlighted or, where not all of it
    is, bold (not told of PDF). ``fields`` are indexes into `Document.fields` of the controls that stand in this
    line, in order; a control's value is also in ``text`` (but in a PDF, where the text is what is printed). A line
    with fields may have no text. ``confidence`` is below 1 for recognised (OCR) text; ``doubts`` are its words that
    a second reader read otherwise, each with what that read. ``gap`` says that white space stands above it: a new
    paragraph. ``quote`` is the depth of mail quoting that was taken off its front. ``bullet`` is any list item; its
    bullet is not in ``text``.

    A printed row is cut into several lines where the gap between words is wider than text needs, so that a label and
    the answer beside it are lines of their own with boxes of their own. See `Document` for the order of lines.
    """

    text: str
    page: int | None = None
    box: Box | None = None
    words: tuple[Word, ...] = ()
    bold: bool = False
    italic: bool = False
    size: float | None = None
    colour: str = ""
    lead: str = ""
    marked: tuple[str, ...] = ()
    heading: bool = False
    bullet: bool = False
    wrapped: bool = False
    fields: tuple[int, ...] = ()
    confidence: float = 1.0
    doubts: tuple[tuple[str, str], ...] = ()
    gap: bool = False
    quote: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One cell of a table; ``row`` and ``column`` count from 0 and are those of its top-left corner."""

    row: int
    column: int
    lines: tuple[Line, ...]
    row_span: int = 1
    column_span: int = 1
    page: int | None = None
    box: Box | None = None
    shaded: bool = False

    @property
    def text(self) -> str:
        """The cell's lines joined by line feeds."""
        return "\n".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Cells in row-major order; a merged cell appears once. A table inside a cell follows the table it stands in.

    ``cut_above`` and ``cut_below`` say that a page break is seen to cut through its first or its last row.
    """

    cells: tuple[Cell, ...]
    page: int | None = None
    box: Box | None = None
    cut_above: bool = False
    cut_below: bool = False


Block = Line | Table


class ControlKind(StrEnum):
    """What a native form field lets a person do."""

    TEXT = "text"
    CHECKBOX = "checkbox"  # one box; `value` is `TICKED` or `UNTICKED`, `options` the name of its on-state
    RADIO = "radio"  # one NativeField a group; `value` is the chosen option
    CHOICE = "choice"  # list or combo box
    SIGNATURE = "signature"


@dataclass(frozen=True, slots=True, kw_only=True)
class NativeField:
    """One fillable control: an AcroForm field, a Word content control, a legacy Word form field.

    ``name`` is the technical name (AcroForm /T path, ``w:tag``, ``w:ffData`` name), ``label`` what a person is shown
    for it (/TU tooltip, ``w:alias``, status text). ``value`` is None where nothing was entered, and also where the
    control only shows its placeholder; a ticked box has `TICKED`, an unticked one `UNTICKED`. ``options`` are the
    export values of a choice or radio, ``option_labels`` what is displayed for each; the value of a choice or radio is
    one of ``options`` (or free text in an editable combo box), and ``values`` are all of them where several may be
    chosen. For a Word date control ``value`` is the date as shown and ``values`` holds it once more as ISO 8601.
    ``page`` and ``box`` are those of the first of ``widgets``, the places of the control's parts (one a radio button,
    in the order of ``options``), (page from 1, box).
    """

    name: str
    kind: ControlKind
    value: str | None
    label: str = ""
    values: tuple[str, ...] = ()
    options: tuple[str, ...] = ()
    option_labels: tuple[str, ...] = ()
    page: int | None = None
    box: Box | None = None
    widgets: tuple[tuple[int, Box], ...] = ()
    read_only: bool = False


class DocumentKind(StrEnum):
    """Which reader made the document; the method of its answers is worded from it."""

    PDF_FORM = "pdf_form"
    PDF_TEXT = "pdf_text"
    WORD = "word"
    PLAIN = "plain"
    HTML = "html"
    ODT = "odt"
    RTF = "rtf"
    SHEET = "sheet"
    SCAN = "scan"


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """What a reader saw in one attachment: blocks in reading order, and native fields.

    On a page, lines are ordered from top to bottom and within a row from left to right; where a page is set in
    columns of running text, column by column; and where labels stand beside answers and either runs over several
    rows, all the rows of the label, then all the rows of its answer. A drawn box, alone, is a table of one cell.

    ``page_sizes`` are (width, height) in points of the pages. Places are those on the page as displayed; but for the
    pages in ``lies``, which were recognised in a picture: there they are those on the page put straight, and `shown`
    tells where on the display they are. ``running`` are the lines that were left
    out of ``blocks`` because they are repeated on every page (running headers, footers, page numbers) or stand in a
    Word header or footer. ``notes`` are short machine words for what the reader noticed ("truncated", "xfa",
    "no-text", "page-without-text", "page-not-read", "fields-not-read", "glyph-soup", "macros", "tracked-changes").
    """

    kind: DocumentKind
    blocks: tuple[Block, ...]
    fields: tuple[NativeField, ...] = ()
    page_sizes: tuple[tuple[float, float], ...] = ()
    title: str = ""
    notes: tuple[str, ...] = ()
    running: tuple[Line, ...] = ()
    lies: Mapping[int, Lie] = field(default_factory=dict)

    def shown(self, page: int | None, box: Box) -> Box:
        """A place on a page as displayed."""
        lie = self.lies.get(page) if page is not None else None
        return lie.shown(box) if lie is not None else box

    def lines(self) -> Iterator[Line]:
        """Every line in reading order, those inside tables included, cell by cell."""
        for block in self.blocks:
            if isinstance(block, Line):
                yield block
            else:
                for cell in block.cells:
                    yield from cell.lines

    @property
    def text(self) -> str:
        """All the text, line by line."""
        return "\n".join(line.text for line in self.lines())
