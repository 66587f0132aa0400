"""The reader of OpenDocument texts: LibreOffice's own file, and one element at a time by hand."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest

from parsers.document import TICKED, UNTICKED, ControlKind, Document, DocumentKind, Table
from parsers.errors import DamagedDocumentError, EmptyDocumentError, EncryptedDocumentError
from parsers.formats import read_document
from parsers.sniff import sniff

SAMPLES = Path(__file__).parents[2] / "samples" / "documents"
ODT = "application/vnd.oasis.opendocument.text"
_SPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{space}:1.0"'
    for name, space in {
        "office": "office", "text": "text", "table": "table", "draw": "drawing", "form": "form", "style": "style",
        "fo": "xsl-fo-compatible",
    }.items()
)  # fmt: skip
_STYLES = (
    '<style:style style:name="slanted" style:family="text"><style:text-properties fo:font-style="italic"/>'
    "</style:style>"
    '<style:style style:name="gone" style:family="text"><style:text-properties '
    'style:text-line-through-style="solid"/></style:style>'
    '<style:style style:name="unseen" style:family="text"><style:text-properties text:display="none"/></style:style>'
    '<style:style style:name="strong" style:family="paragraph"><style:text-properties fo:font-weight="bold"/>'
    "</style:style>"
)


def packed(body: str, *, manifest: str = "") -> bytes:
    """An OpenDocument text with this body."""
    out = io.BytesIO()
    content = (
        f'<office:document-content {_SPACES} xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:'
        f'loext:1.0"><office:automatic-styles>{_STYLES}</office:automatic-styles>'
        f"<office:body><office:text>{body}</office:text></office:body></office:document-content>"
    )
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", ODT)
        archive.writestr("content.xml", content)
        if manifest:
            archive.writestr("META-INF/manifest.xml", manifest)
    return out.getvalue()


def read(body: str) -> Document:
    return read_document(packed(body), type=ODT)


def test_odt_by_libreoffice_is_known_by_its_bytes_and_read() -> None:
    data = (SAMPLES / "odt-libreoffice.odt").read_bytes()
    document = read_document(data, type=sniff(data))
    tables = [block for block in document.blocks if isinstance(block, Table)]
    assert document.kind is DocumentKind.ODT
    assert [cell.text for cell in tables[0].cells[:2]] == ["Council", "City of York Council"]


def test_odt_struck_hidden_and_deleted_text_is_left_out() -> None:
    document = read(
        "<text:tracked-changes><text:changed-region><text:deletion><text:p>was here</text:p></text:deletion>"
        "</text:changed-region></text:tracked-changes>"
        '<text:p>Yes<text:span text:style-name="gone"> / No</text:span>'
        '<text:span text:style-name="unseen">!</text:span><text:change-start text:change-id="1"/>, we do</text:p>'
    )
    assert document.text == "Yes, we do"
    assert document.notes == ("tracked-changes",)


def test_odt_white_space_is_as_shown() -> None:
    document = read(
        '<text:p text:style-name="strong">a\n  b<text:s text:c="3"/>c<text:tab/>d<text:line-break/>e</text:p>'
    )
    assert [(line.text, line.bold) for line in document.lines()] == [("a b   c\td", True), ("e", True)]


def test_odt_placeholders_and_untouched_inputs_are_blank() -> None:
    document = read(
        '<text:p>Name: <text:placeholder text:placeholder-type="text">&lt;Click&gt;</text:placeholder></text:p>'
        '<text:p><text:text-input text:description="Your name">Your name</text:text-input></text:p>'
        '<text:p><text:text-input text:description="Your name">Ada</text:text-input></text:p>'
    )
    assert [field.value for field in document.fields] == [None, None, "Ada"]
    assert [line.text for line in document.lines()] == ["Name:", "", "Ada"]


def test_odt_form_controls_carry_their_values() -> None:
    document = read(
        '<office:forms><form:form><form:text form:id="c1" form:name="town" form:current-value="Hull"/>'
        '<form:checkbox form:id="c2" form:name="agree" form:current-state="checked"/>'
        '<form:checkbox form:id="c3" form:name="post"/>'
        '<form:listbox form:id="c4" form:name="kind"><form:option form:label="Unitary"/>'
        '<form:option form:label="District" form:current-selected="true"/></form:listbox></form:form></office:forms>'
        '<text:p>Town <draw:control draw:control="c1"/></text:p>'
        '<text:p><draw:control draw:control="c2"/> agreed</text:p>'
        '<text:p><draw:control draw:control="c3"/> by post</text:p><text:p><draw:control draw:control="c4"/></text:p>'
    )
    assert [(field.name, field.kind, field.value) for field in document.fields] == [
        ("town", ControlKind.TEXT, "Hull"),
        ("agree", ControlKind.CHECKBOX, TICKED),
        ("post", ControlKind.CHECKBOX, UNTICKED),
        ("kind", ControlKind.CHOICE, "District"),
    ]
    assert document.text == f"Town Hull\n{TICKED} agreed\n{UNTICKED} by post\nDistrict"


def test_odt_content_control_without_an_answer_is_blank() -> None:
    document = read(
        '<text:p><loext:content-control loext:alias="Name" loext:showing-place-holder="true">Click here'
        "</loext:content-control></text:p>"
    )
    assert [(field.label, field.value) for field in document.fields] == [("Name", None)]
    assert document.text == ""


def test_odt_spans_and_covered_cells_keep_their_places() -> None:
    document = read(
        "<table:table><table:table-header-rows><table:table-row>"
        '<table:table-cell table:number-columns-spanned="2"><text:p>Both</text:p></table:table-cell>'
        "<table:covered-table-cell/></table:table-row></table:table-header-rows><table:table-row>"
        "<table:table-cell><text:p>Left</text:p></table:table-cell>"
        "<table:table-cell><text:list><text:list-item><text:p>Right</text:p></text:list-item></text:list>"
        "</table:table-cell></table:table-row></table:table>"
    )
    table = document.blocks[0]
    assert isinstance(table, Table)
    assert [(cell.row, cell.column, cell.column_span, cell.text) for cell in table.cells] == [
        (0, 0, 2, "Both"),
        (1, 0, 1, "Left"),
        (1, 1, 1, "Right"),
    ]
    assert [cell.lines[0].bullet for cell in table.cells] == [False, False, True]


def test_odt_text_box_follows_its_paragraph() -> None:
    document = read(
        "<text:p>Question<draw:frame><draw:text-box><text:p>Answer</text:p></draw:text-box></draw:frame></text:p>"
    )
    assert document.text == "Question\nAnswer"


def test_odt_with_a_password_is_encrypted() -> None:
    manifest = (
        '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry>'
        "<m:encryption-data/></m:file-entry></m:manifest>"
    )
    with pytest.raises(EncryptedDocumentError):
        read_document(packed("<text:p>x</text:p>", manifest=manifest), type=ODT)


@pytest.mark.parametrize("body", ["", "<text:p/>"])
def test_odt_without_text_is_empty(body: str) -> None:
    with pytest.raises(EmptyDocumentError):
        read(body)


def test_odt_cut_short_is_damaged() -> None:
    with pytest.raises(DamagedDocumentError):
        read_document(packed("<text:p>x</text:p>")[:200], type=ODT)


def test_odt_line_is_italic_where_all_of_it_is() -> None:
    document = read(
        '<text:p><text:span text:style-name="slanted">Up to 50 words</text:span></text:p>'
        '<text:p><text:span text:style-name="slanted">No</text:span> more</text:p>'
    )
    assert [line.italic for line in document.lines()] == [True, False]
