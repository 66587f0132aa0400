"""Answers from calendar programs: every dialect, what is wrong with some of them, and what is no answer."""

from __future__ import annotations

import base64
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from hypothesis import given
from hypothesis import strategies as st

from parsers.calendar import CalendarReply, Method, Participation
from parsers.calendar_reader import read_calendar
from parsers.read import read_message
from parsers.reading import decode, encode
from tests.parsers.calendars import (
    APPLE,
    GMAIL,
    OUTLOOK,
    OUTLOOK_COUNTER,
    THUNDERBIRD,
    ZIMBRA,
    as_sent,
)
from tests.parsers.mails import FORM, sample

_UID = "8a2c@cabinet-office.example"
_SIAN = "sian.nair@walsall.example"
_DD = "dd@cabinet-office.example"


def _at(day: int, hour: int, minute: int, *, month: int = 2) -> datetime:
    return datetime(2014, month, day, hour, minute, tzinfo=UTC)


_OUTLOOK_REPLY = CalendarReply(
    method=Method.REPLY,
    uid=_UID,
    attendee=_SIAN,
    partstat=Participation.ACCEPTED,
    sequence=1,
    name="Nair, Siân",
    comment="Thank you, we look forward to it.",
    dtstamp=_at(12, 10, 15),
    starts=_at(19, 8, 30, month=7),
    ends=_at(19, 9, 15, month=7),
)


def _one(data: bytes, **declared: str) -> CalendarReply:
    (reply,) = read_calendar(data, **declared)
    return reply


def test_outlook_reply() -> None:
    assert _one(as_sent(OUTLOOK)) == _OUTLOOK_REPLY


def test_outlook_counter_has_the_time_that_is_asked_for() -> None:
    reply = _one(as_sent(OUTLOOK_COUNTER))
    assert (reply.method, reply.partstat) == (Method.COUNTER, Participation.TENTATIVE)
    assert (reply.starts, reply.ends) == (_at(20, 14, 0), _at(20, 14, 45))


def test_gmail_reply_with_its_note() -> None:
    assert _one(as_sent(GMAIL)) == CalendarReply(
        method=Method.REPLY,
        uid=_UID,
        attendee=_SIAN,
        partstat=Participation.DECLINED,
        name="Siân Nair",
        comment="We are at full council, sorry",
        dtstamp=_at(12, 11, 15),
        starts=_at(19, 9, 30),
        ends=_at(19, 10, 15),
        organizer=_DD,
    )


def test_apple_reply_has_its_address_in_a_parameter() -> None:
    reply = _one(as_sent(APPLE))
    assert (reply.attendee, reply.partstat, reply.uid) == (_SIAN, Participation.TENTATIVE, _UID.upper())
    assert reply.starts == _at(19, 9, 30)


def test_thunderbird_reply_names_a_zone_it_does_not_define() -> None:
    reply = _one(as_sent(THUNDERBIRD.replace("20140219", "20140719")))
    assert (reply.attendee, reply.partstat) == (_SIAN, Participation.ACCEPTED)
    assert reply.starts == _at(19, 8, 30, month=7)


def test_zimbra_reply_of_a_clerk_in_a_zone_of_its_own() -> None:
    reply = _one(as_sent(ZIMBRA))
    assert (reply.attendee, reply.sent_by, reply.partstat) == (_SIAN, "clerk@walsall.example", Participation.ACCEPTED)
    assert reply.starts == _at(19, 8, 30, month=7)


