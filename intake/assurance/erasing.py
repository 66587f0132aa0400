"""Erasing one application, or what belongs to none, in an open transaction: what must be settled first, and the rows.

Commits nothing and touches no file: `intake.assurance.erasure` does, and decides who may be erased. Which columns go
and which stay is the table in `store.erasure`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from email.policy import default

from intake.assurance.errors import CaseBusyError
from intake.closing import close_message
from intake.letters.kinds import Kind
from intake.wording import count
from store import case_rows, erasure, history, letters
from store.belongings import owners
from store.case_rows import CaseRows
from store.engine import Session
from store.erasable import Loose
from store.erasure import NOTHING, Counts
from store.states import LetterStatus, MessageStatus
from store.tables import (
    Application,
    ApplicationBody,
    Assignment,
    BatchItem,
    Decision,
    Finding,
    InboundMessage,
    Interview,
    MessageAttachment,
    OutgoingMail,
    Score,
    StoredAnswer,
    Submission,
)

#: Names shorter than this are not looked for in other rows: they would be found in every other word.
_SHORTEST = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Who erases, why and when. ``staff`` are the addresses, in lower case, of people whose part in it is kept."""

    actor: str
    reason: str
    at: datetime
    staff: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was erased of one thing: how much, what was kept and why, whose copies may lie on the mail server.

    ``mail_ids`` are the Message-IDs of mails and letters, without angle brackets.
    """

    what: str
    counts: Counts = NOTHING
    kept: tuple[str, ...] = ()
    mail_ids: tuple[str, ...] = ()


def erase_case(session: Session, case: Application, act: Act) -> Erased:
    """Erase one application.

    Raises:
        CaseBusyError: a mail of it is being read, or a letter sent, at this moment.
    """
    erasure.begin(session)
    rows = case_rows.rows_of(session, case)
    freed = _freed(session, rows)
    messages, mail = [*rows.messages, *freed], [*rows.letters, *case_rows.answers_to(session, freed)]
    _settle(session, messages, mail, act)
    personal = _personal(rows, messages, act.staff)
    copies = _copies_for_staff(session, rows, personal, act.staff)
    counts = _blank_mail(session, messages, mail, act) + _blank_case(session, rows, act)
    counts += Counts(letters=erasure.blank_letters(session, copies, staff=act.staff))
    erasure.take_out_of_plans(session, rows.batches, personal)
    counts = erasure.erase_events(
        session,
        case_rows.rows_of(session, case).events,
        counts,
        subject="application",
        subject_id=history.id_of(case),
        personal=personal,
        actor=act.actor,
        reason=act.reason,
        at=act.at,
    )
    history.change(session, case, {"erased_at": act.at})
    kept = tuple(
        f"message {row.id} belongs to another application as well and is kept until that is erased"
        for row in rows.shared
        if row not in messages
    )
    return Erased(what=case.reference, counts=counts, kept=kept, mail_ids=_mail_ids(messages, mail))


def erase_loose(session: Session, loose: Loose, act: Act, *, what: str) -> Erased:
    """Erase mail, letters and subscribers that belong to no application; what is being read or sent is left."""
    erasure.begin(session)
    messages = [row for row in loose.messages if row.status not in _READING]
    sending = [row for row in loose.letters if row.status == LetterStatus.SENDING]
    mail = [row for row in loose.letters if row not in sending]
    _settle(session, messages, mail, act)
    personal = {row.from_address.lower() for row in messages} | {row.recipient.lower() for row in mail}
    personal |= {row.from_name.lower() for row in messages} | {row.address for row in loose.subscribers}
    personal |= {row.person.lower() for row in loose.orders} | {row.person_name.lower() for row in loose.orders}
    counts = _blank_mail(session, messages, mail, act)
    counts += Counts(
        subscribers=erasure.erase_subscribers(session, loose.subscribers, at=act.at),
        orders=erasure.blank_orders(session, loose.orders, staff=act.staff),
    )
    about = {
        "message": [history.id_of(row) for row in messages],
        "letter": [history.id_of(row) for row in mail],
        "subscriber": [history.id_of(row) for row in loose.subscribers],
        "order": [history.id_of(row) for row in loose.orders],
    }
    counts = erasure.erase_events(
        session,
        case_rows.events_about(session, about),
        counts,
        subject="correspondence",
        subject_id=0,
        personal=_usable(personal - act.staff),
        actor=act.actor,
        reason=act.reason,
        at=act.at,
    )
    busy = len(loose.messages) - len(messages) + len(sending)
    kept = (f"{count(busy, 'mail')} being read or sent at this moment; erase again later",) if busy else ()
    return Erased(what=what, counts=counts, kept=kept, mail_ids=_mail_ids(messages, mail))


_READING = (MessageStatus.PENDING, MessageStatus.PROCESSING)


def _freed(session: Session, rows: CaseRows) -> list[InboundMessage]:
    """Mail shared with applications that were all erased before."""
    belonging, free = owners(session), []
    for message in rows.shared:
        others = belonging[history.id_of(message)] - {rows.application.id}
        if all(session.get_one(Application, other).erased_at is not None for other in others):
            free.append(message)
    return free


def _settle(session: Session, messages: Sequence[InboundMessage], mail: Sequence[OutgoingMail], act: Act) -> None:
    """Nothing of it waits any more: held mail is closed, letters that have not left are cancelled or given up."""
    if any(row.status in _READING for row in messages) or any(row.status == LetterStatus.SENDING for row in mail):
        raise CaseBusyError
    for row in messages:
        if row.status in (MessageStatus.HELD, MessageStatus.FAILED):
            close_message(session, row, actor=act.actor, reason="erased", at=act.at)
    for status in (LetterStatus.DRAFT, LetterStatus.QUEUED):
        waiting = [row for row in mail if row.status == status]
        letters.cancel(session, waiting, actor=act.actor, at=act.at, reason="erased")
    for letter in mail:
        if letter.status == LetterStatus.UNKNOWN:
            letters.settle_unknown(
                session, letter, LetterStatus.FAILED, at=act.at, reason="erased while in doubt", actor=act.actor
            )


def _blank_mail(session: Session, messages: Sequence[InboundMessage], mail: Sequence[OutgoingMail], act: Act) -> Counts:
    leaves = case_rows.attachments_of(session, messages)
    return Counts(
        messages=erasure.blank(session, InboundMessage, messages, erased_at=act.at),
        attachments=erasure.blank(session, MessageAttachment, leaves),
        letters=erasure.blank_letters(session, mail, staff=act.staff),
    )


def _blank_case(session: Session, rows: CaseRows, act: Act) -> Counts:
    erasure.blank(session, Application, [rows.application])
    erasure.blank(session, Submission, rows.submissions)
    erasure.blank(session, ApplicationBody, [row for row in rows.bodies if not row.authority_code], name="")
    erasure.blank(session, Assignment, rows.assignments)
    erasure.blank(session, BatchItem, rows.items)
    by_applicant = [row for row in rows.answers if row.source == "applicant"]
    erasure.blank(session, StoredAnswer, by_applicant, actor="")
    return Counts(
        answers=erasure.blank(session, StoredAnswer, rows.answers),
        findings=erasure.blank(session, Finding, rows.findings),
        orders=erasure.blank_orders(session, rows.orders, staff=act.staff),
        decisions=erasure.blank(session, Decision, rows.decisions),
        scores=erasure.blank(session, Score, rows.scores),
        interviews=erasure.blank(session, Interview, rows.interviews),
    )


def _personal(rows: CaseRows, messages: Iterable[InboundMessage], staff: Collection[str]) -> set[str]:
    """The names and addresses of the applicant's people, in lower case."""
    found = {rows.application.contact_name, rows.application.contact_address}
    found |= {row.attendee for row in rows.interviews} | {row.recipient for row in rows.letters}
    for row in messages:
        if row.from_address.lower() not in staff:
            found |= {row.from_name, row.from_address}
    return _usable({words.lower() for words in found} - set(staff))


