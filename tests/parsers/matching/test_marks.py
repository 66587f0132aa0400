"""Word limits: the quick look for what every limit has in it must never pass one over."""

from __future__ import annotations

import pytest

from parsers.matching.marks import WORD_LIMIT, without_leaders, without_word_limit, word_limits


@pytest.mark.parametrize(
    "text",
    [
        "Outline your idea (max 500 words)",
        "Outline your idea, in no more than 1,500 words.",
        "Outline your idea [300-500 words maximum]",
        "Outline your idea. Please limit your answer to five hundred words",
        "Outline your idea. Up to one thousand and fifty words or fewer",
        "Outline your idea - 250 WORDS ONLY",
        "Outline your idea Word limit: 500",
        "Outline your idea (word count of 500 words)",
        "Outline your idea (max. of 500w)",
        "Amlinellwch eich syniad (500 o eiriau)",
    ],
)
def test_word_limits_finds_what_the_pattern_finds(text: str) -> None:
    found = word_limits(text)
    assert len(found) == 1
    assert found == tuple(hit.span() for hit in WORD_LIMIT.finditer(text))


@pytest.mark.parametrize("text", ["", "In other words, 500 people", "Word of mouth", "Hundreds of keywords", "500 W"])
def test_word_limits_of_a_text_without_any_are_none(text: str) -> None:
    assert word_limits(text) == tuple(hit.span() for hit in WORD_LIMIT.finditer(text)) == ()


def test_word_limit_begins_between_words() -> None:
    (span,) = word_limits("Tell us about Austin 500 words")
    assert "Tell us about Austin 500 words"[slice(*span)] == " 500 words"


def test_without_word_limit_of_a_count_in_words_keeps_the_answer() -> None:
    assert without_word_limit("No more than ten words County council") == "County council"
    assert without_word_limit("Ten words of Welsh each week") == "Ten words of Welsh each week"


@pytest.mark.parametrize(
    ("printed", "written"),
    [
        ("........ Jo Bloggs ........", "Jo Bloggs"),
        ("The hall is used every day. ..............", "The hall is used every day."),
        ("The roof ______ leaks.", "The roof leaks."),
        ("...........", ""),
    ],
)
def test_without_leaders_keeps_what_is_written(printed: str, written: str) -> None:
    assert " ".join(without_leaders(printed).split()) == written


def test_limit_in_two_languages_is_left_out_whole() -> None:
    text = "No more than 250 words / Dim mwy na 250 o eiriau\nA warm room"
    assert without_word_limit(without_word_limit(text).lstrip()) == "A warm room"
