"""A word that is read in two ways is read in the way the document has it elsewhere."""

from __future__ import annotations

import numpy as np
import pytest

from parsers.lie import Lie
from parsers.ocr.alike import agreed
from parsers.ocr.rules import Ruling
from parsers.ocr.sketch import Sketch
from parsers.ocr.tesseract import Recognised


def page(text: str) -> Sketch:
    words = tuple(Recognised(word, (0.0, 0.0, 10.0, 10.0), 0.9, ("1",)) for word in text.split())
    return Sketch(words, Ruling([], [], []), Lie(0, 0.0, 100, 100), np.full((10, 10), 255, dtype=np.uint8), 200, 0.1)


def read(*pages: str) -> list[str]:
    return [" ".join(word.text for word in sketch.words) for sketch in agreed([page(text) for text in pages])]


@pytest.mark.parametrize(
    ("once", "elsewhere", "expected"),
    [
        ("in Thomwick.", "Thornwick and Thornwick", "in Thornwick."),
        ("thë plan", "the plan of the council", "the plan"),
        ("no otħer plan", "other plans, other councils", "no other plan"),
        ("it fails", "it falls and falls and falls", "it fails"),
        ("in Thomwick.", "Thornwick", "in Thomwick."),
        ("Zoë Moss", "the Zoë of Zoe", "Zoë Moss"),
        ("a@thomwick.example", "thornwick thornwick", "a@thomwick.example"),
    ],
    ids=["letters", "speck", "stroke", "two words", "too seldom", "twice itself", "address"],
)
def test_word_is_read_as_it_stands_elsewhere(once: str, elsewhere: str, expected: str) -> None:
    assert read(once, elsewhere)[0] == expected


def test_word_read_as_it_stands_elsewhere_is_less_sure() -> None:
    (first, _) = agreed([page("Thomwick"), page("Thornwick Thornwick")])
    assert first.words[0].confidence == pytest.approx(0.81)
