"""What applicants are told when people have decided, and what staff are shown before and after."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from intake.letters.contexts.base import Context


@dataclass(frozen=True, slots=True, kw_only=True)
class Feedback:
    """What the assessors wrote on one criterion, without their names; ``points`` is a mean in words, "" for none."""

    criterion: str
    comments: tuple[str, ...]
    points: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome(Context):
    """What was decided of one application.

    ``amount`` is worded ("£95,000"), "" where there is none; ``reason`` is what the people who decided wrote for the
    applicant; ``interviews`` are the first and the last day of interviews, None where the programme has none;
    ``starts`` is when the work begins, for those who were selected.
    """

    reference: str
    authority: str
    contact_name: str
    reason: str = ""
    amount: str = ""
    feedback: tuple[Feedback, ...] = ()
    interviews: tuple[date, date] | None = None
    starts: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplyLink:
    """A mail to us that a member of staff may send: as a link that opens it, and as the subject it has.

    ``subject`` holds the code; ``hint`` says what to write in the mail, "" for nothing. A ``repeatable`` one may be
    sent more than once.
    """

    label: str
    url: str
    subject: str
    hint: str = ""
    repeatable: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanLine:
    """One application in the plan of a batch, worded: what happens to it, with which letter to whom, and remarks."""

    reference: str
    authority: str
    step: str
    letter: str
    recipient: str
    why: str = ""
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchPlan(Context):
    """A batch that waits to be released, for staff: who gets what, who gets nothing, and what to look out for.

    ``letters`` is (kind, how many). ``release_by`` says who may release it, in a sentence; ``links`` are what the
    reader may do. ``sha256`` is the digest of all that was frozen.
    """

    number: int
    stage: str
    staged_by: str
    staged_at: datetime
    sha256: str
    letters: tuple[tuple[str, int], ...]
    acting: tuple[PlanLine, ...]
    idle: tuple[PlanLine, ...]
    warnings: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    release_by: str = ""
    links: tuple[ReplyLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class BatchNews(Context):
    """What became of a batch, for staff: released, carried out, stopped or cancelled; ``what`` is one sentence.

    ``problems`` are what stopped it. ``leaves_at`` is when a released batch is carried out.
    """

    number: int
    stage: str
    what: str
    leaves_at: datetime | None = None
    problems: tuple[str, ...] = ()
    links: tuple[ReplyLink, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal(Context):
    """One letter of a batch as it would leave, to staff who look at it first. ``text`` is its plain text."""

    number: int
    reference: str
    authority: str
    kind: str
    recipient: str
    subject: str
    text: str