@pytest.mark.parametrize(
    "data",
    [
        OUTLOOK.encode("utf-8"),
        OUTLOOK.replace("\n", "\r").encode("utf-8"),
        b"\xef\xbb\xbf" + as_sent(OUTLOOK),
        OUTLOOK.encode("utf-16"),
        OUTLOOK.encode("cp1252"),
        as_sent(OUTLOOK.replace("END:VCALENDAR\n", "")),
        as_sent(OUTLOOK.replace("END:VEVENT\n", "")),
        as_sent(OUTLOOK.replace("END:DAYLIGHT\nEND:VTIMEZONE\n", "")),
        as_sent(OUTLOOK.replace("mailto:Sian", "MAILTO:Sian")),
        as_sent(OUTLOOK.replace("mailto:Sian", " Mailto: Sian")),
        as_sent(OUTLOOK.replace("exa\n mple", "exa\nmple")),
        as_sent(OUTLOOK.replace("\n", "\n\n").replace("exa\n\n mple", "exa\n mple")),
        as_sent(OUTLOOK.lower().replace("nair, siân", "Nair, Siân").replace("thank", "Thank")),
        as_sent(OUTLOOK.replace("CLASS:", "X-GARBAGE\nCLASS:")),
        as_sent(OUTLOOK.replace("DTSTAMP:20140212T101500Z", "DTSTAMP:20140212T101500")),
        as_sent("Content-Type: text/calendar\n\n" + OUTLOOK),
    ],
)
def test_carelessly_written_reply_says_the_same(data: bytes) -> None:
    assert _one(data) == _OUTLOOK_REPLY


def test_mislabelled_charset_does_no_harm() -> None:
    assert [_one(as_sent(OUTLOOK), charset=name).name for name in ("us-ascii", "iso-8859-1", "x-nonsense", "")] == [
        "Nair, Siân"
    ] * 4
    assert _one(OUTLOOK.encode("cp1252"), charset="utf-8").name == "Nair, Siân"
    assert _one(OUTLOOK.replace("â", "ŵ").encode("iso-8859-14"), charset="iso-8859-14").name == "Nair, Siŵn"


def test_method_is_the_objects_own_else_the_parts() -> None:
    without = as_sent(OUTLOOK.replace("METHOD:REPLY\n", ""))
    assert read_calendar(without) == ()
    assert _one(without, method="reply") == _OUTLOOK_REPLY
    assert _one(as_sent(OUTLOOK), method="request") == _OUTLOOK_REPLY


@pytest.mark.parametrize("method", ["REQUEST", "PUBLISH", "ADD", "X-ANSWER", ""])
def test_what_is_no_answer_is_passed_over(method: str) -> None:
    assert read_calendar(as_sent(OUTLOOK.replace("METHOD:REPLY", f"METHOD:{method}"))) == ()


@pytest.mark.parametrize(
    ("written", "method"),
    [("DECLINECOUNTER", Method.DECLINE_COUNTER), ("CANCEL", Method.CANCEL), ("refresh", Method.REFRESH)],
)
def test_other_methods_an_invitation_is_met_with(written: str, method: Method) -> None:
    assert _one(as_sent(OUTLOOK.replace("METHOD:REPLY", f"METHOD:{written}"))).method is method


def test_attendee_with_a_colon_in_a_name_without_quotation_marks() -> None:
    reply = _one(as_sent(OUTLOOK.replace('CN="Nair, Siân"', "CN=Nair: Siân")))
    assert (reply.attendee, reply.partstat) == (_SIAN, Participation.ACCEPTED)


def test_delegated_answer_tells_whom_to() -> None:
    line = 'ATTENDEE;PARTSTAT=DELEGATED;DELEGATED-TO="mailto:Deputy@walsall.example":mailto:sian.nair@walsall.example\n'
    other = "ATTENDEE;PARTSTAT=NEEDS-ACTION;RSVP=TRUE:mailto:deputy@walsall.example\n"
    text = GMAIL.replace("DTSTAMP", f"{line}{other}DTSTAMP").replace("ATTENDEE;CUTYPE", "X-OTHER;CUTYPE")
    assert [(reply.attendee, reply.partstat, reply.delegated_to) for reply in read_calendar(as_sent(text))] == [
        (_SIAN, Participation.DELEGATED, "deputy@walsall.example"),
        ("deputy@walsall.example", Participation.NEEDS_ACTION, ""),
    ]


@pytest.mark.parametrize(
    ("given", "found"),
    [("", Participation.NEEDS_ACTION), ("PARTSTAT=x-maybe;", Participation.NEEDS_ACTION)],
)
def test_participation_that_is_not_said_is_none(given: str, found: Participation) -> None:
    assert _one(as_sent(OUTLOOK.replace("PARTSTAT=ACCEPTED;", given))).partstat is found


