"""Fillable PDFs: every control's name, kind, value, options and place."""

from __future__ import annotations

from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name
from reportlab.pdfgen.canvas import Canvas

from parsers.document import Box, ControlKind, Document, DocumentKind
from parsers.formats.pdf import read_pdf
from tests.parsers.formats.pdf_samples import changed, drawn, shape

SAMPLES = Path(__file__).parents[2] / "samples" / "documents"
RECT = [100, 700, 300, 720]


def blank(canvas: Canvas) -> None:
    canvas.drawString(50, 706, "Label")


def form(*fields: Dictionary, annotate: bool = True) -> Document:
    """A page with these fields in the tree; those with a /Rect, and kids that have one, also on the page."""

    def add(pdf: pikepdf.Pdf) -> None:
        tree = Array()
        widgets = Array()
        for field in fields:
            held = pdf.make_indirect(field)
            tree.append(held)
            kids = Array([pdf.make_indirect(kid) for kid in held.get("/Kids", Array())])
            if len(kids):
                held.Kids = kids
            for kid in kids:
                kid.Parent = held
            widgets.extend([item for item in [held, *kids] if "/Rect" in item])
        pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=tree))
        if annotate:
            pdf.pages[0].Annots = widgets

    return read_pdf(changed(drawn(blank), add))


def widget(**entries: object) -> Dictionary:
    held = {"Type": Name.Annot, "Subtype": Name.Widget, "Rect": RECT, **entries}
    return Dictionary({f"/{key}": value for key, value in held.items()})


def states(on: str) -> Dictionary:
    return Dictionary(N=Dictionary({f"/{on}": Dictionary(), "/Off": Dictionary()}))


def test_read_pdf_real_form_gives_fields_and_printed_labels() -> None:
    document = read_pdf((SAMPLES / "fillable-reportlab.pdf").read_bytes())
    assert document.kind is DocumentKind.PDF_FORM
    assert [(field.name, field.kind, field.value, field.label) for field in document.fields] == [
        ("lead.authority", ControlKind.TEXT, "Walsall Council", "Name of lead authority"),
        ("lead.email", ControlKind.TEXT, "jo@walsall.example", "Email address"),
        ("lead.telephone", ControlKind.TEXT, None, "Telephone"),
        ("joint", ControlKind.RADIO, "Yes", ""),
        ("declare", ControlKind.CHECKBOX, "☒", "I declare this is true"),
        ("other", ControlKind.CHECKBOX, "☐", "Other"),
        ("region", ControlKind.CHOICE, "wm", ""),
    ]
    assert shape(document) == [
        "Expression of interest",
        "Name of lead authority",
        "Email address",
        "Telephone",
        "Joint bid?",
        "Yes",
        "No",
        "I declare this is true",
        "Other",
        "Region",
    ]


def test_read_pdf_field_knows_where_its_widgets_are() -> None:
    document = read_pdf((SAMPLES / "fillable-reportlab.pdf").read_bytes())
    joint = next(field for field in document.fields if field.name == "joint")
    assert joint.widgets == ((1, Box(200.0, 167.89, 214.0, 181.89)), (1, Box(260.0, 167.89, 274.0, 181.89)))
    assert (joint.page, joint.box, joint.options) == (1, joint.widgets[0][1], ("Yes", "No"))


def test_read_pdf_field_inherits_and_joins_names() -> None:
    kid = Dictionary(T="email", Kids=Array([widget()]), V="jo@x.example")
    (field,) = form(Dictionary(T="lead", FT=Name.Tx, Ff=1, Kids=Array([kid])), annotate=False).fields
    assert (field.name, field.value, field.read_only, field.page) == ("lead.email", "jo@x.example", True, None)


def test_read_pdf_text_is_decoded_and_lines_are_kept() -> None:
    (field,) = form(widget(T="a", FT=Name.Tx, V="Dŵr Cymru\rsecond – line")).fields
    assert field.value == "Dŵr Cymru\nsecond – line"


