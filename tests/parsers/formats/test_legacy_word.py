"""The reader of old Word documents: converted by LibreOffice where it is, refused precisely where it is not."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.compound import Compound
from parsers.document import Table
from parsers.errors import DamagedDocumentError, EncryptedDocumentError, UnsupportedDocumentError
from parsers.formats import office, read_document
from parsers.formats.legacy_word_text import Paragraph, last_table, paragraphs
from parsers.sniff import sniff
from tests.parsers.wrappers.making import compound

SAMPLE = Path(__file__).parents[2] / "samples" / "documents" / "legacy-libreoffice.doc"
LAST = SAMPLE.with_name("legacy-table-last.doc")
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


ROWS = [
    [["Start of works"], ["11 August 2019"]],
    [["Main risks"], ["The union’s view is cautious.", "cash flow", "staff", "Nobody else is affected."]],
    [["Agreed by the board"], ["☒"]],
    [["Date signed"], [""]],
    [["Signed by"], ["Jo Bloggs"]],
]


def test_table_that_ends_the_text_is_found_in_the_file_itself() -> None:
    file = Compound(LAST.read_bytes())
    assert last_table(paragraphs(file, file.read(("WordDocument",)))) == ROWS


def test_text_that_ends_with_a_paragraph_ends_with_no_table() -> None:
    cell = Paragraph("Jo", in_table=True, ends_cell=True, ends_row=False)
    end = Paragraph("", in_table=True, ends_cell=True, ends_row=True)
    after = Paragraph("", in_table=False, ends_cell=False, ends_row=False)
    assert [last_table(found) for found in ([cell, end], [cell, end, after], [])] == [[[["Jo"]]], [], []]


@pytest.mark.server("libreoffice")
def test_legacy_word_leaves_a_last_table_alone_that_was_converted_whole() -> None:
    table = read_document(SAMPLE.read_bytes(), type=DOC).blocks[-1]
    assert isinstance(table, Table)
    assert [cell.text for cell in table.cells[-2:]] == ["Declaration of truth", "☒"]


@settings(max_examples=200, deadline=None)
@given(cut=st.integers(0, 4000), changed=st.dictionaries(st.integers(0, 2000), st.integers(0, 255), max_size=30))
def test_paragraphs_of_a_damaged_file_are_some_or_none(cut: int, changed: dict[int, int]) -> None:
    file = Compound(LAST.read_bytes())
    stream = bytearray(file.read(("WordDocument",)))
    for place, value in changed.items():
        stream[place] = value
    found = paragraphs(file, bytes(stream[: len(stream) - cut]))
    assert all(len(item.text) <= len(stream) for item in found)


@pytest.mark.server("libreoffice")
def test_legacy_word_keeps_the_table_that_nothing_follows() -> None:
    document = read_document(LAST.read_bytes(), type=DOC)
    table = document.blocks[-1]
    assert isinstance(table, Table)
    assert [(cell.row, cell.column, [line.text for line in cell.lines]) for cell in table.cells] == [
        (row, column, [text for text in cell if text])
        for row, cells in enumerate(ROWS)
        for column, cell in enumerate(cells)
    ]
    assert [line.bullet for line in table.cells[3].lines] == [False, True, True, False]