@pytest.mark.parametrize("given", ["x", "-1", "", "99999999999999", "١"])
def test_sequence_that_is_no_number_is_none(given: str) -> None:
    assert _one(as_sent(OUTLOOK.replace("SEQUENCE:1", f"SEQUENCE:{given}"))).sequence == 0


@pytest.mark.parametrize(
    "start",
    [
        "DTSTART;VALUE=DATE:20140220",
        "DTSTART:20140220T140000",
        "DTSTART;TZID=Customized Time Zone:20140220T140000",
        "DTSTART;TZID=../../etc/passwd:20140220T140000",
        "DTSTART;TZID=posixrules:20140220T140000",
        "DTSTART:20140231T140000Z",
        "DTSTART:99999999T999999Z",
        "DTSTART:00010101T000000Z",
        "DTSTART:soon",
    ],
)
def test_time_that_cannot_be_told_is_none(start: str) -> None:
    line = "DTSTART;TZID=GMT Standard Time:20140220T140000"
    found = _one(as_sent(OUTLOOK_COUNTER.replace(line, start))).starts
    assert found is None or found.year == 1


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=SECONDLY",
        "FREQ=YEARLY;COUNT=9",
        "FREQ=YEARLY;BYDAY=SU",
        "FREQ=YEARLY;BYMONTH=13;BYDAY=1SU",
        "FREQ=YEARLY;BYDAY=0SU",
    ],
)
def test_zone_with_rules_nobody_writes_is_known_by_its_name_or_not_at_all(rule: str) -> None:
    text = OUTLOOK.replace("FREQ=YEARLY;INTERVAL=1;BYDAY=-1SU;BYMONTH=3", rule)
    assert _one(as_sent(text)).starts == _OUTLOOK_REPLY.starts  # the Windows name
    assert _one(as_sent(text.replace("GMT Standard Time", "Our Time"))).starts is None


def test_zone_by_a_windows_name_alone() -> None:
    text = "\n".join(line for line in OUTLOOK.split("\n") if "VTIMEZONE" not in line)
    assert _one(as_sent(text)).starts == _OUTLOOK_REPLY.starts


@pytest.mark.parametrize("key", ["Europe/London", "America/New_York", "Australia/Sydney", "America/Asuncion"])
def test_zone_as_defined_is_right_in_every_week(key: str) -> None:
    zone = ZoneInfo(key)
    event = icalendar.Event()
    event.add("uid", "u")
    event.add("attendee", "mailto:a@b.example")
    whole = icalendar.Calendar()
    whole.add("method", "REPLY")
    whole.add_component(icalendar.Timezone.from_tzinfo(zone, "Ours", date(2013, 1, 1), date(2016, 1, 1)))
    wrong = []
    for week in range(100):
        moment = datetime(2014, 1, 1, 12, tzinfo=UTC) + timedelta(days=7 * week)
        local = moment.astimezone(zone).replace(tzinfo=None)
        data = whole.to_ical().replace(
            b"END:VCALENDAR",
            f"BEGIN:VEVENT\r\nUID:u\r\nATTENDEE:mailto:a@b.example\r\nDTSTART;TZID=Ours:{local:%Y%m%dT%H%M%S}\r\n"
            "END:VEVENT\r\nEND:VCALENDAR".encode(),
        )
        if _one(data).starts != moment:
            wrong.append(moment)
    assert wrong == []


