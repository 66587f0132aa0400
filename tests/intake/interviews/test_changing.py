"""Interviews that are moved, called off, taken back, or fall with their application."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.decisions.giving import OrderError
from intake.errors import IntakeError
from store import applications
from store.states import InterviewState, LetterStatus
from tests.intake.decisions.staffing import RUTH, links, orders_by
from tests.intake.interviews.round import (
    FIRST,
    MONDAY,
    RULES,
    Rsvp,
    calendar_of,
    carry_out,
    invited,
    leave,
    newest,
    obeys,
    parsed,
    plan,
    replies,
    seat,
    shortlisted,
    stage,
    state,
    told,
    words,
)
from tests.intake.office import CLERK, Office, letter_from

HOUR = timedelta(hours=1)


@pytest.fixture
def office(tmp_path: Path, empty_database: Path) -> Office:
    return invited(tmp_path / "office", empty_database)


def test_move_sends_the_next_version_when_it_can_no_longer_be_taken_back(office: Office) -> None:
    Rsvp().arrives(office)
    done = obeys(office, "reschedule", "DD-0001", "slot 5\nThe first room is being painted.", at=MONDAY + 2 * HOUR)
    assert done.sentences[0] == (
        "The interview of DD-0001 (Walsall Council) is 11:30am to 12:15pm on Wednesday 19 February 2014 (London time), "
        "Room 1; it was 9:30am to 10:15am on Wednesday 19 February 2014 (London time)."
    )
    found = seat(office)
    assert (found.state, found.sequence, found.replied_stamp, found.reply) == (InterviewState.INVITED, 1, None, "")
    assert leave(office, at=MONDAY + 2 * HOUR + timedelta(minutes=29)) == ["interview_confirmed"]
    assert leave(office, at=MONDAY + 2 * HOUR + timedelta(minutes=31)) == ["interview_moved"]
    letter = newest(office, "interview_moved")
    event = calendar_of(office, letter).vevent
    first = calendar_of(office, newest(office, "invitation")).vevent
    assert (event.uid.value, event.sequence.value) == (first.uid.value, "1")
    assert event.dtstart.value == FIRST + 2 * HOUR
    assert parsed(office, letter)["In-Reply-To"] == f"<{newest(office, 'invitation').message_id}>"
    said = words(office, letter)
    assert "is not 9:30am to 10:15am on Wednesday 19 February 2014 (London time), as we wrote before." in said
    assert "The first room is being painted." in said


def test_move_by_mail_is_taken_back_by_mail(office: Office) -> None:
    Rsvp(partstat="DECLINED").arrives(office)
    subject = links(office, newest(office, "interview_news").id)["Move the interview of DD-0001"]
    at = MONDAY + 2 * HOUR
    office.receives(orders_by(office, RUTH, subject, "2014-02-20 10:30, Room 2"), at=at)
    assert (seat(office).starts_at, seat(office).room) == (FIRST + timedelta(days=1, hours=1), "Room 2")
    back = links(office, newest(office, "order_done").id)["Take this back"]
    office.receives(orders_by(office, RUTH, back), at=at + timedelta(minutes=10))
    found = seat(office)
    assert (found.state, found.starts_at, found.room, found.sequence) == (
        InterviewState.DECLINED,
        FIRST,
        "Room 1",
        0,
    )
    assert found.replied_stamp == MONDAY + HOUR
    assert "interview_moved" not in leave(office, at=at + 5 * HOUR)


def test_move_cannot_be_taken_back_once_it_left(office: Office) -> None:
    Rsvp(partstat="DECLINED").arrives(office)
    subject = links(office, newest(office, "interview_news").id)["Move the interview of DD-0001"]
    at = MONDAY + 2 * HOUR
    office.receives(orders_by(office, RUTH, subject, "slot 5"), at=at)
    back = links(office, newest(office, "order_done").id)["Take this back"]
    leave(office, at=at + timedelta(minutes=31))
    concluded = office.receives(orders_by(office, RUTH, back), at=at + timedelta(minutes=29))
    assert concluded.rule == "order-refused"
    assert "The invitation has left; move the interview again instead." in words(
        office, newest(office, "order_refused")
    )


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("slot 2", "Room 2 is taken: DD-0002 is interviewed there 9:30am to 10:15am on Wednesday 19 February"),
        (
            "2014-02-19 10:00, Room 2",
            "Room 2 is taken: DD-0002 is interviewed there 9:30am to 10:15am on Wednesday 19 February",
        ),
        ("slot 99", "There is no slot 99: the pack has slots 1 to 24."),
        ("2014-02-11 10:00", "10:00am to 10:45am on Tuesday 11 February 2014 (London time) is past."),
        ("2014-02-30 10:00", "2014-02-30 10:00 is not a day and a time."),
        ("2014-03-30 01:30", "01:30 does not exist on 2014-03-30 in Europe/London: the clocks go forward over it."),
        ("2014-02-20 10:00, Room 9", "The pack has no room “Room 9”; it has Room 1 and Room 2."),
        ("next week", "“next week” is no slot. Write its number"),
    ],
)
def test_move_to_where_it_cannot_be_is_refused_with_the_reason(office: Office, said: str, why: str) -> None:
    with pytest.raises(OrderError) as fault:
        obeys(office, "reschedule", "DD-0001", said, at=MONDAY + HOUR)
    assert str(fault.value).startswith(why)
    assert (seat(office).starts_at, seat(office).sequence) == (FIRST, 0)


def test_move_that_puts_a_panel_member_in_two_places_is_refused(office: Office) -> None:
    shared = tuple(replace(room, panel=("ann.lee@panel.example",)) for room in RULES.rooms)
    office.programme = replace(office.programme, interviews=replace(RULES, rooms=shared))
    with pytest.raises(OrderError) as fault:
        obeys(office, "reschedule", "DD-0001", "2014-02-20 10:00, Room 2", at=MONDAY + HOUR)
    assert str(fault.value) == (
        "ann.lee@panel.example would be in two places: DD-0003 is interviewed 9:30am to 10:15am on Thursday "
        "20 February 2014 (London time)."
    )


def test_move_in_summer_time_is_at_the_hour_that_was_written(office: Office) -> None:
    obeys(office, "reschedule", "DD-0001", "2014-03-31 10:00", at=MONDAY + HOUR)
    assert seat(office).starts_at == datetime(2014, 3, 31, 9, 0, tzinfo=UTC)


def test_move_to_its_own_slot_sends_the_invitation_again_to_the_present_contact(office: Office) -> None:
    with office.begin() as session:
        case = applications.by_reference(session, "DD-0001")
        assert case is not None
        applications.change_facts(session, case, at=MONDAY, contact_address="new.clerk@walsall.gov.uk")
    obeys(office, "reschedule", "DD-0001", "1", at=MONDAY + HOUR)
    leave(office, at=MONDAY + 2 * HOUR)
    letter = newest(office, "interview_moved")
    assert letter.recipient == "new.clerk@walsall.gov.uk"
    assert calendar_of(office, letter).vevent.attendee.value == "mailto:new.clerk@walsall.gov.uk"
    assert "It takes the place of any that we sent before." in words(office, letter)


def test_interview_called_off_is_cancelled_in_the_calendar(office: Office) -> None:
    with pytest.raises(OrderError, match="Say why"):
        obeys(office, "unschedule", "DD-0001", at=MONDAY + HOUR)
    obeys(office, "unschedule", "DD-0001", "The panel is unwell.", at=MONDAY + HOUR)
    letter = newest(office, "interview_cancelled")
    calendar = calendar_of(office, letter)
    assert (calendar.method.value, calendar.vevent.sequence.value, calendar.vevent.status.value) == (
        "CANCEL",
        "1",
        "CANCELLED",
    )
    alternative = next(part for part in parsed(office, letter).walk() if part.get_content_subtype() == "alternative")
    assert list(alternative.iter_parts())[-1].get_param("method") == "CANCEL"
    assert "The panel is unwell." in words(office, letter)
    assert state(office) == InterviewState.CANCELLED
    obeys(office, "reschedule", "DD-0002", "slot 1", at=MONDAY + 2 * HOUR)
    assert seat(office, "DD-0002").starts_at == FIRST
    assert plan(office, at=MONDAY + 3 * HOUR).acting[0].why.startswith("9:30am to 10:15am on Wednesday 19")


def test_invitation_that_has_not_left_is_taken_back_instead_of_cancelled(tmp_path: Path, empty_database: Path) -> None:
    office = shortlisted(tmp_path / "office", empty_database)
    carry_out(office, stage(office))
    obeys(office, "reschedule", "DD-0001", "slot 5", at=MONDAY + HOUR)
    obeys(office, "unschedule", "DD-0001", "The panel is unwell.", at=MONDAY + HOUR + timedelta(minutes=5))
    statuses = {item.kind: item.status for item in office.letters() if item.application == "DD-0001"}
    assert statuses["interview_moved"] == LetterStatus.CANCELLED
    assert statuses["interview_cancelled"] == LetterStatus.QUEUED


def test_withdrawal_calls_the_interview_off_and_frees_its_slot(office: Office) -> None:
    concluded = replies(office, "We wish to withdraw our application.")
    assert concluded.rule == "withdrawal"
    assert state(office) == InterviewState.CANCELLED
    assert told(office, "interview_cancelled", "withdrawn") == [("interview_cancelled", CLERK), ("withdrawn", CLERK)]
    assert calendar_of(office, newest(office, "interview_cancelled")).method.value == "CANCEL"
    assert (
        "Its interview (9:30am to 10:15am on Wednesday 19 February 2014 (London time)) is called off: a cancellation "
        "is sent to its calendar, and the slot is free again." in words(office, newest(office, "case_withdrawn"))
    )
    obeys(office, "reschedule", "DD-0002", "slot 1", at=MONDAY + 2 * HOUR)
    with pytest.raises(OrderError, match="the application is withdrawn"):
        obeys(office, "reschedule", "DD-0001", "slot 7", at=MONDAY + 2 * HOUR)


def test_withdrawal_before_the_invitation_left_sends_no_cancellation(tmp_path: Path, empty_database: Path) -> None:
    office = shortlisted(tmp_path / "office", empty_database)
    number = stage(office)
    words_of = "We wish to withdraw our application."
    office.receives(letter_from(subject="DD-0001", body=words_of, reply_text=words_of), at=MONDAY + HOUR)
    assert state(office) == InterviewState.CANCELLED
    assert told(office, "interview_cancelled") == []
    carry_out(office, number, at=MONDAY + 2 * HOUR)
    assert [case.state for case in office.cases()] == ["withdrawn", "shortlisted", "shortlisted"]


def test_slot_of_a_batch_that_has_not_left_cannot_be_moved(tmp_path: Path, empty_database: Path) -> None:
    office = shortlisted(tmp_path / "office", empty_database)
    stage(office)
    with pytest.raises(IntakeError, match="is in a batch that has not left: cancel the batch instead"):
        obeys(office, "reschedule", "DD-0001", "slot 5", at=MONDAY + HOUR)
