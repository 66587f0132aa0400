"""The reader of pictures: a skewed scan however it lies and whatever holds it, and pictures that are no page."""

from __future__ import annotations

import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from parsers.document import TICKED, UNTICKED, Box, Cell, Document, DocumentKind, Line, Table
from parsers.errors import DamagedDocumentError, NoRecogniserError, PictureError, UnsupportedDocumentError
from parsers.formats import read_document, scan
from parsers.lie import Lie
from parsers.ocr.discs import find_discs, with_bullets
from parsers.ocr.marks import joined_up, mend
from parsers.ocr.picture import even, skew
from parsers.ocr.respelling import respelt
from parsers.ocr.rules import Ruling, find_rules
from parsers.ocr.tesseract import Recognised
from parsers.sniff import sniff

SAMPLE = Path(__file__).parents[2] / "samples" / "documents" / "scan-skewed.jpg"
tesseract = pytest.mark.server("tesseract")


def picture() -> Image.Image:
    return Image.open(SAMPLE)


def saved(image: Image.Image, kind: str) -> bytes:
    out = io.BytesIO()
    image.save(out, kind)
    return out.getvalue()


def bound(*images: Image.Image) -> bytes:
    """A PDF of pictures only, a page each."""
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    for image in images:
        canvas.drawImage(ImageReader(image), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def read(data: bytes) -> Document:
    return read_document(data, type=sniff(data))


def cells(document: Document) -> list[Cell]:
    return [cell for block in document.blocks if isinstance(block, Table) for cell in block.cells]


def answers(document: Document) -> list[str]:
    return [cell.text for cell in cells(document)][:6]


EXPECTED = [
    "1.1 Name of council",
    "City of York Council",
    "2.1 Name of lead officer",
    "Imogen Kowalczyk",
    "2.2 Role",
    "Head of Commissioning",
]


@tesseract
def test_scan_of_a_form_has_its_tables_and_says_how_sure_it_is() -> None:
    document = read(SAMPLE.read_bytes())
    assert (document.kind, document.notes, answers(document)) == (DocumentKind.SCAN, ("recognised",), EXPECTED)
    assert all(0.5 < line.confidence < 1 for line in cells(document)[1].lines)


@tesseract
@pytest.mark.parametrize("turn", [Image.Transpose.ROTATE_90, Image.Transpose.ROTATE_180, Image.Transpose.ROTATE_270])
def test_scan_that_lies_on_its_side_or_its_head_is_read(turn: Image.Transpose) -> None:
    turned = read(saved(picture().transpose(turn), "PNG"))
    assert answers(turned) == EXPECTED


@tesseract
def test_scan_in_a_pdf_is_read_page_by_page() -> None:
    document = read(bound(picture(), Image.new("L", (800, 1100), 255)))
    assert (document.kind, document.notes, answers(document)) == (DocumentKind.SCAN, ("recognised",), EXPECTED)
    assert len(document.page_sizes) == 2
    box = cells(document)[1].box
    assert box is not None
    assert all(0 <= edge <= 842 for edge in (box.x0, box.y0, box.x1, box.y1))


@tesseract
def test_scan_beside_typed_pages_keeps_both_in_order() -> None:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=(595, 842))
    canvas.drawString(72, 700, "A letter that was typed, before the form that was scanned.")
    canvas.showPage()
    canvas.drawImage(ImageReader(picture()), 0, 0, 595, 842)
    canvas.showPage()
    canvas.save()
    document = read(out.getvalue())
    first = document.blocks[0]
    assert isinstance(first, Line)
    assert first.text == "A letter that was typed, before the form that was scanned."
    assert answers(document) == EXPECTED


@tesseract
def test_scan_as_tiff_has_a_page_for_each_frame() -> None:
    out = io.BytesIO()
    picture().save(out, "TIFF", save_all=True, append_images=[picture()])
    document = read(out.getvalue())
    assert sorted({cell.page or 0 for cell in cells(document)}) == [1, 2]


