"""What the papers are made of: fields and their names, fonts, furniture, Word's controls, guidance, files written."""

from __future__ import annotations

import io
import itertools
import subprocess
import zipfile
from pathlib import Path
from typing import Any

import pikepdf
import pypdfium2  # type: ignore[import-untyped]  # ships no types
import pytest
from lxml import etree

from intake.paper import wording
from intake.paper.blank_pdf import blank_form_pdf
from intake.paper.blank_word import blank_form_docx
from intake.paper.guidance import guidance_pdf
from intake.paper.papers import blank_forms, guidance_papers, write_blank_forms
from intake.round.programme import Programme, load
from tests.intake.paper.filling import fill_docx, fill_pdf, filled

_PACKS = Path(__file__).parent / "packs"
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_SEND_TO = "challenge@cabinet-office.example"


@pytest.fixture(scope="module")
def challenge() -> Programme:
    return load("delivering-differently")


@pytest.fixture(scope="module")
def welsh() -> Programme:
    return load(_PACKS / "cludiant-cymunedol")


def _pages(data: bytes) -> list[str]:
    with pypdfium2.PdfDocument(data) as document:
        return [page.get_textpage().get_text_bounded() for page in document]


def _document(data: bytes) -> Any:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return etree.fromstring(package.read("word/document.xml"))


def _controls(data: bytes) -> dict[str, str]:
    """Tag of every content control → its alias."""
    controls = [control.find(f"{_W}sdtPr") for control in _document(data).iter(f"{_W}sdt")]
    return {item.find(f"{_W}tag").get(f"{_W}val"): item.find(f"{_W}alias").get(f"{_W}val") for item in controls}


def test_pdf_says_on_every_page_which_form_it_is_and_where_it_goes(challenge: Programme) -> None:
    pages = _pages(blank_form_pdf(challenge, send_to=_SEND_TO))
    foot = f"Send to {_SEND_TO} by 5pm on Monday 10 February 2014 (London time)"
    assert [foot in page for page in pages] == [True] * len(pages)
    assert [f"Page {number} of {len(pages)}" in page for number, page in enumerate(pages, 1)] == [True] * len(pages)
    assert [challenge.name in page for page in pages] == [True] * len(pages)


def test_pdf_prints_every_question_and_section(challenge: Programme) -> None:
    text = " ".join(" ".join(_pages(blank_form_pdf(challenge))).split())
    wanted = [field.label for field in challenge.form.fields] + [section.title for section in challenge.form.sections]
    assert [words for words in wanted if words not in text] == []


def test_pdf_prints_letters_beyond_latin_1(welsh: Programme) -> None:
    text = "".join(_pages(blank_form_pdf(welsh)))
    assert [word for word in ("Enw’r", "Tŷ i’r orsaf", "Dyffryn Ŵyth", "Y Gŵyr") if word not in text] == []


def test_pdf_embeds_every_face_but_the_marks(challenge: Programme) -> None:
    with pikepdf.open(io.BytesIO(blank_form_pdf(challenge))) as pdf:
        fonts = [item for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and item.get("/Type") == "/Font"]
        bare = {
            str(font.BaseFont) for font in fonts if "/FontDescriptor" not in font and "/DescendantFonts" not in font
        }
    assert bare <= {"/ZapfDingbats", "/Helvetica"}


def test_pdf_names_its_language_title_and_asks_viewers_to_draw_answers(challenge: Programme) -> None:
    with pikepdf.open(io.BytesIO(blank_form_pdf(challenge))) as pdf:
        assert str(pdf.Root.Lang) == "en-GB"
        assert bool(pdf.Root.AcroForm.NeedAppearances)
        assert str(pdf.docinfo["/Title"]) == "Delivering Differently Challenge: Expression of interest"


def test_pdf_fields_lie_on_the_page_and_apart(challenge: Programme) -> None:
    with pikepdf.open(io.BytesIO(blank_form_pdf(challenge))) as pdf:
        for page in pdf.pages:
            boxes = [tuple(float(number) for number in widget.Rect) for widget in page.get("/Annots", [])]
            assert [box for box in boxes if not (40 < box[0] < box[2] < 556 and 50 < box[1] < box[3] < 842)] == []
            overlaps = [
                (one, other)
                for place, one in enumerate(boxes)
                for other in boxes[place + 1 :]
                if one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
            ]
            assert overlaps == []


def test_pdf_has_a_tooltip_for_every_field(challenge: Programme) -> None:
    with pikepdf.open(io.BytesIO(blank_form_pdf(challenge))) as pdf:
        tips = [str(item.TU) for item in pdf.objects if isinstance(item, pikepdf.Dictionary) and "/FT" in item]
    assert len(tips) == len(filled(challenge.form)[0]) + 6  # and two rows of the table that `filled` leaves blank
    assert [tip for tip in tips if not tip] == []


