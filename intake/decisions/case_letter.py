"""The letter about one application for a member of staff: where it stands, what is wrong, what may be done by reply."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal, InvalidOperation

from intake import wording
from intake.config import StaffMember
from intake.correspondence import write
from intake.decisions.giving import Done, Given, OrderError
from intake.decisions.reply_links import case_offers, links_for
from intake.desk import Desk
from intake.letters import figures
from intake.letters.contexts import CaseLetter, Happening
from intake.letters.kinds import Kind
from intake.letters.readback import read_back
from intake.panel.summary import case_lines
from intake.round.rulings import RULINGS
from store import application_list, applications, decisions, history, submissions
from store.application_list import ApplicationItem
from store.engine import Session
from store.tables import Application, Event

#: Events that the letter tells, and how. A correction of an answer is told with its key.
_TOLD = {"state": "state", "opened": "opened", "decision": "decision", "note": "note", "late_ruling": "late form"}
_MOST_HISTORY = 30


def show(session: Session, desk: Desk, given: Given) -> Done:
    """Send the giver the letter about a case."""
    case = given.case
    if not send_case(session, desk, case, given.member, cause=given.cause, at=given.at):
        raise OrderError("The letter about this case could not be put in the outbox.")
    return Done(sentences=(f"The letter about {case.reference} is on its way to you.",), application=case)


def send_case(
    session: Session, desk: Desk, case: Application, member: StaffMember, *, cause: str, at: datetime
) -> bool:
    """Queue the letter about a case to one member of staff; whether one was queued."""
    letter = case_letter(session, desk, case, member, at=at)
    queued = write(session, desk, Kind.CASE, letter, to=member.email, cause=cause, application_id=case.id)
    return isinstance(queued, int)


def case_letter(session: Session, desk: Desk, case: Application, member: StaffMember, *, at: datetime) -> CaseLetter:
    """What the letter says to this person at this moment."""
    number = history.id_of(case)
    item = next(row for row in application_list.listing(session) if row.id == number)
    answers = submissions.answers_of(session, case.submission_id) if case.submission_id is not None else {}
    amount = answers.get(desk.programme.roles.amount)
    offers = case_offers(desk, case, late=waits_for_ruling(session, case), roles=member.roles)
    return CaseLetter(
        reference=case.reference,
        authority=case.authority_name,
        state=str(case.state).replace("_", " "),
        received_at=item.received_at,
        amount=_money(amount.value if amount else None, desk.programme.currency),
        contact=f"{case.contact_name} <{case.contact_address}>" if case.contact_name else case.contact_address,
        partners=item.partners,
        remarks=_remarks(item),
        decided=_decided(session, desk, number),
        scores=case_lines(session, desk, case, member),
        links=links_for(desk, member, offers, at=at),
        history=_history(history.events_of(session, subject="application", subject_id=number)),
        sections=read_back(desk.programme.form, list(answers.values())),
    )


def waits_for_ruling(session: Session, case: Application) -> bool:
    """Whether a form of the case came late and nobody has ruled on it."""
    forms = submissions.submissions_of(session, case)
    return case.late_ruling == "" and any(form.late for form in forms)


def _remarks(item: ApplicationItem) -> tuple[str, ...]:
    return tuple(check.message for check in item.checks)


def _decided(session: Session, desk: Desk, number: int) -> tuple[str, ...]:
    lines = []
    for decision in decisions.of_application(session, number):
        title = RULINGS[decision.ruling].title
        day = wording.day(decision.decided_at.astimezone(desk.programme.zone).date())
        worth = f" for {wording.money(decision.amount, desk.programme.currency)}" if decision.amount else ""
        fate = (
            "taken back"
            if decision.undone_at
            else f"carried out by batch {decision.batch_id}"
            if decision.batch_id
            else ""
        )
        lines.append(f"{title}{worth}: {decision.actor}, {day}" + (f" ({fate})" if fate else ""))
    return tuple(lines)


def _history(events: Sequence[Event]) -> tuple[Happening, ...]:
    told = [
        Happening(
            at=event.at,
            what=" ".join(filter(None, (_TOLD[event.what], event.after.replace("_", " "), _because(event)))),
            who="" if event.actor == history.SERVICE else event.actor,
        )
        for event in events
        if event.what in _TOLD
    ]
    return tuple(told[-_MOST_HISTORY:])


def _because(event: Event) -> str:
    return f"({event.reason})" if event.reason else ""


def _money(value: object, currency: str) -> str:
    try:
        return figures.amount(Decimal(value), currency) if isinstance(value, str) else ""
    except InvalidOperation:
        return ""


def by_reference(session: Session, reference: str) -> Application:
    """The application with this reference.

    Raises:
        OrderError: there is none.
    """
    case = applications.by_reference(session, reference)
    if case is None:
        raise OrderError(f"there is no application {reference}; `intake applications` lists them")
    return case
