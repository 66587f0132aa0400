"""What an applicant's mail is answered with: receipts, and why something could not be taken."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake.letters.contexts.base import Context
from intake.letters.contexts.shown import Change, ShownSection


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt(Context):
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
class Acknowledgement(Context):
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
class Unreadable(Context):
    """A mail whose attachments include none that can be read as a form, and at least one that may be one."""

    received_at: datetime
    faults: tuple[FileFault, ...]
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry(Context):
    """A person's mail without a form. ``about`` is the subject it had."""

    received_at: datetime
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Oversize(Context):
    """A mail over the limit, which was not downloaded. ``size`` and ``limit`` in bytes."""

    received_at: datetime
    size: int
    limit: int
    about: str = ""
