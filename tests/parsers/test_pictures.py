"""Pictures of places in real documents, and the words around an answer where there are no pages."""

from __future__ import annotations

import base64
import io
from email.message import EmailMessage
from hashlib import sha256
from pathlib import Path

import pytest
from PIL import Image

from parsers.document import Box
from parsers.excerpts import excerpt
from parsers.formats import read_document
from parsers.pictures import pictures
from parsers.showing import OWN_TEXT, Region, Shown, decode, encode

DOCUMENTS = Path(__file__).parents[1] / "samples" / "documents"
PDF = (DOCUMENTS / "fillable-reportlab.pdf").read_bytes()
WORD = (DOCUMENTS / "word-libreoffice.docx").read_bytes()
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
BOX = Box(100, 100, 300, 120)


def mail_with(*files: bytes) -> bytes:
    mail = EmailMessage()
    mail["From"], mail["Subject"] = "a@northby.example", "form"
    mail.set_content("Dear team,\n\nName of project lead: Jo Marsh\n\nRegards")
    for number, data in enumerate(files):
        mail.add_attachment(data, maintype="application", subtype="octet-stream", filename=f"file-{number}")
    return mail.as_bytes()


def show(raw: bytes, *regions: Region) -> list[Shown]:
    return list(pictures(raw, regions, announce=lambda name: None))


def digest(data: bytes) -> str:
    return sha256(data).hexdigest()


def opened(shown: Shown) -> Image.Image:
    return Image.open(io.BytesIO(base64.b64decode(shown.png)))


def png(width: int, height: int) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (width, height), "white").save(out, "PNG")
    return out.getvalue()


def test_region_of_a_pdf_is_drawn_within_the_size_asked_for() -> None:
    (shown,) = show(mail_with(PDF), Region(sha256=digest(PDF), page=1, box=BOX, width=300, height=200))
    image = opened(shown)
    assert (image.format, image.size) == ("PNG", (shown.width, shown.height))
    assert shown.width <= 300 + 2
    assert shown.height <= 200 + 2
    assert shown.excerpt is None


def test_region_of_a_page_that_is_not_there_says_so() -> None:
    (shown,) = show(mail_with(PDF), Region(sha256=digest(PDF), page=9, box=BOX))
    assert shown == Shown(reason="The file has no such page.")


@pytest.mark.parametrize(
    "box", [Box(-50, -50, -10, -10), Box(5_000, 5_000, 6_000, 6_000), Box(10, 10, 10, 10), Box(300, 120, 100, 100)]
)
def test_box_outside_its_page_or_without_extent_is_drawn_all_the_same(box: Box) -> None:
    (shown,) = show(mail_with(PDF), Region(sha256=digest(PDF), page=1, box=box))
    assert opened(shown).size == (shown.width, shown.height)


def test_region_of_a_picture_is_cut_out_of_it() -> None:
    scan = png(1240, 1754)  # A4 at 150 dots an inch
    (shown,) = show(mail_with(scan), Region(sha256=digest(scan), page=1, box=Box(250, 100, 350, 120), width=2_000))
    # From 200 points left of the box to 50 right of it, a point being 2.08 dots.
    assert abs(shown.width - 350 * 1240 / 595) < 3


def test_picture_of_too_many_pixels_is_not_unpacked(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("parsers.pictures._LARGEST_SOURCE", 1_000)
    scan = png(100, 100)
    (shown,) = show(mail_with(scan), Region(sha256=digest(scan), page=1, box=BOX))
    assert (shown.png, shown.reason) == ("", "The file cannot be shown (ValueError).")


def test_file_that_is_damaged_or_gone_is_told_and_the_others_are_shown() -> None:
    broken = PDF[:200] + b"nonsense"
    found = show(
        mail_with(PDF, broken),
        Region(sha256=digest(broken), page=1, box=BOX),
        Region(sha256="0" * 64, page=1, box=BOX),
        Region(sha256=digest(PDF), page=1, box=BOX),
    )
    assert [(bool(item.png), item.reason) for item in found] == [
        (False, "The file cannot be shown (PdfiumError)."),
        (False, "The file is no longer in the mail."),
        (True, ""),
    ]


def test_answer_in_a_document_without_pages_is_shown_among_its_words() -> None:
    region = Region(sha256=digest(WORD), text="jo.bloggs@walsall.example", question="Email address")
    (shown,) = show(mail_with(WORD), region)
    assert shown.excerpt
    assert (shown.excerpt.text, "Email address" in shown.excerpt.before) == ("jo.bloggs@walsall.example", True)


def test_answer_in_the_mail_itself_is_shown_among_its_words() -> None:
    (shown,) = show(mail_with(), Region(sha256=OWN_TEXT, text="Jo Marsh"))
    assert shown.excerpt
    assert shown.excerpt.before.endswith("Name of project lead: ")


def test_excerpt_looks_behind_the_question_first() -> None:
    document = read_document(b"Authority: No\nIs it joint? No\nWhy?", type="text/plain")
    found = excerpt(document, "No", after="Is it joint?")
    assert found
    assert (found.before, found.after) == ("Authority: No\nIs it joint? ", "\nWhy?")


@pytest.mark.parametrize("text", ["", "   ", "words that stand nowhere"])
def test_excerpt_of_nothing_is_none(text: str) -> None:
    assert excerpt(read_document(WORD, type=_WORD), text) is None


def test_what_was_shown_survives_the_way_through_json() -> None:
    shown = tuple(show(mail_with(PDF), Region(sha256=digest(PDF), page=1, box=BOX)))
    assert decode(encode(shown)) == shown
