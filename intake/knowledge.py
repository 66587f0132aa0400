"""What the books know that bears on one mail, gathered for triage: duplicates, threads, quoted references, contacts.

Only looks; decides nothing (`intake.round.triage` does) and writes nothing.
"""

from __future__ import annotations

import re

from intake.decisions.orders import read_order
from intake.desk import Desk
from intake.notices.list_wishes import leaving_code
from intake.round.manners import answer_address
from intake.round.programme import Programme
from intake.round.sameness import same_organisation
from intake.round.verdict import Known
from parsers.mail import ParsedMail
from parsers.reading import Reading
from store import applications, filing, history, interviews, letters, messages, subscribers
from store.engine import Session
from store.states import Disposition
from store.tables import InboundMessage

#: How much of a mail's own words is searched for references, in characters.
_SEARCHED = 20_000


def known_of(session: Session, message: InboundMessage, reading: Reading, *, desk: Desk) -> Known:
    """What bears on the mail read, which was filed as ``message``."""
    mail = reading.mail
    number = history.id_of(message)
    # A mail without any identity of its own is alike to every other; the same bytes are known by their sha256 anyway.
    identity = mail.content_sha256 if mail.message_id or mail.from_ is not None else ""
    earlier = messages.duplicate_candidate(session, identity, excluding=number)
    namesakes = messages.find_by_message_ids(session, [mail.message_id]) if mail.message_id else []
    released = bool(message.released_by)
    return Known(
        duplicate_of=earlier.id if earlier is not None and history.id_of(earlier) < number else None,
        threads=_threads(session, mail),
        quoted=_quoted(session, mail, desk.programme),
        contact_of=_contact_of(session, mail),
        own_addresses=desk.own_addresses,
        own_letter=bool(mail.message_id and letters.find_by_message_ids(session, [mail.message_id])),
        id_reused=any(other.id != number and other.sha256 != message.sha256 for other in namesakes),
        oversize=message.disposition == Disposition.OVERSIZE,
        junk=not released and filing.seen_only_in(session, number, desk.junk_mailboxes),
        released=released,
        ruled=_ruled(session, message) if released else "",
        order=_is_order(reading, desk),
        staff=mail.from_ is not None and desk.offices.member(mail.from_.address) is not None,
        leaving=_is_leaving(session, mail),
        invitation=_invitation(session, message, reading),
    )


def _invitation(session: Session, message: InboundMessage, reading: Reading) -> str:
    """The application whose interview a calendar answers about; a form beside it counts once a person released it."""
    if reading.form is not None and message.released_by:
        return ""
    seats = interviews.by_uids(session, {reply.uid for reply in reading.calendar})
    return seats[0].application.reference if seats else ""


def _is_leaving(session: Session, mail: ParsedMail) -> bool:
    """Whether its subject carries a code of the update list."""
    code = leaving_code(mail)
    return bool(code) and subscribers.by_code(session, code) is not None


def _is_order(reading: Reading, desk: Desk) -> bool:
    """Whether it carries a code of an order, or is a scoresheet from one of the staff."""
    mail = reading.mail
    if read_order(mail.subject, mail.reply_text) is not None:
        return True
    author = mail.from_.address if mail.from_ else ""
    return bool(reading.scoresheets) and desk.offices.member(author) is not None


def _threads(session: Session, mail: ParsedMail) -> tuple[str, ...]:
    """The applications whose letters of ours this mail answers or reports on."""
    ids = [*mail.in_reply_to, *mail.references]
    if mail.report is not None and mail.report.original_message_id:
        ids.append(mail.report.original_message_id)
    if not ids:
        return ()
    cases = {row.application_id for row in letters.find_by_message_ids(session, ids) if row.application_id is not None}
    return tuple(sorted(applications.references_of(session, cases)))


def _quoted(session: Session, mail: ParsedMail, programme: Programme) -> tuple[str, ...]:
    """The references of applications that exist and stand in the subject or in the writer's own words."""
    pattern = re.compile(rf"\b{re.escape(programme.reference)}-(\d{{4,9}})\b", re.IGNORECASE)
    found = {
        programme.reference_of(int(number))
        for number in pattern.findall(f"{mail.subject}\n{mail.reply_text[:_SEARCHED]}")
    }
    return tuple(sorted(reference for reference in found if applications.by_reference(session, reference)))


def _contact_of(session: Session, mail: ParsedMail) -> tuple[str, ...]:
    """The cases whose contact wrote it: by From, or by Reply-To where From is an address of the same organisation."""
    author, to = mail.from_.address if mail.from_ else "", answer_address(mail) or ""
    addresses = {author, to} if same_organisation(author, to) else {author}
    cases = {case.reference for address in addresses if address for case in applications.by_contact(session, address)}
    return tuple(sorted(cases))


def _ruled(session: Session, message: InboundMessage) -> str:
    """The application a person assigned the message to when releasing it, or ""."""
    if message.application_id is None:
        return ""
    return next(iter(applications.references_of(session, [message.application_id])), "")
