"""An application is withdrawn, by its contact's mail or by staff: its state, what follows, and who is told.

Which mail withdraws one is for `intake.notices.withdrawal_mail` to say. Other rooms act on a withdrawal through
`CONSEQUENCES`. Undoing one is a person's to do, and puts back nothing but the state. Runs in the caller's transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from intake.correspondence import write
from intake.decisions.reserves import offer_first_reserve
from intake.desk import Desk
from intake.errors import IntakeError
from intake.interviews.calling_off import cancel_interview
from intake.letters.contexts import CaseWithdrawn, Withdrawn
from intake.letters.errors import RecipientError
from intake.letters.kinds import POLICIES, Kind, Reader
from intake.letters.outbox import Suppressed
from intake.notices.telling import is_answered, paragraphs, tell_deciders, tell_sender
from intake.panel.withdrawn import tell_assessors
from intake.taking import Incoming
from intake.wording import count, listed
from store import history, letters
from store.engine import Session
from store.states import APPLICATION_STEPS, ApplicationState, LetterStatus
from store.tables import Application, OutgoingMail

_NOT_LEFT = (LetterStatus.DRAFT, LetterStatus.QUEUED)
#: Where an undone withdrawal puts an application whose interview was called off: it is to be invited anew.
_PUT_BACK = {ApplicationState.INVITED: ApplicationState.SHORTLISTED}


class WithdrawalError(IntakeError):
    """The application cannot be withdrawn, or its withdrawal not undone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """One application that has just been withdrawn: the state it was in before, who did it, why and when."""

    case: Application
    before: ApplicationState
    actor: str
    reason: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Consequence:
    """One thing that follows from a withdrawal.

    ``follow`` acts in the same transaction, once the application is withdrawn, and returns a sentence for staff on what
    it did, "" where there was nothing to do.
    """

    name: str
    sentence: str
    follow: Callable[[Session, Desk, Withdrawal], str]


def _call_letters_off(session: Session, desk: Desk, withdrawal: Withdrawal) -> str:
    """Drafts, and what waits to leave and answers no mail of the applicant's."""
    idle = [letter for letter in letters.of_application(session, history.id_of(withdrawal.case)) if _is_idle(letter)]
    for status in _NOT_LEFT:
        alike = [letter for letter in idle if letter.status == status]
        letters.cancel(session, alike, actor=withdrawal.actor, at=withdrawal.at, reason="the application is withdrawn")
    if not idle:
        return ""
    kinds = listed(sorted({letter.kind.replace("_", " ") for letter in idle}))
    return f"{count(len(idle), 'letter')} that had not left {'was' if len(idle) == 1 else 'were'} cancelled: {kinds}."


def _is_idle(letter: OutgoingMail) -> bool:
    """Whether a letter that has not left says what no longer holds: not an answer, a receipt or a report to staff."""
    if letter.status not in _NOT_LEFT:
        return False
    if letter.status == LetterStatus.DRAFT or not letter.automatic:
        return True
    policy = POLICIES.get(Kind(letter.kind)) if letter.kind in set(Kind) else None
    return policy is not None and policy.reader is not Reader.STAFF and letter.inbound_id is None


def _offer_place(session: Session, desk: Desk, withdrawal: Withdrawal) -> str:
    if withdrawal.before != ApplicationState.SELECTED:
        return ""
    return offer_first_reserve(session, desk, left=withdrawal.case, at=withdrawal.at)


def _call_interview_off(session: Session, desk: Desk, withdrawal: Withdrawal) -> str:
    """The slot falls free, and the applicant's calendar is told."""
    case, actor = withdrawal.case, withdrawal.actor
    return cancel_interview(session, desk, case, actor=actor, reason="the application is withdrawn", at=withdrawal.at)


def _tell_panel(session: Session, desk: Desk, withdrawal: Withdrawal) -> str:
    """Those who are assessing it."""
    return tell_assessors(session, desk, withdrawal.case, at=withdrawal.at)


#: In order. Adding one is one function and one row.
CONSEQUENCES: tuple[Consequence, ...] = (
    Consequence("letters", "Letters about the application that have not left are cancelled.", _call_letters_off),
    Consequence("interview", "An interview that is to come is called off.", _call_interview_off),
    Consequence("panel", "Assessors who were sent it are told to stop.", _tell_panel),
    Consequence("reserve", "Staff are told who is first in reserve for a place that falls free.", _offer_place),
)


