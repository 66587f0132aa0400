"""The table of formats: each type goes to its reader, each format has a sample."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.document import DocumentKind
from parsers.errors import EmptyDocumentError, UnsupportedDocumentError
from parsers.formats import FORMATS, READABLE, read_document, read_html, read_text

SAMPLES = Path(__file__).parents[2] / "samples" / "documents"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.mark.parametrize(
    ("name", "type_", "kind"),
    [
        ("fillable-reportlab.pdf", "application/pdf", DocumentKind.PDF_FORM),
        ("flat-libreoffice.pdf", "application/pdf", DocumentKind.PDF_TEXT),
        ("word-libreoffice.docx", WORD, DocumentKind.WORD),
        ("word-python-docx.docx", WORD.upper(), DocumentKind.WORD),
        ("page-libreoffice.html", "text/html", DocumentKind.HTML),
    ],
)
def test_read_document_goes_by_type(name: str, type_: str, kind: DocumentKind) -> None:
    assert read_document((SAMPLES / name).read_bytes(), type=type_).kind is kind


def test_read_document_unknown_type_is_unsupported() -> None:
    with pytest.raises(UnsupportedDocumentError):
        read_document(b"x", type="application/x-unknown")


@pytest.mark.parametrize("type_", sorted(FORMATS))
def test_read_document_without_bytes_is_empty(type_: str) -> None:
    with pytest.raises(EmptyDocumentError):
        read_document(b"", type=type_)


def test_readable_is_the_table() -> None:
    assert frozenset(FORMATS) == READABLE


def test_read_text_and_read_html_give_the_same_lines() -> None:
    assert read_text("Name: Jo\nTitle: Director").text == read_html("<p>Name: Jo<br>Title: Director</p>").text
