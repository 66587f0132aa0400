"""What kind of file bytes are, by the bytes: names and declared types are only asked where bytes cannot tell.

Some forty kinds are told apart. What a kind means (read, opened, refused) is decided elsewhere.
"""

from __future__ import annotations

import io
import re
import zipfile

from parsers.errors import ZIP_FAULTS

OCTET_STREAM = "application/octet-stream"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
DOCM = "application/vnd.ms-word.document.macroenabled.12"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
MAIL = "message/rfc822"

#: Bytes at the very beginning → type; the first that fits. OLE and zip files are looked into further.
_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"PK00PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x78\x9f\x3e\x22", "application/ms-tnef"),
    (b"-----BEGIN PGP MESSAGE", "application/pgp-encrypted"),
    (b"-----BEGIN PGP SIGNATURE", "application/pgp-signature"),
    (b"MZ", "application/vnd.microsoft.portable-executable"),
)
#: Names inside a zip's central directory → type. The order matters: a .docm also has word/document.xml.
_ZIP_MEMBERS: tuple[tuple[str, str], ...] = (
    ("word/vbaProject.bin", DOCM),
    ("word/document.xml", DOCX),
    ("word/document2.xml", DOCX),  # what some tenants of Microsoft 365 write
    ("xl/workbook.xml", XLSX),
    ("xl/workbook.bin", "application/vnd.ms-excel.sheet.binary.macroenabled.12"),
    ("ppt/presentation.xml", PPTX),
)
_MOST_MEMBERS = 5_000  # a directory with more is no office document's
#: Stream names in an OLE compound file's directory (UTF-16) → type.
_OLE_STREAMS: tuple[tuple[str, str], ...] = (
    ("EncryptedPackage", "application/x-ooxml-encrypted"),
    ("__properties_version1.0", "application/vnd.ms-outlook"),
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)
_HEIC_BRANDS = (b"heic", b"heix", b"hevc", b"mif1", b"msf1", b"heim", b"avif")
_PDF_JUNK = 1024  # readers accept a PDF's header anywhere in the first kilobyte (PDF 1.7, annex H.3)
_OPEN_DOCUMENT = re.compile(rb"mimetype(application/vnd\.oasis\.opendocument\.[a-z-]{1,40})")
_PKCS7_OID = b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07"
_HTML = re.compile(rb"<(?:!doctype\s+html|html|head|body|table|div|meta\s)", re.IGNORECASE)
_MAIL = re.compile(rb"(?:[A-Za-z][A-Za-z0-9-]{1,60}:[^\n]*\n(?:[ \t][^\n]*\n){0,50}){2}")
_MAIL_FIELD = re.compile(rb"(?mi)^(?:received|from|message-id|return-path|mime-version|delivered-to):[ \t]")


def sniff(data: bytes, *, declared: str = "", name: str = "") -> str:
    """The type (``type/subtype``) of ``data``; ``declared`` and ``name`` decide only between kinds of text."""
    head = data[:4096]
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            return _deeper(data, kind)
    if head[4:8] == b"ftyp" and head[8:12] in _HEIC_BRANDS:
        return "image/heic"
    if b"%PDF-" in head[:_PDF_JUNK]:
        return "application/pdf"
    if _PKCS7_OID in head[:40] and head[:1] == b"\x30":
        return "application/pkcs7-mime" if declared != "application/pkcs7-signature" else declared
    if not data:
        return declared or OCTET_STREAM
    return _text_kind(head, declared, name) if _is_text(head) else _opaque(declared)


def _deeper(data: bytes, kind: str) -> str:
    """Look into the two kinds of file that hold many others."""
    if kind == "application/zip":
        found = _OPEN_DOCUMENT.search(data[:200])
        if found:
            return found[1].decode("ascii")
        members = _members(data)
        return next((name for member, name in _ZIP_MEMBERS if member in members), kind)
    if kind == "application/x-ole-storage":
        return next((name for stream, name in _OLE_STREAMS if stream.encode("utf-16-le") in data), kind)
    return kind


def _members(data: bytes) -> frozenset[str]:
    """The names in a zip's directory; of one cut short, those in its beginning that tell what it was."""
    if data.count(b"PK\x01\x02") > _MOST_MEMBERS:
        return frozenset()
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return frozenset(archive.namelist())
    except ZIP_FAULTS:
        if b"[Content_Types].xml" not in data[:200]:
            return frozenset()
        return frozenset(member for member, _ in _ZIP_MEMBERS if member.encode() in data)


def _is_text(head: bytes) -> bool:
    """Whether these bytes are text in some charset: no control characters but white space, or a UTF-16 mark."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    odd = len(head.translate(None, bytes(range(32, 256)) + b"\t\n\r\f\x1b"))
    return odd <= max(2, len(head) // 200)  # a stray NUL or two does not make a letter a binary file


def _text_kind(head: bytes, declared: str, name: str) -> str:
    """Which kind of text: told by its first words, then by what was declared."""
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if start.startswith(b"BEGIN:VCALENDAR"):
        return "text/calendar"
    if start.startswith(b"BEGIN:VCARD"):
        return "text/vcard"
    if _MAIL.match(start) and _MAIL_FIELD.search(start) and not declared.startswith(("text/", "message/delivery")):
        return MAIL
    if name.lower().endswith(".eml") and _MAIL.match(start):
        return MAIL
    if _HTML.search(start[:1024]):
        return "text/html"
    if declared.startswith(("text/", "message/")) and declared != "text/html":
        return declared
    if start.startswith(b"<?xml"):
        return "application/xml"
    return "text/plain"


def _opaque(declared: str) -> str:
    """Bytes of no known kind: the declared type where it names a medium nothing here reads, else octet-stream."""
    return declared if declared.split("/")[0] in ("audio", "video", "font", "image") else OCTET_STREAM
