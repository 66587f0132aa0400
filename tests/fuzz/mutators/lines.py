"""Changes to files of lines and marks: iCalendar (RFC 5545), HTML, plain text."""

from __future__ import annotations

import re
from random import Random

from tests.fuzz.mutators.raw import BYTES, number

_CALENDAR = (
    *(
        b"DTSTART:20260230T250000",
        b"DTSTART;TZID=Europe/Nowhere:20260101T100000",
        b"DTSTART;VALUE=DATE:20261332",
        b"DTSTART:",
    ),
    *(
        b"DTSTART;TZID=:x",
        b"RRULE:FREQ=SECONDLY",
        b"RRULE:FREQ=YEARLY;BYMONTH=0;COUNT=99999999",
        b"DURATION:P9999999999D",
    ),
    *(
        b"DURATION:-PT",
        b"BEGIN:VEVENT",
        b"END:VEVENT",
        b"BEGIN:VCALENDAR",
        b"END:VCALENDAR",
        b"BEGIN:VTIMEZONE",
        b"SEQUENCE:x",
    ),
    *(
        b"SEQUENCE:-9999999999999999999999",
        b"UID:",
        b'UID;X="a:b":c',
        b"ATTENDEE;PARTSTAT=MAYBE:x",
        b"ATTENDEE:mailto:",
        b":",
    ),
    *(
        b'ATTENDEE;CN="a;b:c";PARTSTAT=ACCEPTED:mailto:a@b.example',
        b"METHOD:REPLY",
        b"METHOD:",
        b";=",
        b"TZOFFSETTO:+9999",
    ),
    *(b"RDATE:" + b"20260101T000000Z," * 2_000, b"X-" + b"A" * 3_000 + b":1", b"RECURRENCE-ID:x", b"STATUS:CANCELLED"),
)
_HTML = (
    *(
        b"<table>" * 3_000,
        b"<div>" * 5_000,
        b"<td colspan=99999 rowspan=99999>x",
        b"<input type=checkbox checked name=",
        b"<!--",
    ),
    *(
        b"<select><option selected>a<option selected>b",
        b"<textarea>",
        b"<script>",
        b"<style>",
        b"&#0;&#xD800;&#99999999999;",
    ),
    *(
        b"<meta charset=utf-7>",
        b"<meta charset=x>",
        b"<?xml version='1.0' encoding='x'?>",
        b"<svg><math><p>",
        b"<base href=//x>",
    ),
    *(
        b"<form><input value='a' name=a><input value='b' name=a>",
        b"<a href='" + b"x" * 5_000 + b"'>",
        b"<tr><tr></td>",
        b"]]>",
    ),
)


def mutate(data: bytes, random: Random) -> bytes:
    """One change: a line or tag gone, repeated, moved, changed inside, or one that belongs nowhere."""
    calendar = b"BEGIN:VC" in data
    pieces = re.split(rb"(?<=\n)" if calendar or b"<" not in data else rb"(?=<)", data)
    at, to = random.randrange(len(pieces)), random.randrange(len(pieces))
    odd = random.choice(_CALENDAR) + random.choice((b"\r\n", b"\n", b"\r\n ")) if calendar else random.choice(_HTML)
    many = random.choice((1, 1, 2, 30))
    inner = random.randrange(len(pieces[at]) + 1)
    piece = pieces[at]
    changes = (
        [*pieces[:at], *pieces[at + many :]],
        [*pieces[:at], *(pieces[at : at + many] * random.choice((2, 50))), *pieces[at + many :]],
        [*pieces[:at], pieces[to], *pieces[at + 1 :]],
        [*pieces[:at], odd, *pieces[at:]],
        [*pieces[:at], piece[:inner], random.choice(BYTES), piece[inner:], *pieces[at + 1 :]],
        [*pieces[:at], re.sub(rb"\d+", lambda _: number(random), piece, count=1), *pieces[at + 1 :]],
        [*pieces[:at], piece[:inner], b"\r\n ", piece[inner:], *pieces[at + 1 :]],
        [*pieces[:at], piece.swapcase(), *pieces[at + 1 :]],
    )
    return b"".join(random.choice(changes))
