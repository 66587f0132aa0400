"""PDFs that are damaged, locked, empty, unreadable or far too large."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import pikepdf
import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from parsers.errors import DamagedDocumentError, EncryptedDocumentError, OverLimitError
from parsers.formats import limits
from parsers.formats.pdf import read_pdf
from tests.parsers.formats.pdf_samples import changed, drawn, shape

SAMPLES = Path(__file__).parents[2] / "samples" / "documents"


def words(canvas: Canvas) -> None:
    canvas.drawString(50, 700, "Name of authority")


def raw(code: str) -> bytes:
    """A page whose content is ``code``."""

    def replace(pdf: pikepdf.Pdf) -> None:
        pdf.pages[0].Contents = pdf.make_stream(code.encode())

    return changed(drawn(words), replace)


def nothing(pdf: pikepdf.Pdf) -> None:
    """No change."""


def test_read_pdf_with_a_password_is_encrypted() -> None:
    locked = changed(drawn(words), nothing, encryption=pikepdf.Encryption(user="secret", owner="owner"))
    with pytest.raises(EncryptedDocumentError):
        read_pdf(locked)


def test_read_pdf_with_an_owner_password_only_is_read() -> None:
    locked = changed(drawn(words), nothing, encryption=pikepdf.Encryption(user="", owner="owner"))
    assert shape(read_pdf(locked)) == ["Name of authority"]


@pytest.mark.parametrize("data", [b"%PDF-1.4 rubbish", b"not a pdf", b"%PDF-"])
def test_read_pdf_rubbish_is_damaged(data: bytes) -> None:
    with pytest.raises(DamagedDocumentError):
        read_pdf(data)


def test_read_pdf_without_its_end_is_mended() -> None:
    assert shape(read_pdf(drawn(words)[:-250])) == ["Name of authority"]


def test_read_pdf_after_leading_junk_is_read() -> None:
    assert shape(read_pdf(b"X-Scanned: yes\r\n" * 100 + drawn(words))) == ["Name of authority"]


def test_read_pdf_without_media_box_is_read() -> None:
    def take(pdf: pikepdf.Pdf) -> None:
        del pdf.pages[0].MediaBox

    assert shape(read_pdf(changed(drawn(words), take))) == ["Name of authority"]


def test_read_pdf_blank_page_has_no_text() -> None:
    document = read_pdf(drawn(lambda _: None))
    assert (document.blocks, document.notes) == ((), ("no-text",))


def test_read_pdf_text_without_meaning_is_soup() -> None:
    def unmap(pdf: pikepdf.Pdf) -> None:
        """Map every letter to the private use area, as broken exports do."""
        cmap = (
            b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n"
            b"1 begincodespacerange <00> <FF> endcodespacerange\n1 beginbfrange <00> <FF> <E100> endbfrange\n"
            b"endcmap end end"
        )
        for font in pdf.pages[0].Resources.Font.values():
            font.ToUnicode = pdf.make_stream(cmap)

    assert read_pdf(changed(drawn(words), unmap)).notes == ("glyph-soup",)


def test_read_pdf_letters_are_named_from_the_font_where_the_map_is_missing() -> None:
    def unmap(pdf: pikepdf.Pdf) -> None:
        for item in pdf.objects:
            if isinstance(item, pikepdf.Dictionary) and "/ToUnicode" in item:
                del item["/ToUnicode"]

    whole = (SAMPLES / "flat-chromium.pdf").read_bytes()
    document = read_pdf(changed(whole, unmap))
    assert (shape(document), document.notes) == (shape(read_pdf(whole)), ())


def test_read_pdf_beyond_the_limit_of_pages_is_truncated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_PAGES", 2)
    document = read_pdf(drawn(*[words] * 3))
    assert (document.notes, len(document.page_sizes)) == (("truncated",), 2)


def test_read_pdf_of_ten_thousand_pages_is_over_the_limit() -> None:
    def multiply(pdf: pikepdf.Pdf) -> None:
        pdf.Root.Pages.Kids = pikepdf.Array([pdf.pages[0].obj] * 10_000)
        pdf.Root.Pages.Count = 10_000

    with pytest.raises(OverLimitError):
        read_pdf(changed(drawn(words), multiply))


@pytest.mark.parametrize(
    "code",
    [
        "0 0 m 10 10 l S " * 200_000,
        "10 10 m 300 10 l S 10 10 m 10 300 l S " * 100_000,
        "BT /F1 10 Tf 10 10 Td (a) Tj ET " * 100_000,
        " ".join(f"{n % 500} {n % 800} m {n % 500 + 9} {n % 800} l" for n in range(100_000)) + " S",
        "".join(f"0 {n % 800} m 500 {n % 800} l S {n % 500} 0 m {n % 500} 800 l S " for n in range(9_000)),
        "q " * 100_000,
    ],
)
def test_read_pdf_with_countless_operators_ends(code: str) -> None:
    document = read_pdf(raw(code))
    assert len(document.page_sizes) == 1


def test_read_pdf_too_long_a_text_is_truncated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_CHARS", 4)
    document = read_pdf(drawn(words))
    assert (shape(document), document.notes) == (["Name"], ("truncated", "no-text"))


@pytest.mark.parametrize("cut", range(100, 1400, 130))
def test_read_pdf_cut_anywhere_is_read_or_damaged(cut: int) -> None:
    with suppress(DamagedDocumentError):
        assert shape(read_pdf(drawn(words)[:cut])) in (["Name of authority"], [])


def test_read_pdf_scanned_page_among_others_is_noted() -> None:
    def scan(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(Image.new("L", (40, 60), 200)), 0, 0, 595, 842)

    assert read_pdf(drawn(words, scan)).notes == ("page-without-text",)
    assert read_pdf(drawn(scan)).notes == ("no-text",)
