"""The matcher's parts: marks of printed questions, blanks, joining, likeness."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.matching.blanks import clean
from parsers.matching.joining import join
from parsers.matching.layout import lay_out
from parsers.matching.lexicon import lexicon_of
from parsers.matching.marks import bare_label, is_blank
from parsers.matching.wordings import tokens
from tests.parsers.matching.documents import FORM, pdf, printed

NEED = FORM.by_key["need"]


@pytest.mark.parametrize(
    "label",
    [
        "3. Why is the work needed?",
        "Q3: Why is the work needed?",
        "3a) Why is the work needed *",
        "Question 3: Why is the work needed? (max 50 words)",
        "Why is the work needed – no more than 50 words",
        "Why is the work needed? Please use no more than 50 words.",
        "Why is the work needed? Word limit: 50",
        "2.3 Why is the work needed? [50 words maximum]",
        "(iv) Why is the work needed (required)",
    ],
)
def test_bare_label_takes_off_numbers_stars_and_limits(label: str) -> None:
    assert bare_label(label) == "Why is the work needed"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "N/A",
        "n/a.",
        "TBC",
        "-",
        "……………",
        "______",
        "Click or tap here to enter text.",
        "[insert name]",
        "Please type here",
        "Choose an item.",
        "dd/mm/yyyy",
        "not applicable",
    ],
)
def test_is_blank_knows_placeholders(text: str) -> None:
    assert is_blank(text)


@pytest.mark.parametrize("text", ["☒", "0", "No", "Nadia", "see annex", "TBC by cabinet on 4 May"])
def test_is_blank_leaves_answers(text: str) -> None:
    assert not is_blank(text)


def test_clean_keeps_an_answer_that_begins_with_an_example_of_the_help() -> None:
    field = replace(NEED, help="For example: adult social care; libraries and museums.")
    form = replace(FORM, fields=(field,))
    assert clean("Adult social care in our area", field, form) == "Adult social care in our area"


def test_clean_keeps_an_option_that_elsewhere_says_nothing() -> None:
    field = replace(NEED, options=("Joint venture", "Not yet known"))
    assert clean("Not yet known", field, FORM) == "Not yet known"
    assert clean("Not yet known", NEED, FORM) == ""


def test_clean_takes_the_help_off_however_it_is_wrapped() -> None:
    text = "Tell us who uses the hall\nand what is wrong with it.\nThe roof leaks."
    assert clean(text, NEED, FORM) == "The roof leaks."


def test_clean_keeps_an_answer_that_refers_elsewhere() -> None:
    assert clean("Please see the attached survey.", NEED, FORM) == "Please see the attached survey."


def test_join_puts_wrapped_lines_together_and_keeps_meant_breaks() -> None:
    document = pdf(
        printed("The roof has leaked since the storm of last", 50, 60, width=300),
        printed("January and the nursery moved out.", 50, 72, width=220),
        printed("• a new roof", 50, 84, width=90),
        printed("The trustees have a co-", 50, 110, width=300, gap=True),
        printed("operative agreement.", 50, 122, width=150),
    )
    parts = [(piece, piece.text) for piece in lay_out(document).pieces]
    assert join(parts) == (
        "The roof has leaked since the storm of last January and the nursery moved out.\n• a new roof\n"
        "The trustees have a co-operative agreement."
    )


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("amara.nwosu@thorn", "wick.exam", "ple"), "amara.nwosu@thornwick.example"),
        (("jo@hall.ex", "ample; sam@hall.example"), "jo@hall.example; sam@hall.example"),
        (("jo@hall.example", "please ring first"), "jo@hall.example please ring first"),
        (("25/08/20", "16"), "25/08/2016"),
        (("£8,750.0", "0"), "£8,750.00"),
        (("2018-02-", "10"), "2018-02-10"),
        (("in 25", "16 were new"), "in 25 16 were new"),
    ],
)
def test_join_mends_what_a_narrow_cell_has_broken(lines: tuple[str, ...], text: str) -> None:
    document = pdf(*(printed(line, 50, 60 + 12 * row, width=60) for row, line in enumerate(lines)))
    assert join([(piece, piece.text) for piece in lay_out(document).pieces]) == text


def test_lexicon_weighs_rare_words_above_common_ones() -> None:
    lexicon = lexicon_of(FORM)
    assert lexicon.weight("hall") > lexicon.weight("name") > lexicon.weight("of")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("Hall's name", "hall"),
        ("E-mail address of the chair", "chair_email"),
        ("Main contact: name", "lead_name"),
        ("What is the total cost", "cost"),
        ("Nmae of the hall", "hall"),
    ],
)
def test_lexicon_finds_reworded_labels(text: str, key: str) -> None:
    best = lexicon_of(FORM).hits(tokens(text))[0]
    assert FORM.fields[best.wording.field].key == key
