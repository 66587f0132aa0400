"""What staff are told by the service of its own accord: the digest and alarms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from intake.letters.contexts.base import Context
from intake.letters.contexts.outcomes import ReplyLink


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One number of the digest with its name, and a short note ("3 since yesterday")."""

    label: str
    number: str
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One form that came in during the time the digest covers. ``remarks`` are short findings for staff."""

    reference: str
    authority: str
    received_at: datetime
    state: str
    amount: str = ""
    late: bool = False
    corrected: bool = False
    remarks: tuple[str, ...] = ()
    links: tuple[ReplyLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing that waits for a person: what it is, why it waits, since when, and the command that takes it on."""

    what: str
    why: str
    since: datetime
    command: str = ""
    reference: str = ""
    links: tuple[ReplyLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Incomplete:
    """An application with something required missing; ``missing`` are labels, ``links`` what the reader may do."""

    reference: str
    authority: str
    missing: tuple[str, ...]
    links: tuple[ReplyLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterTrouble:
    """A letter that failed, bounced, was suppressed or is in doubt. ``about`` is the reference, or whom it concerns."""

    letter: str
    kind: str
    status: str
    reason: str
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxRead:
    """How far one mailbox is known to be read: the last UID and the instant the last complete poll began."""

    name: str
    uidvalidity: int
    last_uid: int
    read_until: datetime | None
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """An answer for a person to look at: what was read, why it is in doubt, and the command that corrects it.

    ``cid`` is the Content-ID of the picture of its place among the letter's images, "" for none; ``width`` its width
    in pixels.
    """

    reference: str
    authority: str
    label: str
    value: str
    why: str
    command: str
    cid: str = ""
    width: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest(Context):
    """What came in and what waits, for staff.

    ``chart_cid`` is the Content-ID of the arrivals picture among the letter's images, "" for none; ``chart_rows`` are
    its numbers, (period, forms). ``days_to_go`` is to the deadline: None without one, negative once it has passed.
    ``links`` are what the reader may do next; ``audit`` is the head of the chained history, to compare with later.
    The lists of a large round are cut: ``arrivals_beyond``, ``waiting_beyond`` and ``incomplete_beyond`` say how many
    more there are, ``unattached`` how many applications were too many to attach as a spreadsheet (0: it is attached).
    """

    day: date
    covers_from: datetime
    covers_to: datetime
    figures: tuple[Figure, ...] = ()
    arrivals: tuple[Arrival, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    incomplete: tuple[Incomplete, ...] = ()
    letters: tuple[LetterTrouble, ...] = ()
    mailboxes: tuple[MailboxRead, ...] = ()
    chart_cid: str = ""
    chart_alt: str = ""
    chart_rows: tuple[tuple[str, int], ...] = ()
    days_to_go: int | None = None
    links: tuple[ReplyLink, ...] = ()
    audit: str = ""
    arrivals_beyond: int = 0
    waiting_beyond: int = 0
    incomplete_beyond: int = 0
    unattached: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm(Context):
    """The service needs a person now. ``what`` is one short sentence; ``details`` are (name, value) pairs."""

    what: str
    why: str
    to_do: tuple[str, ...]
    since: datetime | None = None
    details: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AlarmOver(Context):
    """What staff were told of is over. ``what`` says how it is now, without a full stop.

    ``begun`` is when staff were first told, ``ended`` when it was first found mended, ``lasted`` the time between.
    """

    what: str
    begun: datetime
    ended: datetime
    lasted: str
