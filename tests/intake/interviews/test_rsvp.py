"""What a calendar's answer says, and whether it counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from intake.interviews.rsvp import Answer, Rsvp, Standing, rsvp_of_calendar, rsvp_of_subject, standing
from parsers.calendar import CalendarReply, Method, Participation

_UID = "8a2c@cabinet-office.example"
_SIAN = "sian.nair@walsall.example"
_STAMP = datetime(2014, 2, 12, 10, 15, tzinfo=UTC)
_REPLY = CalendarReply(
    method=Method.REPLY,
    uid=_UID,
    attendee=_SIAN,
    partstat=Participation.ACCEPTED,
    sequence=1,
    comment="Gladly",
    dtstamp=_STAMP,
)


@pytest.mark.parametrize(
    ("partstat", "answer"),
    [
        (Participation.ACCEPTED, Answer.ACCEPTED),
        (Participation.DECLINED, Answer.DECLINED),
        (Participation.TENTATIVE, Answer.TENTATIVE),
    ],
)
def test_rsvp_of_a_reply_is_what_it_says(partstat: Participation, answer: Answer) -> None:
    assert rsvp_of_calendar(replace(_REPLY, partstat=partstat)) == Rsvp(answer=answer, words="Gladly")


@pytest.mark.parametrize("partstat", [Participation.NEEDS_ACTION, Participation.DELEGATED])
def test_rsvp_of_a_reply_that_is_no_answer_is_none(partstat: Participation) -> None:
    assert rsvp_of_calendar(replace(_REPLY, partstat=partstat)) is None


@pytest.mark.parametrize("method", [Method.REFRESH, Method.CANCEL, Method.DECLINE_COUNTER])
def test_rsvp_of_another_method_is_none(method: Method) -> None:
    assert rsvp_of_calendar(replace(_REPLY, method=method)) is None


def test_rsvp_of_a_counter_has_the_time_asked_for_whatever_the_participation() -> None:
    starts, ends = _STAMP + timedelta(days=9), _STAMP + timedelta(days=9, minutes=45)
    counter = replace(_REPLY, method=Method.COUNTER, partstat=Participation.DECLINED, starts=starts, ends=ends)
    assert rsvp_of_calendar(counter) == Rsvp(answer=Answer.COUNTERED, words="Gladly", starts=starts, ends=ends)


def _standing(last: datetime | None = None, **changes: object) -> Standing:
    reply = replace(_REPLY, **changes)  # type: ignore[arg-type]
    return standing(reply, uid=_UID.upper(), sequence=1, invited={_SIAN.upper()}, last=last)


@pytest.mark.parametrize(
    ("changes", "last", "found"),
    [
        ({}, None, Standing.COUNTS),
        ({"sequence": 2}, None, Standing.COUNTS),
        ({}, _STAMP - timedelta(seconds=1), Standing.COUNTS),
        ({"dtstamp": None}, None, Standing.COUNTS),
        ({"method": Method.COUNTER}, None, Standing.COUNTS),
        ({"uid": "other"}, None, Standing.OTHER_EVENT),
        ({"recurrence_id": "20140219T093000Z"}, None, Standing.OTHER_EVENT),
        ({"attendee": "mallory@walsall.example"}, None, Standing.NOT_INVITED),
        ({"attendee": ""}, None, Standing.NOT_INVITED),
        ({"sequence": 0}, None, Standing.OLD_VERSION),
        ({"sequence": 0, "method": Method.COUNTER}, None, Standing.OLD_VERSION),
        ({}, _STAMP, Standing.OLDER_ANSWER),
        ({}, _STAMP + timedelta(seconds=1), Standing.OLDER_ANSWER),
        ({"dtstamp": None}, _STAMP, Standing.UNDATED),
        ({"partstat": Participation.DELEGATED}, None, Standing.NO_ANSWER),
        ({"method": Method.REFRESH}, None, Standing.NO_ANSWER),
    ],
)
def test_standing(changes: dict[str, object], last: datetime | None, found: Standing) -> None:
    assert _standing(last, **changes) is found


@pytest.mark.parametrize(
    ("subject", "answer"),
    [
        ("Accepted: Interview: Walsall", Answer.ACCEPTED),
        ("DECLINED: interview:  Walsall", Answer.DECLINED),
        ("Tentatively Accepted: Interview: Walsall", Answer.TENTATIVE),
        ("New Time Proposed: Interview: Walsall", Answer.COUNTERED),
        ("Accepted: Interview: Walsall @ Wed 19 Feb 2014 9:30am - 10:15am (GMT) (dd@x.example)", Answer.ACCEPTED),
        ("Derbyniwyd: Interview: Walsall", Answer.ACCEPTED),
    ],
)
def test_rsvp_of_a_subject_that_a_program_wrote(subject: str, answer: Answer) -> None:
    found = rsvp_of_subject(subject, summary="Interview: Walsall")
    assert found is not None
    assert (found.answer, found.words) == (answer, subject)


@pytest.mark.parametrize(
    "subject",
    [
        "",
        "Accepted",
        "Accepted: Interview",
        "Re: Interview: Walsall",
        "Accepted: Interview: Walsall North",
        "Accepted Interview",
    ],
)
def test_rsvp_of_any_other_subject_is_none(subject: str) -> None:
    assert rsvp_of_subject(subject, summary="Interview: Walsall") is None


def test_rsvp_of_a_subject_without_a_title_is_none() -> None:
    assert rsvp_of_subject("Accepted: ", summary="") is None
