"""Word documents are read whole from their XML."""

from __future__ import annotations

import base64
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from parsers.document import ControlKind, Document, DocumentKind, Line, Table
from parsers.errors import (
    DamagedDocumentError,
    EmptyDocumentError,
    EncryptedDocumentError,
    OverLimitError,
    UnsupportedDocumentError,
)
from parsers.formats import limits
from parsers.formats.word import read_word
from tests.parsers.formats.word_samples import (
    cell,
    control,
    document,
    legacy,
    package,
    paragraph,
    part,
    row,
    table,
    text,
)

SAMPLES = Path(__file__).parents[2] / "samples" / "documents"


def read(*body: str) -> Document:
    return read_word(package("".join(body)))


def texts(document: Document) -> list[str]:
    return [line.text for line in document.lines()]


def test_read_word_paragraphs_and_tables_keep_their_order() -> None:
    document = read(
        paragraph(text("Before")), table(row(cell(paragraph(text("Label"))), cell())), paragraph(text("After"))
    )
    first, middle, last = document.blocks
    assert isinstance(first, Line)
    assert isinstance(middle, Table)
    assert isinstance(last, Line)
    assert (first.text, [item.text for item in middle.cells], last.text) == ("Before", ["Label", ""], "After")


def test_read_word_line_breaks_make_lines_and_tabs_stay() -> None:
    broken = "<w:r><w:t>Name:</w:t><w:tab/><w:t>Jo</w:t><w:br/><w:t>Title: Director</w:t></w:r>"
    assert texts(read(paragraph(broken))) == ["Name:\tJo", "Title: Director"]


def test_read_word_merged_cells_appear_once_with_their_spans() -> None:
    grid = read(
        table(
            row(cell(paragraph(text("Wide")), properties='<w:gridSpan w:val="2"/>'), cell(paragraph(text("c")))),
            row(
                cell(paragraph(text("Tall")), properties='<w:vMerge w:val="restart"/>'),
                cell(paragraph(text("d"))),
                cell(paragraph(text("e"))),
            ),
            row(cell(paragraph(), properties="<w:vMerge/>"), cell(paragraph(text("f"))), cell(paragraph(text("g")))),
        )
    ).blocks[0]
    assert isinstance(grid, Table)
    assert [(item.text, item.row, item.column, item.row_span, item.column_span) for item in grid.cells] == [
        ("Wide", 0, 0, 1, 2),
        ("c", 0, 2, 1, 1),
        ("Tall", 1, 0, 2, 1),
        ("d", 1, 1, 1, 1),
        ("e", 1, 2, 1, 1),
        ("f", 2, 1, 1, 1),
        ("g", 2, 2, 1, 1),
    ]


def test_read_word_nested_table_follows_the_one_it_stands_in() -> None:
    inner = table(row(cell(paragraph(text("inner"))), cell(paragraph(text("value")))))
    outer = read(table(row(cell(paragraph(text("left"))), cell(inner, paragraph(text("right"))))))
    assert [[item.text for item in block.cells] for block in outer.blocks if isinstance(block, Table)] == [
        ["left", "right"],
        ["inner", "value"],
    ]


def test_read_word_layout_table_of_one_cell_is_dissolved() -> None:
    inner = table(row(cell(paragraph(text("Label"))), cell(paragraph(text("Answer")))))
    outer = read(table(row(cell(paragraph(text("Above")), inner, paragraph(text("Below"))))))
    assert texts(outer) == ["Above", "Label", "Answer", "Below"]
    assert [type(block) for block in outer.blocks] == [Line, Table, Line]


def test_read_word_text_control_gives_its_value_and_its_line() -> None:
    document = read(
        paragraph(
            text("Authority: "),
            control(text("Walsall Council"), '<w:alias w:val="Lead authority"/><w:tag w:val="lead"/><w:text/>'),
        )
    )
    (field,) = document.fields
    (line,) = document.lines()
    assert (field.name, field.label, field.kind, field.value) == (
        "lead", "Lead authority", ControlKind.TEXT, "Walsall Council",
    )  # fmt: skip
    assert (line.text, line.fields) == ("Authority: Walsall Council", (0,))


def test_read_word_placeholder_is_no_value_and_no_text() -> None:
    document = read(
        paragraph(
            text("Email: "),
            control(text("Click or tap here to enter text."), '<w:tag w:val="email"/><w:showingPlcHdr/><w:text/>'),
        )
    )
    (line,) = document.lines()
    assert (document.fields[0].value, line.text, line.fields) == (None, "Email:", (0,))


