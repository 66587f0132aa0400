"""What is written before and beside a decision: reminders, withdrawals, answers to questions, the update list."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from intake.letters.contexts.base import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder(Context):
    """An application with something missing, some days before the deadline.

    ``received_at`` is when the form that counts was received. ``missing`` and ``problems`` are as in a receipt.
    """

    reference: str
    authority: str
    contact_name: str
    received_at: datetime
    missing: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawn(Context):
    """An application was withdrawn, to its applicant.

    ``received_at`` is when the mail came that withdrew it, None where staff did on the applicant's word; ``already``
    says that it had been withdrawn before.
    """

    reference: str
    authority: str
    contact_name: str
    withdrawn_at: datetime
    received_at: datetime | None = None
    already: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseWithdrawn(Context):
    """An application was withdrawn, to staff.

    ``before`` is the state it was in, in words; ``who`` withdrew it and ``words`` are theirs, as paragraphs;
    ``followed`` are sentences on what followed of it.
    """

    reference: str
    authority: str
    before: str
    who: str
    withdrawn_at: datetime
    words: tuple[str, ...] = ()
    followed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Published:
    """A published question and its answer, as paragraphs."""

    number: int
    question: str
    answer: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishedAnswer(Context):
    """Published answers to what a mail asked. ``reference`` is its case's, "" for none."""

    received_at: datetime
    published: tuple[Published, ...]
    about: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentLetter:
    """One letter that a case was sent: when it was written, its subject, and what became of it."""

    at: datetime
    subject: str
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class EnquiryPassed(Context):
    """A mail that a person must answer, to staff, with what is known of who wrote it.

    ``answer_to`` is the address that the answer goes to and ``mailto`` a link that begins it; ``words`` are the
    writer's own, as paragraphs; ``why`` says why it was not answered from the published questions. ``forms`` are
    lines on the forms received for the case ``reference``; all after ``files`` is empty where there is no case.
    """

    number: int
    name: str
    address: str
    answer_to: str
    mailto: str
    received_at: datetime
    subject: str
    words: tuple[str, ...]
    why: str
    files: tuple[str, ...] = ()
    reference: str = ""
    authority: str = ""
    state: str = ""
    forms: tuple[str, ...] = ()
    letters: tuple[SentLetter, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscribed(Context):
    """An address is on the update list. ``code`` takes it off again."""

    code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsubscribed(Context):
    """An address is not on the update list, whether or not it ever was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Words in a line of an update: plain, bold, or a link to ``url``."""

    text: str
    bold: bool = False
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A heading, a paragraph or a list of an update. A list has an item for each of ``lines``, the others have one."""

    kind: str
    lines: tuple[tuple[Span, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Update(Context):
    """News of the programme to somebody on the update list.

    ``leave`` is a link to a mail that takes them off it, ``leave_subject`` that mail's subject.
    """

    subject: str
    blocks: tuple[Block, ...]
    leave: str
    leave_subject: str
