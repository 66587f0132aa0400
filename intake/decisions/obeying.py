"""An order by mail: whose it is, and whether it may be obeyed. The spine of this room.

Obeyed only if the sender is one of the staff, our own mail server confirms the sender's domain, the role allows the
action, and the code is right for that person, action and case. Everything else is refused, written down, and told to
the person in whose name it came; a code from nobody of the staff is held for a person to look at. What is done runs on
a savepoint: an order that fails leaves nothing half done, and its code is not used up. A mail may hold several orders,
each of which is dealt with alone: the scoresheets attached to it. What is answered is `intake.decisions.telling`'s.
"""

from __future__ import annotations

from intake.config import StaffMember
from intake.decisions.asked import asked_in
from intake.decisions.authentication import authenticate
from intake.decisions.errors import DecisionError
from intake.decisions.giving import Done, Given, OrderError
from intake.decisions.handlers import HANDLERS
from intake.decisions.orders import ACTIONS, Order
from intake.decisions.telling import Obeyed, Refused, taken
from intake.decisions.tokens import check, fingerprint
from intake.desk import Desk
from intake.errors import IntakeError
from intake.round.verdict import Action
from intake.taking import Incoming, Taken
from store import applications, batches, history, orders
from store.engine import Session, savepoint
from store.errors import IllegalStepError, StaleRowError
from store.states import Disposition
from store.tables import Application, Batch, StaffOrder

_ASK_AGAIN = "Take the link from a newer letter, or ask for the case by the link “Show”; each letter brings new codes."
_ASK_PANEL = "Take the code from the newest letter about it; each letter brings a new one."


class _RefusedError(Exception):
    """The order is not obeyed: raised to leave the savepoint."""

    def __init__(self, refused: Refused) -> None:
        self.refused = refused
        super().__init__(refused.why)


def take_order(session: Session, desk: Desk, incoming: Incoming) -> Taken | None:
    """Obey the orders in a mail, or refuse them with the reason."""
    asked = asked_in(desk, incoming)
    if not asked:
        return None
    member = desk.offices.member(incoming.sender)
    if member is None:
        reason = "It carries a code for an order by mail, but its sender is not one of the staff. Nothing was done."
        return Taken(rule="order", reason=reason, disposition=Disposition.ORDER, action=Action.HOLD)
    obeyed: list[Obeyed] = []
    refused: list[Refused] = []
    for order in asked:
        try:
            with savepoint(session):
                obeyed.append(_obey(session, desk, incoming, member, order))
        except _RefusedError as refusal:
            refused.append(refusal.refused)
            _write_refusal(session, incoming, member, refusal.refused)
    return taken(session, desk, incoming, member, obeyed, refused)


def _obey(session: Session, desk: Desk, incoming: Incoming, member: StaffMember, order: Order) -> Obeyed:
    """Carry the order out and write it down.

    Raises:
        _RefusedError: it may not or cannot be obeyed.
    """
    offices = desk.offices
    verdict = authenticate(incoming.mail, authserv_id=offices.authserv_id, own_hosts=offices.own_hosts)
    if not verdict.passed:
        to_do = ("If you sent it, ask the person who runs the service to look at [mailbox] authserv_id.",)
        raise _refusal(order, verdict.reason, to_do=to_do)
    if not order.action:
        why = "The line with the code was changed, or the mail carries codes of more than one order."
        raise _refusal(order, why, to_do=(_ASK_AGAIN,))
    action = ACTIONS[order.action]
    if action.role not in member.roles and order.action not in ("undo", "show"):
        why = f"“{action.title}” needs the role “{action.role}”, which {member.name} does not have."
        raise _refusal(order, why)
    code = _code(session, desk, incoming, member, order)
    application, batch = _about(session, order)
    given = Given(
        action=order.action,
        member=member,
        actor=f"{member.name} (email)",
        text=order.text,
        at=incoming.at,
        subject=order.subject,
        application=application,
        batch=batch,
        incoming=incoming,
        sheet=order.sheet,
    )
    try:
        done = HANDLERS[order.action](session, desk, given)
    except OrderError as fault:
        raise _refusal(order, str(fault), fault=fault) from fault
    except (IllegalStepError, StaleRowError) as fault:
        why = "Somebody else changed it at the same time; look at it again."
        raise _refusal(order, why, to_do=(_ASK_AGAIN,)) from fault
    except IntakeError as fault:
        raise _refusal(order, f"{fault}.") from fault
    row = _write_down(session, incoming, member, order, given, done, token=code)
    return Obeyed(order=order, given=given, done=done, row=row)


def _code(session: Session, desk: Desk, incoming: Incoming, member: StaffMember, order: Order) -> str | None:
    """The fingerprint of the order's code, which is right and was not used; None for a code that is not used up.

    Raises:
        _RefusedError: it is not.
    """
    repeatable = ACTIONS[order.action].repeatable
    if desk.offices.key is None:
        raise _refusal(order, "This service takes no orders by mail.")
    try:
        check(
            desk.offices.key,
            order.token,
            person=member.email,
            action=order.action,
            subject=order.subject,
            at=incoming.at.astimezone(desk.programme.zone),
        )
    except DecisionError as fault:
        raise _refusal(order, str(fault), to_do=(_ASK_PANEL if repeatable else _ASK_AGAIN,)) from fault
    if repeatable:
        return None
    mark = fingerprint(order.token)
    if orders.is_used(session, mark):
        raise _refusal(order, "This code was used before; each is good once.", to_do=(_ASK_AGAIN,))
    return mark


def _about(session: Session, order: Order) -> tuple[Application | None, Batch | None]:
    kind, _, number = order.subject.partition(":")
    if kind == "batch" and number.isdigit():
        return None, batches.by_id(session, int(number))
    return (applications.by_reference(session, order.subject) if order.subject else None), None


def _write_down(
    session: Session,
    incoming: Incoming,
    member: StaffMember,
    order: Order,
    given: Given,
    done: Done,
    *,
    token: str | None,
) -> StaffOrder:
    about = done.application or given.application
    row = orders.record(
        session,
        person=member.email.lower(),
        person_name=member.name,
        action=order.action,
        subject=order.subject,
        text=order.text,
        outcome=orders.DONE,
        at=incoming.at,
        token=token,
        message_id=history.id_of(incoming.message),
        application_id=about.id if about else None,
        batch_id=done.batch.id if done.batch else None,
    )
    if done.undo is not None:
        orders.can_be_undone(session, row, done.undo)
    return row


def _write_refusal(session: Session, incoming: Incoming, member: StaffMember, refused: Refused) -> None:
    order = refused.order
    case = applications.by_reference(session, order.subject) if order.subject else None
    orders.record(
        session,
        person=member.email.lower(),
        person_name=member.name,
        action=order.action,
        subject=order.subject,
        text=order.text,
        outcome=orders.REFUSED,
        reason=" ".join(refused.sentences),
        at=incoming.at,
        message_id=history.id_of(incoming.message),
        application_id=case.id if case else None,
    )


def _refusal(order: Order, why: str, *, to_do: tuple[str, ...] = (), fault: OrderError | None = None) -> _RefusedError:
    return _RefusedError(
        Refused(
            order=order,
            why=why,
            further=fault.further if fault else (),
            to_do=to_do,
            offers=fault.offers if fault else (),
            life=fault.life if fault else None,
        )
    )
