"""The reader of old Word documents: converted by LibreOffice where it is, refused precisely where it is not."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from parsers.document import Table
from parsers.errors import DamagedDocumentError, EncryptedDocumentError, UnsupportedDocumentError
from parsers.formats import office, read_document
from parsers.sniff import sniff
from tests.parsers.wrappers.making import compound

SAMPLE = Path(__file__).parents[2] / "samples" / "documents" / "legacy-libreoffice.doc"
DOC = "application/msword"


@pytest.mark.server("libreoffice")
def test_legacy_word_is_known_by_its_bytes_and_read() -> None:
    data = SAMPLE.read_bytes()
    assert sniff(data) == DOC
    document = read_document(data, type=DOC)
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert tables[0].cells[0].text == "Council name"
    assert "converted" in document.notes


def test_legacy_word_without_libreoffice_is_refused_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "program", lambda: None)
    with pytest.raises(UnsupportedDocumentError, match=r"save it as \.docx or PDF"):
        read_document(SAMPLE.read_bytes(), type=DOC)


def test_legacy_word_with_a_password_is_encrypted() -> None:
    head = struct.pack("<HHHHHH", 0xA5EC, 0xC1, 0, 0x409, 0, 0x0100)
    with pytest.raises(EncryptedDocumentError):
        read_document(compound({"WordDocument": head.ljust(6000, b"\0")}), type=DOC)


def test_legacy_word_cut_short_is_damaged() -> None:
    with pytest.raises(DamagedDocumentError):
        read_document(SAMPLE.read_bytes()[:1500], type=DOC)
