"""iCalendar objects (RFC 5545) put together: what every one of ours has in common, and values written so that they
cannot be anything else.

`icalendar` folds lines and orders parameters. Text is escaped here: its own escaping takes a backslash before an N for
a line break, and so would break a path or a room of that name. Invitations are `intake.interviews.invitation`, the
panel's timetable `intake.interviews.timetable`.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import icalendar

from intake.interviews.errors import InvitationError
from intake.interviews.slots import Slot
from intake.interviews.vtimezone import vtimezone

PRODID = "-//eoi-intake//Interviews//EN"
#: What some program or other takes for the end of a line (Unicode Standard Annex 14, class BK, CR, LF and NL).
_BREAK = re.compile("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
#: Marks that turn the order of what is shown (Unicode Standard Annex 9), with which one name can pass for another, and
#: the mark of byte order, which programs take away or not.
_TURNING = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
_ADDRESS = re.compile(r"[^\s@<>()\[\]\\,;:\"\x00-\x1f\x7f]+@[^\s@<>()\\,;:\"\x00-\x1f\x7f]+")
_LINK = re.compile(r"https?://[\x21-\x7e]+")
_UTC_NAMES = frozenset({"UTC", "Etc/UTC", "Etc/UCT", "Etc/Zulu", "UCT", "Zulu", "Etc/Universal", "Universal"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody in a calendar object: the name shown, which may be empty, and the address."""

    name: str
    address: str


class _Text(icalendar.vText):
    """Text escaped as RFC 5545 3.3.11 has it, and in no other way."""

    def to_ical(self) -> bytes:
        escaped = str(self).replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,").replace("\n", "\\n")
        return escaped.encode("utf-8")


def text(value: str, *, lines: bool = False) -> _Text:
    """A TEXT value: control characters and marks that turn text out, breaks of lines a space unless ``lines``."""
    return _Text(cleaned(value, lines=lines))


def cleaned(value: str, *, lines: bool = False) -> str:
    """What of ``value`` may stand in a calendar object; what is not valid Unicode becomes "?"."""
    even = _TURNING.sub("", _BREAK.sub("\n" if lines else " ", value.replace("\t", " ")))
    kept = "".join(char for char in even if char == "\n" or unicodedata.category(char) != "Cc")
    return kept.encode("utf-8", "replace").decode("utf-8").strip()


def link(value: str) -> icalendar.vUri:
    """A URI value.

    Raises:
        InvitationError: it is not a link that a browser opens.
    """
    if not _LINK.fullmatch(value):
        raise InvitationError("the link is not an http or https address")
    return icalendar.vUri(value)


def person(someone: Person, **parameters: str) -> icalendar.vCalAddress:
    """A CAL-ADDRESS value with its CN and other parameters; a quotation mark in a name becomes an apostrophe.

    Raises:
        InvitationError: the address is not one plain address.
    """
    if not _ADDRESS.fullmatch(someone.address) or cleaned(someone.address) != someone.address:
        raise InvitationError("an address in the invitation is not one plain address")
    found = icalendar.vCalAddress(f"mailto:{someone.address}")
    for name, value in parameters.items():
        found.params[name.replace("_", "-")] = value
    found.params["CN"] = cleaned(someone.name).replace('"', "'") or someone.address
    return found


def calendar_of(method: str, events: list[icalendar.Event], *, zone: ZoneInfo, slots: list[Slot]) -> bytes:
    """The whole object: the method, the zone where an event names it, the events; CRLF, lines of at most 75 octets."""
    whole = icalendar.Calendar()
    whole.add("prodid", PRODID)
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", method)
    if slots and zone.key not in _UTC_NAMES:
        whole.add_component(vtimezone(zone, [slot.start for slot in slots]))
    for event in events:
        whole.add_component(event)
    return bytes(whole.to_ical(sorted=False))


def add_times(event: icalendar.Event, slot: Slot, zone: ZoneInfo) -> None:
    """DTSTART and DTEND in the zone's time."""
    for name, moment in (("dtstart", slot.start), ("dtend", slot.end)):
        local = moment.astimezone(zone)
        if zone.key in _UTC_NAMES or local.fold:  # local time that comes twice is the first of the two (3.3.5)
            event.add(name, moment.astimezone(UTC))
        else:
            event.add(name, local.replace(tzinfo=None), parameters={"TZID": zone.key})


def stamp(at: datetime) -> datetime:
    """A DTSTAMP: to the second, in UTC (3.8.7.2)."""
    return at.astimezone(UTC).replace(microsecond=0)