def test_read_word_empty_cell_keeps_the_line_of_its_control() -> None:
    held = control(paragraph(text("Click here")), '<w:tag w:val="phone"/><w:showingPlcHdr/><w:text/>')
    document = read(table(row(cell(paragraph(text("Telephone"))), cell(held))))
    assert [(line.text, line.fields) for line in document.lines()] == [("Telephone", ()), ("", (0,))]


def test_read_word_block_control_joins_its_paragraphs() -> None:
    held = control(paragraph(text("One.")) + paragraph(text("Two.")), '<w:tag w:val="why"/>')
    document = read(held, paragraph(text("Next")))
    assert document.fields[0].value == "One.\nTwo."
    assert [(line.text, line.fields) for line in document.lines()] == [("One.", (0,)), ("Two.", (0,)), ("Next", ())]


def test_read_word_cell_level_control_wraps_the_cell() -> None:
    held = control(cell(paragraph(text("Jo Bloggs"))), '<w:tag w:val="name"/><w:text/>')
    document = read(table(row(cell(paragraph(text("Name"))), held)))
    (grid,) = document.blocks
    assert isinstance(grid, Table)
    assert [item.text for item in grid.cells] == ["Name", "Jo Bloggs"]
    assert (document.fields[0].name, document.fields[0].value) == ("name", "Jo Bloggs")


def test_read_word_tick_control_is_ticked_or_not() -> None:
    def box(checked: str) -> str:
        return control(
            text("☐"), f'<w:tag w:val="t{checked}"/><w14:checkbox><w14:checked w14:val="{checked}"/></w14:checkbox>'
        )

    document = read(paragraph(box("1"), text(" Yes "), box("0"), text(" No")))
    assert texts(document) == ["☒ Yes ☐ No"]
    assert [(field.name, field.kind, field.value) for field in document.fields] == [
        ("t1", ControlKind.CHECKBOX, "☒"),
        ("t0", ControlKind.CHECKBOX, "☐"),
    ]


def test_read_word_drop_down_value_is_the_option_chosen() -> None:
    items = '<w:listItem w:displayText="West Midlands" w:value="WM"/><w:listItem w:displayText="North" w:value="N"/>'
    (field,) = read(
        paragraph(control(text("West Midlands"), f'<w:tag w:val="r"/><w:dropDownList>{items}</w:dropDownList>'))
    ).fields
    assert (field.value, field.options, field.option_labels) == ("WM", ("WM", "N"), ("West Midlands", "North"))


def test_read_word_date_control_has_the_date_as_iso_too() -> None:
    (field,) = read(
        paragraph(control(text("1/2/2014"), '<w:tag w:val="d"/><w:date w:fullDate="2014-02-01T00:00:00Z"/>'))
    ).fields
    assert (field.value, field.values) == ("1/2/2014", ("2014-02-01",))


def test_read_word_repeating_section_gives_each_item_its_rows() -> None:
    def item(words: str) -> str:
        held = control(paragraph(text(words)), '<w:tag w:val="partner"/><w:text/>')
        return control(row(cell(held)), "<w15:repeatingSectionItem/>")

    document = read(table(control(item("Leeds") + item("York"), "<w15:repeatingSection/>")))
    assert [(field.name, field.value) for field in document.fields] == [("partner", "Leeds"), ("partner", "York")]


def test_read_word_legacy_fields_are_read() -> None:
    document = read(
        paragraph(text("Name "), legacy('<w:name w:val="Text1"/><w:textInput/>', "Jo Bloggs")),
        paragraph(text("Blank "), legacy('<w:name w:val="Text2"/><w:textInput/>', "\u2002" * 5)),
        paragraph(legacy('<w:name w:val="Check1"/><w:checkBox><w:checked/></w:checkBox>'), text(" Agreed")),
        paragraph(
            legacy(
                '<w:name w:val="Drop1"/><w:ddList><w:result w:val="1"/><w:listEntry w:val="A"/>'
                '<w:listEntry w:val="B"/></w:ddList>'
            )
        ),
    )
    assert texts(document) == ["Name Jo Bloggs", "Blank", "☒ Agreed", "B"]
    assert [(field.name, field.kind, field.value) for field in document.fields] == [
        ("Text1", ControlKind.TEXT, "Jo Bloggs"),
        ("Text2", ControlKind.TEXT, None),
        ("Check1", ControlKind.CHECKBOX, "☒"),
        ("Drop1", ControlKind.CHOICE, "B"),
    ]


