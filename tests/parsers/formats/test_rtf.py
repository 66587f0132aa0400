"""The reader of Rich Text Format: LibreOffice's own file, and one construct at a time as Word writes it."""

from __future__ import annotations

from pathlib import Path

import pytest

from parsers.document import TICKED, UNTICKED, Cell, ControlKind, Document, DocumentKind, Table
from parsers.errors import DamagedDocumentError, EmptyDocumentError, OverLimitError
from parsers.formats import read_document
from parsers.sniff import sniff

SAMPLES = Path(__file__).parents[2] / "samples" / "documents"


def read(body: str) -> Document:
    head = r"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}{\f1\fcharset2 Wingdings;}{\f2\fcharset204 Arial Cyr;}}"
    return read_document(f"{head}{body}}}".encode("cp1252"), type="application/rtf")


def cells(document: Document) -> list[Cell]:
    return [cell for block in document.blocks if isinstance(block, Table) for cell in block.cells]


def test_rtf_by_libreoffice_is_known_by_its_bytes_and_read() -> None:
    data = (SAMPLES / "rtf-libreoffice.rtf").read_bytes()
    document = read_document(data, type=sniff(data))
    assert document.kind is DocumentKind.RTF
    assert [cell.text for cell in cells(document)[:4]] == [
        "Council",
        "City of York Council",
        "Is this a joint application?",
        f"{UNTICKED} Yes\n{TICKED} No",
    ]
    assert [line.text for line in document.running] == ["Civic Repair Grants", "Page 2 of 2"]


def test_rtf_struck_hidden_and_deleted_text_is_left_out() -> None:
    document = read(r"Yes{\strike  / No}{\v !}{\deleted\revauthdel1  gone}{\revised , we do}{\striked1 x}\par")
    assert document.text == "Yes, we do"
    assert document.notes == ("tracked-changes",)


def test_rtf_characters_are_decoded_by_font_and_number() -> None:
    document = read(
        r"caf\'e9 \u8220?ci\u8221?{\uc2\u233\'c3\'a9} \ldblquote q\rdblquote\~{\f2\'cf}{\f1\'fe}\u-10179?\u-8704?\par"
    )
    assert document.text == f"café “ci”é “q” П{TICKED}\U0001f600"


def test_rtf_rows_make_a_table_with_spans() -> None:
    document = read(
        r"\trowd\cellx2000\cellx6000\pard\intbl Name\cell Jo\line Bloggs\cell\row"
        r"\trowd\clcbpat2\cellx6000\pard\intbl Both\cell\row"
        r"\trowd\clvmgf\cellx2000\cellx6000\pard\intbl Tall\cell a\cell\row"
        r"\trowd\clvmrg\cellx2000\cellx6000\pard\intbl\cell b\cell\row\pard After\par"
    )
    assert [(c.row, c.column, c.row_span, c.column_span, c.shaded, c.text) for c in cells(document)] == [
        (0, 0, 1, 1, False, "Name"),
        (0, 1, 1, 1, False, "Jo\nBloggs"),
        (1, 0, 1, 2, True, "Both"),
        (2, 0, 2, 1, False, "Tall"),
        (2, 1, 1, 1, False, "a"),
        (3, 1, 1, 1, False, "b"),
    ]
    assert document.text.endswith("After")


def test_rtf_table_in_a_cell_follows_the_table_it_stands_in() -> None:
    document = read(
        r"\trowd\cellx2000\cellx6000\pard\intbl Outer\cell "
        r"\pard\intbl\itap2 In\nestcell side\nestcell{\*\nesttableprops\trowd\cellx3000\cellx4000\nestrow}"
        r"{\nonesttableprops\par}\pard\intbl rest\cell\row\pard\par"
    )
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert [[cell.text for cell in table.cells] for table in tables] == [["Outer", "rest"], ["In", "side"]]


def test_rtf_form_fields_carry_their_values() -> None:
    document = read(
        r"{\field{\*\fldinst FORMTEXT {\*\formfield{\fftype0{\*\ffname Town}{\*\ffstattext Your town}}}}"
        r"{\fldrslt Hull}}\par"
        r"{\field{\*\fldinst FORMTEXT {\*\formfield{\fftype0{\*\ffname Empty}}}}{\fldrslt \u8194 ?\u8194 ?}}\par"
        r"{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres1{\*\ffname Agree}\ffdefres0}}}{\fldrslt}} ok\par"
        r"{\field{\*\fldinst FORMCHECKBOX {\*\formfield{\fftype1\ffres25{\*\ffname Post}\ffdefres0}}}{\fldrslt}}\par"
        r"{\field{\*\fldinst FORMDROPDOWN {\*\formfield{\fftype2\ffres1{\*\ffl Unitary}{\*\ffl District}}}}{\fldrslt}}"
        r"\par {\field{\*\fldinst HYPERLINK a}{\fldrslt a link}}\par"
    )
    assert [(field.name, field.label, field.kind, field.value) for field in document.fields] == [
        ("Town", "Your town", ControlKind.TEXT, "Hull"),
        ("Empty", "", ControlKind.TEXT, None),
        ("Agree", "", ControlKind.CHECKBOX, TICKED),
        ("Post", "", ControlKind.CHECKBOX, UNTICKED),
        ("", "", ControlKind.CHOICE, "District"),
    ]
    assert [line.text for line in document.lines()] == [
        "Hull",
        "",
        f"{TICKED} ok",
        UNTICKED,
        "District",
        "a link",
    ]


def test_rtf_text_boxes_follow_their_paragraph_and_notes_the_text() -> None:
    document = read(
        r"Question{\shp{\*\shpinst{\sp{\sn a}{\sv 1}}{\shptxt Answer\par}}{\shprslt{\*\do{\dptxbxtext Answer\par}}}}"
        r"{\footnote\pard the note}\par Next\par"
    )
    assert document.text == "Question\nAnswer\nNext\nthe note"


def test_rtf_headers_pictures_and_unknown_destinations_are_no_text() -> None:
    document = read(
        r"{\info{\title The form}}{\header\pard Running\par}{\*\unknown x}{\pict 89504e47}{\pict\bin4 }}}}}Text\par"
    )
    assert (document.title, document.text, [line.text for line in document.running]) == (
        "The form",
        "Text",
        ["Running"],
    )


def test_rtf_headings_and_list_items_are_told() -> None:
    document = read(r"{\stylesheet{\s1 heading 1;}{\s2 Normal;}}\pard\s1 Part\par\pard\s2{\listtext 1.\tab}Item\par")
    assert [(line.text, line.heading, line.bullet) for line in document.lines()] == [
        ("Part", True, False),
        ("1. Item", False, False),
    ]


def test_rtf_cut_short_is_read_and_says_so() -> None:
    document = read_document(rb"{\rtf1 {\b Name: Jo", type="application/rtf")
    assert (document.text, document.notes) == ("Name: Jo", ("repaired",))


def test_rtf_without_text_is_empty() -> None:
    with pytest.raises(EmptyDocumentError):
        read(r"\pard\par")


def test_rtf_nested_without_end_is_over_the_limit() -> None:
    with pytest.raises(OverLimitError):
        read("{" * 20_000)


def test_something_else_called_rtf_is_damaged() -> None:
    with pytest.raises(DamagedDocumentError):
        read_document(b"not it", type="application/rtf")


def test_rtf_line_is_italic_where_all_of_it_is() -> None:
    document = read(r"{\i Up to 50 words}\par {\i No} more\par \i Or\plain\par")
    assert [line.italic for line in document.lines()] == [True, False, True]
