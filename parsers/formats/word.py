"""Word (.docx, .docm, templates, flat OPC) → `Document`, from the XML itself: nothing that is shown is lost.

Body paragraphs and tables in order, controls at every level, text boxes after the paragraph they hang on, notes at
the end. Headers and footers are kept apart (`Document.running`) unless the body is empty. Macros are never looked
at. Blocks are walked in `word_story`, inline content in `word_runs`; the archive is opened in `word_package`.
"""

from __future__ import annotations

from itertools import chain

from lxml import etree

from parsers.document import Block, Document, DocumentKind, Line
from parsers.errors import DamagedDocumentError, EmptyDocumentError, ReadingError
from parsers.formats.hypertext import read_html_file
from parsers.formats.plain import read_plain
from parsers.formats.word_numbering import WordNumbering
from parsers.formats.word_package import Package
from parsers.formats.word_pen import Pen
from parsers.formats.word_story import Story
from parsers.formats.word_styles import Styles, W

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_RUNNING = frozenset({"header", "footer"})


def read_word(data: bytes) -> Document:
    """A Word document.

    Raises:
        EmptyDocumentError: it shows no text and holds no control.
        EncryptedDocumentError: it needs a password.
        DamagedDocumentError: it is no Word package, or its XML is malformed.
        OverLimitError: it is larger or more deeply nested than can be read safely.
    """
    document = _read(data, nested=False)
    if not document.blocks and not document.fields:
        raise EmptyDocumentError
    return document


def _read(data: bytes, *, nested: bool) -> Document:
    package = Package(data)
    main = package.main_part()
    links = package.relationships(main)
    by_id = {link.id: link.target for link in links}
    by_type = {link.type: link.target for link in links}
    pen = Pen(styles=Styles(package.styles(by_type["styles"]) if "styles" in by_type else None))

    def chunk(identifier: str) -> list[Block]:
        target = by_id.get(identifier)
        return [] if target is None or nested else _alternative(package, target, pen)

    root = package.xml(main)
    if root is not None:
        Story(pen, chunk, WordNumbering(lambda: _numbering(package, by_type))).blocks(root)
    pen.finish()
    _notes(package, by_type, pen)
    body, fields = tuple(pen.out), tuple(pen.fields)
    running: tuple[Line, ...] = ()
    for link in links:
        if link.type in _RUNNING:
            running += _margin(package, link.target, pen)
    if not body and not fields:
        body, running = running, ()
    if any(name.lower().endswith("vbaproject.bin") for name in package.names):
        pen.notes["macros"] = None
    return Document(
        kind=DocumentKind.WORD,
        blocks=body,
        fields=fields,
        title=_title(package),
        notes=tuple(pen.notes),
        running=running,
    )


def _numbering(package: Package, by_type: dict[str, str]) -> etree._Element | None:
    """The part that tells of the lists; one that cannot be read is no reason to refuse the document."""
    try:
        return package.xml(by_type.get("numbering", ""))
    except DamagedDocumentError:
        return None


def _notes(package: Package, by_type: dict[str, str], pen: Pen) -> None:
    """Write the footnotes and endnotes that are referred to, in the order of their references."""
    for kind in ("footnote", "endnote"):
        wanted = [identifier for name, identifier in pen.footnotes if name == kind]
        part = by_type.get(f"{kind}s")
        root = package.xml(part) if wanted and part else None
        if root is None:
            continue
        by_id = {note.get(W + "id", ""): note for note in root.iterchildren(W + kind)}
        for identifier in dict.fromkeys(wanted):
            if identifier in by_id:
                Story(pen, lambda _: [], WordNumbering()).blocks(by_id[identifier])
    pen.finish()


def _margin(package: Package, part: str, pen: Pen) -> tuple[Line, ...]:
    """The lines of a header or footer. Its controls are no answers and are left out."""
    root = package.xml(part)
    if root is None:
        return ()
    aside = Pen(styles=pen.styles)
    Story(aside, lambda _: [], WordNumbering()).blocks(root)
    aside.finish()
    lines = chain.from_iterable(
        (block,) if isinstance(block, Line) else (line for cell in block.cells for line in cell.lines)
        for block in aside.out
    )
    return tuple(Line(text=line.text, bold=line.bold) for line in lines if line.text)


def _alternative(package: Package, part: str, pen: Pen) -> list[Block]:
    """The blocks of a part in another format (``w:altChunk``); one that cannot be read is noted, not fatal."""
    content = package.bytes(part)
    if content is None:
        return []
    suffix = part.rsplit(".", 1)[-1].lower()
    try:
        if suffix in {"htm", "html", "xhtml"}:
            return list(read_html_file(content).blocks)
        if suffix in {"docx", "docm"}:
            return list(_read(content, nested=True).blocks)
        if suffix == "txt":
            return list(read_plain(content).blocks)
    except ReadingError:
        pass
    pen.notes["part-not-read"] = None
    return []


def _title(package: Package) -> str:
    """The title in the document's properties."""
    if "docProps/core.xml" not in package.names:
        return ""
    try:
        root = package.xml("docProps/core.xml")
    except ReadingError:
        return ""
    return "" if root is None else " ".join((root.findtext(_TITLE) or "").split())
