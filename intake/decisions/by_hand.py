"""Orders given at the command line: the same handlers as by mail, written down the same way, without a code."""

from __future__ import annotations

from datetime import datetime

from intake.config import StaffMember
from intake.decisions.giving import Done, Given, OrderError
from intake.decisions.handlers import HANDLERS
from intake.decisions.orders import ACTIONS
from intake.desk import Desk
from intake.errors import IntakeError
from store import applications, batches, orders
from store.engine import Session
from store.tables import Application, Batch


def obey(
    session: Session,
    desk: Desk,
    action: str,
    *,
    subject: str,
    member: StaffMember,
    actor: str,
    text: str = "",
    at: datetime,
) -> Done:
    """Carry out one order of ``member``, who is at the keyboard or whom ``actor`` acts for.

    Raises:
        OrderError: it cannot be carried out, or the member's roles do not allow it.
    """
    policy = ACTIONS[action]
    if policy.role not in member.roles:
        raise OrderError(f"“{policy.title}” needs the role “{policy.role}”, which {member.name} does not have")
    application, batch = _about(session, subject)
    given = Given(
        action=action,
        member=member,
        actor=actor,
        text=text,
        at=at,
        subject=subject,
        application=application,
        batch=batch,
    )
    done = HANDLERS[action](session, desk, given)
    row = orders.record(
        session,
        person=member.email.lower(),
        person_name=actor,
        action=action,
        subject=subject,
        text=text,
        outcome=orders.DONE,
        at=at,
        application_id=application.id if application else None,
        batch_id=done.batch.id if done.batch else None,
    )
    if done.undo is not None:
        orders.can_be_undone(session, row, done.undo)
    return done


def _about(session: Session, subject: str) -> tuple[Application | None, Batch | None]:
    kind, _, number = subject.partition(":")
    if kind == "batch":
        batch = batches.by_id(session, int(number)) if number.isdigit() else None
        if batch is None:
            raise OrderError(f"there is no batch {number}; `intake batches` lists them")
        return None, batch
    if not subject:
        return None, None
    case = applications.by_reference(session, subject)
    if case is None:
        raise OrderError(f"there is no application {subject}; `intake applications` lists them")
    return case, None


def acting(desk: Desk, name: str, *, role: str) -> StaffMember:
    """The member of staff who is meant by a name or an address; where none is given, the only one with the role.

    Raises:
        IntakeError: nobody is called so, or it is not clear who is meant.
    """
    staff = desk.offices.staff
    if name:
        wanted = name.casefold()
        found = next((m for m in staff if wanted in (m.name.casefold(), m.email.casefold())), None)
        if found is None:
            raise IntakeError(f"nobody in [[staff]] is called {name!r} or has that address")
        return found
    able = [member for member in staff if role in member.roles]
    if len(able) != 1:
        names = ", ".join(member.name for member in able) or "nobody has it"
        raise IntakeError(f"say in whose name with --as: the role “{role}” ({names})")
    return able[0]