@tesseract
def test_photograph_without_text_is_a_picture() -> None:
    with pytest.raises(PictureError):
        read(saved(Image.effect_mandelbrot((1400, 1000), (-3, -2.5, 2, 2.5), 100), "JPEG"))


def test_logo_is_a_picture() -> None:
    with pytest.raises(PictureError):
        read(saved(Image.new("L", (300, 80), 200), "PNG"))


def test_picture_cut_short_is_damaged() -> None:
    if shutil.which("tesseract") is None:
        pytest.skip("pictures are not unpacked where nothing reads them")
    with pytest.raises(DamagedDocumentError):
        read(SAMPLE.read_bytes()[:-30_000])
    with pytest.raises(PictureError):
        read(SAMPLE.read_bytes()[:2000])


def test_scan_without_a_recogniser_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_can_recognise", lambda: False)
    assert read(bound(picture())).notes == ("no-text",)
    with pytest.raises(NoRecogniserError):
        scan.read_image(SAMPLE.read_bytes() * 2)
    with pytest.raises(PictureError):
        scan.read_image(b"\x89PNG")


@tesseract
def test_photograph_of_a_telephone_is_read() -> None:
    heif = pytest.importorskip("pillow_heif")
    out = io.BytesIO()
    heif.from_pillow(picture().convert("RGB")).save(out, format="HEIF")
    assert sniff(out.getvalue()) == "image/heic"
    assert answers(read(out.getvalue())) == EXPECTED