@given(
    name=st.text(max_size=60),
    comment=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), max_size=300),
    sequence=st.integers(min_value=0, max_value=99),
    partstat=st.sampled_from(list(Participation)),
)
def test_reply_written_by_another_library_comes_back(
    name: str, comment: str, sequence: int, partstat: Participation
) -> None:
    calendar = vobject.iCalendar()
    calendar.add("method").value = "REPLY"
    event = calendar.add("vevent")
    event.add("uid").value = _UID
    event.add("dtstamp").value = _at(12, 10, 15).astimezone(vobject.icalendar.utc)
    event.add("dtstart").value = _at(19, 9, 30).astimezone(vobject.icalendar.utc)
    event.add("sequence").value = str(sequence)
    event.add("comment").value = comment
    attendee = event.add("attendee")
    attendee.value = f"mailto:{_SIAN}"
    attendee.params = {"PARTSTAT": [partstat.upper()], "CN": ["".join(filter(str.isalnum, name))]}
    reply = _one(calendar.serialize().encode("utf-8"))
    assert (reply.attendee, reply.partstat, reply.sequence) == (_SIAN, partstat, sequence)
    assert (reply.starts, reply.dtstamp) == (_at(19, 9, 30), _at(12, 10, 15))
    assert reply.comment.split() == comment.split()
    assert reply.name == "".join(filter(str.isalnum, name))


@given(st.binary(max_size=2_000))
def test_any_bytes_are_no_trouble(data: bytes) -> None:
    assert read_calendar(data) == ()


@given(st.data())
def test_a_reply_with_any_bytes_changed_is_no_trouble(data: st.DataObject) -> None:
    whole = bytearray(as_sent(data.draw(st.sampled_from([OUTLOOK, GMAIL, APPLE, ZIMBRA]))))
    for _ in range(data.draw(st.integers(min_value=1, max_value=8))):
        place = data.draw(st.integers(min_value=0, max_value=len(whole) - 1))
        whole[place] = data.draw(st.integers(min_value=0, max_value=255))
    assert len(read_calendar(bytes(whole))) <= 1


@pytest.mark.parametrize(
    "data",
    [
        as_sent(OUTLOOK.replace("UID:", "X-A:b\n" * 6_000 + "UID:")),
        as_sent(OUTLOOK.replace("BEGIN:VEVENT", "BEGIN:VALARM\n" * 300 + "BEGIN:VEVENT")),
        as_sent(OUTLOOK) + b" " * 1_000_000,
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\n" + b"\r\n" * 400_000,
        b"BEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nBEGIN:VEVENT\r\nUID:u\r\nATTENDEE" + b';A="' * 200_000,
    ],
)
def test_too_much_is_no_answer(data: bytes) -> None:
    assert [reply.attendee for reply in read_calendar(data)] in ([], [""])


def _mail(calendar: bytes, *, kind: str, wrapped: bool = False) -> bytes:
    part = b"Content-Type: " + kind.encode() + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    part += base64.encodebytes(calendar)
    head = b"From: sian.nair@walsall.example\r\nSubject: Accepted\r\nMIME-Version: 1.0\r\n"
    body = b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nYes\r\n--b\r\n'
    mail = head + body + part + b"\r\n--b\r\n" + part + b"\r\n--b--\r\n"
    if not wrapped:
        return mail
    return head + b"Content-Type: message/rfc822\r\n\r\n" + mail


def test_reading_of_a_mail_has_its_calendar_answer_once() -> None:
    reading = read_message(_mail(as_sent(OUTLOOK), kind="text/calendar; charset=utf-8; method=REPLY"), FORM)
    assert reading.calendar == (_OUTLOOK_REPLY,)
    assert decode(encode(reading)) == reading


@pytest.mark.parametrize(
    "kind",
    ["application/ics; name=reply.ics", "application/octet-stream; name=reply.ics", "text/plain; name=invite.ics"],
)
def test_reading_knows_a_calendar_part_by_its_type_or_its_bytes(kind: str) -> None:
    assert read_message(_mail(as_sent(OUTLOOK), kind=kind), FORM).calendar == (_OUTLOOK_REPLY,)


def test_reading_takes_the_method_of_the_part() -> None:
    without = as_sent(OUTLOOK.replace("METHOD:REPLY\n", ""))
    assert read_message(_mail(without, kind="text/calendar; method=REPLY"), FORM).calendar == (_OUTLOOK_REPLY,)


def test_reading_of_a_forwarded_answer_has_none() -> None:
    mail = _mail(as_sent(OUTLOOK), kind="text/calendar; method=REPLY", wrapped=True)
    assert read_message(mail, FORM).calendar == ()


def test_reading_of_an_empty_answer_has_none() -> None:
    assert read_message(sample("calendar"), FORM).calendar == ()
