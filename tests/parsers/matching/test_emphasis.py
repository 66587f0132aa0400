"""Options chosen by underlining, highlighting or bold type, in every format that has them."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.document import Cell, Document, Line, Table
from parsers.form import FieldType, FormField
from parsers.formats import read_document
from parsers.formats.hypertext import read_html
from parsers.formats.word import read_word
from parsers.matching import match
from tests.parsers.formats.test_odt import read as read_odt
from tests.parsers.formats.word_samples import package, text
from tests.parsers.formats.word_samples import paragraph as printed
from tests.parsers.matching.documents import FORM, paragraph, word
from tests.parsers.matching.test_match import values

OWNER = FormField(
    key="owner", section="hall", label="Kind of owner", type=FieldType.CHOICE, options=("Charity", "Parish council")
)
WITH_OWNER = replace(FORM, fields=(*FORM.fields[:2], OWNER, *FORM.fields[2:]))


def listed(line: Line) -> object:
    document = word(paragraph("Is the hall a listed building?", bold=True), line)
    return values(match(document, FORM))["listed"]


@pytest.mark.parametrize(
    ("marked", "expected"), [(("Yes",), True), (("No",), False), (("Yes", "No"), None), ((), None), (("/",), None)]
)
def test_one_marked_side_of_two_is_the_answer(marked: tuple[str, ...], expected: object) -> None:
    assert listed(Line(text="Yes / No", marked=marked)) is expected


def test_one_option_of_a_list_in_bold_is_the_answer() -> None:
    lines = (Line(text="Kind of owner"), Line(text="Charity"), Line(text="Parish council", bold=True))
    table = Table(cells=(Cell(row=0, column=0, lines=lines[:1]), Cell(row=0, column=1, lines=lines[1:])))
    assert values(match(word(table), WITH_OWNER))["owner"] == "Parish council"


def test_options_all_in_bold_choose_none() -> None:
    lines = (Line(text="Charity", bold=True), Line(text="Parish council", bold=True))
    table = Table(
        cells=(Cell(row=0, column=0, lines=(Line(text="Kind of owner"),)), Cell(row=0, column=1, lines=lines))
    )
    assert values(match(word(table), WITH_OWNER))["owner"] is None


_UNDERLINED = '<w:u w:val="single"/>'
_DOCUMENTS = [
    read_word(package(printed(text("Yes / "), text("No", _UNDERLINED)))),
    read_word(package(printed(text("Yes / "), text("No", '<w:highlight w:val="yellow"/>')))),
    read_word(package(printed(text("Yes / "), text("No", "<w:b/>")))),
    read_document(rb"{\rtf1 Yes / {\ul No}\par}", type="application/rtf"),
    read_html("<p>Yes / <u>No</u></p>"),
    read_html("<p>Yes / <span style='background-color: yellow'>No</span></p>"),
    read_odt(
        '<style:style style:name="U" style:family="text"><style:text-properties style:text-underline-style="solid"/>'
        '</style:style><text:p>Yes / <text:span text:style-name="U">No</text:span></text:p>'
    ),
]


@pytest.mark.parametrize("document", _DOCUMENTS, ids=["word", "highlight", "bold", "rtf", "html", "css", "odt"])
def test_formats_tell_what_is_marked(document: Document) -> None:
    (line,) = document.lines()
    assert line.marked == ("No",)
