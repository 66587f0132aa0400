"""A mail that withdraws an application in clear words: obeyed from its contact, held from anybody else."""

from __future__ import annotations

from intake.desk import Desk
from intake.letters.contexts import Enquiry
from intake.letters.kinds import Kind
from intake.notices.giving_up import Withdraws, withdraws
from intake.notices.withdrawal import WithdrawalError, confirm, withdraw
from intake.round.verdict import Action
from intake.taking import Incoming, Reply, Taken
from intake.wording import listed
from store import applications
from store.engine import Session
from store.states import ApplicationState, Disposition
from store.tables import Application


def take_withdrawal(session: Session, desk: Desk, incoming: Incoming) -> Taken | None:
    """Obey a mail that withdraws in clear words, or hold it; None where the mail does not withdraw clearly."""
    mail, verdict, known = incoming.mail, incoming.verdict, incoming.known
    subject = "" if mail.in_reply_to else mail.subject
    said = withdraws(subject, mail.reply_text, programme=desk.programme.name)
    if said is not Withdraws.CLEARLY:
        return None
    case = applications.by_reference(session, verdict.application) if verdict.application else None
    if case is None or verdict.action is not Action.FILE:
        return _held(incoming, _whose(incoming))
    others = [reference for reference in known.quoted if reference != case.reference]
    if others:
        return _held(incoming, f"It withdraws an application, and names {listed([case.reference, *others])}.")
    if case.state == ApplicationState.WITHDRAWN:
        confirm(session, desk, case, at=incoming.at, incoming=incoming, already=True)
        return _filed(case, f"{case.reference} was withdrawn already.")
    try:
        withdraw(
            session,
            desk,
            case,
            actor=incoming.sender,
            reason=f"message {incoming.message.id}",
            at=incoming.at,
            words=mail.reply_text,
            incoming=incoming,
        )
    except WithdrawalError as fault:
        return _held(incoming, f"It withdraws an application, but {fault}.")
    return _filed(case, f"The applicant withdrew {case.reference} in it.")


def _whose(incoming: Incoming) -> str:
    """Why a clear withdrawal is not obeyed, with the command that would."""
    known = incoming.known
    meant = incoming.verdict.application or (known.quoted[0] if len(known.quoted) == 1 else "")
    if meant:
        return (
            f"It withdraws {meant}, but its sender is not the contact of that application. If it may: "
            f'intake withdraw {meant} --reason "…"'
        )
    if len(known.contact_of) > 1:
        return f"It withdraws an application, and its sender is the contact of {listed(list(known.contact_of))}."
    return "It withdraws an application, but its sender is the contact of none."


def _held(incoming: Incoming, reason: str) -> Taken:
    """A person must look; who would have had an answer to an enquiry has it."""
    verdict = incoming.verdict
    reply = None
    if verdict.letter == Kind.ENQUIRY:
        reply = Reply(
            kind=Kind.ENQUIRY,
            context=Enquiry(received_at=incoming.message.received_at, about=incoming.mail.subject),
        )
    return Taken(
        rule="withdrawal",
        reason=reason,
        disposition=verdict.disposition,
        action=Action.HOLD,
        application=verdict.application,
        reply=reply,
    )


def _filed(case: Application, reason: str) -> Taken:
    return Taken(rule="withdrawal", reason=reason, disposition=Disposition.CORRESPONDENCE, application=case.reference)
