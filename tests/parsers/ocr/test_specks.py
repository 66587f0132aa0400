"""Dirt on a page is no text, and signs that are written are no dirt."""

from __future__ import annotations

import pytest

from parsers.ocr.specks import without_dust, without_specks
from parsers.ocr.tesseract import Recognised


def line(text: str, *, number: int = 0, space: float = 10.0) -> list[Recognised]:
    """Words of one line, letters 10 pixels wide and 20 high, ``space`` pixels apart."""
    words, x = [], 50.0
    for said in text.split():
        edges = (x, 40.0 * number, x + 10 * len(said), 40.0 * number + 20)
        words.append(Recognised(said, edges, 0.9, (str(number),)))
        x += 10 * len(said) + space
    return words


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("Marchwick Homes `", "Marchwick Homes"),
        ("· Marchwick Homes", "Marchwick Homes"),
        ("damp or· mould", "damp or mould"),
        ("a month . between", "a month between"),
        ("Fish & chips - twice", "Fish & chips - twice"),
        ("• one", "• one"),
        ("£ 95", "£ 95"),
        ("Part A ; B", "Part A ; B"),
    ],
)
def test_specks_beside_words_are_left_out(text: str, kept: str) -> None:
    assert " ".join(item.text for item in without_specks(line(text))) == kept


def test_line_of_specks_is_left_out_and_a_bullet_before_its_item_is_kept() -> None:
    page = [*line("Marchwick Homes"), *line("` .", number=1), *line("+", number=2)]
    assert [item.text for item in without_specks(page)] == ["Marchwick", "Homes"]
    bullet = Recognised("•", (20.0, 0.0, 28.0, 20.0), 0.9, ("9",))
    assert "•" in [item.text for item in without_specks([*page, bullet])]
    alone = Recognised("•", (20.0, 200.0, 28.0, 220.0), 0.9, ("9",))
    assert "•" not in [item.text for item in without_specks([*page, alone])]


def test_page_without_words_is_left_alone() -> None:
    assert len(without_specks(line("· ."))) == 2


def test_sign_far_from_everything_is_dirt_and_one_that_people_write_alone_is_not() -> None:
    far = [*line("Governing body", number=3), Recognised(";", (400.0, 120.0, 403.0, 140.0), 0.4, ("3",))]
    assert " ".join(item.text for item in without_specks(far)) == "Governing body"
    dash = [*line("Governing body", number=3), Recognised("–", (400.0, 120.0, 412.0, 140.0), 0.9, ("3",))]
    assert " ".join(item.text for item in without_specks(dash)) == "Governing body –"


def test_letter_lower_than_any_can_be_is_dust() -> None:
    page = [*line("T. Beddoes & Son a 4"), Recognised("f", (500.0, 0.0, 503.0, 3.0), 0.4, ("0",))]
    low = Recognised("…", (520.0, 15.0, 540.0, 20.0), 0.9, ("0",))
    assert " ".join(item.text for item in without_dust([*page, low])) == "T. Beddoes & Son a 4 …"