def test_pdf_and_word_ask_the_same(challenge: Programme) -> None:
    names = {name.partition(".")[0] for name in filled(challenge.form)[0]}
    assert {tag.partition(".")[0] for tag in _controls(blank_form_docx(challenge))} == names


def test_papers_are_the_same_bytes_every_time(challenge: Programme) -> None:
    assert blank_form_pdf(challenge) == blank_form_pdf(challenge)


def test_word_controls_carry_the_key_and_the_label(challenge: Programme) -> None:
    controls = _controls(blank_form_docx(challenge))
    assert controls["lead_email"] == "Email address of project lead"
    assert controls["joint_bid.yes"] == "Is this a joint bid?: Yes"
    assert controls["partners.1.email"] == "Partner authorities and other bodies: Contact email, row 1"


def test_word_control_identities_differ(challenge: Programme) -> None:
    numbers = [item.get(f"{_W}val") for item in _document(blank_form_docx(challenge)).iter(f"{_W}id")]
    assert len(set(numbers)) == len(numbers) > 0


def test_word_tables_never_touch(challenge: Programme) -> None:
    names = [etree.QName(item).localname for item in _document(blank_form_docx(challenge))[0]]
    assert [pair for pair in itertools.pairwise(names) if pair == ("tbl", "tbl")] == []


@pytest.mark.server("libreoffice")
def test_word_filled_in_opens_in_a_word_processor(challenge: Programme, tmp_path: Path) -> None:
    names, _ = filled(challenge.form)
    (tmp_path / "form.docx").write_bytes(fill_docx(blank_form_docx(challenge), names))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path), "form.docx"]
    subprocess.run(command, cwd=tmp_path, check=True, capture_output=True, timeout=100)
    text = " ".join(" ".join(_pages((tmp_path / "form.pdf").read_bytes())).split())
    assert [words for words in ("Walsall Council", "Siân O’Brien – Tŷ Gwŷn", "3 March 2014") if words not in text] == []


def test_guidance_prints_headings_lists_and_bold_without_their_marks(challenge: Programme) -> None:
    markdown = "# Title\n\nOne\ntwo **bold** <b>&\n\n- first\n- second\n  goes on\n\n1. one\n2. two\n"
    text = " ".join("".join(_pages(guidance_pdf(challenge, markdown))).split())
    assert "Title One two bold <b>& • first • second goes on 1 one 2 two" in text


def test_guidance_papers_turn_markdown_into_a_pdf(challenge: Programme) -> None:
    (paper,) = guidance_papers(challenge)
    assert (paper.name, paper.media_type, paper.data[:5]) == ("DD-guidance.pdf", "application/pdf", b"%PDF-")


def test_write_blank_forms_gives_the_paths_of_all_papers(challenge: Programme, tmp_path: Path) -> None:
    paths = write_blank_forms(challenge, tmp_path / "new" / "folder", send_to=_SEND_TO)
    assert [path.name for path in paths] == ["DD-form.pdf", "DD-form.docx", "DD-guidance.pdf"]
    assert paths[0].read_bytes() == blank_forms(challenge, send_to=_SEND_TO)[0].data


def test_filled_pdf_shows_its_answers_when_rendered(challenge: Programme) -> None:
    blank = blank_form_pdf(challenge)
    full = fill_pdf(blank, filled(challenge.form)[0])
    assert _ink(full) > _ink(blank)


def _first_box(data: bytes) -> list[float]:
    with pikepdf.open(io.BytesIO(data)) as pdf:
        return [float(number) for number in pdf.pages[0].Annots[0].Rect]


def _ink(data: bytes) -> int:
    """How many dark pixels the middle of the first authority box has, drawn by a viewer that knows forms."""
    with pypdfium2.PdfDocument(data) as document:
        document.init_forms()
        rect = _first_box(data)
        page = document[0]
        left, bottom, right, top = rect
        crop = (left + 2, bottom + 2, page.get_width() - right + 2, page.get_height() - top + 2)
        picture = page.render(scale=2, crop=crop, may_draw_forms=True, grayscale=True)
        return sum(1 for level in bytes(picture.buffer) if level < 100)


@pytest.mark.parametrize(
    ("deadline", "words"),
    [
        ("2014-02-10T17:00:00", "5pm on Monday 10 February 2014 (London time)"),
        ("2014-07-01T12:00:00", "midday on Tuesday 1 July 2014 (London time)"),
        ("2014-07-01T00:30:00", "12.30am on Tuesday 1 July 2014 (London time)"),
        ("2014-07-01", "11.59pm on Tuesday 1 July 2014 (London time)"),
    ],
)
def test_deadline_in_words(deadline: str, words: str, tmp_path: Path) -> None:
    field = '[[form.field]]\nkey = "name"\nlabel = "Name"\n'
    (tmp_path / "programme.toml").write_text(f'[programme]\nname = "P"\ndeadline = {deadline}\n{field}')
    assert wording.deadline(load(tmp_path)) == words