def test_read_word_legacy_prompt_is_no_value() -> None:
    prompt = '<w:name w:val="t"/><w:textInput><w:default w:val="Enter your name"/></w:textInput>'
    document = read(paragraph(text("Name: "), legacy(prompt, "Enter your name")))
    assert (texts(document), document.fields[0].value) == (["Name:"], None)


def test_read_word_tracked_insertions_count_and_deletions_do_not() -> None:
    document = read(
        paragraph(
            text("Cost "),
            "<w:del><w:r><w:delText>£1</w:delText></w:r></w:del>",
            f"<w:ins>{text('£2')}</w:ins>",
            f"<w:moveFrom>{text(' gone')}</w:moveFrom>",
            f"<w:moveTo>{text(' here')}</w:moveTo>",
        )
    )
    assert (texts(document), document.notes) == (["Cost £2 here"], ("tracked-changes",))


def test_read_word_struck_and_hidden_text_is_left_out() -> None:
    document = read(
        paragraph(text("Yes", "<w:strike/>"), text(" / "), text("No"), text(" secret", "<w:vanish/>")),
        paragraph(text("kept", '<w:strike w:val="0"/>'), text("gone", "<w:dstrike/>")),
    )
    assert texts(document) == ["/ No", "kept"]


def test_read_word_text_box_is_read_once() -> None:
    inside = f"<w:txbxContent>{paragraph(text('In the box'))}</w:txbxContent>"
    drawing = (
        f'<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:txbx>{inside}</wps:txbx></w:drawing>'
        f"</mc:Choice><mc:Fallback><w:pict><v:textbox>{inside}</v:textbox></w:pict></mc:Fallback>"
        "</mc:AlternateContent></w:r>"
    )
    assert texts(read(paragraph(text("Label"), drawing), paragraph(text("After")))) == [
        "Label",
        "In the box",
        "After",
    ]


def test_read_word_vml_text_box_is_read() -> None:
    inside = f"<w:txbxContent>{paragraph(text('Old box'))}</w:txbxContent>"
    assert texts(read(paragraph(f"<w:r><w:pict><v:textbox>{inside}</v:textbox></w:pict></w:r>"))) == ["Old box"]


@pytest.mark.parametrize(
    ("run", "shown"),
    [
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/></w:r>', "☒"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0A8"/></w:r>', "☐"),
        ('<w:r><w:sym w:font="Wingdings 2" w:char="F052"/></w:r>', "☒"),
        ('<w:r><w:rPr><w:rFonts w:ascii="Wingdings"/></w:rPr><w:t>\uf06f</w:t></w:r>', "☐"),
        ("<w:r><w:t>☑</w:t></w:r>", "☒"),
        ("<w:r><w:t>[x]</w:t></w:r>", "☒"),
        ("<w:r><w:t>[ ]</w:t></w:r>", "☐"),
    ],
)
def test_read_word_tick_glyphs_are_evened(run: str, shown: str) -> None:
    assert texts(read(paragraph(run, text(" Yes")))) == [f"{shown} Yes"]


def test_read_word_styles_tell_headings_lists_and_bold() -> None:
    styles = part(
        "styles",
        '<w:style w:styleId="Question"><w:basedOn w:val="H"/></w:style>'
        '<w:style w:styleId="H"><w:name w:val="heading 1"/><w:rPr><w:b/></w:rPr></w:style>'
        '<w:style w:styleId="L"><w:pPr><w:numPr><w:numId w:val="3"/></w:numPr></w:pPr></w:style>',
    )
    body = paragraph(text("A"), properties='<w:pStyle w:val="Question"/>') + paragraph(
        text("b"), properties='<w:pStyle w:val="L"/>'
    )
    document = read_word(package(body, links={"styles": "styles.xml"}, parts={"word/styles.xml": styles}))
    assert [(line.heading, line.bold, line.bullet) for line in document.lines()] == [
        (True, True, False),
        (False, False, True),
    ]


def test_read_word_header_stays_out_of_the_blocks() -> None:
    header = part("hdr", paragraph(text("Running title")))
    made = package(paragraph(text("Body")), links={"header": "header1.xml"}, parts={"word/header1.xml": header})
    document = read_word(made)
    assert (texts(document), [line.text for line in document.running]) == (["Body"], ["Running title"])


def test_read_word_header_is_read_where_the_body_is_empty() -> None:
    header = part("hdr", paragraph(text("All there is")))
    document = read_word(package(paragraph(), links={"header": "header1.xml"}, parts={"word/header1.xml": header}))
    assert (texts(document), document.running) == (["All there is"], ())


