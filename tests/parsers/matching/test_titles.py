"""Whether a document bears a programme's name, be it shortened; and what that counts for."""

from __future__ import annotations

from dataclasses import replace

import pytest

from parsers.document import Document, DocumentKind, Line
from parsers.matching.titles import names, prints_title
from tests.parsers.matching.documents import FORM, paragraph, word

OURS = replace(
    FORM, programme="Clean Rivers Fund 2027", organisation="Three Dales Trust", title="Clean Rivers Fund: application"
)


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["Please find our form for the Clean Rivers Fund 2027."], True),
        (["CLEAN RIVERS", "Application form"], True),
        (["Clean"], False),
        (["Rivers that are clean", "A grant of the Three Dales Trust"], True),
        (["Clean Streets Fund", "Three Dales Trust"], False),
        (["Our accounts", "Three Dales Trust"], False),
        (["Fund", "Application form"], False),
    ],
)
def test_programme_is_named_at_the_head_though_in_fewer_words(lines: list[str], expected: bool) -> None:
    assert names(word(*(paragraph(text) for text in lines)), OURS) is expected


def test_first_words_of_a_name_name_the_programme() -> None:
    form = replace(OURS, programme="Growing Together Community Food Grants")
    assert names(word(paragraph("Growing Together"), paragraph("New-style form 2025")), form)
    assert not names(word(paragraph("Growing together is what we do")), form)


def test_programme_is_named_in_a_running_header() -> None:
    running = (Line(text="Clean Rivers Fund – form B"),)
    document = Document(kind=DocumentKind.WORD, blocks=(paragraph("Your details"),), running=running)
    assert names(document, replace(OURS, programme="Clean Rivers Fund"))
    assert prints_title(word(paragraph("Clean Rivers Fund application")), OURS)
    assert not prints_title(word(paragraph("Rivers that are clean")), OURS)
