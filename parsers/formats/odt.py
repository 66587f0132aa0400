"""OpenDocument text (.odt, .ott) → `Document`, from the XML itself: nothing that is shown is lost.

Body, tables, lists, text boxes after the paragraph they hang on, form controls with their values. Headers and footers
are kept apart (`Document.running`) unless the body is empty. The content is walked in `odt_story`, controls are made
in `odt_controls`, lines are gathered by Word's pen (`word_pen`), which knows all three kinds of control.
"""

from __future__ import annotations

from itertools import chain

from lxml import etree

from parsers.document import Document, DocumentKind, Line
from parsers.errors import DamagedDocumentError, EmptyDocumentError, EncryptedDocumentError
from parsers.formats.odt_controls import form_controls
from parsers.formats.odt_story import OdtStory
from parsers.formats.odt_styles import MANIFEST, OFFICE, STYLE, TEXT, OdtStyles, text_of
from parsers.formats.word_package import Package
from parsers.formats.word_pen import Pen

_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_MARGINS = (f"{STYLE}header", f"{STYLE}footer", f"{STYLE}header-first", f"{STYLE}footer-first")


def read_odt(data: bytes) -> Document:
    """An OpenDocument text.

    Raises:
        EmptyDocumentError: it shows no text and holds no control.
        EncryptedDocumentError: it needs a password.
        DamagedDocumentError: it is no OpenDocument package, or its XML is malformed.
        OverLimitError: it is larger or more deeply nested than can be read safely.
    """
    package = Package(data)
    refuse_encrypted(package)
    content, sheet = package.xml("content.xml"), package.xml("styles.xml")
    body = None if content is None else content.find(f"{OFFICE}body/{OFFICE}text")
    if content is None or body is None:
        raise DamagedDocumentError("not an OpenDocument text")
    styles = OdtStyles(sheet, content)
    pen = Pen()
    OdtStory(pen, styles, form_controls(body)).blocks(body)
    pen.finish()
    changes = body.find(f"{TEXT}tracked-changes")
    if changes is not None and len(changes):
        pen.notes["tracked-changes"] = None
    if any(name.startswith(("Basic/", "Scripts/")) for name in package.names):
        pen.notes["macros"] = None
    blocks, running = tuple(pen.out), _running(sheet)
    if not blocks and not pen.fields:
        blocks, running = running, ()
    if not blocks and not pen.fields:
        raise EmptyDocumentError
    return Document(
        kind=DocumentKind.ODT,
        blocks=blocks,
        fields=tuple(pen.fields),
        title=_title(package),
        notes=tuple(pen.notes),
        running=running,
    )


def refuse_encrypted(package: Package) -> None:
    """Pass over an OpenDocument package that can be read.

    Raises:
        EncryptedDocumentError: its manifest says that its files are encrypted.
    """
    manifest = package.xml("META-INF/manifest.xml")
    if manifest is not None and next(manifest.iter(f"{MANIFEST}encryption-data"), None) is not None:
        raise EncryptedDocumentError


def _running(sheet: etree._Element | None) -> tuple[Line, ...]:
    """The lines of the headers and footers of all page styles, each once. Controls there are no answers."""
    if sheet is None:
        return ()
    styles = OdtStyles(sheet)
    lines: dict[str, Line] = {}
    for margin in chain.from_iterable(sheet.iter(name) for name in _MARGINS):
        pen = Pen()
        OdtStory(pen, styles, {}).blocks(margin)
        pen.finish()
        for line in Document(kind=DocumentKind.ODT, blocks=tuple(pen.out)).lines():
            if line.text:
                lines.setdefault(line.text, Line(text=line.text, bold=line.bold))
    return tuple(lines.values())


def _title(package: Package) -> str:
    try:
        meta = package.xml("meta.xml")
    except DamagedDocumentError:
        return ""
    title = None if meta is None else next(meta.iter(_TITLE), None)
    return "" if title is None else " ".join(text_of(title).split())
