"""Whose case a form belongs to: from the form and the register, never from the sender alone.

Where the form, the thread and the sender point to different cases nobody is told anything of another's: the answer is a
`Mismatch`, nothing is recorded, and a person decides.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intake.round.bodies import Body
from intake.round.manners import answer_address
from intake.round.programme import Programme
from intake.round.sameness import same_name, same_organisation
from intake.round.verdict import Known
from parsers.mail import ParsedMail
from store import applications
from store.engine import Session
from store.tables import Application


@dataclass(frozen=True, slots=True, kw_only=True)
class Mismatch:
    """Nothing was recorded because the evidence of whose case it is does not agree; ``reason`` is for staff."""

    reason: str


def whose_case(
    session: Session, programme: Programme, mail: ParsedMail, bodies: Sequence[Body], known: Known
) -> Application | Mismatch | None:
    """The case the form belongs to, None for a new one, or why a person must say."""
    if known.ruled:
        return applications.by_reference(session, known.ruled)
    lead = bodies[0] if bodies and bodies[0].role == "lead" else None
    answered = (applications.by_reference(session, reference) for reference in known.threads)
    threads = [case for case in answered if case is not None and _from_its_body(programme, case, mail)]
    thread = threads[0] if len(threads) == 1 else None
    named = _named(session, programme, lead, known)
    if thread is not None and _other_body(thread, lead, programme):
        if not known.released:
            return Mismatch(
                reason=f"It answers a letter about {thread.reference} but the form in it names another body. If the "
                f"form is right: intake requeue {{id}}; if the letter is: intake requeue {{id}} --to {thread.reference}"
            )
        thread = None
    if not programme.one_per_authority:
        return thread
    case = named or thread
    if case is None:
        return None
    if _from_its_body(programme, case, mail):
        return case
    return Mismatch(
        reason=f"The form names the body of {case.reference}, which was sent from another organisation's address. "
        f"If it belongs there: intake requeue {{id}} --to {case.reference}"
    )


def _named(session: Session, programme: Programme, lead: Body | None, known: Known) -> Application | None:
    """The case of the body that the form names: by the register's code, else by name among the sender's own cases."""
    if lead is None:
        return None
    if lead.code:
        return next(iter(applications.by_authority(session, lead.code)), None)
    own = (applications.by_reference(session, reference) for reference in known.contact_of)
    return next(
        (case for case in own if case and not case.authority_code and same_name(case.authority_name, lead.name)), None
    )


def _other_body(case: Application, lead: Body | None, programme: Programme) -> bool:
    """Whether the form names a body that is certainly not the case's."""
    if lead is None or not case.authority_name:
        return False
    if lead.code and case.authority_code:
        return lead.code != case.authority_code
    return programme.eligibility is None and not same_name(case.authority_name, lead.name)


def _from_its_body(programme: Programme, case: Application, mail: ParsedMail) -> bool:
    """Whether the mail comes from the organisation of the case, and its answer would go there too: the receipt tells
    what was in the case before."""
    to = answer_address(mail)
    if to is None or mail.from_ is None:
        return False
    return all(_of_its_body(programme, case, address) for address in {mail.from_.address, to})


def _of_its_body(programme: Programme, case: Application, address: str) -> bool:
    """Whether an address is the contact's, of the organisation the case came from, or at the body's own domain."""
    if same_organisation(address, case.contact_address):
        return True
    if programme.eligibility is None:
        return False
    return any(body.code == case.authority_code for body in programme.eligibility.register.of_domain(address))
