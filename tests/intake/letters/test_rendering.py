"""How templates are found, and what a wrong one says."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from intake.letters.errors import LetterError
from intake.letters.kinds import Kind
from intake.letters.rendering import BASE, clean
from tests.intake.letters.reading import Order
from tests.intake.letters.samples import PROGRAMME

PACK = Path(__file__).parents[2] / "packs" / "letters-test"
PACKED = replace(PROGRAMME, folders=(PACK,))


@pytest.mark.parametrize("kind", Kind)
def test_base_has_both_templates_of_every_kind(kind: Kind) -> None:
    assert [(BASE / f"{kind}.{form}.j2").is_file() for form in ("txt", "html")] == [True, True]


def test_render_pack_overrides_a_block_of_the_base_template() -> None:
    letter = Order(kind=Kind.ENQUIRY, programme=PACKED).letter()
    assert letter.subject == "Your question – Delivering Differently Challenge"
    assert "QUESTIONS PEOPLE ASK" in Order(kind=Kind.ENQUIRY, programme=PACKED).text()


def test_render_template_that_asks_for_what_is_not_there_is_refused() -> None:
    with pytest.raises(LetterError, match=r"the template of the letter 'alarm' cannot be used: .*colour"):
        Order(kind=Kind.ALARM, programme=PACKED).letter()


def test_render_earlier_folder_wins(tmp_path: Path) -> None:
    template = '{% extends "letter.txt.j2" %}{% block subject %}From the first folder{% endblock %}'
    (tmp_path / "enquiry.txt.j2").write_text(template, encoding="utf-8")
    programme = replace(PROGRAMME, folders=(tmp_path, PACK))
    assert Order(kind=Kind.ENQUIRY, programme=programme).letter().subject == "From the first folder"


def test_render_text_template_without_a_subject_is_refused(tmp_path: Path) -> None:
    (tmp_path / "enquiry.txt.j2").write_text("Hello\n", encoding="utf-8")
    with pytest.raises(LetterError, match=r"enquiry\.txt\.j2 gives no subject"):
        Order(kind=Kind.ENQUIRY, programme=replace(PROGRAMME, folders=(tmp_path,))).letter()


def test_clean_takes_out_what_controls_or_reorders_text() -> None:
    assert clean("a\u202eb\0c\x1bd\ufeff\ud800e\r\nf\rg\th") == "abcde\nf\ng\th"
    assert clean(7) == 7
