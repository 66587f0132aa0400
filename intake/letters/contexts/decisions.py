"""What staff are told of the orders they give by mail, the letter about one case, and a question to an applicant."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake.letters.contexts.base import Context
from intake.letters.contexts.outcomes import ReplyLink
from intake.letters.contexts.shown import ShownSection


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderDone(Context):
    """An order that was obeyed: what was done, a sentence each, and how it is taken back.

    ``undo_until`` is None where it cannot be taken back. ``quoted`` is what the order said, as far as it was used.
    ``missing`` is what was not done of it or is still waited for, a sentence each.
    """

    title: str
    done: tuple[str, ...]
    reference: str = ""
    quoted: str = ""
    undo: ReplyLink | None = None
    undo_until: datetime | None = None
    missing: tuple[str, ...] = ()
    links: tuple[ReplyLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderRefused(Context):
    """An order that was not obeyed: why, a sentence each, and what to do instead. Nothing of it was done.

    ``sender`` is who seems to have sent it, for staff who did not; ``about`` is the mail's subject without its code.
    """

    why: tuple[str, ...]
    sender: str
    received_at: datetime
    about: str = ""
    reference: str = ""
    to_do: tuple[str, ...] = ()
    links: tuple[ReplyLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Happening:
    """One line of a case's history."""

    at: datetime
    what: str
    who: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLetter(Context):
    """One application as staff need it to decide: where it stands, what is wrong, what it says, what may be done.

    ``received_at`` is None where no form counts. ``scores`` are lines of the panel's work, "" for none yet.
    """

    reference: str
    authority: str
    state: str
    received_at: datetime | None
    amount: str = ""
    contact: str = ""
    partners: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    decided: tuple[str, ...] = ()
    scores: tuple[str, ...] = ()
    links: tuple[ReplyLink, ...] = ()
    history: tuple[Happening, ...] = ()
    sections: tuple[ShownSection, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class StaffQuestion(Context):
    """A question of staff to an applicant, in their own words."""

    reference: str
    authority: str
    contact_name: str
    question: str
    asked_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LateRuling(Context):
    """What was decided of a form after the deadline. ``in_time_at``: when the form came that counts instead."""

    reference: str
    authority: str
    contact_name: str
    received_at: datetime
    admitted: bool
    reason: str = ""
    in_time_at: datetime | None = None
