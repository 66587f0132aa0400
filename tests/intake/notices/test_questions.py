"""Which published questions a mail asks: measured on paraphrases, and the traps one by one."""

from __future__ import annotations

import pytest

from intake.notices.asked import Wanted, sentences, wanted
from intake.notices.questions import Matcher, matcher_of
from tests.intake.notices.paraphrases import matchers, measure
from tests.intake.office import DD


@pytest.fixture(scope="module")
def challenge() -> Matcher:
    return matchers()["challenge"]


def asked(matcher: Matcher, text: str, about: str = "") -> list[int]:
    return [question.number for question in matcher.answers(text, about=about)]


@pytest.mark.parametrize(("held_out", "recall"), [(False, 0.7), (True, 0.65)])
def test_answers_are_right_nineteen_times_in_twenty(held_out: bool, recall: float) -> None:
    measured = measure(held_out=held_out)
    assert measured.precision >= 0.95, measured.wrong
    assert measured.recall >= recall


def test_each_published_wording_is_its_own_question(challenge: Matcher) -> None:
    for question in DD.questions:
        for wording in (question.question, *question.aliases):
            assert asked(challenge, wording) == [question.number]


def test_signature_greeting_and_thanks_are_no_part_of_what_is_asked(challenge: Matcher) -> None:
    text = (
        "Dear team,\n\nwe are thinking of applying with our neighbours in Sandwell. Are joint bids allowed?\n\n"
        "Kind regards\nJo Marlowe\nHead of Learning, Walsall Council\n01922 650000"
    )
    assert asked(challenge, text) == [2]
    assert asked(challenge, "When is the closing date?\n\nJo Marlowe\nWalsall Council\nTel: 01922 650000") == [4]


def test_two_published_questions_are_both_answered(challenge: Matcher) -> None:
    assert asked(challenge, "When is the closing date? And are joint bids allowed?") == [4, 2]


@pytest.mark.parametrize(
    "text",
    [
        "When is the closing date? And who sits on the panel?",
        "Are joint bids ok? And who do we send it to?",
        "When is the closing date?\nMany thanks\nJo\n\nPS: can it be extended?",
        "When is the closing date\nfor questions",
        "Please withdraw my question. When is the closing date?",
    ],
)
def test_mail_that_asks_anything_else_as_well_is_for_a_person(challenge: Matcher, text: str) -> None:
    assert asked(challenge, text) == []


def test_question_that_points_back_is_read_with_what_it_points_to(challenge: Matcher) -> None:
    assert asked(challenge, "We would like to apply jointly with another council. Is that possible?") != [4]
    assert asked(challenge, "I cannot find the closing date. When is it?") == []


def test_subject_asks_where_the_mail_says_nothing(challenge: Matcher) -> None:
    assert asked(challenge, "", about="When is the closing date?") == [4]
    assert asked(challenge, "Thanks\nJo", about="Are joint bids allowed?") == [2]


def test_quoted_lines_ask_nothing(challenge: Matcher) -> None:
    assert asked(challenge, "> When is the closing date?\n\nI know, thank you.") == []


def test_long_mail_is_for_a_person(challenge: Matcher) -> None:
    assert asked(challenge, "When is the closing date? " + "We are a council. " * 40) == []


def test_slip_of_typing_is_passed_over(challenge: Matcher) -> None:
    assert asked(challenge, "When is the deadlne?") == [4]


def test_denial_is_another_question(challenge: Matcher) -> None:
    assert asked(challenge, "Which delivery models do not count?") == []


def test_programme_without_questions_answers_nothing() -> None:
    assert Matcher((), name="A Small Fund").answers("When is the closing date?") == ()


def test_programmes_matcher_is_made_once() -> None:
    assert matcher_of(DD) is matcher_of(DD)


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("When is the closing date?", Wanted.WHEN),
        ("Could you tell me the deadline?", Wanted.WHEN),
        ("Is there a fixed date?", Wanted.WHEN),
        ("Who owns the equipment when the project ends?", Wanted.WHO),
        ("May we apply?", Wanted.MAY),
        ("I would like to know whether we are allowed to apply.", Wanted.MAY),
        ("Must the match funding be cash?", Wanted.MUST),
        ("Does it have to be cash?", Wanted.MUST),
        ("How many applications may we make?", Wanted.HOW_MUCH),
        ("Is there a limit on the number?", Wanted.HOW_MUCH),
        ("Why is the closing date so early?", Wanted.WHY),
        ("Which models count?", Wanted.WHICH),
        ("Is the fund only for councils?", Wanted.IS),
        ("How do we set up a mutual?", Wanted.HOW),
        ("How long does it take?", Wanted.HOW_LONG),
        ("Where do we send it?", Wanted.WHERE),
    ],
)
def test_what_is_wanted(question: str, kind: Wanted) -> None:
    assert wanted(question) is kind


def test_sentences_leave_out_greeting_and_leave_taking() -> None:
    found = sentences(
        "Dear Sam,\n\nthank you for your answer. We have the form. When is the closing date?\n\nBest wishes\nJo"
    )
    assert [(item.text, item.asks) for item in found] == [
        ("We have the form.", False),
        ("When is the closing date?", True),
    ]
