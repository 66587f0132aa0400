"""A second reading of the doubtful words of a page, compared with the first letter by letter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from parsers.lie import Lie
from parsers.ocr.rules import Ruling
from parsers.ocr.second import Again, Area, reread, settled
from parsers.ocr.sketch import Sketch
from parsers.ocr.tesseract import Recognised


def words(*texts: tuple[str, float]) -> list[Recognised]:
    made, left = [], 0.0
    for text, sure in texts:
        right = left + 10 * len(text)
        made.append(Recognised(text, (left, 10, right, 30), sure, ("1",)))
        left = right + 6
    return made


def again(text: str, sure: float = 0.95) -> Again:
    return Again(text, (sure,) * len(text))


def texts(found: Sequence[Recognised | None]) -> list[str | None]:
    return [word.text if word else None for word in found]


def test_word_both_readers_read_alike_is_surer_than_before() -> None:
    (word,) = settled(words(("governance", 0.8)), again("governance"))
    assert word is not None
    assert (word.text, word.other) == ("governance", "")
    assert word.confidence > 0.9


def test_surer_reading_stands_with_the_other_beside_it_and_less_confidence() -> None:
    found = settled(words(("project", 0.96), ("tead:", 0.78)), again("project lead:"))
    assert texts(found) == ["project", "lead:"]
    assert found[1] is not None
    assert (found[1].other, round(found[1].confidence, 2)) == ("tead:", 0.76)


def test_first_reading_stands_where_the_second_is_no_surer() -> None:
    (word,) = settled(words(("£12,500.", 0.91)), again("£12,500,", 0.93))
    assert word is not None
    assert (word.text, word.other) == ("£12,500.", "£12,500,")


@pytest.mark.parametrize("letters", [("Ddŵr", "DdWr"), ("tŷ", "ty"), ("Zoë", "Zoe"), ("tŷ", "t"), ("Ddŵr", "Ddîr")])
def test_letters_the_second_reader_does_not_know_are_kept(letters: tuple[str, str]) -> None:
    assert texts(settled(words((letters[0], 0.8)), again(letters[1], 0.99))) == [letters[0]]


def test_speck_above_an_upright_stroke_is_no_accent() -> None:
    assert texts(settled(words(("ìn-house", 0.8)), again("in-house", 0.9))) == ["in-house"]
    assert texts(settled(words(("gwasanaeth", 0.9), ("caìls", 0.8)), again("gwasanaeth calls", 0.9)))[1] == "calls"


def test_two_letters_read_as_one_are_two() -> None:
    assert texts(settled(words(("leaming", 0.9)), again("learning", 0.8))) == ["learning"]


def test_spaces_and_quotes_make_no_difference() -> None:
    found = settled(words(("Leeds", 0.9), ("City", 0.9), ("‘quote’", 0.9)), again("LeedsCity 'quote'"))
    assert texts(found) == ["Leeds", "City", "‘quote’"]
    assert [word.other for word in found if word] == ["", "", ""]


def test_speck_that_the_second_reader_does_not_see_is_left_out() -> None:
    assert texts(settled(words(("title", 0.96), ("i", 0.2)), again("title"))) == ["title", None]
    assert texts(settled(words(("i", 0.2)), again(""))) == [None]


def test_word_hardly_seen_gives_way_to_another_reading_of_it() -> None:
    assert texts(settled(words(("aLi", 0.37)), again("31.1"))) == ["31.1"]
    assert texts(settled(words(("aLi", 0.9)), again("31.1"))) == ["aLi"]


def sketch(found: Sequence[Recognised]) -> Sketch:
    page = np.full((200, 900), 255, dtype=np.uint8)
    return Sketch(tuple(found), Ruling([], [], []), Lie(0, 0.0, 324, 72), page, 200, 0.1)


def test_only_doubtful_pieces_and_what_must_be_exact_are_read_again() -> None:
    asked: list[Area] = []

    def reader(_page: Sketch, areas: Sequence[Area], _until: float) -> list[Again | None]:
        asked.extend(areas)
        return [None for _ in areas]

    sure, doubtful, exact = words(("certain", 0.97)), words(("dubious", 0.6)), words(("£1,234", 0.97))
    found = [
        *sure,
        *(Recognised(w.text, (300, 50, 380, 70), w.confidence, ("2",)) for w in doubtful),
        *(Recognised(w.text, (600, 90, 680, 110), w.confidence, ("3",)) for w in exact),
    ]
    assert reread(sketch(found), reader, until=0.0).words == tuple(found)
    assert [area[:2] for area in asked] == [(295, 45), (595, 85)]


def test_space_that_only_the_second_reader_saw_parts_the_word() -> None:
    found = words(("includinga", 0.9))
    page = reread(sketch(found), lambda _page, areas, _until: [again("including a") for _ in areas], until=0.0)
    assert [word.text for word in page.words] == ["including", "a"]
    assert page.words[0].edges[2] <= page.words[1].edges[0]
