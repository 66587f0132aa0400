"""Reads the answers out of a mail's calendar parts (RFC 5546, RFC 6047), in the dialects of Outlook, Exchange, Gmail,
Apple, Thunderbird and Zimbra.

It runs in the child, on a stranger's bytes. Only what an invitation of ours can be met with is read; an invitation to
us is no answer. The values are `parsers.calendar`, lines and components `parsers.calendar_lines`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import islice
from urllib.parse import unquote

from parsers.bodies import decode_text
from parsers.calendar import CalendarReply, Method, Participation
from parsers.calendar_lines import Component, Line, calendars
from parsers.calendar_zones import Zones, utc_stamp
from parsers.leaves import Leaf
from parsers.names import clean

_MOST_BYTES = 1_000_000
_MOST_REPLIES = 50
_MOST_PARTS = 5  # calendar parts of one mail; there are two of an ordinary answer, the same twice
_LONGEST_COMMENT = 2_000
_LONGEST_ID = 500
_ADDRESS = re.compile(r"(?:mailto:)?\s*<?([^\s<>@:]{1,64}@[^\s<>@:]{1,255})>?", re.IGNORECASE)
_LOOSE_ADDRESS = re.compile(r"mailto:\s*([^\s<>@:;]{1,64}@[^\s<>@:;]{1,255})$", re.IGNORECASE)
_TYPES = ("text/calendar", "application/ics")


def calendar_replies(leaves: Iterable[Leaf]) -> tuple[CalendarReply, ...]:
    """The answers in a mail's own calendar parts, each once; not those in mails and archives that came with it."""
    parts = [leaf for leaf in leaves if not leaf.found_in and (leaf.type in _TYPES or leaf.declared in _TYPES)]
    found = (
        reply
        for leaf in parts[:_MOST_PARTS]
        for reply in read_calendar(leaf.data, charset=leaf.charset, method=leaf.method)
    )
    return tuple(dict.fromkeys(found))[:_MOST_REPLIES]


def read_calendar(data: bytes, *, charset: str = "", method: str = "") -> tuple[CalendarReply, ...]:
    """The answers in the bytes of one calendar part; none where it is no answer, or more than may be read.

    ``charset`` and ``method`` are what its Content-Type says; the object's own METHOD goes before the latter.
    """
    if len(data) > _MOST_BYTES:
        return ()
    found = (reply for calendar in calendars(_decoded(data, charset)) for reply in _of_calendar(calendar, method))
    return tuple(dict.fromkeys(islice(found, _MOST_REPLIES)))


def _decoded(data: bytes, charset: str) -> str:
    """The text: UTF-8, as RFC 5545 has it, wherever it can be, whatever the part is labelled."""
    try:
        return clean(data.decode("utf-8-sig"))
    except UnicodeDecodeError:
        return decode_text(data, charset)[0]


def _of_calendar(calendar: Component, labelled: str) -> Iterator[CalendarReply]:
    said = calendar.first("METHOD")
    try:
        method = Method((said.value if said else labelled).strip().strip('"').lower())
    except ValueError:
        return
    zones = Zones(calendar.inside("VTIMEZONE"))
    for event in calendar.inside("VEVENT"):
        uid = event.first("UID")
        if uid is not None and uid.text:
            for attendee in event.all("ATTENDEE"):
                yield _reply(method, uid.text[:_LONGEST_ID], event, attendee, zones)


def _reply(method: Method, uid: str, event: Component, attendee: Line, zones: Zones) -> CalendarReply:
    recurrence = event.first("RECURRENCE-ID")
    return CalendarReply(
        method=method,
        uid=uid,
        attendee=_address(attendee),
        partstat=_participation(attendee),
        sequence=_whole(event.first("SEQUENCE")),
        name=attendee.parameters.get("CN", "").strip("'\" ")[:_LONGEST_ID],
        comment=_comment(event, attendee),
        dtstamp=utc_stamp(event.first("DTSTAMP")),
        starts=zones.instant(event.first("DTSTART")),
        ends=zones.instant(event.first("DTEND")),
        delegated_to=_plain_address(attendee.parameters.get("DELEGATED-TO", "")),
        sent_by=_plain_address(attendee.parameters.get("SENT-BY", "")),
        organizer=_address(event.first("ORGANIZER")),
        recurrence_id=recurrence.value[:_LONGEST_ID] if recurrence else "",
    )


def _participation(attendee: Line) -> Participation:
    try:
        return Participation(attendee.parameters.get("PARTSTAT", "").strip().lower())
    except ValueError:
        return Participation.NEEDS_ACTION


def _comment(event: Component, attendee: Line) -> str:
    """The words that came with it; Google puts them into a parameter of the attendee."""
    words = [line.text.strip() for line in event.all("COMMENT")]
    words.append(attendee.parameters.get("X-RESPONSE-COMMENT", "").strip())
    return "\n".join(dict.fromkeys(word for word in words if word))[:_LONGEST_COMMENT]


def _whole(line: Line | None) -> int:
    """A SEQUENCE; what is no number that a calendar counts to is 0, as if nothing were said."""
    value = line.value.strip() if line else ""
    return int(value) if value.isascii() and value.isdecimal() and len(value) < 10 else 0


def _address(line: Line | None) -> str:
    """The address of a CAL-ADDRESS, or of its EMAIL parameter (RFC 7986 6.2) where the value is no address."""
    if line is None:
        return ""
    return _plain_address(line.value) or _plain_address(line.parameters.get("EMAIL", ""))


def _plain_address(value: str) -> str:
    stripped = value.strip().strip('"')
    found = _ADDRESS.fullmatch(stripped) or _LOOSE_ADDRESS.search(stripped)
    return unquote(found[1]).lower() if found else ""
