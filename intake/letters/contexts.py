"""What each kind of letter needs to be written, as plain frozen data.

The pipeline and the digest fill these in; `intake.letters.compose` renders them and adds the programme, the sender and
the time. Text that strangers wrote may stand in any string here: the templates escape it and `intake.letters.compose`
takes out control characters. Instants are aware; they are shown in the programme's zone.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TypeAlias


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownAnswer:
    """One answer as it is read back: ``paragraphs`` of formatted text, or ``columns`` and ``rows`` of a table.

    An answer with neither was left blank. ``long`` answers are given the whole width. ``remark`` says in a sentence
    what is wrong with it, "" for nothing. Made by `intake.letters.readback`.
    """

    label: str
    paragraphs: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    long: bool = False
    remark: str = ""

    @property
    def blank(self) -> bool:
        """Whether nothing was entered."""
        return not self.paragraphs and not self.rows


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownSection:
    """The answers under one heading of the form, in printed order."""

    title: str
    answers: tuple[ShownAnswer, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One answer that differs between two forms; ``before`` is blank where it was added, ``after`` where removed."""

    section: str
    before: ShownAnswer
    after: ShownAnswer

    @property
    def what(self) -> str:
        """ "added", "removed" or "changed"."""
        if self.before.blank:
            return "added"
        return "removed" if self.after.blank else "changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """A form was received in time (or the programme has no deadline).

    ``received_at`` is the instant the form is judged by. ``form_name`` is "" where the form was written in the mail
    itself. ``missing`` are labels of required answers left blank; ``problems`` are sentences on answers that are over
    a limit or could not be understood; ``notices`` are sentences that ask for nothing or only for a check;
    ``other_files`` are the names of what else was kept with the application.
    """

    reference: str
    authority: str
    received_at: datetime
    form_name: str
    form_sha256: str
    sections: tuple[ShownSection, ...]
    missing: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()
    other_files: tuple[str, ...] = ()
    contact_name: str = ""

    @property
    def complete(self) -> bool:
        """Whether nothing required is missing and nothing needs to be put right."""
        return not self.missing and not self.problems


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectedReceipt(Receipt):
    """A further form for an application that already has one: the newest counts.

    ``number`` is the submission's; ``replaces_received_at`` is when the one that counted before was received. With
    ``by_reply`` there was no further form: answers were corrected in a mail's own words, ``received_at`` is when that
    mail came and ``replaces_received_at`` when the form that they correct did.
    """

    number: int
    replaces_received_at: datetime
    changes: tuple[Change, ...]
    by_reply: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LateReceipt(Receipt):
    """A form received after the deadline: it is kept, and staff decide whether to admit it.

    ``in_time_at`` is when a form for the same application was received in time, if one was; that one goes on counting
    until staff decide.
    """

    in_time_at: datetime | None = None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """A form was received, but a person must look at it before it gets a reference: nothing in it is read back.

    ``form_name`` is "" where the form was written in the mail itself.
    """

    received_at: datetime
    form_name: str
    form_sha256: str
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FileFault:
    """One attachment that could not be read: what is wrong with it and what to send instead, a sentence each.

    Made by `intake.letters.advice`. ``found_in`` is the wrapper it was found in, "" for the mail itself.
    """

    name: str
    why: str
    instead: str
    found_in: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A mail whose attachments include none that can be read as a form, and at least one that may be one."""

    received_at: datetime
    faults: tuple[FileFault, ...]
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry:
    """A person's mail without a form. ``about`` is the subject it had."""

    received_at: datetime
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Oversize:
    """A mail over the limit, which was not downloaded. ``size`` and ``limit`` in bytes."""

    received_at: datetime
    size: int
    limit: int
    about: str = ""


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """One thing that waits for a person: what it is, why it waits, since when, and the command that takes it on."""

    what: str
    why: str
    since: datetime
    command: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Incomplete:
    """An application with something required missing; ``missing`` are labels."""

    reference: str
    authority: str
    missing: tuple[str, ...]


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
class Digest:
    """What came in and what waits, for staff.

    ``chart_cid`` is the Content-ID of the arrivals picture among the letter's images, "" for none; ``chart_rows`` are
    its numbers, (period, forms). ``days_to_go`` is to the deadline: None without one, negative once it has passed.
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Alarm:
    """The service needs a person now. ``what`` is one short sentence; ``details`` are (name, value) pairs."""

    what: str
    why: str
    to_do: tuple[str, ...]
    since: datetime | None = None
    details: tuple[tuple[str, str], ...] = ()


Context: TypeAlias = (
    Receipt | CorrectedReceipt | LateReceipt | Acknowledgement | Unreadable | Enquiry | Oversize | Digest | Alarm
)