def test_read_pdf_rich_text_stands_in_for_a_missing_value() -> None:
    rich = '<body xmlns="http://www.w3.org/1999/xhtml"><p>One <b>bold</b></p><p>Two</p></body>'
    (field,) = form(widget(T="a", FT=Name.Tx, RV=rich)).fields
    assert field.value == "One bold\nTwo"


def test_read_pdf_value_in_a_stream_is_read() -> None:
    def add(pdf: pikepdf.Pdf) -> None:
        held = pdf.make_indirect(widget(T="a", FT=Name.Tx, V=pdf.make_stream(b"A long answer")))
        pdf.Root.AcroForm = Dictionary(Fields=Array([held]))
        pdf.pages[0].Annots = Array([held])

    assert read_pdf(changed(drawn(blank), add)).fields[0].value == "A long answer"


@pytest.mark.parametrize(
    ("entries", "value"),
    [
        ({"V": Name("/On"), "AS": Name("/On")}, "☒"),
        ({"V": Name("/On"), "AS": Name.Off}, "☒"),
        ({"AS": Name("/On")}, "☒"),
        ({"V": Name.Off}, "☐"),
        ({}, "☐"),
    ],
)
def test_read_pdf_tick_box_is_told_by_value_then_state(entries: dict[str, object], value: str) -> None:
    (field,) = form(widget(T="a", FT=Name.Btn, AP=states("On"), **entries)).fields
    assert (field.kind, field.value, field.options) == (ControlKind.CHECKBOX, value, ("On",))


def test_read_pdf_radio_group_uses_its_export_values() -> None:
    kids = Array([widget(AP=states("0"), AS=Name("/0")), widget(AP=states("1"), AS=Name.Off)])
    group = Dictionary(T="joint", FT=Name.Btn, Ff=1 << 15, V=Name("/0"), Opt=Array(["Yes", "No"]), Kids=kids)
    (field,) = form(group).fields
    assert (field.kind, field.value, field.options) == (ControlKind.RADIO, "Yes", ("Yes", "No"))


def test_read_pdf_tick_boxes_of_one_name_are_a_choice_between_them() -> None:
    kids = Array([widget(AP=states("Yes"), TU="Yes, jointly"), widget(AP=states("No"))])
    (field,) = form(Dictionary(T="joint", FT=Name.Btn, V=Name("/No"), Kids=kids)).fields
    assert (field.kind, field.value, field.options, field.option_labels) == (
        ControlKind.RADIO, "No", ("Yes", "No"), ("Yes, jointly", "No"),
    )  # fmt: skip


def test_read_pdf_radio_group_with_none_chosen_has_no_value() -> None:
    kids = Array([widget(AP=states("Yes"), AS=Name.Off), widget(AP=states("No"), AS=Name.Off)])
    (field,) = form(Dictionary(T="joint", FT=Name.Btn, Ff=1 << 15, V=Name.Off, Kids=kids)).fields
    assert (field.value, field.values) == (None, ())


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("wm", ("wm",)),
        ("West Midlands", ("wm",)),
        (Array(["wm", "n"]), ("wm", "n")),
        ("Somewhere else", ("Somewhere else",)),
        ("", ()),
    ],
)
def test_read_pdf_choice_gives_export_values(value: object, expected: tuple[str, ...]) -> None:
    options = Array([Array(["wm", "West Midlands"]), Array(["n", "North"])])
    (field,) = form(widget(T="r", FT=Name.Ch, Opt=options, V=value)).fields
    assert (field.values, field.value) == (expected, expected[0] if expected else None)
    assert (field.options, field.option_labels) == (("wm", "n"), ("West Midlands", "North"))


def test_read_pdf_choice_without_value_is_told_by_its_indexes() -> None:
    (field,) = form(widget(T="r", FT=Name.Ch, Opt=Array(["a", "b", "c"]), I=Array([0, 2]))).fields
    assert field.values == ("a", "c")


