"""What a mail's calendar part answers: iTIP replies (RFC 5546) as values, whatever program wrote them.

Values only; `parsers.calendar_reader` makes them in the child. Whether an answer counts is weighed in
`intake.interviews.rsvp`; nothing here knows what was asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Method(StrEnum):
    """What the sender of a calendar object wants (RFC 5546 1.4), as far as it is an answer."""

    REPLY = "reply"  # says whether they come
    COUNTER = "counter"  # asks for another time
    DECLINE_COUNTER = "declinecounter"  # refuses another time; an organiser's word, and odd in answer to one
    CANCEL = "cancel"  # an organiser's word too; some programs send it when an attendee removes the event
    REFRESH = "refresh"  # asks to be sent the invitation again


class Participation(StrEnum):
    """What somebody says of their coming (RFC 5545 3.2.12)."""

    ACCEPTED = "accepted"
    DECLINED = "declined"
    TENTATIVE = "tentative"
    NEEDS_ACTION = "needs-action"  # has not decided; also where nothing is said
    DELEGATED = "delegated"


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarReply:
    """One attendee's answer about one event.

    ``uid`` is the event's as it came; ``sequence`` 0 where none is said (RFC 5546 3.2.3). ``attendee``,
    ``delegated_to``, ``sent_by`` and ``organizer`` are addresses in lower case, "" where there is none that can be
    read. ``starts`` and ``ends`` are the times in the object, in UTC: of a COUNTER the ones asked for; None where they
    are days, or in a zone that cannot be told. ``dtstamp`` is when the answer was given, in UTC.
    ``recurrence_id`` is as it came; an interview has none.
    """

    method: Method
    uid: str
    attendee: str
    partstat: Participation
    sequence: int = 0
    name: str = ""
    comment: str = ""
    dtstamp: datetime | None = None
    starts: datetime | None = None
    ends: datetime | None = None
    delegated_to: str = ""
    sent_by: str = ""
    organizer: str = ""
    recurrence_id: str = ""
