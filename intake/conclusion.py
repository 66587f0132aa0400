"""T3: all that follows from reading one message, in one transaction: verdict, record, letter, and the message's end.

Called by `intake.pipeline` with an open session; commits nothing. Either everything here is written or nothing is.
"""

from __future__ import annotations

from dataclasses import replace

from intake import clock
from intake.answering import Answered, answer, letter_for
from intake.desk import Concluded, Desk
from intake.errors import ReadingFaultError
from intake.interviews.bouncing import tell_bounced
from intake.knowledge import known_of
from intake.letters.kinds import POLICIES, Reader
from intake.record import Recorded, record_form
from intake.round.manners import answer_address
from intake.round.sameness import same_organisation
from intake.round.triage import judge
from intake.round.verdict import Action, Known, Verdict
from intake.takers import take
from intake.taking import Incoming, Reply, Taken
from intake.whose_case import Mismatch
from parsers.mail import ParsedMail
from parsers.reading import Reading
from store import applications, history, letters, messages
from store.engine import Session
from store.messages import MailFacts, NewAttachment
from store.states import Disposition, LetterStatus, MessageStatus
from store.tables import Application, InboundMessage

#: What an action leaves the message as.
_STATUS = {
    Action.ACCEPT: MessageStatus.PROCESSED,
    Action.REPLY: MessageStatus.PROCESSED,
    Action.FILE: MessageStatus.PROCESSED,
    Action.DISCARD: MessageStatus.PROCESSED,
    Action.HOLD: MessageStatus.HELD,
}


def conclude(session: Session, desk: Desk, message: InboundMessage, outcome: Reading | ReadingFaultError) -> Concluded:
    """Judge what was read, record what is in it, queue the answer, and write down what became of the message."""
    if isinstance(outcome, ReadingFaultError):
        return _hold_unread(session, message, outcome)
    known = known_of(session, message, outcome, desk=desk)
    verdict = judge(outcome, known)
    recorded, taken = None, None
    if verdict.action is Action.ACCEPT:
        recorded, verdict = _record(session, desk, message, outcome, known, verdict)
    else:
        incoming = Incoming(message=message, reading=outcome, known=known, verdict=verdict, at=clock.now())
        taken = take(session, desk, incoming)
        verdict = _as_taken(verdict, taken) if taken else verdict
    if outcome.mail.report is not None:
        _note_bounce(session, desk, outcome.mail, verdict)
    case = applications.by_reference(session, verdict.application) if verdict.application else None
    answered = _answer(session, desk, message, outcome, verdict, recorded, taken, case)
    status = _STATUS[verdict.action]
    messages.conclude(
        session,
        message,
        status=status,
        disposition=verdict.disposition,
        rule=verdict.rule,
        reason=verdict.reason,
        at=clock.now(),
        facts=_facts(outcome.mail),
        attachments=_attachments(outcome.mail),
        application_id=case.id if case else None,
        duplicate_of=known.duplicate_of,
        answerable=_answerable(desk, message),
    )
    return Concluded(
        message_id=history.id_of(message),
        status=status,
        disposition=verdict.disposition,
        rule=verdict.rule,
        reason=verdict.reason,
        application=verdict.application,
        letter_id=answered.letter_id,
        silence=answered.silence,
    )


def _record(
    session: Session, desk: Desk, message: InboundMessage, reading: Reading, known: Known, verdict: Verdict
) -> tuple[Recorded | None, Verdict]:
    """Record the form; where it cannot be told whose case it is, a person must look."""
    result = record_form(session, desk.programme, message, reading, known, at=clock.now())
    if isinstance(result, Mismatch):
        reason = result.reason.format(id=message.id)
        return None, replace(verdict, action=Action.HOLD, rule="whose-case", reason=reason, letter="acknowledgement")
    return result, replace(verdict, application=result.reference)


def _as_taken(verdict: Verdict, taken: Taken) -> Verdict:
    """The verdict as the taker leaves it: what it answers is its own reply."""
    return replace(
        verdict,
        action=taken.action,
        disposition=taken.disposition,
        rule=taken.rule,
        reason=taken.reason,
        application=taken.application,
        letter="",
    )


