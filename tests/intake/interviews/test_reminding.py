"""What falls due about interviews: reminders, answers that did not come, interviews that are over; and bounces."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.decisions.giving import OrderError
from parsers.mail import DeliveryReport
from store.states import InterviewState
from tests.intake.decisions.staffing import RUTH, links, orders_by, time_passes
from tests.intake.interviews.round import (
    FIRST,
    MONDAY,
    Rsvp,
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
from tests.intake.office import CLERK, Office, letter_from

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
DUDLEY, SANDWELL = "clerk1@dudley.example", "clerk2@sandwell.example"
EVENING = datetime(2014, 2, 19, 18, 0, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path, empty_database: Path) -> Office:
    return invited(tmp_path / "office", empty_database)


def test_reminder_comes_once_and_says_what_is_known(office: Office) -> None:
    Rsvp().arrives(office)
    time_passes(office, FIRST - 2 * DAY - timedelta(minutes=1))
    assert told(office, "interview_reminder") == []
    time_passes(office, FIRST - 2 * DAY)
    time_passes(office, FIRST - 2 * DAY + HOUR)
    assert told(office, "interview_reminder") == [("interview_reminder", CLERK), ("interview_reminder", DUDLEY)]
    said = words(office, newest(office, "interview_reminder"))
    assert "You told us that you are coming; you do not need to answer again." in said
    assert "we have no answer to our invitation" in words(office, newest(office, "interview_reminder", "DD-0002"))


def test_reminder_after_a_move_is_for_the_new_time(office: Office) -> None:
    time_passes(office, FIRST - 2 * DAY)
    obeys(office, "reschedule", "DD-0001", "slot 21", at=FIRST - 2 * DAY + HOUR)
    leave(office, at=FIRST - 2 * DAY + 2 * HOUR)
    time_passes(office, FIRST - 2 * DAY + 3 * HOUR)  # the new invitation is not a day old
    assert told(office, "interview_reminder").count(("interview_reminder", CLERK)) == 1
    time_passes(office, FIRST - DAY + 6 * HOUR)
    assert told(office, "interview_reminder").count(("interview_reminder", CLERK)) == 2
    assert "Thursday 20 February 2014" in words(office, newest(office, "interview_reminder"))


@pytest.mark.parametrize("text", ["I am afraid we cannot attend.", "Could we meet on Thursday afternoon instead?"])
def test_nobody_is_reminded_of_what_does_not_stand(office: Office, text: str) -> None:
    replies(office, text)
    time_passes(office, FIRST - 2 * DAY)
    assert told(office, "interview_reminder") == [("interview_reminder", DUDLEY)]


def test_staff_hear_once_who_has_not_answered(office: Office) -> None:
    Rsvp().arrives(office)
    time_passes(office, MONDAY + 3 * DAY)
    assert told(office, "interview_news") == []
    time_passes(office, MONDAY + 3 * DAY + timedelta(minutes=2))
    time_passes(office, MONDAY + 3 * DAY + HOUR)
    assert told(office, "interview_news") == [("interview_news", RUTH.email)]
    said = words(office, newest(office, "interview_news"))
    assert said.startswith("DD-0002 (Dudley Metropolitan Borough Council)")
    assert "It has not answered within 3 days." in said
    assert "DD-0003 (Sandwell" in said
    assert "DD-0001 (" not in said


def test_staff_are_asked_whether_the_day_s_interviews_were_held(office: Office) -> None:
    obeys(office, "reschedule", "DD-0002", "slot 11", at=MONDAY + HOUR)  # the last of the day
    leave(office, at=MONDAY + 2 * HOUR)
    time_passes(office, FIRST + 2 * HOUR)
    assert told(office, "interviews_over") == []
    time_passes(office, EVENING)
    time_passes(office, EVENING + HOUR)
    assert told(office, "interviews_over") == [("interviews_over", RUTH.email)]
    asked = newest(office, "interviews_over")
    assert "2 interviews over: held?" in asked.subject
    found = links(office, asked.id)
    assert list(found) == [
        "It was held: DD-0001",
        "Nobody came: DD-0001",
        "It was held: DD-0002",
        "Nobody came: DD-0002",
    ]
    office.receives(orders_by(office, RUTH, found["It was held: DD-0001"]), at=EVENING + HOUR)
    office.receives(orders_by(office, RUTH, found["Nobody came: DD-0002"]), at=EVENING + HOUR)
    assert (state(office), state(office, "DD-0002")) == (InterviewState.HELD, InterviewState.MISSED)
    assert [case.state for case in office.cases()] == ["interviewed", "invited", "invited"]
    back = links(office, newest(office, "order_done", "DD-0002").id)["Take this back"]
    office.receives(orders_by(office, RUTH, back), at=EVENING + HOUR + timedelta(minutes=5))
    assert state(office, "DD-0002") == InterviewState.INVITED


def test_silence_is_asked_about_once_more_and_nothing_is_concluded(office: Office) -> None:
    for day in range(6):
        time_passes(office, EVENING + day * DAY)
    first = [item.subject.split(" – ")[0] for item in office.letters() if item.kind == "interviews_over"]
    assert first == [
        "2 interviews over: held?",
        "1 interview over: held?",
        "2 interviews over, and nobody has said whether held",
        "1 interview over, and nobody has said whether held",
    ]
    assert [case.state for case in office.cases()] == ["invited"] * 3
    assert state(office) == InterviewState.INVITED


def test_interview_that_is_to_come_was_not_held(office: Office) -> None:
    with pytest.raises(OrderError, match=r"is still to come: 9:30am to 10:15am on Wednesday 19 February 2014"):
        obeys(office, "held", "DD-0001", at=FIRST - timedelta(minutes=1))


def test_held_after_all_takes_absent_back(office: Office) -> None:
    obeys(office, "absent", "DD-0001", at=EVENING)
    obeys(office, "held", "DD-0001", "They were in the other building.", at=EVENING + HOUR)
    assert (state(office), office.cases()[0].state) == (InterviewState.HELD, "interviewed")
    with pytest.raises(OrderError, match="noted already"):
        obeys(office, "held", "DD-0001", at=EVENING + HOUR)
    obeys(office, "absent", "DD-0001", at=EVENING + 2 * HOUR)
    assert (state(office), office.cases()[0].state) == (InterviewState.MISSED, "invited")


def test_invitation_that_bounces_alarms_staff_at_once(office: Office) -> None:
    letter = newest(office, "invitation")
    report = DeliveryReport(
        action="failed",
        status="5.1.1",
        recipients=(CLERK,),
        original_message_id=letter.message_id,
    )
    office.receives(
        letter_from("mailer-daemon@mx.example", subject="Undelivered", report=report, return_path=""), at=MONDAY + HOUR
    )
    news = [item for item in office.letters() if item.kind == "interview_news"]
    assert [item.recipient for item in news] == [RUTH.email]
    assert news[0].subject.startswith("DD-0001: a letter about the interview bounced")
    said = words(office, news[0])
    assert "The letter “invitation” to clerk@walsall.gov.uk could not be delivered (undeliverable: 5.1.1)." in said
    time_passes(office, FIRST - 2 * DAY)
    assert told(office, "interview_reminder") == [("interview_reminder", DUDLEY)]
    assert seat(office).state == InterviewState.INVITED
