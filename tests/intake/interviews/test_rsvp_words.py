"""What people's replies to an invitation say: a yes is a yes only where nothing else is said."""

from __future__ import annotations

import time
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.interviews.rsvp import Answer, Rsvp
from intake.interviews.rsvp_words import rsvp_of_words

#: Wednesday 19 February 2014, half past nine.
_AT = datetime(2014, 2, 19, 9, 30, tzinfo=ZoneInfo("Europe/London"))


def _said(text: str, *, choices: int = 0) -> tuple[Answer, int | None] | None:
    found = rsvp_of_words(text, at=None if choices else _AT, choices=choices)
    return (found.answer, found.choice) if found else None


@pytest.mark.parametrize(
    "text",
    [
        "Yes",
        "Yes please.",
        "Yes we’d be delighted",
        "Yes, that's fine.",
        "Accepted",
        "Confirmed.",
        "We accept.",
        "Walsall Council accepts the invitation.",
        "I accept your kind invitation on behalf of the council and confirm that three of us\nwill attend.",
        "Dear team,\n\nThank you for the invitation. We would be delighted to attend on 19 February.\n\nRegards,\nSiân",
        "Happy to confirm our attendance at 9.30 on the 19th.",
        "Wednesday 19 February at 9:30am suits us well.",
        "We can make Wednesday.",
        "That time works well for us. See you then!",
        "Thank you, we are looking forward to it.",
        "Sorry for not replying sooner. Yes, we will attend.",
        "I can’t wait, we will be there!",
        "No problem, we'll be there",
        "Many thanks,\nYes, that's fine.",
        "We will be there.\n\n-- \nSiân Nair\nWe do not accept liability for this message.",
        "We accept.\n\nKind regards\n\nThis email is confidential. If you cannot read it, do not attend to it.",
        "Derbyn",
        "Rydym yn hapus i dderbyn y gwahoddiad.",
        "Gallwn ddod, diolch.",
        "Byddwn yno!",
        "Annwyl bawb,\n\nRydym yn derbyn.\n\nCofion gorau,\nSiân",
    ],
)
def test_words_that_accept(text: str) -> None:
    assert _said(text) == (Answer.ACCEPTED, None)


@pytest.mark.parametrize(
    "text",
    [
        "we cannot make the 19th",
        "No, thank you.",
        "I am afraid we can't make it.",
        "Thank you for the invitation, but unfortunately we will not be attending.",
        "We regret that we have to decline.",
        "Regrettably we are unable to attend on 19 February.",
        "The 19th does not suit us.",
        "We don’t think we can make it.",
        "I’m sorry to say that we won’t be able to attend.",
        "Ni allwn ddod ar y 19eg.",
        "Yn anffodus, ni fyddwn yn gallu dod.",
        "Nid ydym yn derbyn y gwahoddiad.",
    ],
)
def test_words_that_refuse(text: str) -> None:
    assert _said(text) == (Answer.DECLINED, None)


@pytest.mark.parametrize(
    ("text", "wish"),
    [
        ("Could we do Thursday instead?", "Could we do Thursday instead?"),
        ("We cannot make the 19th. Could we do Thursday instead?", "Could we do Thursday instead?"),
        ("I'm afraid we can't make it. We could do Friday afternoon.", "We could do Friday afternoon."),
        ("We cannot make the 19th but are free on the 20th.", "We cannot make the 19th but are free on the 20th."),
        ("Would 2pm be possible?", "Would 2pm be possible?"),
        ("Any chance of an earlier slot?", "Any chance of an earlier slot?"),
        ("Please can we reschedule?", "Please can we reschedule?"),
        ("Is there another date?", "Is there another date?"),
        ("We'd prefer the 20th.", "We'd prefer the 20th."),
        ("How about Friday?", "How about Friday?"),
        ("Hoffem amser arall.", "Hoffem amser arall."),
    ],
)
def test_words_that_ask_for_another_time(text: str, wish: str) -> None:
    found = rsvp_of_words(text, at=_AT)
    assert found is not None
    assert (found.answer, found.proposed) == (Answer.COUNTERED, wish)


