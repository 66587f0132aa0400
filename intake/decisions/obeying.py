"""An order by mail: whose it is, whether it may be obeyed, and what is answered. The spine of this room.

Obeyed only if the sender is one of the staff, our own mail server confirms the sender's domain, the role allows the
action, and the one-use code is right for that person, action and case. Everything else is refused, written down, and
told to the person in whose name it came; a code from nobody of the staff is held for a person to look at. What is done
runs on a savepoint: an order that fails leaves nothing half done, and its code is not used up.
"""

from __future__ import annotations

from intake.config import StaffMember
from intake.decisions.authentication import authenticate
from intake.decisions.errors import DecisionError
from intake.decisions.giving import Done, Given, OrderError
from intake.decisions.handlers import HANDLERS
from intake.decisions.orders import ACTIONS, Order, read_order
from intake.decisions.reply_links import Offer, links_for, show_offer
from intake.decisions.tokens import check, fingerprint, locate
from intake.desk import Desk
from intake.errors import IntakeError
from intake.letters.contexts import OrderDone, OrderRefused
from intake.letters.kinds import Kind
from intake.round.triage import Action
from intake.taking import Incoming, Reply, Taken
from store import applications, batches, history, orders
from store.engine import Session, savepoint
from store.errors import IllegalStepError, StaleRowError
from store.states import Disposition
from store.tables import Application, Batch, StaffOrder

_ASK_AGAIN = "Take the link from a newer letter, or ask for the case by the link “Show”; each letter brings new codes."
_LONGEST_QUOTE = 500


class _Refused(Exception):  # noqa: N818 - an outcome, not a fault: raised to leave the savepoint
    """The order is not obeyed: why, and what to do instead."""

    def __init__(self, *, why: str, to_do: tuple[str, ...] = ()) -> None:
        self.why = why
        self.to_do = to_do
        super().__init__(why)


def take_order(session: Session, desk: Desk, incoming: Incoming) -> Taken | None:
    """Obey the order in a mail, or refuse it with the reason."""
    order = read_order(incoming.mail.subject, incoming.mail.reply_text)
    if order is None:
        return None
    member = desk.offices.member(incoming.sender)
    if member is None:
        reason = "It carries a code for an order by mail, but its sender is not one of the staff. Nothing was done."
        return Taken(rule="order", reason=reason, disposition=Disposition.ORDER, action=Action.HOLD)
    try:
        with savepoint(session):
            given, done, row = _obey(session, desk, incoming, member, order)
    except _Refused as refusal:
        return _refused(session, desk, incoming, member, order, refusal)
    return _obeyed(desk, member, given, done, row)


def _obey(
    session: Session, desk: Desk, incoming: Incoming, member: StaffMember, order: Order
) -> tuple[Given, Done, StaffOrder]:
    """Carry the order out and write it down.

    Raises:
        _Refused: it may not or cannot be obeyed.
    """
    offices = desk.offices
    verdict = authenticate(incoming.mail, authserv_id=offices.authserv_id, own_hosts=offices.own_hosts)
    if not verdict.passed:
        to_do = ("If you sent it, ask the person who runs the service to look at [mailbox] authserv_id.",)
        raise _Refused(why=verdict.reason, to_do=to_do)
    if not order.action:
        why = "The line with the code was changed, or the mail carries codes of more than one order."
        raise _Refused(why=why, to_do=(_ASK_AGAIN,))
    action = ACTIONS[order.action]
    if action.role not in member.roles and order.action not in ("undo", "show"):
        raise _Refused(why=f"“{action.title}” needs the role “{action.role}”, which {member.name} does not have.")
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
    )
    try:
        done = HANDLERS[order.action](session, desk, given)
    except OrderError as fault:
        raise _Refused(why=str(fault)) from fault
    except (IllegalStepError, StaleRowError) as fault:
        raise _Refused(
            why="Somebody else changed it at the same time; look at it again.", to_do=(_ASK_AGAIN,)
        ) from fault
    except IntakeError as fault:
        raise _Refused(why=f"{fault}.") from fault
    row = _write_down(session, incoming, member, order, given, done, token=code)
    return given, done, row


def _code(session: Session, desk: Desk, incoming: Incoming, member: StaffMember, order: Order) -> str:
    """The fingerprint of the order's code, which is right and was not used.

    Raises:
        _Refused: it is not.
    """
    if desk.offices.key is None:
        raise _Refused(why="This service takes no orders by mail.")
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
        raise _Refused(why=str(fault), to_do=(_ASK_AGAIN,)) from fault
    mark = fingerprint(order.token)
    if orders.is_used(session, mark):
        raise _Refused(why="This code was used before; each is good once.", to_do=(_ASK_AGAIN,))
    return mark


def _about(session: Session, order: Order) -> tuple[Application | None, Batch | None]:
    kind, _, number = order.subject.partition(":")
    if kind == "batch" and number.isdigit():
        return None, batches.by_id(session, int(number))
    return (applications.by_reference(session, order.subject) if order.subject else None), None


def _write_down(
    session: Session, incoming: Incoming, member: StaffMember, order: Order, given: Given, done: Done, *, token: str
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


def _obeyed(desk: Desk, member: StaffMember, given: Given, done: Done, row: StaffOrder) -> Taken:
    about = done.application or given.application
    reference = about.reference if about else ""
    undo, until = None, None
    within = desk.offices.undo_after if done.within is None else done.within
    if done.undo is not None and within:
        until = given.at + within
        offer = Offer("undo", f"order:{row.id}", "Take this back")
        undo = next(iter(links_for(desk, member, [offer], at=given.at, life=within)), None)
    further = [show_offer(reference)] if reference and given.action != "show" else []
    letter = OrderDone(
        title=done.title or ACTIONS[given.action].title,
        reference=reference,
        done=done.sentences,
        quoted=done.quoted[:_LONGEST_QUOTE],
        undo=undo,
        undo_until=until if undo else None,
        links=links_for(desk, member, further, at=given.at),
    )
    return Taken(
        rule="order",
        reason=f"{member.name}: {ACTIONS[given.action].title}. {done.sentences[0]}",
        disposition=Disposition.ORDER,
        application=reference,
        reply=Reply(kind=Kind.ORDER_DONE, context=letter),
    )


def _refused(
    session: Session, desk: Desk, incoming: Incoming, member: StaffMember, order: Order, refusal: _Refused
) -> Taken:
    case = applications.by_reference(session, order.subject) if order.subject else None
    orders.record(
        session,
        person=member.email.lower(),
        person_name=member.name,
        action=order.action,
        subject=order.subject,
        text=order.text,
        outcome=orders.REFUSED,
        reason=refusal.why,
        at=incoming.at,
        message_id=history.id_of(incoming.message),
        application_id=case.id if case else None,
    )
    letter = OrderRefused(
        why=(refusal.why,),
        sender=incoming.sender,
        received_at=incoming.message.received_at,
        about=_without_codes(incoming.mail.subject),
        reference=case.reference if case else "",
        to_do=refusal.to_do,
    )
    return Taken(
        rule="order-refused",
        reason=f"An order in the name of {member.name} was refused: {refusal.why}",
        disposition=Disposition.ORDER,
        reply=Reply(kind=Kind.ORDER_REFUSED, context=letter),
    )


def _without_codes(subject: str) -> str:
    for found in reversed(tuple(locate(subject))):
        subject = f"{subject[: found.start]}…{subject[found.end :]}"
    return subject
