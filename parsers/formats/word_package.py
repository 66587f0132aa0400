"""The container of a Word document: parts and relationships of an Open Packaging archive, read within budgets.

Zip packages and "flat OPC" (one XML file) are both opened; documents of the strict variant are read as transitional
ones. Sizes are counted while unpacking, never believed. What the parts mean is read in `word`.
"""

from __future__ import annotations

import base64
import binascii
import io
import posixpath
import zipfile
from dataclasses import dataclass

from lxml import etree

from parsers.errors import (
    ZIP_FAULTS,
    DamagedDocumentError,
    EncryptedDocumentError,
    OverLimitError,
    UnsupportedDocumentError,
)
from parsers.formats import limits

_TRANSITIONAL = {
    b"http://purl.oclc.org/ooxml/wordprocessingml/main": (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    ),
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
    b"http://purl.oclc.org/ooxml/drawingml/main": b"http://schemas.openxmlformats.org/drawingml/2006/main",
}
_PKG = "{http://schemas.microsoft.com/office/2006/xmlPackage}"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STYLE, _STYLE_END = b"<w:style ", b"</w:style>"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")
#: Entities are left alone, nothing is fetched, depth and size are libxml2's own limits.
_PARSER = etree.XMLParser(
    resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
)


@dataclass(frozen=True, slots=True)
class Relationship:
    """A link from one part to another: its id, the last word of its type, and the part's name."""

    id: str
    type: str
    target: str


class Package:
    """The parts of a document by name (without a leading slash)."""

    def __init__(self, data: bytes) -> None:
        """Open a package.

        Raises:
            EncryptedDocumentError: it is an OLE container of an encrypted package.
            UnsupportedDocumentError: it is an OLE container of something else.
            DamagedDocumentError: it is no package.
            OverLimitError: it has too many members.
        """
        self._spent = 0
        self._flat: dict[str, bytes] = {}
        self._zip: zipfile.ZipFile | None = None
        if data.startswith(_OLE):
            if _ENCRYPTED_STREAM in data:
                raise EncryptedDocumentError
            raise UnsupportedDocumentError("an old Word document")
        if data.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
            self._flat = _flat_parts(data)
            self.names = frozenset(self._flat)
            return
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except ZIP_FAULTS as error:
            raise DamagedDocumentError("not a Word package") from error
        self._members = {info.filename.replace("\\", "/").lstrip("/"): info for info in self._zip.infolist()}
        if len(self._members) > limits.MAX_MEMBERS:
            raise OverLimitError(f"{len(self._members)} parts")
        self.names = frozenset(self._members)

    def bytes(self, name: str) -> bytes | None:
        """The content of a part, or None where there is no such part.

        Raises:
            OverLimitError: it, or all that was read so far, is larger than allowed.
            EncryptedDocumentError: the archive's member needs a password.
            DamagedDocumentError: it cannot be unpacked.
        """
        if self._zip is None:
            return self._flat.get(name)
        info = self._members.get(name)
        if info is None:
            return None
        if info.flag_bits & 0x1:
            raise EncryptedDocumentError
        budget = min(limits.MAX_MEMBER_BYTES, limits.MAX_PACKAGE_BYTES - self._spent)
        try:
            with self._zip.open(info) as member:
                content = member.read(budget + 1)
        except ZIP_FAULTS as error:
            raise DamagedDocumentError(f"part {posixpath.basename(name)}") from error
        if len(content) > budget:
            raise OverLimitError(f"part {posixpath.basename(name)}")
        self._spent += len(content)
        return content

    def xml(self, name: str) -> etree._Element | None:
        """The root element of a part, or None where there is no such part.

        Raises:
            DamagedDocumentError: it is not well-formed XML.
            OverLimitError, EncryptedDocumentError: as for `bytes`.
        """
        content = self.bytes(name)
        return None if content is None else _parse(content, name)

    def styles(self, name: str) -> etree._Element | None:
        """The root element of the part of styles, but for those of tables: most of its bytes, and they bear on no text.

        Raises:
            DamagedDocumentError, OverLimitError, EncryptedDocumentError: as for `xml`.
        """
        content = self.bytes(name)
        if content is None:
            return None
        try:
            return _parse(_without_table_styles(content), name)
        except DamagedDocumentError:
            return _parse(content, name)

    def relationships(self, name: str) -> tuple[Relationship, ...]:
        """The internal links of a part ("" for the package itself)."""
        folder, base = posixpath.split(name)
        root = self.xml(posixpath.join(folder, "_rels", f"{base}.rels"))
        if root is None:
            return ()
        found = []
        for item in root:
            target = item.get("Target", "")
            if item.get("TargetMode") == "External" or not target:
                continue
            path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
            found.append(Relationship(item.get("Id", ""), item.get("Type", "").rsplit("/", 1)[-1], path))
        return tuple(found)

    def main_part(self) -> str:
        """The name of the document's main part.

        Raises:
            DamagedDocumentError: there is none.
        """
        targets = [link.target for link in self.relationships("") if link.type == "officeDocument"]
        for name in (*targets, "word/document.xml"):
            if name in self.names:
                return name
        raise DamagedDocumentError("no main part")


def _parse(content: bytes, name: str) -> etree._Element:
    if b"http://purl.oclc.org/ooxml/" in content:
        for strict, transitional in _TRANSITIONAL.items():
            content = content.replace(strict, transitional)
    try:
        return etree.fromstring(content, _PARSER)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise DamagedDocumentError(f"part {posixpath.basename(name)} is not well-formed") from error


def _without_table_styles(content: bytes) -> bytes:
    """A part of styles without those of tables, in one pass; styles do not nest."""
    first, *styles = content.split(_STYLE)
    kept = [first]
    for style in styles:
        head, end = style[: style.find(b">")], style.find(_STYLE_END)
        if b'w:type="table"' in head and not head.endswith(b"/") and end >= 0:
            kept.append(style[end + len(_STYLE_END) :])
        else:
            kept.append(_STYLE + style)
    return b"".join(kept)


def _flat_parts(data: bytes) -> dict[str, bytes]:
    """The parts of a flat OPC file."""
    if len(data) > limits.MAX_PACKAGE_BYTES:
        raise OverLimitError
    root = _parse(data, "package")
    parts: dict[str, bytes] = {}
    for part in root.iter(f"{_PKG}part"):
        name = (part.get(f"{_PKG}name") or "").lstrip("/")
        content = part.find(f"{_PKG}xmlData")
        if content is not None and len(content):
            parts[name] = etree.tostring(content[0])
            continue
        binary = part.findtext(f"{_PKG}binaryData")
        if binary:
            try:
                parts[name] = base64.b64decode(binary)
            except (binascii.Error, ValueError) as error:
                raise DamagedDocumentError(f"part {posixpath.basename(name)}") from error
    if not parts:
        raise DamagedDocumentError("not a Word package")
    return parts
