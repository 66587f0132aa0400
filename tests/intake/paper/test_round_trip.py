"""A blank form of ours, filled in, is read back whole: every type of answer, in packs of very different shape."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.paper.blank_pdf import blank_form_pdf
from intake.paper.blank_word import blank_form_docx
from intake.round.programme import Programme, load
from parsers.extraction import Extraction
from parsers.formats import read_document
from parsers.matching import match
from tests.intake.paper.filling import fill_docx, fill_pdf, filled

_PACKS = Path(__file__).parent / "packs"
_TEST_PACKS = Path(__file__).parents[2] / "packs"
_PDF = "application/pdf"
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def programmes() -> list[str | Path]:
    """The pack that ships, and every test pack."""
    folders = [*_PACKS.iterdir(), *_TEST_PACKS.iterdir()]
    return ["delivering-differently", *sorted(folder for folder in folders if (folder / "programme.toml").exists())]


@pytest.fixture(params=programmes(), ids=lambda item: Path(item).name)
def programme(request: pytest.FixtureRequest) -> Programme:
    return load(request.param)


def _answers(extraction: Extraction) -> dict[str, object]:
    return {answer.key: answer.value for answer in extraction.answers}


def test_pdf_filled_in_reads_back_whole(programme: Programme) -> None:
    names, values = filled(programme.form)
    document = read_document(fill_pdf(blank_form_pdf(programme), names), type=_PDF)
    assert _answers(match(document, programme.form)) == values


def test_word_filled_in_reads_back_whole(programme: Programme) -> None:
    names, values = filled(programme.form)
    document = read_document(fill_docx(blank_form_docx(programme), names), type=_WORD)
    assert _answers(match(document, programme.form)) == values


def test_pdf_left_blank_reads_as_blank(programme: Programme) -> None:
    extraction = match(read_document(blank_form_pdf(programme), type=_PDF), programme.form)
    assert {key: value for key, value in _answers(extraction).items() if value not in (None, False)} == {}


def test_word_left_blank_reads_as_blank(programme: Programme) -> None:
    extraction = match(read_document(blank_form_docx(programme), type=_WORD), programme.form)
    assert {key: value for key, value in _answers(extraction).items() if value not in (None, False)} == {}
