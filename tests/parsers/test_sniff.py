"""Types by bytes: each kind by the smallest file that is one, whatever name and type come with it."""

from __future__ import annotations

import io
import zipfile

import pytest

from parsers.sniff import DOCM, DOCX, MAIL, XLSX, sniff


def zipped(*names: str) -> bytes:
    """A zip with these members; the first may be an OpenDocument mimetype, "mimetype=…"."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(*name.split("=") if "=" in name else (name, "x"))
    return stream.getvalue()


def ole(stream: str) -> bytes:
    """The beginning of a compound file whose directory names ``stream``."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512) + stream.encode("utf-16-le") + bytes(64)


ODT = "application/vnd.oasis.opendocument.text"
KINDS = {
    "application/pdf": b"%PDF-1.7\n",
    DOCX: zipped("[Content_Types].xml", "word/document.xml"),
    DOCM: zipped("[Content_Types].xml", "word/document.xml", "word/vbaProject.bin"),
    XLSX: zipped("[Content_Types].xml", "xl/workbook.xml"),
    ODT: zipped(f"mimetype={ODT}", "content.xml"),
    "application/zip": zipped("form.pdf"),
    "application/msword": ole("WordDocument"),
    "application/vnd.ms-excel": ole("Workbook"),
    "application/vnd.ms-outlook": ole("__properties_version1.0"),
    "application/x-ooxml-encrypted": ole("EncryptedPackage"),
    "application/x-ole-storage": ole("Other"),
    "application/rtf": b"{\\rtf1\\ansi",
    "image/png": b"\x89PNG\r\n\x1a\n",
    "image/jpeg": b"\xff\xd8\xff\xe0",
    "image/tiff": b"II*\x00",
    "image/gif": b"GIF89a",
    "image/heic": b"\x00\x00\x00\x18ftypheic",
    "application/gzip": b"\x1f\x8b\x08\x00",
    "application/x-7z-compressed": b"7z\xbc\xaf\x27\x1c",
    "application/vnd.rar": b"Rar!\x1a\x07\x00",
    "application/ms-tnef": b"\x78\x9f\x3e\x22",
    "application/pkcs7-mime": b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02",
    "application/pgp-encrypted": b"-----BEGIN PGP MESSAGE-----\n",
    "text/calendar": b"BEGIN:VCALENDAR\r\n",
    "text/html": b"\xef\xbb\xbf <!DOCTYPE html><html>",
    "message/rfc822": b"Received: from a by b\r\nFrom: a@b.example\r\n\r\nx",
    "text/plain": b"Just words.",
    "application/octet-stream": b"\x00\x01\x02\x03" * 20,
}


@pytest.mark.parametrize("kind", KINDS)
def test_sniff_by_bytes(kind: str) -> None:
    assert sniff(KINDS[kind]) == kind


def test_sniff_believes_bytes_over_name_and_declared_type() -> None:
    assert sniff(b"%PDF-1.4", declared="image/jpeg", name="scan.jpg") == "application/pdf"


def test_sniff_of_a_pdf_after_junk() -> None:
    assert sniff(b"\r\nX-Junk: 1\r\n\r\n%PDF-1.4") == "application/pdf"
    assert sniff(b"words " * 300 + b"%PDF-1.4") == "text/plain"


def test_sniff_of_a_zip_that_holds_a_word_document_is_a_zip() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("form.docx", KINDS[DOCX])
    assert sniff(stream.getvalue()) == "application/zip"


def test_sniff_of_a_word_document_cut_short() -> None:
    assert sniff(KINDS[DOCX][:-40]) == DOCX


def test_sniff_of_text_that_looks_like_a_mail_header_is_text_when_declared_so() -> None:
    assert sniff(b"From: Priya\nDate: Monday\n\nHello", declared="text/plain") == "text/plain"


def test_sniff_of_text_with_a_stray_nul_is_text() -> None:
    assert sniff(b"our\x00 form") == "text/plain"


def test_sniff_of_nothing_is_what_was_declared() -> None:
    assert sniff(b"", declared="application/pdf") == "application/pdf"


def test_mail_whose_only_body_is_html_is_a_mail() -> None:
    head = b"From: a@northby.example\r\nSubject: form\r\nContent-Type: text/html\r\n\r\n"
    raw = head + b"<html><body><p>Our form</p></body></html>"
    assert sniff(raw, name="form.eml") == MAIL
