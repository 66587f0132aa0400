"""What a mail says of withdrawing: only clear words withdraw, and nothing that is quoted, denied or conditional."""

from __future__ import annotations

import pytest

from intake.notices.giving_up import Withdraws, withdraws

NAME = "Delivering Differently Challenge"

CLEAR = (
    "We withdraw our application.",
    "Dear team,\n\nwe would like to withdraw our application.\n\nKind regards\nJo",
    "I am writing to withdraw our expression of interest.",
    "We have decided to withdraw our bid with immediate effect.",
    "Please withdraw DD-0004.",
    "Please could you withdraw our application?",
    "Following last night's cabinet meeting we regret that we have to withdraw the council's application.",
    "We wish to withdraw from the Delivering Differently Challenge.",
    "The council hereby withdraws its application.",
    "Our council wishes to withdraw its application to the challenge.",
    "Please treat our application as withdrawn.",
    "Please accept this email as formal notice of our withdrawal from the programme.",
    "We're withdrawing our application, sorry.",
    "We no longer wish to be considered.",
    "We no longer wish to proceed with our application.",
    "Rydym yn tynnu ein cais yn ôl.",
    "Hoffem dynnu ein cais yn ôl.",
    "Tynnwch ein cais yn ôl os gwelwch yn dda.",
)
UNCLEAR = (
    "We do not want to withdraw our application.",
    "We don't withdraw our application!",
    "We may have to withdraw our application.",
    "We might withdraw our application.",
    "If the deadline is not moved we withdraw our application.",
    "We are considering withdrawing our application.",
    "Can we withdraw our application?",
    "How do we withdraw our application?",
    "Should we withdraw our application?",
    "We will withdraw our application on Friday unless we hear from you.",
    "We withdraw our application subject to the decision of the council.",
    "We withdraw our earlier application; the attached one stands.",
    "We withdraw part of our application.",
    "One of our partners has withdrawn from the bid.",
    "Our partner withdraws from our application.",
    "We withdraw our request for an extension.",
    "We withdraw our application to the Transformation Award.",
    "Northby Council withdraws its application.",
    "We heard that the council withdraws its application.",
    "You said we withdraw our application.",
    "They withdraw our application.",
    "Please undo the withdrawal of our application.",
    "We withdrew by mistake.",
    "We withdraw our application. That is, we would withdraw our application if you asked us to.",
    "Nid ydym yn tynnu ein cais yn ôl.",
    "Efallai y byddwn yn tynnu ein cais yn ôl.",
)
NOTHING = (
    "Thank you for the receipt.",
    "> We withdraw our application.\n\nWho wrote this?",
    "You asked whether somebody had written “we withdraw our application”. Nobody has.",
    "Our application is attached.",
    "We would like to draw your attention to our application.",
    "",
)


@pytest.mark.parametrize("text", CLEAR)
def test_clear_words_withdraw(text: str) -> None:
    assert withdraws("Our application", text, programme=NAME) is Withdraws.CLEARLY


@pytest.mark.parametrize("text", UNCLEAR)
def test_words_that_may_mean_something_else_are_left_to_a_person(text: str) -> None:
    assert withdraws("Our application", text, programme=NAME) is Withdraws.UNCLEARLY


@pytest.mark.parametrize("text", NOTHING)
def test_words_that_do_not_speak_of_it_say_nothing(text: str) -> None:
    assert withdraws("Our application", text, programme=NAME) is Withdraws.NOT


def test_subject_of_ones_own_counts_and_one_that_was_answered_does_not() -> None:
    assert withdraws("Withdrawal of our application DD-0004", "See above.", programme=NAME) is Withdraws.CLEARLY
    ours = "Re: DD-0004: your application is withdrawn"
    assert withdraws(ours, "Thank you.", programme=NAME) is Withdraws.NOT