def test_read_word_footnotes_follow_the_body() -> None:
    notes = part("footnotes", f'<w:footnote w:id="2">{paragraph(text("The note"))}</w:footnote>')
    made = package(
        paragraph(text("Cost"), '<w:r><w:footnoteReference w:id="2"/></w:r>') + paragraph(text("End")),
        links={"footnotes": "footnotes.xml"},
        parts={"word/footnotes.xml": notes},
    )
    assert texts(read_word(made)) == ["Cost", "End", "The note"]


def test_read_word_other_format_inside_is_read() -> None:
    made = package(
        '<w:altChunk r:id="rId-aFChunk"/>',
        links={"aFChunk": "part.html"},
        parts={"word/part.html": b"<p>From <b>HTML</b></p>"},
    )
    assert texts(read_word(made)) == ["From HTML"]


def test_read_word_macros_are_noted() -> None:
    made = package(paragraph(text("x")), parts={"word/vbaProject.bin": b"\0"})
    assert read_word(made).notes == ("macros",)


def test_read_word_strict_variant_is_read() -> None:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(package(paragraph(text("Strict"))))) as made, zipfile.ZipFile(out, "w") as copy:
        for name in made.namelist():
            content = made.read(name).replace(
                b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
                b"http://purl.oclc.org/ooxml/wordprocessingml/main",
            )
            copy.writestr(name, content)
    assert texts(read_word(out.getvalue())) == ["Strict"]


def test_read_word_flat_opc_is_read() -> None:
    pkg = "http://schemas.microsoft.com/office/2006/xmlPackage"
    picture = base64.b64encode(b"picture").decode()
    flat = (
        f'<?xml version="1.0"?><pkg:package xmlns:pkg="{pkg}"><pkg:part pkg:name="/word/document.xml"><pkg:xmlData>'
        f'{document(paragraph(text("Flat")))}</pkg:xmlData></pkg:part><pkg:part pkg:name="/word/media/a.png">'
        f"<pkg:binaryData>{picture}</pkg:binaryData></pkg:part></pkg:package>"
    )
    assert texts(read_word(flat.encode())) == ["Flat"]


def test_read_word_without_text_is_empty() -> None:
    with pytest.raises(EmptyDocumentError):
        read(paragraph())


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"PK\x03\x04 not a zip", DamagedDocumentError),
        (b"<w:document", DamagedDocumentError),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), EncryptedDocumentError),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"WordDocument", UnsupportedDocumentError),
        (package("<w:p>"), DamagedDocumentError),
        (package(paragraph(text("x")))[:300], DamagedDocumentError),
    ],
)
def test_read_word_bad_bytes_raise_what_is_wrong(data: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        read_word(data)


def test_read_word_bomb_is_over_the_limit(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_MEMBER_BYTES", 10_000)
    with pytest.raises(OverLimitError):
        read(paragraph(text("a" * 20_000)))


def test_read_word_entities_are_not_expanded() -> None:
    out = BytesIO()
    made = document(paragraph(text("&bomb;")))
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("word/document.xml", f'<!DOCTYPE d [<!ENTITY bomb "boom">]>{made}')
    with pytest.raises(EmptyDocumentError):
        read_word(out.getvalue())


def test_read_word_tables_nested_without_end_are_over_the_limit() -> None:
    body = paragraph(text("x"))
    for _ in range(30):
        body = table(row(cell(body)))
    with pytest.raises(OverLimitError):
        read(body)


@pytest.mark.parametrize("name", ["word-python-docx.docx", "word-libreoffice.docx"])
def test_read_word_real_file_gives_label_and_answer(name: str) -> None:
    document = read_word((SAMPLES / name).read_bytes())
    first = next(block for block in document.blocks if isinstance(block, Table))
    assert document.kind is DocumentKind.WORD
    assert [item.text for item in first.cells] == [
        "Name of lead local authority",
        "Walsall Metropolitan Borough Council",
        "Email address",
        "jo.bloggs@walsall.example",
        "Telephone",
        "",
        "Is this a joint bid?",
        "☒ Yes    ☐ No",
    ]


def test_read_word_line_is_italic_where_all_of_it_is() -> None:
    styles = part("styles", '<w:style w:styleId="Hint"><w:rPr><w:i/></w:rPr></w:style>')
    body = (
        paragraph(text("Up to "), text("50 words"), properties='<w:pStyle w:val="Hint"/>')
        + paragraph(text("No", "<w:i/>"), text(" more"))
        + paragraph(text("Or", '<w:rStyle w:val="Hint"/>'))
    )
    document = read_word(package(body, links={"styles": "styles.xml"}, parts={"word/styles.xml": styles}))
    assert [line.italic for line in document.lines()] == [True, False, True]