def _usable(words: set[str]) -> set[str]:
    return {word.strip() for word in words if len(word.strip()) >= _SHORTEST}


def _copies_for_staff(
    session: Session, rows: CaseRows, personal: Collection[str], staff: Collection[str]
) -> list[OutgoingMail]:
    """Our copies of letters to staff that tell of this application: every digest since, and what names it."""
    wanted = {rows.application.reference.lower(), *personal}
    found = []
    for letter in case_rows.letters_of_none(session, since=rows.application.created_at):
        if letter.status not in _LEFT or letter.recipient.lower() not in staff:
            continue
        raw = letters.body_of(session, history.id_of(letter))
        if raw and (letter.kind == Kind.DIGEST or any(words in _text(raw) for words in wanted)):
            found.append(letter)
    return found


#: What has left and will not leave again.
_LEFT = (LetterStatus.SENT, LetterStatus.BOUNCED, LetterStatus.FAILED, LetterStatus.CANCELLED)


def _text(raw: bytes) -> str:
    part = message_from_bytes(raw, policy=default).get_body(("plain",))
    return str(part.get_content()).lower() if part is not None else ""


def _mail_ids(messages: Iterable[InboundMessage], mail: Iterable[OutgoingMail]) -> tuple[str, ...]:
    given = [row.message_id for row in messages if not row.message_id.startswith("sha256:")]
    return (*given, *(row.message_id for row in mail if row.sent_at is not None))
