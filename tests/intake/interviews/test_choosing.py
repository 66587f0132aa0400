"""A choice of times: who asks first has it, and numbers keep their meaning."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.round.interviews import Interviews, Mode
from store.states import InterviewState
from tests.intake.decisions.staffing import RUTH
from tests.intake.interviews.round import (
    FIRST,
    MONDAY,
    ROOMS,
    RULES,
    Rsvp,
    calendar_of,
    invited,
    leave,
    newest,
    obeys,
    replies,
    seat,
    state,
    told,
    words,
)
from tests.intake.office import CLERK, Office

HOUR = timedelta(hours=1)
DUDLEY, SANDWELL = "clerk1@dudley.example", "clerk2@sandwell.example"
ONE_ROOM: Interviews = replace(RULES, rooms=ROOMS[:1], mode=Mode.CHOICE)


@pytest.fixture
def office(tmp_path: Path, empty_database: Path) -> Office:
    return invited(tmp_path / "office", empty_database, rules=ONE_ROOM, mode=Mode.CHOICE)


def chooses(
    office: Office, text: str, reference: str, sender: str, *, to: str = "interview_choice", hours: int = 1
) -> str:
    """An applicant replies to its choice; the reason the mail is filed with."""
    at = MONDAY + hours * HOUR
    return replies(office, text, to=to, reference=reference, sender=sender, at=at).reason


def test_chosen_time_is_given_and_the_invitation_sent(office: Office) -> None:
    reason = chooses(office, "Option 3 please.", "DD-0001", CLERK)
    assert reason == ("The applicant chose option 3: 11:30am to 12:15pm on Wednesday 19 February 2014 (London time).")
    found = seat(office)
    assert (found.state, found.starts_at, found.room) == (InterviewState.ACCEPTED, FIRST + 2 * HOUR, "Room 1")
    letter = newest(office, "interview_given")
    assert letter.recipient == CLERK
    assert calendar_of(office, letter).vevent.dtstart.value == FIRST + 2 * HOUR
    assert "You do not need to answer it." in words(office, letter)


def test_calendar_that_then_accepts_is_not_confirmed_again(office: Office) -> None:
    chooses(office, "Option 3 please.", "DD-0001", CLERK)
    Rsvp(kind="interview_given", stamp=MONDAY + 2 * HOUR).arrives(office, at=MONDAY + 2 * HOUR)
    assert state(office) == InterviewState.ACCEPTED
    assert told(office, "interview_confirmed") == []


def test_two_who_choose_the_same_time(office: Office) -> None:
    chooses(office, "Option 1.", "DD-0001", CLERK)
    reason = chooses(office, "Option 1 suits us well.", "DD-0002", DUDLEY, hours=2)
    assert reason.endswith("which was gone.")
    assert state(office, "DD-0002") == InterviewState.OFFERED
    left = words(office, newest(office, "interview_left", "DD-0002"))
    assert "9:30am to 10:15am on Wednesday 19 February 2014 (London time), was taken before your answer" in left
    assert "Option 2: 10:30am" in left
    assert "Option 1:" not in left
    chooses(office, "Then option 2.", "DD-0002", DUDLEY, to="interview_left", hours=3)
    assert (state(office, "DD-0002"), seat(office, "DD-0002").starts_at) == (InterviewState.ACCEPTED, FIRST + HOUR)


def test_same_time_in_two_rooms_is_given_twice_and_no_more(tmp_path: Path, empty_database: Path) -> None:
    office = invited(tmp_path / "office", empty_database, mode=Mode.CHOICE)
    for reference, sender in (("DD-0001", CLERK), ("DD-0002", DUDLEY), ("DD-0003", SANDWELL)):
        chooses(office, "Option 1", reference, sender)
    assert [(seat(office, reference).room, state(office, reference)) for reference in ("DD-0001", "DD-0002")] == [
        ("Room 1", InterviewState.ACCEPTED),
        ("Room 2", InterviewState.ACCEPTED),
    ]
    assert state(office, "DD-0003") == InterviewState.OFFERED


def test_when_nothing_is_left_staff_are_told(tmp_path: Path, empty_database: Path) -> None:
    rules = replace(ONE_ROOM, slots=(FIRST,))
    office = invited(tmp_path / "office", empty_database, rules=rules, mode=Mode.CHOICE)
    chooses(office, "Option 1", "DD-0001", CLERK)
    chooses(office, "Option 1", "DD-0002", DUDLEY)
    assert "None of the times that we offered is left." in words(office, newest(office, "interview_left", "DD-0002"))
    assert told(office, "interview_news") == [("interview_news", RUTH.email)]


@pytest.mark.parametrize(
    "text", ["Option 99", "Yes, we will attend.", "Option 1 or 2", "We must ask our leader first."]
)
def test_what_is_no_choice_goes_to_staff(office: Office, text: str) -> None:
    chooses(office, text, "DD-0001", CLERK)
    assert state(office) == InterviewState.OFFERED
    assert told(office, "enquiry_passed") == [("enquiry_passed", RUTH.email)]


def test_none_of_the_times_suits(office: Office) -> None:
    chooses(office, "Could we have a different date?", "DD-0001", CLERK)
    assert state(office) == InterviewState.OFFERED
    assert told(office, "interview_noted", "interview_news") == [
        ("interview_noted", CLERK),
        ("interview_news", RUTH.email),
    ]


def test_declined_choice_can_still_be_made(office: Office) -> None:
    chooses(office, "I am afraid we cannot attend.", "DD-0001", CLERK)
    assert state(office) == InterviewState.DECLINED
    chooses(office, "We can after all: option 2", "DD-0001", CLERK, hours=2)
    assert (state(office), seat(office).starts_at) == (InterviewState.ACCEPTED, FIRST + HOUR)


def test_second_choice_after_the_first_was_given_is_held(office: Office) -> None:
    chooses(office, "Option 2", "DD-0001", CLERK)
    leave(office, at=MONDAY + HOUR + timedelta(minutes=5))
    concluded = replies(office, "I am afraid we cannot attend.", to="interview_choice", at=MONDAY + 2 * HOUR)
    assert concluded.status == "held"
    assert seat(office).starts_at == FIRST + HOUR


def test_slot_given_by_hand_instead_of_a_choice(office: Office) -> None:
    obeys(office, "reschedule", "DD-0001", "2", at=MONDAY + HOUR)
    assert leave(office, at=MONDAY + 2 * HOUR) == ["interview_moved"]
    found = seat(office)
    assert (found.state, found.starts_at, found.sequence) == (InterviewState.INVITED, FIRST + HOUR, 0)
    chooses(office, "Option 2", "DD-0002", DUDLEY, hours=3)
    assert state(office, "DD-0002") == InterviewState.OFFERED


def test_time_that_has_passed_is_not_given(office: Office) -> None:
    at = datetime(2014, 2, 19, 9, 45, tzinfo=UTC)
    replies(office, "Option 1", to="interview_choice", at=at)
    assert state(office) == InterviewState.OFFERED
    assert told(office, "interview_left") == [("interview_left", CLERK)]
