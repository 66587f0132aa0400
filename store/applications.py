"""Applications and the bodies they name: numbered, opened, found, changed.

The forms received for them are in `store.submissions`; which state an application is in is changed with
`store.history.move`.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import col

from store import history, numbering
from store.application_list import AnswerItem, ApplicationItem, Check, answers_by_application, listing
from store.engine import Session
from store.states import ApplicationState
from store.submissions import (
    NewAnswer,
    NewBody,
    NewFinding,
    add_submission,
    answers_of,
    choose_counting,
    correct,
    findings_of,
    submissions_of,
)
from store.tables import Application, ApplicationBody

__all__ = [
    "AnswerItem",
    "ApplicationItem",
    "Check",
    "Naming",
    "NewAnswer",
    "NewBody",
    "NewFinding",
    "add_submission",
    "answers_by_application",
    "answers_of",
    "applications_naming",
    "bodies_of",
    "by_authority",
    "by_contact",
    "by_id",
    "by_reference",
    "change_facts",
    "correct",
    "findings_of",
    "listing",
    "next_number",
    "open_application",
    "references_of",
    "rule_on_lateness",
    "submissions_of",
]


@dataclass(frozen=True, slots=True)
class Naming:
    """An application that names a body, and as what ("lead" or "partner")."""

    application: Application
    role: str


def next_number(session: Session) -> int:
    """The number the next application gets: no gaps, and nobody else gets it, for one transaction writes at a time."""
    return numbering.kept(session, Application) or (session.scalar(select(func.max(col(Application.number)))) or 0) + 1


def open_application(
    session: Session,
    *,
    reference_of: Callable[[int], str],
    state: ApplicationState,
    at: datetime,
    authority_code: str = "",
    authority_name: str = "",
    contact_name: str = "",
    contact_address: str = "",
    actor: str = history.SERVICE,
    reason: str = "",
) -> Application:
    """A new application with the next number; ``reference_of`` words the reference from it."""
    number = next_number(session)
    application = Application(
        number=number,
        reference=reference_of(number),
        state=state,
        authority_code=authority_code,
        authority_name=authority_name,
        contact_name=contact_name,
        contact_address=contact_address,
        created_at=at,
    )
    session.add(application)
    session.flush()
    history.record(
        session,
        subject="application",
        subject_id=history.id_of(application),
        what="opened",
        after=state,
        actor=actor,
        reason=reason,
        at=at,
    )
    return application


def by_id(session: Session, application_id: int) -> Application | None:
    """The application with this id."""
    return session.get(Application, application_id)


def by_reference(session: Session, reference: str) -> Application | None:
    """The application with this reference, which a person may have written in small letters."""
    wanted = reference.strip()
    query = select(Application).where(col(Application.reference).in_([wanted, wanted.upper()]))
    return session.scalars(query).first()


def references_of(session: Session, ids: Collection[int]) -> list[str]:
    """The references of these applications, in the order of their numbers."""
    if not ids:
        return []
    query = select(col(Application.reference)).where(col(Application.id).in_(ids))
    return list(session.scalars(query.order_by(col(Application.number))))


def by_authority(session: Session, code: str) -> list[Application]:
    """The applications led by the authority with this code of the register, oldest first."""
    query = select(Application).where(col(Application.authority_code) == code, col(Application.authority_code) != "")
    return list(session.scalars(query.order_by(col(Application.number))))


def by_contact(session: Session, address: str) -> list[Application]:
    """The applications whose letters go to this address, whatever the case of its letters; oldest first."""
    if not address:
        return []
    query = select(Application).where(func.lower(Application.contact_address) == address.lower())
    return list(session.scalars(query.order_by(col(Application.number))))


def bodies_of(session: Session, application: Application) -> list[ApplicationBody]:
    """The bodies named in the submission that counts, the lead first."""
    query = select(ApplicationBody).where(
        col(ApplicationBody.application_id) == application.id,
        col(ApplicationBody.submission_id) == application.submission_id,
    )
    return list(session.scalars(query.order_by(col(ApplicationBody.role), col(ApplicationBody.id))))


def applications_naming(session: Session, code: str) -> list[Naming]:
    """The applications that name the body with this code, as lead or partner, in the submission that counts."""
    if not code:
        return []
    query = (
        select(Application, ApplicationBody.role)  # type: ignore[call-overload]  # SQLModel's columns are typed as values
        .join(ApplicationBody, col(ApplicationBody.application_id) == col(Application.id))
        .where(
            col(ApplicationBody.authority_code) == code,
            col(ApplicationBody.submission_id) == col(Application.submission_id),
        )
        .order_by(col(Application.number), col(ApplicationBody.role))
    )
    return [Naming(application, role) for application, role in session.execute(query)]


#: What may be changed about an application beside its state.
_FACTS = ("authority_code", "authority_name", "contact_name", "contact_address", "late_ruling")


def change_facts(
    session: Session,
    application: Application,
    *,
    at: datetime,
    actor: str = history.SERVICE,
    reason: str = "",
    **facts: str,
) -> None:
    """Change what is known of an application, with one event for each value that is really another.

    ``facts`` are among authority_code, authority_name, contact_name, contact_address; a ruling has `rule_on_lateness`.
    """
    for name, value in facts.items():
        if name not in _FACTS:
            raise TypeError(f"an application has no fact called {name!r}")
        before = getattr(application, name)
        if before == value:
            continue
        history.change(session, application, {name: value})
        history.record(
            session,
            subject="application",
            subject_id=history.id_of(application),
            what=name,
            before=before,
            after=value,
            actor=actor,
            reason=reason,
            at=at,
        )


def rule_on_lateness(
    session: Session, application: Application, ruling: str, *, actor: str, reason: str, at: datetime
) -> None:
    """A person admits ("admitted") or refuses ("refused") a late application, or takes the ruling back ("").

    Which form counts may be another one afterwards.
    """
    change_facts(session, application, late_ruling=ruling, actor=actor, reason=reason, at=at)
    choose_counting(session, application)


def all_applications(session: Session) -> Sequence[Application]:
    """Every application in the order of its number."""
    return session.scalars(select(Application).order_by(col(Application.number))).all()
