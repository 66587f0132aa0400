"""A mail that asks something: answered from the published questions where the match is close, else passed to staff.

Taken up last, when nothing else in the mail was. Only a mail that a person wrote, and may be answered, gets here; what
is held for a person is not passed on as well. Who wrote without an application keeps the acknowledgement.
"""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import quote

from intake.desk import Desk
from intake.letters.caps import ANSWERS_A_DAY
from intake.letters.contexts import Context, Enquiry, EnquiryPassed, Published, PublishedAnswer, SentLetter
from intake.letters.kinds import Kind
from intake.notices.giving_up import Withdraws, withdraws
from intake.notices.list_wishes import without_wishes
from intake.notices.questions import matcher_of
from intake.notices.telling import is_answered, paragraphs, tell_deciders
from intake.round.manners import answer_address, silence_reason
from intake.round.programme import Programme, Question
from intake.round.verdict import Action
from intake.taking import Incoming, Reply, Taken
from intake.wording import instant
from parsers.mail import Outcome, ParsedMail
from store import applications, history, letters, submissions
from store.engine import Session
from store.enquiries import caused_letters
from store.states import Disposition
from store.tables import Application

_HOUR, _DAY = timedelta(hours=1), timedelta(days=1)
#: Mails of one writer passed on in a day, and mails of everybody in an hour; the digest lists the others.
_WRITER_A_DAY, _ALL_AN_HOUR = 5, 30
_LAST_LETTERS = 5
_ANSWERING = re.compile(r"^\s*(?:(?:re|aw|sv|antw|ateb)\s*:\s*)+", re.IGNORECASE)
#: Words of a mail that only thanks or confirms, in English and Welsh.
_COURTESIES = """
thanks thank you many very much so for your the this email mail message receipt reply letter update noted received ok
okay great lovely good perfect with kind best warm regards wishes cheers ta dear all team sir madam hi hello and we
will do much appreciated diolch yn fawr iawn
"""
_ONLY_COURTESY = frozenset(_COURTESIES.split())


def take_question(session: Session, desk: Desk, incoming: Incoming) -> Taken | None:
    """Answer a mail that asks nothing but published questions; None where a person must."""
    if _may_not_answer(session, desk, incoming):
        return None
    found = _published(desk, incoming)
    if not found:
        return None
    verdict = incoming.verdict
    numbers = ", ".join(str(question.number) for question in found)
    return Taken(
        rule="question",
        reason=f"It was answered automatically from the published questions ({numbers}).",
        disposition=verdict.disposition,
        application=verdict.application,
        reply=Reply(
            kind=Kind.ANSWER,
            context=_answer(incoming, found),
            attachments=() if verdict.application else tuple(desk.correspondent.papers()),
        ),
    )


def pass_on(session: Session, desk: Desk, incoming: Incoming) -> Taken | None:
    """Pass a mail to the staff who decide, with its case's history; None where the digest is enough."""
    verdict = incoming.verdict
    if verdict.action is Action.HOLD or not _is_to_pass(session, desk, incoming):
        return None
    case = applications.by_reference(session, verdict.application) if verdict.application else None
    number = history.id_of(incoming.message)
    tell_deciders(
        session,
        desk,
        Kind.ENQUIRY_PASSED,
        _passed(session, desk, incoming, case),
        cause=f"passed:{number}",
        application_id=case.id if case else None,
        inbound_id=number,
    )
    return Taken(
        rule=verdict.rule,
        reason=verdict.reason,
        disposition=verdict.disposition,
        application=verdict.application,
        reply=_acknowledgement(incoming),
    )


def _may_not_answer(session: Session, desk: Desk, incoming: Incoming) -> str:
    """Why a mail gets no automatic answer, a sentence for staff; "" where it may get one."""
    mail = incoming.mail
    if incoming.verdict.action is Action.HOLD or not is_answered(desk, incoming) or silence_reason(mail) is not None:
        return "It may not be answered automatically."
    if not desk.programme.questions:
        return "The programme publishes no questions and answers."
    if files_of(mail):
        return "It has a file attached."
    ours = letters.find_by_message_ids(session, [*mail.in_reply_to, *mail.references])
    if any(letter.kind == Kind.ANSWER for letter in ours):
        return "It replies to an automatic answer."
    to = answer_address(mail) or ""
    given = letters.automatic_count(session, recipient=to, since=incoming.at - _DAY, kind=Kind.ANSWER)
    if given >= ANSWERS_A_DAY:
        return "The address had an automatic answer in the last day."
    subject = "" if mail.in_reply_to else mail.subject
    if withdraws(subject, mail.reply_text, programme=desk.programme.name) is not Withdraws.NOT:
        return "It speaks of withdrawing, but not so clearly that it could be obeyed."
    return ""


