"""HTML: blocks, tables and controls as a person sees them."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.document import ControlKind, Document, DocumentKind, Line, Table
from parsers.errors import EmptyDocumentError
from parsers.formats.hypertext import read_html, read_html_file
from tests.parsers.formats.pdf_samples import shape

SAMPLES = Path(__file__).parents[2] / "samples" / "documents"


def lines(document: Document) -> list[str]:
    return [line.text for line in document.lines()]


def test_read_html_blocks_and_breaks_make_lines() -> None:
    document = read_html("<p>Name:<br>Jo  <b>Bloggs</b>\n again</p><div>Next<div>inner</div>last</div>")
    assert document.kind is DocumentKind.HTML
    assert lines(document) == ["Name:", "Jo Bloggs again", "Next", "inner", "last"]


def test_read_html_hidden_and_struck_text_is_left_out() -> None:
    html = (
        "<style>p{}</style><p>Yes <s>No</s><del>x</del></p><p style='display: none'>secret</p>"
        "<p><span style='text-decoration:line-through'>old</span>new</p><script>1</script><p hidden>h</p>"
    )
    assert lines(read_html(html)) == ["Yes", "new"]


def test_read_html_table_has_its_spans() -> None:
    (table,) = read_html(
        "<table><tr><th colspan=2>Lead</th></tr><tr><td rowspan=2>A</td><td>b</td></tr><tr><td>c</td></tr></table>"
    ).blocks
    assert isinstance(table, Table)
    assert [(cell.text, cell.row, cell.column, cell.row_span, cell.column_span) for cell in table.cells] == [
        ("Lead", 0, 0, 1, 2),
        ("A", 1, 0, 2, 1),
        ("b", 1, 1, 1, 1),
        ("c", 2, 1, 1, 1),
    ]


def test_read_html_layout_table_is_dissolved() -> None:
    inner = "<table><tr><td>Label</td><td>Answer</td></tr></table>"
    document = read_html(f"<table><tr><td>Above</td></tr><tr><td>{inner}</td></tr></table>")
    assert shape(document) == ["Above", [(0, 0, "Label"), (0, 1, "Answer")]]


def test_read_html_lists_headings_and_quotes_are_told() -> None:
    document = read_html(
        "<h2>Lead</h2><ul><li>one<li>two</ul><blockquote>said <blockquote>before</blockquote></blockquote>"
    )
    assert [
        (line.text, line.heading, line.bullet, line.quote) for line in document.blocks if isinstance(line, Line)
    ] == [
        ("Lead", True, False, 0),
        ("one", False, True, 0),
        ("two", False, True, 0),
        ("said", False, False, 1),
        ("before", False, False, 2),
    ]


def test_read_html_controls_are_fields_and_stand_in_their_lines() -> None:
    document = read_html(
        "<form><label for=n>Name</label> <input id=n name=name value='Jo Bloggs'><br>"
        "<input type=checkbox name=ok checked> Agreed<br>"
        "<input type=radio name=joint value=Yes checked> Yes <input type=radio name=joint value=No> No<br>"
        "<select name=r><option value=wm selected>West Midlands<option value=n>North</select><br>"
        "<textarea name=why>Because\nit works</textarea><input type=hidden name=h value=x></form>"
    )
    assert [(field.name, field.kind, field.value, field.label) for field in document.fields] == [
        ("name", ControlKind.TEXT, "Jo Bloggs", "Name"),
        ("ok", ControlKind.CHECKBOX, "☒", ""),
        ("joint", ControlKind.RADIO, "Yes", ""),
        ("r", ControlKind.CHOICE, "wm", ""),
        ("why", ControlKind.TEXT, "Because\nit works", ""),
    ]
    assert [(line.text, line.fields) for line in document.lines()] == [
        ("Name Jo Bloggs", (0,)),
        ("☒ Agreed", (1,)),
        ("☒ Yes ☐ No", (2, 2)),
        ("West Midlands", (3,)),
        ("Because it works", (4,)),
    ]


@pytest.mark.parametrize("html", ["", "   ", "<!-- only -->", "<html></html>", "\x00"])
def test_read_html_without_text_is_an_empty_document(html: str) -> None:
    assert read_html(html).blocks == ()


def test_read_html_nested_without_end_is_read() -> None:
    assert "deep" in read_html("<div>" * 1_500 + "deep").text


def test_read_html_file_uses_its_own_charset() -> None:
    page = "<html><head><meta charset='windows-1252'></head><body>£1 – café</body></html>"
    assert read_html_file(page.encode("cp1252")).text == "£1 – café"


def test_read_html_file_without_text_is_empty() -> None:
    with pytest.raises(EmptyDocumentError):
        read_html_file(b"<html><body></body></html>")


def test_read_html_file_from_a_word_processor_is_read_whole() -> None:
    document = read_html_file((SAMPLES / "page-libreoffice.html").read_bytes())
    first = next(block for block in document.blocks if isinstance(block, Table))
    assert [cell.text for cell in first.cells] == [
        "Name of lead local authority",
        "Walsall Metropolitan Borough Council",
        "Email address",
        "jo.bloggs@walsall.example",
        "Telephone",
        "",
        "Is this a joint bid?",
        "☒ Yes ☐ No",
    ]


def test_read_html_line_is_italic_where_all_of_it_is() -> None:
    document = read_html(
        "<p><em>Up to</em> <i>50 words</i></p><p><i>No</i> more</p><p style='font-style:italic'>Or</p>"
    )
    assert [line.italic for line in document.lines()] == [True, False, True]