def withdraw(
    session: Session,
    desk: Desk,
    case: Application,
    *,
    actor: str,
    reason: str,
    at: datetime,
    words: str = "",
    incoming: Incoming | None = None,
) -> tuple[str, ...]:
    """Withdraw an application, let follow what follows, tell staff who decide and the applicant.

    ``words`` are what the applicant wrote and ``incoming`` the mail it stands in, if there was one. Returns a sentence
    on each thing that followed.

    Raises:
        WithdrawalError: the application is withdrawn already, or was told that it is not chosen.
    """
    before = case.state
    if ApplicationState.WITHDRAWN not in APPLICATION_STEPS[before]:
        raise WithdrawalError(f"{case.reference} is {_words(before)} already; there is nothing to withdraw")
    history.move(session, case, ApplicationState.WITHDRAWN, at=at, actor=actor, reason=reason)
    withdrawal = Withdrawal(case=case, before=before, actor=actor, reason=reason, at=at)
    followed = tuple(filter(None, (item.follow(session, desk, withdrawal) for item in CONSEQUENCES)))
    if incoming is None or is_answered(desk, incoming):
        cause = f"withdrawal:{incoming.message.id}" if incoming else _cause(case, at)
        staff = CaseWithdrawn(
            reference=case.reference,
            authority=case.authority_name,
            before=_words(before),
            who=actor,
            withdrawn_at=at,
            words=paragraphs(words or reason),
            followed=followed,
        )
        tell_deciders(session, desk, Kind.CASE_WITHDRAWN, staff, cause=cause, application_id=case.id)
    untold = confirm(session, desk, case, at=at, incoming=incoming)
    return (*followed, f"The applicant was not told: {untold}") if untold else followed


def reinstate(session: Session, case: Application, *, actor: str, reason: str, at: datetime) -> ApplicationState:
    """Undo a withdrawal: the application goes back to the state it was in; nobody is told by this.

    One whose interview was called off is shortlisted again, to be invited anew. Returns the state.

    Raises:
        WithdrawalError: the application is not withdrawn.
    """
    steps = history.events_of(session, subject="application", subject_id=history.id_of(case))
    last = next((step for step in reversed(steps) if step.what == "state"), None)
    if case.state != ApplicationState.WITHDRAWN or last is None:
        raise WithdrawalError(f"{case.reference} is not withdrawn")
    before = ApplicationState(last.before)
    to = _PUT_BACK.get(before, before)
    history.move(session, case, to, at=at, actor=actor, reason=reason)
    return to


def confirm(
    session: Session, desk: Desk, case: Application, *, at: datetime, incoming: Incoming | None, already: bool = False
) -> str:
    """Tell the applicant, at the address of the application and no other: the mail's own may be somebody else's.

    Returns why no letter could be queued, "" where one was; on a mail that is in the history too.
    """
    context = Withdrawn(
        reference=case.reference,
        authority=case.authority_name,
        contact_name=case.contact_name,
        withdrawn_at=_withdrawn_at(session, case) or at,
        received_at=incoming.message.received_at if incoming else None,
        already=already,
    )
    number = history.id_of(case)
    if incoming is not None:
        cause = f"withdrawn-already:{case.reference}" if already else ""
        tell_sender(
            session,
            desk,
            incoming,
            Kind.WITHDRAWN,
            context,
            to=case.contact_address,
            cause=cause,
            application_id=number,
        )
        return ""
    try:
        queued = write(
            session,
            desk,
            Kind.WITHDRAWN,
            context,
            to=case.contact_address,
            cause=_cause(case, at),
            application_id=number,
        )
    except RecipientError as fault:
        return f"{case.contact_address} cannot be written to: {fault}."
    return queued.reason if isinstance(queued, Suppressed) else ""


def _withdrawn_at(session: Session, case: Application) -> datetime | None:
    steps = history.events_of(session, subject="application", subject_id=history.id_of(case))
    return next(
        (step.at for step in reversed(steps) if step.what == "state" and step.after == ApplicationState.WITHDRAWN), None
    )


def _cause(case: Application, at: datetime) -> str:
    return f"withdrawal:{case.reference}:{at:%Y%m%dT%H%M%S%f}"


def _words(state: ApplicationState) -> str:
    return state.replace("_", " ")
