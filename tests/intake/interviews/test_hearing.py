"""Answers to invitations, from calendars in their dialects and from people: who is heard, and what follows."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.staff.waiting import waiting
from parsers.calendar import CalendarReply
from parsers.calendar_reader import read_calendar
from parsers.mail import Address
from store.states import InterviewState, MessageStatus
from tests.intake.decisions.staffing import RUTH
from tests.intake.interviews.round import (
    FIRST,
    MONDAY,
    Rsvp,
    calendar_of,
    invited,
    leave,
    newest,
    obeys,
    parsed,
    replies,
    seat,
    state,
    told,
    words,
)
from tests.intake.office import CLERK, STRANGER, Office, completed, letter_from

HOUR = timedelta(hours=1)
DIALECTS = ("outlook", "gmail", "apple")


@pytest.fixture
def office(tmp_path: Path, empty_database: Path) -> Office:
    return invited(tmp_path / "office", empty_database)


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    ("partstat", "becomes"),
    [
        ("ACCEPTED", InterviewState.ACCEPTED),
        ("TENTATIVE", InterviewState.TENTATIVE),
        ("DECLINED", InterviewState.DECLINED),
    ],
)
def test_calendar_that_answers_is_heard(office: Office, dialect: str, partstat: str, becomes: InterviewState) -> None:
    concluded = Rsvp(partstat=partstat, dialect=dialect, comment="From the road").arrives(office)
    assert (concluded.rule, concluded.status, concluded.application) == ("rsvp", MessageStatus.PROCESSED, "DD-0001")
    found = seat(office)
    assert (found.state, found.reply, found.message_id) == (becomes, "From the road", concluded.message_id)
    assert found.replied_stamp == MONDAY + HOUR
    assert state(office, "DD-0002") == InterviewState.INVITED


def test_accepting_is_confirmed_once(office: Office) -> None:
    Rsvp().arrives(office)
    Rsvp(stamp=MONDAY + 2 * HOUR).arrives(office, at=MONDAY + 2 * HOUR)
    assert told(office, "interview_confirmed", "interview_noted", "interview_news") == [("interview_confirmed", CLERK)]
    said = words(office, newest(office, "interview_confirmed"))
    assert "We have noted that you are coming to the interview of Walsall Council" in said
    assert "When: 9:30am to 10:15am on Wednesday 19 February 2014 (London time)" in said


def test_calendar_that_answers_by_itself_is_not_answered(office: Office) -> None:
    concluded = Rsvp(dialect="gmail").arrives(office)
    assert (concluded.letter_id, concluded.silence) == (None, "")
    assert told(office, "interview_confirmed") == []
    assert [event.what for event in office.events("message", concluded.message_id)].count("not-answered") == 0


def test_declining_is_acknowledged_and_staff_are_told(office: Office) -> None:
    Rsvp(partstat="DECLINED", comment="Our committee meets.").arrives(office)
    assert told(office, "interview_noted", "interview_news") == [
        ("interview_noted", CLERK),
        ("interview_news", RUTH.email),
    ]
    news = words(office, newest(office, "interview_news"))
    assert "The applicant declined. Its slot is kept until you move the interview or call it off." in news
    assert "Our committee meets." in news
    assert "Move the interview of DD-0001" in news
    assert "Slot 3: 10:30am to 11:15am on Wednesday 19 February 2014 (London time), Room 1" in news
    assert "intake reschedule DD-0001 SLOT" in news


def test_counter_proposal_says_which_time_is_asked_for(office: Office) -> None:
    wish = datetime(2014, 2, 20, 14, 0, tzinfo=UTC)
    Rsvp(method="COUNTER", partstat="TENTATIVE", starts=wish).arrives(office)
    assert state(office) == InterviewState.COUNTERED
    said = "2:00pm to 2:45pm on Thursday 20 February 2014 (London time)"
    assert f"ask for another time for the interview of Walsall Council: {said}" in words(
        office, newest(office, "interview_noted")
    )
    assert f"asked for another time: {said}" in words(office, newest(office, "interview_news"))
    assert seat(office).starts_at == FIRST


def test_change_of_mind_replaces_the_answer_and_staff_are_told(office: Office) -> None:
    Rsvp(partstat="DECLINED").arrives(office)
    later = MONDAY + 2 * HOUR
    Rsvp(stamp=later).arrives(office, at=later)
    assert state(office) == InterviewState.ACCEPTED
    assert told(office, "interview_news") == [("interview_news", RUTH.email)] * 2
    assert "having answered otherwise before" in words(office, newest(office, "interview_news"))


def test_older_answer_that_comes_later_changes_nothing(office: Office) -> None:
    Rsvp(stamp=MONDAY + HOUR).arrives(office, at=MONDAY + HOUR)
    concluded = Rsvp(partstat="DECLINED", stamp=MONDAY + HOUR / 2).arrives(office, at=MONDAY + 2 * HOUR)
    assert concluded.reason == "A newer answer of DD-0001 was heard already."
    assert state(office) == InterviewState.ACCEPTED


def test_clock_that_is_fast_does_not_shut_out_what_follows(office: Office) -> None:
    Rsvp(stamp=datetime(2099, 1, 1, tzinfo=UTC)).arrives(office, at=MONDAY + HOUR)
    Rsvp(partstat="DECLINED", stamp=MONDAY + 2 * HOUR).arrives(office, at=MONDAY + 2 * HOUR)
    assert state(office) == InterviewState.DECLINED


def test_answer_of_somebody_else_is_held_with_who_it_is(office: Office) -> None:
    concluded = Rsvp(sender="deputy@walsall.gov.uk").arrives(office)
    assert concluded.status == MessageStatus.HELD
    assert concluded.reason == (
        "It accepts the interview of DD-0001, but it comes from deputy@walsall.gov.uk, and clerk@walsall.gov.uk was "
        'invited. Nothing was changed. If it holds: intake rsvp DD-0001 accepted --reason "…"'
    )
    assert state(office) == InterviewState.INVITED
    assert told(office, "interview_confirmed", "interview_news") == []


def test_answer_in_the_name_of_who_was_invited_from_elsewhere_is_held(office: Office) -> None:
    concluded = Rsvp(sender=STRANGER, attendee=CLERK, partstat="DECLINED").arrives(office)
    assert (concluded.status, state(office)) == (MessageStatus.HELD, InterviewState.INVITED)
    assert concluded.reason.startswith(
        "It declines the interview of DD-0001, but it comes from someone@elsewhere.example"
    )


def test_answer_of_who_was_invited_in_another_name_is_held(office: Office) -> None:
    concluded = Rsvp(attendee="other@walsall.gov.uk").arrives(office)
    assert (concluded.status, state(office)) == (MessageStatus.HELD, InterviewState.INVITED)
    assert "in the name of other@walsall.gov.uk" in concluded.reason


def test_answer_that_a_delegate_sent_is_held(office: Office) -> None:
    concluded = Rsvp(sent_by="pa@walsall.gov.uk").arrives(office)
    assert (concluded.status, state(office)) == (MessageStatus.HELD, InterviewState.INVITED)
    assert "pa@walsall.gov.uk sent it on behalf of clerk@walsall.gov.uk" in concluded.reason


def test_interview_that_is_delegated_is_held(office: Office) -> None:
    concluded = Rsvp(partstat="DELEGATED").arrives(office)
    assert (concluded.status, state(office)) == (MessageStatus.HELD, InterviewState.INVITED)
    assert concluded.reason.startswith("The interview of DD-0001 was delegated to somebody else.")


def test_answer_to_the_version_before_changes_nothing(office: Office) -> None:
    obeys(office, "reschedule", "DD-0001", "slot 5", at=MONDAY + HOUR)
    leave(office, at=MONDAY + 2 * HOUR)
    concluded = Rsvp(sequence=0, stamp=MONDAY + 3 * HOUR).arrives(office, at=MONDAY + 3 * HOUR)
    assert concluded.reason == "It answers the invitation of DD-0001 as it was before it was changed."
    assert state(office) == InterviewState.INVITED
    Rsvp(kind="interview_moved", stamp=MONDAY + 4 * HOUR).arrives(office, at=MONDAY + 4 * HOUR)
    assert state(office) == InterviewState.ACCEPTED


def test_answer_after_the_interview_was_called_off(office: Office) -> None:
    obeys(office, "unschedule", "DD-0001", "The panel is unwell.", at=MONDAY + HOUR)
    no = Rsvp(partstat="DECLINED").arrives(office, at=MONDAY + 2 * HOUR)
    assert (no.status, no.reason) == (
        MessageStatus.PROCESSED,
        "It answers an invitation to an interview of DD-0001 that is called off.",
    )
    yes = Rsvp(stamp=MONDAY + 3 * HOUR).arrives(office, at=MONDAY + 3 * HOUR)
    assert yes.status == MessageStatus.HELD
    assert yes.reason == "It accepts an interview of DD-0001 that was called off; see that the applicant knows."
    assert state(office) == InterviewState.CANCELLED


def test_calendar_that_asks_again_is_sent_the_invitation_as_it_stands(office: Office) -> None:
    concluded = Rsvp(method="REFRESH", partstat="NEEDS-ACTION").arrives(office)
    assert concluded.reason == "A calendar asked for the invitation again: it was sent."
    event = calendar_of(office, newest(office, "interview_again")).vevent
    assert (event.uid.value, event.sequence.value) == (seat(office).uid, "0")
    assert state(office) == InterviewState.INVITED


def test_form_beside_an_answer_is_held_and_recorded_once_released(office: Office) -> None:
    concluded = office.receives(letter_from(), completed(), calendar=_read(office, Rsvp()), at=MONDAY + HOUR)
    assert concluded.status == MessageStatus.HELD
    assert concluded.reason.endswith(f"intake requeue {concluded.message_id}")
    assert state(office) == InterviewState.INVITED


def _read(office: Office, rsvp: Rsvp) -> tuple[CalendarReply, ...]:
    return read_calendar(rsvp.calendar(office).encode())


@pytest.mark.parametrize(
    ("text", "becomes"),
    [
        ("Thank you, we will attend.\n\nKind regards\nPat", InterviewState.ACCEPTED),
        ("I am afraid we cannot attend.", InterviewState.DECLINED),
        ("Could we meet on Thursday afternoon instead?", InterviewState.COUNTERED),
        ("Byddwn yn bresennol, diolch.", InterviewState.ACCEPTED),
    ],
)
def test_reply_in_words_is_heard(office: Office, text: str, becomes: InterviewState) -> None:
    concluded = replies(office, text)
    assert (concluded.rule, concluded.application) == ("rsvp", "DD-0001")
    assert state(office) == becomes
    kind = "interview_confirmed" if becomes == InterviewState.ACCEPTED else "interview_noted"
    letter = parsed(office, newest(office, kind))
    assert (letter["To"], letter["In-Reply-To"]) == (CLERK, f"<{_message_id(office, concluded.message_id)}>")


def _message_id(office: Office, number: int) -> str:
    return next(item.message_id for item in office.messages() if item.id == number)


def test_reply_goes_to_who_was_invited_whatever_it_asks_for(office: Office) -> None:
    replies(office, "We will attend.", reply_to=Address(name="", address=STRANGER))
    assert told(office, "interview_confirmed") == [("interview_confirmed", CLERK)]


def test_reply_of_a_colleague_is_held_with_what_would_note_it(office: Office) -> None:
    concluded = replies(office, "We will attend.", sender="deputy@walsall.gov.uk")
    assert concluded.status == MessageStatus.HELD
    assert concluded.reason == (
        "It accepts the interview of DD-0001, but it comes from deputy@walsall.gov.uk, and clerk@walsall.gov.uk was "
        'invited. Nothing was changed. If it holds: intake rsvp DD-0001 accepted --reason "…"'
    )
    assert state(office) == InterviewState.INVITED


def test_reply_that_is_unclear_goes_to_staff(office: Office) -> None:
    concluded = replies(office, "We have your letter. The mayor must be asked about the room and the parking first.")
    assert concluded.rule == "thread"
    assert state(office) == InterviewState.INVITED
    assert told(office, "enquiry_passed") == [("enquiry_passed", RUTH.email)]


def test_reply_with_a_question_is_noted_and_staff_see_the_question(office: Office) -> None:
    replies(office, "We will attend. Is there parking nearby?")
    assert state(office) == InterviewState.ACCEPTED
    assert "The applicant accepted, and asks something." in words(office, newest(office, "interview_news"))


def test_reply_to_the_letter_before_a_move_is_held(office: Office) -> None:
    obeys(office, "reschedule", "DD-0001", "slot 5", at=MONDAY + HOUR)
    concluded = replies(office, "We will attend.", at=MONDAY + 2 * HOUR)
    assert concluded.status == MessageStatus.HELD
    assert concluded.reason.startswith("It accepts the interview of DD-0001, but answers an earlier letter about it.")
    assert state(office) == InterviewState.INVITED


def test_subject_alone_is_an_answer_where_the_calendar_part_was_lost(office: Office) -> None:
    concluded = replies(
        office,
        "",
        subject=f"Accepted: {calendar_of(office, newest(office, 'invitation')).vevent.summary.value}",
        in_reply_to=(),
    )
    assert (concluded.rule, state(office)) == ("rsvp", InterviewState.ACCEPTED)


def test_mail_outside_the_thread_is_no_answer(office: Office) -> None:
    concluded = replies(office, "We will attend.", subject="Our application", in_reply_to=())
    assert concluded.rule == "sender"
    assert state(office) == InterviewState.INVITED


def test_words_after_a_calendar_replace_its_answer(office: Office) -> None:
    Rsvp().arrives(office)
    replies(office, "I am afraid we cannot attend after all.", at=MONDAY + 5 * HOUR)
    assert state(office) == InterviewState.DECLINED


def test_digest_does_not_list_what_was_heard(office: Office) -> None:
    Rsvp().arrives(office)
    with office.store.reading() as session:
        listed = list(waiting(session, [], start=MONDAY, end=MONDAY + 5 * HOUR))
    assert listed == []
