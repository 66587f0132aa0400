"""What is answered to who gave orders by mail: what was done, what was not and why, and how it is taken back.

One mail gets one answer, whatever it held. What was obeyed or refused is said by `intake.decisions.obeying`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from intake.config import StaffMember
from intake.decisions.giving import Done, Given
from intake.decisions.orders import ACTIONS, Order
from intake.decisions.reply_links import Offer, links_for, show_offer
from intake.decisions.tokens import locate
from intake.desk import Desk
from intake.letters.contexts import OrderDone, OrderRefused, ReplyLink
from intake.letters.kinds import Kind
from intake.taking import Incoming, Reply, Taken
from intake.wording import listed
from store import applications
from store.engine import Session
from store.states import Disposition
from store.tables import StaffOrder

_LONGEST_QUOTE = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Obeyed:
    """An order that was carried out and written down."""

    order: Order
    given: Given
    done: Done
    row: StaffOrder


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """An order that was not obeyed: why, and what to do instead; ``offers`` are links for that, good for ``life``."""

    order: Order
    why: str
    further: tuple[str, ...] = ()
    to_do: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    life: timedelta | None = None

    @property
    def sentences(self) -> tuple[str, ...]:
        """Why, a sentence each."""
        return (self.why, *self.further)


def taken(
    session: Session,
    desk: Desk,
    incoming: Incoming,
    member: StaffMember,
    obeyed: Sequence[Obeyed],
    refused: Sequence[Refused],
) -> Taken:
    """The mail as it is recorded, with its one answer."""
    if not obeyed:
        return _refused(session, desk, incoming, member, refused)
    first = obeyed[0]
    about = first.done.application or first.given.application
    reference = about.reference if about and len(obeyed) == 1 else ""
    within = desk.offices.undo_after if first.done.within is None else first.done.within
    undo = _undo(desk, member, first, within) if len(obeyed) == 1 else None
    titles = [item.done.title or ACTIONS[item.given.action].title for item in obeyed]
    letter = OrderDone(
        title=listed(titles),
        reference=reference,
        done=tuple(sentence for item in obeyed for sentence in item.done.sentences),
        missing=(
            *(sentence for item in obeyed for sentence in item.done.missing),
            *(sentence for item in refused for sentence in item.sentences),
        ),
        quoted="\n\n".join(filter(None, (item.done.quoted for item in obeyed)))[:_LONGEST_QUOTE],
        undo=undo,
        undo_until=first.given.at + within if undo else None,
        links=(
            *(link for item in obeyed for link in _further(desk, member, item, reference)),
            *(link for item in refused for link in _again(desk, incoming, member, item)),
        ),
    )
    return Taken(
        rule="order",
        reason=f"{member.name}: {listed(titles)}. {letter.done[0]}",
        disposition=Disposition.ORDER,
        application=reference,
        reply=Reply(kind=Kind.ORDER_DONE, context=letter),
    )


def _undo(desk: Desk, member: StaffMember, item: Obeyed, within: timedelta) -> ReplyLink | None:
    if item.done.undo is None or not within:
        return None
    offer = Offer("undo", f"order:{item.row.id}", "Take this back")
    return next(iter(links_for(desk, member, [offer], at=item.given.at, life=within)), None)


def _further(desk: Desk, member: StaffMember, item: Obeyed, reference: str) -> tuple[ReplyLink, ...]:
    """Links to what was left open; to the case, except for assessors: it holds what they are not to see."""
    again = links_for(desk, member, item.done.offers, at=item.given.at, life=item.done.life)
    shown = reference and item.given.action != "show" and ACTIONS[item.given.action].role != "assess"
    return (*again, *(links_for(desk, member, [show_offer(reference)], at=item.given.at) if shown else ()))


def _again(desk: Desk, incoming: Incoming, member: StaffMember, item: Refused) -> tuple[ReplyLink, ...]:
    return links_for(desk, member, item.offers, at=incoming.at, life=item.life)


def _refused(
    session: Session, desk: Desk, incoming: Incoming, member: StaffMember, refused: Sequence[Refused]
) -> Taken:
    why = tuple(dict.fromkeys(sentence for item in refused for sentence in item.sentences))
    subject = refused[0].order.subject if len(refused) == 1 else ""
    case = applications.by_reference(session, subject) if subject else None
    letter = OrderRefused(
        why=why,
        sender=incoming.sender,
        received_at=incoming.message.received_at,
        about=_without_codes(incoming.mail.subject),
        reference=case.reference if case else "",
        to_do=tuple(dict.fromkeys(step for item in refused for step in item.to_do)),
        links=tuple(link for item in refused for link in _again(desk, incoming, member, item)),
    )
    return Taken(
        rule="order-refused",
        reason=f"An order in the name of {member.name} was refused: {why[0]}",
        disposition=Disposition.ORDER,
        reply=Reply(kind=Kind.ORDER_REFUSED, context=letter),
    )


def _without_codes(subject: str) -> str:
    for found in reversed(tuple(locate(subject))):
        subject = f"{subject[: found.start]}…{subject[found.end :]}"
    return subject
