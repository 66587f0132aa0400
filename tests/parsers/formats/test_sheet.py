"""The reader of spreadsheets: files written by XlsxWriter, and a tick box as Excel writes it."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter  # type: ignore[import-untyped]  # it publishes no types

from parsers.document import TICKED, UNTICKED, Cell, Document, Line, Table
from parsers.errors import DamagedDocumentError, EmptyDocumentError
from parsers.formats import read_document
from parsers.formats.sheet_numbers import shown
from parsers.sniff import XLSX, sniff

SAMPLES = Path(__file__).parents[2] / "samples" / "documents"
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def written(fill: Callable[[Any, Any], None]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    fill(book, book.add_worksheet("Form"))
    book.close()
    return out.getvalue()


def read(fill: Callable[[Any, Any], None]) -> Document:
    return read_document(written(fill), type=XLSX)


def cells(document: Document) -> list[Cell]:
    return [cell for block in document.blocks if isinstance(block, Table) for cell in block.cells]


def test_sheet_sample_is_known_by_its_bytes_and_read() -> None:
    data = (SAMPLES / "sheet-xlsxwriter.xlsx").read_bytes()
    document = read_document(data, type=sniff(data))
    assert [cell.text for cell in cells(document)[1:4]] == [
        "Part I: who is asking",
        "Q1. Council",
        "Stoke-on-Trent City Council",
    ]


def test_sheet_numbers_and_dates_are_shown_by_their_format() -> None:
    def fill(book: Any, page: Any) -> None:
        page.write(0, 0, 100000, book.add_format({"num_format": "£#,##0.00"}))
        page.write(0, 1, 0.125, book.add_format({"num_format": "0.0%"}))
        page.write(0, 2, date(2014, 2, 10), book.add_format({"num_format": "mm/dd/yy"}))
        page.write(0, 3, 1234.5)
        page.write(0, 4, 1234, book.add_format({"num_format": "00000000"}))
        page.write_formula(0, 5, "=1+1", None, 2)
        page.write_boolean(0, 6, True)

    assert [cell.text for cell in cells(read(fill))] == [
        "£100,000.00", "12.5%", "10 February 2014", "1234.5", "00001234", "2", "TRUE",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "pattern", "text"),
    [
        ("-1500", "[$£-809]#,##0;[Red]-[$£-809]#,##0", "-£1,500"),
        ("-1500", '"£"#,##0_);\\("£"#,##0\\)', "(£1,500)"),
        ("0.1", "General", "0.1"),
        ("1E5", "General", "100000"),
        ("0.30000000000000004", "General", "0.3"),
        ("1632960123", "@", "1632960123"),
        ("41680.708333333336", "d mmmm yyyy h:mm", "10 February 2014 17:00"),
        ("41680", "mmm-yy", "February 2014"),
        ("0.5", "h:mm", "12:00"),
        ("7.50", "0.##", "7.5"),
        ("1e999999", "0", "1e999999"),
    ],
)
def test_number_is_shown(value: str, pattern: str, text: str) -> None:
    assert shown(value, pattern, from_1904=False) == text


def test_sheet_counted_from_1904_has_other_days() -> None:
    assert shown("40218", "dd/mm/yyyy", from_1904=True) == "10 February 2014"


def test_sheet_merged_and_bordered_cells_keep_their_places() -> None:
    def fill(book: Any, page: Any) -> None:
        border = book.add_format({"border": 1})
        page.merge_range(0, 0, 0, 2, "Part A", book.add_format({"bold": True, "bg_color": "#DDDDDD"}))
        page.write(1, 0, "Name")
        page.write_blank(1, 1, None, border)
        page.merge_range(2, 0, 3, 0, "Address")
        page.write(2, 1, "1 High Street\nHull", border)

    assert [(c.row, c.column, c.row_span, c.column_span, c.shaded, c.text) for c in cells(read(fill))] == [
        (0, 0, 1, 3, True, "Part A"),
        (1, 0, 1, 1, False, "Name"),
        (1, 1, 1, 1, False, ""),
        (2, 0, 2, 1, False, "Address"),
        (2, 1, 1, 1, False, "1 High Street\nHull"),
    ]


def test_sheet_places_left_empty_beside_what_is_written_are_cells() -> None:
    def fill(_: Any, page: Any) -> None:
        page.write_row(0, 0, ["Ticketed?", "No", "Venue", "Town Hall"])
        page.write_row(1, 0, ["First day", "3 May", "Last day", "4 May"])
        page.write_row(2, 0, ["Road closure?", "No", "If yes, which roads?"])
        page.write(3, 0, "Description")  # a row of one cell may be a label over its answer

    assert [(c.row, c.column) for c in cells(read(fill)) if not c.lines] == [(2, 3)]


def test_sheet_places_left_empty_in_a_grid_are_cells() -> None:
    def fill(_: Any, page: Any) -> None:
        page.write_row(0, 1, ["Name", "Date", "Signature"])
        page.write_row(1, 0, ["First signatory", "Anna Reed", "3 May 2026"])
        page.write(2, 0, "Second signatory")
        page.merge_range(3, 0, 3, 3, "For office use")
        page.write(4, 0, "Checked by")

    empty = [(c.row, c.column) for c in cells(read(fill)) if not c.lines]
    assert empty == [(1, 3), (2, 1), (2, 2), (2, 3)]


def test_sheet_struck_and_hidden_text_is_left_out() -> None:
    def fill(book: Any, page: Any) -> None:
        gone = book.add_format({"font_strikeout": True})
        page.write_rich_string(0, 0, "Yes", gone, " / No", ", we do")
        page.write(0, 1, "withdrawn", gone)
        page.write(1, 0, "a list")
        page.set_row(1, None, None, {"hidden": True})
        page.write(0, 3, "codes")
        page.set_column(3, 3, None, None, {"hidden": True})
        book.add_worksheet("Lists").write(0, 0, "unseen")
        book.get_worksheet_by_name("Lists").hide()

    assert read(fill).text == "Yes, we do"


def test_sheets_that_show_something_are_headed_by_their_names() -> None:
    def fill(book: Any, page: Any) -> None:
        page.write(0, 0, "One")
        page.write(2, 0, "Two")
        book.add_worksheet("Budget").write(5, 3, "Three")
        book.add_worksheet("Empty")

    document = read(fill)
    assert [block.text if isinstance(block, Line) else len(block.cells) for block in document.blocks] == [
        "Form", 1, 1, "Budget", 1,
    ]  # fmt: skip
    assert [(cell.row, cell.column) for cell in cells(document)] == [(0, 0)] * 3


def test_sheet_tick_boxes_in_cells_and_text_boxes_are_read() -> None:
    def fill(_: Any, page: Any) -> None:
        page.write(0, 0, "Agreed")
        page.insert_checkbox(0, 1, True)
        page.insert_checkbox(1, 1, False)
        page.insert_textbox(2, 1, "Written over\nthe cells")

    assert [(cell.row, cell.column, cell.text) for cell in cells(read(fill))] == [
        (0, 0, "Agreed"),
        (0, 1, TICKED),
        (1, 1, UNTICKED),
        (2, 1, "Written over\nthe cells"),
    ]


def test_sheet_tick_box_drawn_over_cells_has_its_caption_and_its_linked_cell_is_not_shown() -> None:
    sheet = (
        f'<worksheet xmlns="{_S}" xmlns:r="{_R}"><sheetData><row r="1">'
        '<c r="A1" t="inlineStr"><is><t>Joint bid?</t></is>'
        '</c><c r="H1" t="b"><v>1</v></c></row></sheetData><controls><control shapeId="1025" r:id="rId2"><controlPr>'
        "<anchor><from><col>1</col><row>0</row></from></anchor></controlPr></control></controls></worksheet>"
    )
    drawing = (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">'
        '<v:shape id="_x0000_s1025"><v:textbox><div>Yes, joint</div></v:textbox>'
        '<x:ClientData ObjectType="Checkbox"/></v:shape></xml>'
    )
    data = packed(
        {
            "_rels/.rels": links(("rId1", "officeDocument", "xl/workbook.xml")),
            "xl/workbook.xml": f'<workbook xmlns="{_S}" xmlns:r="{_R}"><sheets>'
            '<sheet name="Form" r:id="rId1"/></sheets></workbook>',
            "xl/_rels/workbook.xml.rels": links(("rId1", "worksheet", "worksheets/sheet1.xml")),
            "xl/worksheets/sheet1.xml": sheet,
            "xl/worksheets/_rels/sheet1.xml.rels": links(
                ("rId1", "vmlDrawing", "../drawings/vml1.vml"), ("rId2", "ctrlProp", "../ctrlProps/ctrlProp1.xml")
            ),
            "xl/drawings/vml1.vml": drawing,
            "xl/ctrlProps/ctrlProp1.xml": '<formControlPr objectType="CheckBox" checked="Checked" fmlaLink="$H$1"/>',
        }
    )
    assert [cell.text for cell in cells(read_document(data, type=XLSX))] == ["Joint bid?", f"{TICKED} Yes, joint"]


def test_sheet_that_shows_nothing_is_empty() -> None:
    with pytest.raises(EmptyDocumentError):
        read(lambda book, page: page.write_blank(0, 0, None, book.add_format({"border": 1})))


def test_sheet_cut_short_is_damaged() -> None:
    with pytest.raises(DamagedDocumentError):
        read_document(written(lambda _, page: page.write(0, 0, date(2014, 2, 10).isoformat()))[:900], type=XLSX)


def packed(members: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def links(*items: tuple[str, str, str]) -> str:
    inner = "".join(f'<Relationship Id="{name}" Type="{_R}/{kind}" Target="{target}"/>' for name, kind, target in items)
    return (
        f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'
    )