def _hold_unread(session: Session, message: InboundMessage, fault: ReadingFaultError) -> Concluded:
    """The child was stopped or died: nothing is known of the mail but that a person must look at it."""
    disposition = message.disposition or Disposition.SUSPECT
    reason = str(fault)
    messages.conclude(
        session,
        message,
        status=MessageStatus.HELD,
        disposition=disposition,
        rule="reading-stopped",
        reason=reason,
        at=clock.now(),
    )
    return Concluded(
        message_id=history.id_of(message),
        status=MessageStatus.HELD,
        disposition=disposition,
        rule="reading-stopped",
        reason=reason,
    )


def _answer(
    session: Session,
    desk: Desk,
    message: InboundMessage,
    outcome: Reading,
    verdict: Verdict,
    recorded: Recorded | None,
    taken: Taken | None,
    case: Application | None,
) -> Answered:
    """Queue the answer that is due, and leave a line in the history when none may leave."""
    reply = taken.reply if taken else None
    if taken is None:
        due = letter_for(desk, message, outcome, verdict, recorded)
        reply = Reply(kind=due[0], context=due[1]) if due else None
    if reply is None:
        return Answered()
    answered = answer(
        session,
        desk,
        kind=reply.kind,
        context=reply.context,
        mail=outcome.mail,
        message_id=history.id_of(message),
        to=_addressee(outcome.mail, reply, case) if taken else "",
        application_id=case.id if case and (recorded or taken) else None,
        answerable=_answerable(desk, message),
        attachments=reply.attachments,
        calendar=reply.calendar,
    )
    if answered.silence:
        history.record(
            session,
            subject="message",
            subject_id=history.id_of(message),
            what="not-answered",
            after=reply.kind,
            reason=answered.silence,
            at=clock.now(),
        )
    return answered


def _addressee(mail: ParsedMail, reply: Reply, case: Application | None) -> str:
    """Where the answer to a mail without a form goes, "" for where the mail asks for it.

    An answer to an order goes to whoever gave it. What tells of a case goes to its organisation and nobody else: a
    Reply-To in a mail that bears the contact's name would else be told all that is in the case.
    """
    if POLICIES[reply.kind].reader is Reader.STAFF:
        return mail.from_.address if mail.from_ else ""
    if case is None or same_organisation(answer_address(mail) or "", case.contact_address):
        return ""
    return case.contact_address


def _answerable(desk: Desk, message: InboundMessage) -> bool:
    return desk.correspondent.answers(message.received_at, now=clock.now())


def _note_bounce(session: Session, desk: Desk, mail: ParsedMail, verdict: Verdict) -> None:
    """Tie a report of failure to the letter it is about."""
    report = mail.report
    if verdict.disposition != Disposition.BOUNCE or report is None:
        return
    ids = [report.original_message_id, *mail.in_reply_to, *mail.references]
    for letter in letters.find_by_message_ids(session, [item for item in ids if item]):
        if letter.status == LetterStatus.SENT:
            reason = f"undeliverable: {report.status or 'no status given'}"
            letters.mark_bounced(session, letter, reason=reason, at=clock.now())
            tell_bounced(session, desk, letter, at=clock.now())


def _facts(mail: ParsedMail) -> MailFacts:
    return MailFacts(
        content_sha256=mail.content_sha256,
        hop_at=mail.received[0].at if mail.received else None,
        from_name=mail.from_.name if mail.from_ else "",
        from_address=mail.from_.address if mail.from_ else "",
        subject=mail.subject,
        in_reply_to=mail.in_reply_to,
        references=mail.references,
        claimed_date=mail.date,
        defects=mail.defects,
    )


def _attachments(mail: ParsedMail) -> list[NewAttachment]:
    return [
        NewAttachment(
            position=item.index,
            name=item.name,
            sha256=item.sha256,
            size=item.size,
            type=item.type,
            declared_type=item.declared_type,
            found_in=item.found_in,
            outcome=item.outcome,
            reason=item.reason,
        )
        for item in mail.attachments
    ]