def _published(desk: Desk, incoming: Incoming) -> tuple[Question, ...]:
    mail = incoming.mail
    about = "" if _ANSWERING.match(mail.subject) else mail.subject
    return matcher_of(desk.programme).answers(without_wishes(mail.reply_text), about=about)


def _answer(incoming: Incoming, found: tuple[Question, ...]) -> Context:
    return PublishedAnswer(
        received_at=incoming.message.received_at,
        about=incoming.mail.subject,
        reference=incoming.verdict.application,
        published=tuple(
            Published(number=item.number, question=item.question, answer=tuple(item.answer.split("\n\n")))
            for item in found
        ),
    )


def _is_to_pass(session: Session, desk: Desk, incoming: Incoming) -> bool:
    """Whether staff are told at once: not of old mail, of their own, of courtesies, or of more than they can read."""
    mail = incoming.mail
    if not is_answered(desk, incoming) or desk.offices.member(incoming.sender) is not None:
        return False
    if incoming.verdict.disposition == Disposition.CORRESPONDENCE and _is_courtesy(mail):
        return False
    kind = Kind.ENQUIRY_PASSED
    writer = caused_letters(session, kind=kind, since=incoming.at - _DAY, writer=incoming.sender)
    return writer < _WRITER_A_DAY and caused_letters(session, kind=kind, since=incoming.at - _HOUR) < _ALL_AN_HOUR


def _is_courtesy(mail: ParsedMail) -> bool:
    """Whether a mail only thanks: nothing but words of courtesy, up to a name under them."""
    lines = [line for line in mail.reply_text.splitlines() if line.strip()]
    words = [re.findall(r"[\w']+", line.casefold()) for line in lines]
    said = [line for line in words[:-1] or words if line]
    return bool(said) and not files_of(mail) and all(set(line) <= _ONLY_COURTESY for line in said)


def _acknowledgement(incoming: Incoming) -> Reply | None:
    """What the writer gets meanwhile, where triage asks for it."""
    if incoming.verdict.letter != Kind.ENQUIRY:
        return None
    received_at = incoming.message.received_at
    return Reply(kind=Kind.ENQUIRY, context=Enquiry(received_at=received_at, about=incoming.mail.subject))


def _passed(session: Session, desk: Desk, incoming: Incoming, case: Application | None) -> Context:
    mail = incoming.mail
    to = answer_address(mail) or ""
    subject = _ANSWERING.sub("", mail.subject)
    why = _may_not_answer(session, desk, incoming) or "No published question is close enough to what it asks."
    return EnquiryPassed(
        number=history.id_of(incoming.message),
        name=mail.from_.name if mail.from_ else "",
        address=incoming.sender,
        answer_to=to,
        mailto=f"mailto:{quote(to, safe='@')}?subject={quote(f'Re: {subject}', safe='')}",
        received_at=incoming.message.received_at,
        subject=mail.subject,
        words=paragraphs(mail.reply_text),
        why=why,
        files=files_of(mail),
        reference=case.reference if case else "",
        authority=case.authority_name if case else "",
        state=case.state.replace("_", " ") if case else "",
        forms=_forms(session, desk.programme, case) if case else (),
        letters=_last_letters(session, case) if case else (),
    )


def _forms(session: Session, programme: Programme, case: Application) -> tuple[str, ...]:
    return tuple(
        f"Form {form.number}{' (late)' if form.late else ''}, received at "
        f"{instant(form.received_at, programme.zone)}: {form.form_name or 'in the mail itself'}"
        for form in submissions.submissions_of(session, case)
    )


def _last_letters(session: Session, case: Application) -> tuple[SentLetter, ...]:
    """The letters that the contact of a case was sent last, oldest first."""
    contact = case.contact_address.lower()
    sent = [item for item in letters.of_application(session, history.id_of(case)) if item.recipient.lower() == contact]
    return tuple(
        SentLetter(at=letter.sent_at or letter.created_at, subject=letter.subject, status=letter.status)
        for letter in sent[-_LAST_LETTERS:]
    )


def files_of(mail: ParsedMail) -> tuple[str, ...]:
    """The names of the files that somebody attached; pictures of signatures are none."""
    return tuple(
        item.name or "a file without a name"
        for item in mail.attachments
        if item.outcome not in (Outcome.PICTURE, Outcome.CONTAINER)
    )
