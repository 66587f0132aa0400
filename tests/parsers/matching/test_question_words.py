"""What a question of other words asks for is told by how it opens."""

from __future__ import annotations

import pytest

from parsers.form import FieldType, FormField
from parsers.matching.question_words import by_asking


def field(label: str, kind: FieldType = FieldType.TEXT) -> FormField:
    return FormField(key="it", section="", label=label, type=kind)


@pytest.mark.parametrize(
    ("label", "kind", "question", "answer"),
    [
        ("Commencement", FieldType.DATE, "When would you begin?", "1 May 2027"),
        ("Year founded", FieldType.NUMBER, "When did you begin?", "1978"),
        ("Lead contact", FieldType.TEXT, "Whom should we talk to?", "Dr Siân Pryce-Howells"),
        ("Correspondence address", FieldType.ADDRESS, "Where should letters go?", "1 High Street"),
        ("Beneficiaries", FieldType.NUMBER, "How many will come?", "40"),
        ("Award sought", FieldType.MONEY, "How much would you like?", "£40"),
        ("Consent of the owner", FieldType.YES_NO, "Have you asked the owner?", "Yes"),
    ],
)
def test_question_suits_what_it_asks_for(label: str, kind: FieldType, question: str, answer: str) -> None:
    assert by_asking(field(label, kind), question, answer) > 0


@pytest.mark.parametrize(
    ("label", "question", "answer"),
    [
        ("Lead contact", "When were you founded?", "March 1978, by six swimmers"),
        ("Position held", "Who is in charge?", "Jacqueline O’Dowd"),
        ("Name of the building", "Who told you about us?", "A friend"),
        ("Lead contact", "What do they do there?", "12 to 15"),
        ("Name of the site", "Have you had money from us before?", "Yes - £600"),
    ],
)
def test_question_suits_nothing_else(label: str, question: str, answer: str) -> None:
    assert by_asking(field(label), question, answer) < 0


def test_other_openings_tell_nothing() -> None:
    assert by_asking(field("Main sport"), "What do you play most?", "Rugby union") == 0.0
    assert by_asking(field("Need", FieldType.PARAGRAPHS), "Who would gain from it?", "Everybody") == 0.0
