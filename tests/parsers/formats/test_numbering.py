"""The numbers of lists, which are not in the text, are read as they are shown."""

from __future__ import annotations

import pytest

from parsers.document import Document
from parsers.formats import read_document
from parsers.formats.hypertext import read_html
from parsers.formats.numbering import Counter, Level, Mark, mark_of, written
from parsers.formats.word import read_word
from tests.parsers.formats.test_odt import read as read_odt
from tests.parsers.formats.word_samples import package, paragraph, part, text


def shown(document: Document) -> list[tuple[str, bool]]:
    """Every line with whether it has a bullet."""
    return [(line.text, line.bullet) for line in document.lines()]


@pytest.mark.parametrize(
    ("number", "style", "expected"),
    [
        (7, "1", "7"), (7, "01", "07"), (3, "a", "c"), (28, "A", "BB"), (4, "i", "iv"), (1994, "I", "MCMXCIV"),
        (5, "?", "5"), (0, "a", "0"),
    ],
)  # fmt: skip
def test_number_is_written_in_its_style(number: int, style: str, expected: str) -> None:
    assert written(number, style) == expected


def test_levels_count_by_themselves_and_begin_anew_under_each_number() -> None:
    counter = Counter([Level("1", "%1."), Level("a", "%1.%2)"), Level(None)])
    marks = [counter.next(depth) for depth in (0, 1, 1, 2, 0, 1)]
    assert marks == [Mark("1."), Mark("1.a)"), Mark("1.b)"), Mark(bullet=True), Mark("2."), Mark("2.a)")]
    assert counter.next(0, 10) == Mark("10.")


@pytest.mark.parametrize(
    ("printed", "mark"),
    [
        ("1.\t", Mark("1.")), ("(a)", Mark("(a)")), ("iv)", Mark("iv)")), ("Q3:", Mark("Q3:")),
        ("\uf0b7\t", Mark(bullet=True)), ("o\t", Mark(bullet=True)), ("§", Mark(bullet=True)), ("", Mark()),
    ],
)  # fmt: skip
def test_mark_is_known_as_it_is_printed(printed: str, mark: Mark) -> None:
    assert mark_of(printed) == mark


_NUMBERING = part(
    "numbering",
    '<w:abstractNum w:abstractNumId="0">'
    '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="decimal"/><w:lvlText w:val="%1."/></w:lvl>'
    '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="lowerLetter"/><w:lvlText w:val="(%2)"/></w:lvl>'
    "</w:abstractNum>"
    '<w:abstractNum w:abstractNumId="1"><w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="•"/></w:lvl>'
    "</w:abstractNum>"
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/>'
    "</w:lvlOverride></w:num>",
)
_STYLES = part(
    "styles",
    '<w:style w:type="paragraph" w:styleId="Question"><w:name w:val="Question"/><w:pPr><w:numPr><w:numId w:val="1"/>'
    "</w:numPr></w:pPr></w:style>",
)


def listed(words: str, number: int, level: int = 0) -> str:
    """A paragraph in a list of Word's."""
    of = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    return paragraph(text(words), properties=of)


def read(*body: str, numbering: bytes = _NUMBERING) -> Document:
    links = {"numbering": "numbering.xml", "styles": "styles.xml"}
    return read_word(
        package("".join(body), links=links, parts={"word/numbering.xml": numbering, "word/styles.xml": _STYLES})
    )


def test_word_numbers_paragraphs_and_leaves_bullets() -> None:
    styled = paragraph(text("Start"), properties='<w:pStyle w:val="Question"/>')
    document = read(
        listed("Name", 1), paragraph(text("Jo")), listed("First", 2), listed("Of whom", 1, 1), styled, listed("Anew", 3)
    )
    assert shown(document) == [
        ("1. Name", False),
        ("Jo", False),
        ("First", True),
        ("(a) Of whom", False),
        ("2. Start", False),
        ("1. Anew", False),
    ]


def test_word_paragraph_taken_out_of_its_list_has_no_number() -> None:
    out = '<w:pStyle w:val="Question"/><w:numPr><w:numId w:val="0"/></w:numPr>'
    assert shown(read(paragraph(text("Plain"), properties=out))) == [("Plain", False)]


def test_word_list_of_which_nothing_is_told_has_bullets() -> None:
    assert shown(read(listed("First", 9))) == [("First", True)]
    assert shown(read(listed("First", 1), numbering=b"<w:numbering")) == [("First", True)]


def test_odt_numbers_items_and_goes_on_where_a_list_is_continued() -> None:
    style = (
        '<text:list-style style:name="L1"><text:list-level-style-number text:level="1" style:num-format="1" '
        'style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="a" style:num-suffix=")" '
        'text:display-levels="1"/></text:list-style>'
        '<text:list-style style:name="L2"><text:list-level-style-bullet text:level="1" text:bullet-char="•"/>'
        "</text:list-style>"
    )
    item = "<text:list-item><text:p>{}</text:p></text:list-item>".format
    nested = f"<text:list-item><text:list>{item('Of whom')}</text:list></text:list-item>"
    document = read_odt(
        f'{style}<text:list text:style-name="L1">{item("Name")}{nested}</text:list><text:p>Jo</text:p>'
        f'<text:list text:style-name="L1" text:continue-numbering="true">{item("Start")}</text:list>'
        f'<text:list text:style-name="L2">{item("First")}</text:list>'
    )
    assert shown(document) == [
        ("1. Name", False),
        ("a) Of whom", False),
        ("Jo", False),
        ("2. Start", False),
        ("First", True),
    ]


def test_rtf_numbers_stand_before_their_paragraphs_only() -> None:
    body = (
        rb"{\rtf1 {\listtext\pard\plain 1.\tab}\pard\ls1 Name\line Surname\par "
        rb"{\listtext\'b7\tab}First\par \pard Jo\par}"
    )
    assert shown(read_document(body, type="application/rtf")) == [
        ("1. Name", False),
        ("Surname", False),
        ("First", True),
        ("Jo", False),
    ]


def test_html_numbers_the_items_of_ordered_lists() -> None:
    document = read_html("<ol start='3' type='a'><li>Name</li><li><p>Start</p></li></ol><ul><li>First</li></ul>")
    assert shown(document) == [("c. Name", False), ("d. Start", False), ("First", True)]