def test_photograph_that_nothing_here_unpacks_is_refused_with_advice(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pillow_heif", None)
    with pytest.raises(UnsupportedDocumentError, match="please send it as JPEG"):
        scan.read_heic(b"\0\0\0\x18ftypheic")


@pytest.mark.parametrize("degrees", [-7.0, -1.3, 0.0, 0.5, 4.0])
def test_skew_is_measured(degrees: float) -> None:
    page = Image.new("L", (1200, 1600), 255)
    pen = ImageDraw.Draw(page)
    for row in range(200, 1400, 40):
        pen.rectangle((150, row, 1050, row + 12), fill=0)
    assert skew(even(page.rotate(-degrees, fillcolor=255))) == pytest.approx(degrees, abs=0.1)


def test_rules_and_tick_boxes_are_found_and_letters_are_not() -> None:
    page = Image.new("L", (1654, 2339), 255)
    pen = ImageDraw.Draw(page)
    pen.line((200, 300, 1400, 300), fill=0, width=2)
    pen.line((200, 300, 200, 500), fill=0, width=2)
    pen.rectangle((300, 400, 328, 428), outline=0, width=2)
    pen.rectangle((500, 400, 528, 428), outline=0, width=2)
    pen.line((504, 404, 524, 424), fill=0, width=4)
    pen.rectangle((700, 400, 728, 428), fill=0)
    pen.rectangle((200, 700, 1400, 740), fill=0)  # a bar, no rule
    found = find_rules(even(page), 200)
    assert [(x0 // 10, x1 // 10) for _, x0, x1 in found.across if x1 - x0 > 100] == [(20, 140)]
    assert [(y0 // 10, y1 // 10) for _, y0, y1 in found.down if y1 - y0 > 100] == [(30, 50)]
    assert [marked for _, marked in sorted(found.squares)] == [False, True, True]


def test_letters_that_fill_a_square_are_no_tick_boxes() -> None:
    page = Image.new("L", (1654, 2339), 255)
    pen = ImageDraw.Draw(page)
    for number, size in enumerate(range(18, 44, 2)):
        pen.text((100, 100 + number * 60), "BDOE on Bo D: about", fill=0, font_size=size)
        pen.text((900, 100 + number * 60), "BDOE on Bo D: about", fill=0, font_size=size, stroke_width=1)
    assert find_rules(even(page), 200).squares == []


def test_sign_in_a_column_of_tick_boxes_is_one_of_them() -> None:
    page = Image.new("L", (1654, 2339), 255)
    pen = ImageDraw.Draw(page)
    pen.rectangle((300, 400, 320, 420), outline=0, width=2)
    pen.rectangle((300, 440, 320, 460), outline=0, width=2)
    pen.line((305, 445, 316, 456), fill=0, width=3)
    grey = even(page)
    ruling = Ruling([], [], [((300, 400, 321, 420), False)])
    assert ruling.fellow(grey, (300, 440, 321, 461), sure=0.9) == ((300, 440, 321, 461), True)
    assert ruling.fellow(grey, (330, 440, 351, 461), sure=0.1) is None
    assert ruling.fellow(grey, (300, 1440, 321, 1461), sure=0.1) is None
    assert ruling.fellow(grey, (400, 401, 421, 421), sure=0.1) == ((400, 401, 421, 421), False)
    assert ruling.fellow(grey, (400, 401, 421, 421), sure=0.9) is None  # a letter


def test_bullets_are_found_before_the_page_is_read() -> None:
    page = Image.new("L", (1654, 2339), 255)
    pen = ImageDraw.Draw(page)
    pen.ellipse((200, 307, 208, 315), fill=0)
    pen.text((224, 296), "a plan. An end.", fill=0, font_size=25)
    pen.text((200, 396), "i think: so.", fill=0, font_size=25)
    pen.ellipse((200, 507, 208, 515), fill=0)  # with nothing after it
    found = find_discs(even(page), 200)
    assert [(x0 // 10, y0 // 10) for x0, y0, _, _ in found] == [(20, 30)]
    words = [Recognised(text, (x, 298, x + 20, 324), 0.9, ("1",)) for text, x in (("a", 224), ("plan.", 250))]
    assert [item.text for item in with_bullets(words, found)] == ["•", "a", "plan."]


@pytest.mark.parametrize(
    ("pieces", "read"),
    [
        ([("thorn", 0, 60), ("wick", 61, 100)], ["thornwick"]),
        ([("a", 0, 12), ("plan", 18, 60)], ["a", "plan"]),
        ([("O’", 0, 20), ("Rourke", 26, 90)], ["O’Rourke"]),
        ([("(www.", 0, 50), ("leeds.example", 56, 190)], ["(www.leeds.example"]),
        ([("|", 0, 1), ("No", 10, 30)], ["No"]),
    ],
)
def test_words_without_a_space_between_them_are_one(pieces: list[tuple[str, int, int]], read: list[str]) -> None:
    words = [Recognised(text, (x0, 0, x1, 20), 0.9, ("1",)) for text, x0, x1 in pieces]
    assert [item.text for item in joined_up(words)] == read


@pytest.mark.parametrize(("quarters", "box"), [(0, Box(10, 20, 30, 25)), (2, Box(70, 175, 90, 180))])
def test_place_on_the_straight_page_is_found_on_the_picture(quarters: int, box: Box) -> None:
    assert Lie(quarters, 0.0, 100, 200).shown(Box(10, 20, 30, 25)) == box


def test_place_on_a_page_that_lay_on_its_side_is_found_on_the_picture() -> None:
    # The picture is 100 wide and 200 high; turned counter-clockwise it is 200 wide and its right edge is on top.
    assert Lie(1, 0.0, 100, 200).shown(Box(0, 0, 20, 10)) == Box(90, 0, 100, 20)


@pytest.mark.parametrize(
    ("text", "edges", "sign"),
    [
        ("*", (0, 8, 8, 16), "•"),
        ("¢", (0, 8, 8, 16), "•"),
        ("*", (0, 0, 8, 8), "*"),
        ("e", (0, 8, 12, 22), "e"),
        ("-", (0, 12, 7, 15), "-"),
        ("-", (0, 12, 11, 15), "–"),
        ("—", (0, 12, 20, 15), "—"),
    ],
)
def test_bullets_and_dashes_are_told_by_their_size(
    text: str, edges: tuple[float, float, float, float], sign: str
) -> None:
    assert mend(Recognised(text, edges, 0.9), 20, 0, 26).text == sign


@pytest.mark.parametrize(
    ("before", "text", "read"),
    [("ZZ4", "OAA", "0AA"), ("ZZ12", "8QT", "8QT"), ("to", "OAA", "OAA"), ("M1", "lAB,", "1AB,")],
)
def test_postcode_has_its_digit(before: str, text: str, read: str) -> None:
    assert respelt([before, text]) == [before, read]


@pytest.mark.parametrize(
    ("words", "read"),
    [
        (["Clir", "Joanne"], ["Cllr", "Joanne"]),
        (["CIlr", "Amara"], ["Cllr", "Amara"]),
        (["Clìr", "Dafydd"], ["Cllr", "Dafydd"]),
        (["Clir", "iawn"], ["Clir", "iawn"]),  # Welsh: "quite clear"
    ],
)
def test_title_of_a_councillor_is_read_before_a_name(words: list[str], read: list[str]) -> None:
    assert respelt(words) == read


def test_smallest_words_are_read_without_the_speck_above_them() -> None:
    assert respelt(["lf", "it", "ìs", "ìn", "Lt", "els"]) == ["If", "it", "is", "in", "Lt", "els"]


def test_signs_that_no_form_has_are_those_it_has() -> None:
    assert respelt(["Tý", "à", "say", "(its", "limits}.", "Zoë"]) == ["Tŷ", "a", "say", "(its", "limits).", "Zoë"]


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("All fell. it is", "All fell. It is"),
        ("“Fell.” independent study", "“Fell.” Independent study"),
        ("approx. it is", "approx. it is"),
        ("e.g. it is", "e.g. it is"),
        ("so it is", "so it is"),
        ("All fell. iPads", "All fell. iPads"),
    ],
)
def test_sentence_begins_with_a_capital_stroke_where_all_others_begin_so(text: str, read: str) -> None:
    others = "Costs fell. We saw. They came. Nobody left. All stayed."
    assert respelt(f"{others} {text}".split()) == f"{others} {read}".split()


def test_sentence_begins_as_it_was_read_where_others_begin_small() -> None:
    words = ["costs", "fell.", "we", "saw.", "they", "came.", "nobody", "left.", "it", "is"]
    assert respelt(words) == words


@tesseract
def test_drawn_tick_boxes_are_read_with_their_labels(form_with_ticks: Callable[[], bytes]) -> None:
    assert read(form_with_ticks()).text.splitlines()[-2:] == [f"{TICKED} Yes please", f"{UNTICKED} Rather not"]


@pytest.fixture
def form_with_ticks() -> Callable[[], bytes]:
    def make() -> bytes:
        page = picture().copy()
        pen = ImageDraw.Draw(page)
        pen.rectangle((0, page.height - 320, page.width, page.height), fill=250)
        for row, label in ((page.height - 260, "Yes please"), (page.height - 180, "Rather not")):
            pen.rectangle((150, row, 172, row + 22), outline=0, width=2)
            pen.text((180, row), label, fill=0, font_size=22)
        pen.line((154, page.height - 256, 168, page.height - 242), fill=0, width=3)
        pen.line((168, page.height - 256, 154, page.height - 242), fill=0, width=3)
        return saved(page, "PNG")

    return make


@pytest.mark.parametrize("quarters", [0, 1, 2, 3])
@pytest.mark.parametrize("degrees", [0.0, -2.4, 1.7])
def test_place_on_the_picture_is_found_on_the_straight_page_and_back(quarters: int, degrees: float) -> None:
    lie, box = Lie(quarters, degrees, 595, 842), Box(100, 200, 180, 220)
    back = lie.shown(lie.straight(box))
    assert [back.x0, back.y0, back.x1, back.y1] == pytest.approx([100, 200, 180, 220], abs=0.02)


@tesseract
def test_page_that_lay_askew_is_read_where_it_is_straight_and_shown_where_it_lies() -> None:
    document = read(SAMPLE.read_bytes())
    assert document.lies[1].degrees == pytest.approx(-1.3, abs=0.1)
    labels = [cell.box for cell in cells(document) if cell.text in EXPECTED[::2] and cell.box is not None]
    assert len(labels) == 3
    assert max(box.x0 for box in labels) - min(box.x0 for box in labels) < 1
    shown = [document.shown(1, box).x0 for box in labels]
    assert 1 < max(shown) - min(shown) < 10
