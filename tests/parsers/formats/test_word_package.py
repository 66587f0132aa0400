"""The parts of a Word package that are read in part."""

from __future__ import annotations

import io
import zipfile

import pytest

from parsers.formats.word_package import Package

_W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def _styles_of(inner: str) -> list[str | None]:
    """The ids of the styles that are read of a part with these."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/styles.xml", f'<w:styles xmlns:w="{_W}">{inner}</w:styles>')
    root = Package(out.getvalue()).styles("word/styles.xml")
    assert root is not None
    return [item.get(f"{{{_W}}}styleId") for item in root]


@pytest.mark.parametrize(
    ("inner", "kept"),
    [
        (
            '<w:style w:type="paragraph" w:styleId="A"><w:rPr><w:b/></w:rPr></w:style>'
            '<w:style w:type="table" w:styleId="T"><w:tblPr/></w:style>'
            '<w:style w:type="character" w:styleId="B"/>',
            ["A", "B"],
        ),
        ('<w:style w:type="table" w:styleId="T"/><w:style w:type="paragraph" w:styleId="A"></w:style>', ["T", "A"]),
        ('<!-- <w:style w:type="table" w:styleId="C"> --><w:style w:type="paragraph" w:styleId="A"/>', ["A"]),
    ],
    ids=["tables-out", "empty-element", "in-a-comment"],
)
def test_styles_of_tables_are_left_out_and_no_others(inner: str, kept: list[str]) -> None:
    assert _styles_of(inner) == kept
