"""The links in a letter to one member of staff: each opens a mail to us with a code for that person, case and action.

What a person is offered follows from their roles and from where the application stands.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.config import StaffMember
from intake.decisions.links import decision_link
from intake.decisions.orders import ACTIONS
from intake.desk import Desk
from intake.letters.contexts import ReplyLink
from intake.round.rulings import RULINGS
from store.states import ApplicationState
from store.tables import Application


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing a person may ask for by reply: the action, what it is about, how the link reads, what to write.

    ``lines`` stand in the mail that the link opens, to be filled in.
    """

    action: str
    subject: str
    label: str
    hint: str = ""
    lines: str = ""


#: Ruling → the action that asks for it.
_RULING_ACTIONS = {
    "shortlist": "shortlist",
    "decline": "decline",
    "ineligible": "ineligible",
    "select": "select",
    "reserve": "reserve",
    "not_select": "not-selected",
}
#: What to write above the line of the mail that plans the shortlist.
SHORTLIST_HINT = "who is shortlisted: references, or “first 20” of the panel's ranking; “decline others” for the rest"
_OPEN = (ApplicationState.INCOMPLETE, ApplicationState.COMPLETE)
_HINTS = {
    "ineligible": "the reason; the applicant is told it",
    "select": "the amount on a line of its own, such as £95,000, if it is not what was applied for",
    "ask": "your question; it goes to the applicant as you write it",
    "correct": "each answer on a line: the question or its key, a colon, and the right answer",
    "note": "your note",
    "refuse-late": "the reason, if the applicant is to be told one",
}


def case_offers(desk: Desk, case: Application, *, late: bool, roles: Sequence[str]) -> list[Offer]:
    """What a person with these roles may ask for about an application as it stands; ``late`` that its lateness waits
    to be ruled on."""
    offers = []
    if "decide" in roles:
        for ruling, policy in RULINGS.items():
            if case.state in policy.may_be_made_in(desk.programme):
                offers.append(_offer(_RULING_ACTIONS[ruling], case.reference, policy.title))
        if late:
            offers.append(_offer("admit", case.reference, "Admit the late form"))
            offers.append(_offer("refuse-late", case.reference, "Refuse the late form"))
        offers.append(_offer("ask", case.reference, "Ask the applicant"))
        if case.state in _OPEN:
            offers.append(_offer("correct", case.reference, "Correct an answer"))
        offers.append(_offer("note", case.reference, "Add a note"))
    return offers


def show_offer(reference: str) -> Offer:
    """To be sent the letter about one case, with everything that may be done."""
    return Offer("show", reference, f"Show {reference}")


def _offer(action: str, subject: str, label: str) -> Offer:
    return Offer(action, subject, label, _HINTS.get(action, ""))


def links_for(
    desk: Desk, member: StaffMember, offers: Sequence[Offer], *, at: datetime, life: timedelta | None = None
) -> tuple[ReplyLink, ...]:
    """The links for one person; none where orders by mail are not taken or the person may not give them."""
    offices = desk.offices
    if offices.key is None or not offices.authserv_id:
        return ()
    expires = at + (offices.code_life if life is None else life)
    links = []
    for offer in offers:
        if ACTIONS[offer.action].role not in member.roles and offer.action not in ("undo", "show"):
            continue
        link = decision_link(
            offices.key,
            mailbox=offices.mailbox,
            person=member.email,
            action=offer.action,
            subject=offer.subject,
            expires=expires,
            hint=offer.hint,
            lines=offer.lines,
        )
        again = ACTIONS[offer.action].repeatable
        links.append(
            ReplyLink(label=offer.label, url=link.url, subject=link.subject, hint=offer.hint, repeatable=again)
        )
    return tuple(links)