@pytest.mark.parametrize(
    "text",
    ["We should be able to make it.", "Probably, will confirm tomorrow", "Pencil us in.", "Efallai."],
)
def test_words_that_are_a_perhaps(text: str) -> None:
    assert _said(text) == (Answer.TENTATIVE, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "2",
        "option 2",
        "Thanks",
        "OK",
        "Noted",
        "Please see attached.",
        "Yes, we received your letter and will come back to you.",
        "Yes, we accept, but our leader cannot attend.",
        "We would be happy to attend if it can be online.",
        "We'd be happy to attend subject to diaries.",
        "We will let you know.",
        "We accept. We cannot make the 19th.",
        "We are not able to attend in person, but will join by link.",
        "We can't see any reason why we couldn't attend.",
        "Not all of us can attend.",
        "Our finance lead will not attend.",
        "Unfortunately our director is on leave that day.",
        "Our leader cannot attend but I will be there.",
        "We can attend on the 20th.",
        "We accept for Thursday at 9.30.",
        "Yes, 10.30 suits us.",
        "We cannot make the 12th.",
        "We can attend in the afternoon.",
        "Does 19 February still stand?",
        "Could you confirm that it is 9.30 on the 19th?",
        "If we accept, who may come?",
        "Can we attend by video?",
        "Have you accepted our form?",
        "We hope you accept our form.",
        "We accept the terms and conditions.",
        "We have accepted another meeting then.",
        "We are delighted to have been shortlisted.",
        "We look forward to hearing from you.",
        "We look forward to seeing the outcome.",
        "It is good to hear from you.",
        "Thank you for your mail. We will attend to it.",
        "We can make a decision next week.",
        "Thanks for this. I have passed it to Priya, who will reply.",
        "I am on leave until 3 March and cannot read mail.",
        "We wish to withdraw our application.",
        "We accept. Instead of the leader, the deputy will not come.",
    ],
)
def test_words_that_are_unclear_are_left_to_a_person(text: str) -> None:
    assert _said(text) is None


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("2", 2),
        ("2.", 2),
        ("#3 please", 3),
        ("Option 2", 2),
        ("option two, thank you", 2),
        ("Yes, 3 please", 3),
        ("Slot number 1 please.", 1),
        ("The second slot please", 2),
        ("2nd option please", 2),
        ("We accept option 2 (Thursday 20 February at 10.30).", 2),
        ("Dear all,\n\nNo. 2 would be fine for us.\n\nRegards\nSiân", 2),
        ("Opsiwn 2 os gwelwch yn dda", 2),
    ],
)
def test_choice_by_its_number(text: str, number: int) -> None:
    assert _said(text, choices=3) == (Answer.CHOSEN, number)


@pytest.mark.parametrize(
    "text",
    [
        "Yes",
        "4",
        "0",
        "Option 2 or 3",
        "Either 1 or 2",
        "1st choice: 2, 2nd choice: 3",
        "Option 1. Failing that, option 2.",
        "Option 2 if 3 is gone",
        "Not option 2",
        "2 people will attend.",
        "Is option 2 still free?",
        "Option 2, probably",
        "Slot 10:30",
        "10.30",
        "Thursday",
        "We cannot do option 1.",
    ],
)
def test_choice_that_is_not_one_number_is_left_to_a_person(text: str) -> None:
    assert _said(text, choices=3) is None


def test_choice_may_be_refused_altogether() -> None:
    assert _said("We cannot make any of these.", choices=3) == (Answer.DECLINED, None)
    assert _said("None of these work for us. Can we have the 24th?", choices=3) == (Answer.COUNTERED, None)


def test_answer_carries_its_words_and_that_a_question_was_asked() -> None:
    assert rsvp_of_words("Thanks. We accept. Is there parking?", at=_AT) == Rsvp(
        answer=Answer.ACCEPTED, words="We accept.", asks=True
    )


def test_yes_that_names_a_time_is_unclear_where_the_time_is_not_known() -> None:
    assert rsvp_of_words("We can make the 19th.") is None
    assert rsvp_of_words("We will attend.") == Rsvp(answer=Answer.ACCEPTED, words="We will attend.")


def test_long_reply_is_left_to_a_person() -> None:
    assert rsvp_of_words("We accept. " + "x" * 4_000, at=_AT) is None


@given(st.text(max_size=300))
def test_any_text_is_no_trouble(text: str) -> None:
    found = rsvp_of_words(text, choices=3)
    assert found is None or found.words


@pytest.mark.parametrize(
    "piece", ["not to ", "monday ", "we cannot ", "19th instead ", "sorry for the ", "a" * 50, "2 "]
)
def test_text_made_to_be_slow_is_not(piece: str) -> None:
    started = time.perf_counter()
    rsvp_of_words(piece * (4_000 // len(piece)), at=_AT)
    assert time.perf_counter() - started < 2
