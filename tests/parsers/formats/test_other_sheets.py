"""Workbooks of old Excel and of OpenDocument: converted by LibreOffice where it is, refused precisely where not."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest

from parsers.document import Document, Table
from parsers.errors import DamagedDocumentError, EncryptedDocumentError, UnsupportedDocumentError
from parsers.formats import office, read_document
from parsers.sniff import sniff
from tests.parsers.wrappers.making import compound

SAMPLES = Path(__file__).parents[2] / "samples" / "documents"
XLS = "application/vnd.ms-excel"
ODS = "application/vnd.oasis.opendocument.spreadsheet"
TYPES = {"legacy-libreoffice.xls": XLS, "sheet-libreoffice.ods": ODS}


def cells(document: Document) -> list[str]:
    return [cell.text for block in document.blocks if isinstance(block, Table) for cell in block.cells]


@pytest.mark.server("libreoffice")
@pytest.mark.parametrize("name", TYPES)
def test_workbook_is_known_by_its_bytes_and_read_as_its_newer_self(name: str) -> None:
    data = (SAMPLES / name).read_bytes()
    assert sniff(data) == TYPES[name]
    document = read_document(data, type=TYPES[name])
    newer = (SAMPLES / "sheet-xlsxwriter.xlsx").read_bytes()
    assert cells(document)[:6] == cells(read_document(newer, type=sniff(newer)))[:6]
    assert "converted" in document.notes


@pytest.mark.parametrize("name", TYPES)
def test_workbook_without_libreoffice_is_refused_with_advice(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "program", lambda: None)
    with pytest.raises(UnsupportedDocumentError, match=r"please save it as \.xlsx or PDF"):
        read_document((SAMPLES / name).read_bytes(), type=TYPES[name])


def test_workbook_without_the_part_for_spreadsheets_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "soffice.bin").touch()
    monkeypatch.setattr(office, "program", lambda: str(tmp_path / "soffice.bin"))
    with pytest.raises(UnsupportedDocumentError):
        read_document((SAMPLES / "legacy-libreoffice.xls").read_bytes(), type=XLS)


def test_workbook_with_a_password_is_encrypted() -> None:
    records = struct.pack("<HH4x", 0x809, 4) + struct.pack("<HH6x", 0x2F, 6)
    with pytest.raises(EncryptedDocumentError):
        read_document(compound({"Workbook": records.ljust(6000, b"\0")}), type=XLS)


def test_workbook_cut_short_is_damaged() -> None:
    for name, kind in TYPES.items():
        with pytest.raises(DamagedDocumentError):
            read_document((SAMPLES / name).read_bytes()[:1500], type=kind)