def test_read_pdf_push_buttons_are_no_fields() -> None:
    assert form(widget(T="send", FT=Name.Btn, Ff=1 << 16)).fields == ()


def test_read_pdf_signature_tells_who_signed() -> None:
    signed = widget(T="s", FT=Name.Sig, V=Dictionary(Type=Name.Sig, Name="Jo Bloggs"))
    assert [(item.kind, item.value) for item in form(signed, widget(T="t", FT=Name.Sig)).fields] == [
        (ControlKind.SIGNATURE, "Jo Bloggs"),
        (ControlKind.SIGNATURE, None),
    ]


@pytest.mark.filterwarnings("ignore::pikepdf.PageCopyWarning")
def test_read_pdf_widgets_outside_the_tree_are_found() -> None:
    def add(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Annots = Array([pdf.make_indirect(widget(T="lost", FT=Name.Tx, V="found"))])

    document = read_pdf(changed(drawn(blank), add))
    assert [(field.name, field.value, field.page) for field in document.fields] == [("lost", "found", 1)]


def test_read_pdf_tree_that_bites_its_tail_is_read_once() -> None:
    def add(pdf: pikepdf.Pdf) -> None:
        node = pdf.make_indirect(Dictionary(T="a", FT=Name.Tx, V="x"))
        node.Kids = Array([node])
        pdf.Root.AcroForm = Dictionary(Fields=Array([node]))

    assert read_pdf(changed(drawn(blank), add)).fields == ()


def test_read_pdf_boxes_are_as_displayed() -> None:
    def turn(pdf: pikepdf.Pdf) -> None:
        held = pdf.make_indirect(widget(T="a", FT=Name.Tx, V="x"))
        pdf.Root.AcroForm = Dictionary(Fields=Array([held]))
        pdf.pages[0].Annots = Array([held])
        pdf.pages[0].Rotate = 90
        pdf.pages[0].CropBox = [50, 600, 500, 800]

    (field,) = read_pdf(changed(drawn(blank), turn)).fields
    assert field.box == Box(100.0, 50.0, 120.0, 250.0)


XFA = b"""<xdp:xdp xmlns:xdp="http://ns.adobe.com/xdp/"><template xmlns="http://www.xfa.org/schema/xfa-template/3.3/">
<subform name="form1"><field name="authority"><caption><value><text>Name of authority</text></value></caption></field>
</subform></template><xfa:datasets xmlns:xfa="http://www.xfa.org/schema/xfa-data/1.0/"><xfa:data><form1>
<authority>Walsall Council</authority><lead><email>jo@x.example</email><phone/></lead></form1></xfa:data>
</xfa:datasets></xdp:xdp>"""


def test_read_pdf_dynamic_xfa_gives_its_data() -> None:
    def add(pdf: pikepdf.Pdf) -> None:
        pdf.Root.AcroForm = Dictionary(Fields=Array(), XFA=pdf.make_stream(XFA))

    document = read_pdf(changed(drawn(blank), add))
    assert document.notes == ("xfa",)
    assert [(field.name, field.label, field.value) for field in document.fields] == [
        ("form1.authority", "Name of authority", "Walsall Council"),
        ("form1.lead.email", "", "jo@x.example"),
        ("form1.lead.phone", "", None),
    ]


def test_read_pdf_static_xfa_is_read_from_its_fields() -> None:
    def add(pdf: pikepdf.Pdf) -> None:
        held = pdf.make_indirect(widget(T="authority", FT=Name.Tx, V="Leeds"))
        pdf.Root.AcroForm = Dictionary(Fields=Array([held]), XFA=pdf.make_stream(XFA))
        pdf.pages[0].Annots = Array([held])

    document = read_pdf(changed(drawn(blank), add))
    assert (document.notes, [field.value for field in document.fields]) == (("xfa",), ["Leeds"])
