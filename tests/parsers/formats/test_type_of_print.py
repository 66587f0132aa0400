"""The size and the colour in which a line is printed are told by every format that has them."""

from __future__ import annotations

import pytest

from parsers.document import Document
from parsers.formats import read_document
from parsers.formats.colours import from_channels, from_hex
from parsers.formats.hypertext import read_html
from parsers.formats.word import read_word
from tests.parsers.formats.test_odt import read as read_odt
from tests.parsers.formats.word_samples import package, paragraph, part, text


def prints(document: Document) -> list[tuple[str, float | None, str]]:
    return [(line.text, line.size, line.colour) for line in document.lines()]


@pytest.mark.parametrize(
    ("said", "colour"),
    [
        ("808080", "808080"),
        ("#808080", "808080"),
        ("#00F", "0000ff"),
        ("auto", ""),
        ("000000", ""),
        ("#222222", ""),
        ("", ""),
    ],
)
def test_colour_is_told_as_six_digits_and_black_as_none(said: str, colour: str) -> None:
    assert from_hex(said) == colour
    assert from_channels(0, 0, 255) == "0000ff"


def test_word_tells_of_runs_styles_and_defaults() -> None:
    styles = part(
        "styles",
        '<w:docDefaults><w:rPrDefault><w:rPr><w:sz w:val="24"/></w:rPr></w:rPrDefault></w:docDefaults>'
        '<w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/><w:rPr><w:sz w:val="22"/>'
        "</w:rPr></w:style>"
        '<w:style w:type="paragraph" w:styleId="Hint"><w:name w:val="Hint"/><w:basedOn w:val="Normal"/><w:rPr>'
        '<w:sz w:val="18"/><w:color w:val="7F7F7F"/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Answer"><w:name w:val="Answer"/><w:rPr><w:color w:val="0000FF"/>'
        "</w:rPr></w:style>",
    )
    body = (
        paragraph(text("Name of the hall"))
        + paragraph(text("As on the deeds"), properties='<w:pStyle w:val="Hint"/>')
        + paragraph(text("Ashby", '<w:rStyle w:val="Answer"/>'))
        + paragraph(text("Large", '<w:sz w:val="40"/><w:color w:val="auto"/>'))
    )
    document = read_word(package(body, links={"styles": "styles.xml"}, parts={"word/styles.xml": styles}))
    assert prints(document) == [
        ("Name of the hall", 11.0, ""),
        ("As on the deeds", 9.0, "7f7f7f"),
        ("Ashby", 11.0, "0000ff"),
        ("Large", 20.0, ""),
    ]
    assert prints(read_word(package(paragraph(text("Plain"))))) == [("Plain", 10.0, "")]


def test_odt_tells_of_sizes_in_points_and_as_shares() -> None:
    style = (
        '<style:style style:name="P1" style:family="paragraph"><style:text-properties fo:font-size="12pt" '
        'fo:color="#808080"/></style:style><style:style style:name="T1" style:family="text"><style:text-properties '
        'fo:font-size="75%" style:use-window-font-color="true"/></style:style>'
    )
    body = (
        '<text:p text:style-name="P1">Grey</text:p><text:p text:style-name="P1"><text:span text:style-name="T1">Small'
        "</text:span></text:p>"
    )
    assert prints(read_odt(style + body)) == [("Grey", 12.0, "808080"), ("Small", 9.0, "")]


def test_rtf_tells_of_half_points_and_its_table_of_colours() -> None:
    body = rb"{\rtf1{\colortbl ;\red0\green0\blue255;}\fs18\cf1 Blue\par\plain Plain\par}"
    assert prints(read_document(body, type="application/rtf")) == [("Blue", 9.0, "0000ff"), ("Plain", 12.0, "")]


def test_html_tells_of_styles_and_of_the_elements_that_change_size() -> None:
    document = read_html(
        "<p style='font-size:12px;color:#888'>Hint</p><p>Name <span style='color: rgb(0, 0, 255)'>Jo Bloggs</span></p>"
        "<p><small>Small</small></p><p><font color='gray'>Old</font></p><p style='background-color:red'>On red</p>"
    )
    assert prints(document) == [
        ("Hint", 9.0, "888888"),
        ("Name Jo Bloggs", None, "0000ff"),
        ("Small", 10.0, ""),
        ("Old", None, "808080"),
        ("On red", None, ""),
    ]


def test_bold_text_that_a_line_begins_with_is_told_where_other_text_follows() -> None:
    bold = "<w:b/>"
    word = read_word(
        package(
            paragraph(text("Name: ", bold), text("Jo "), text("Bloggs", bold))
            + paragraph(text("All bold", bold))
            + paragraph(text("Plain"), text(" then bold", bold))
            + paragraph(text("Na", bold), text("me", bold), text(" Jo"))
        )
    )
    assert [line.lead for line in word.lines()] == ["Name:", "", "", "Name"]
    html = read_html("<p><b>Name:</b> Jo</p><p><b>All bold</b></p><p>Plain <b>then bold</b></p>")
    assert [line.lead for line in html.lines()] == ["Name:", "", ""]
