"""What the reader of a digest may do about each thing in it, as links with codes for that person alone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from intake.config import StaffMember
from intake.decisions.case_letter import waits_for_ruling
from intake.decisions.reply_links import SHORTLIST_HINT, Offer, case_offers, links_for, show_offer
from intake.desk import Desk
from intake.letters.contexts import Digest, ReplyLink
from intake.round.rulings import RULINGS
from store import applications, decisions, history
from store.engine import Session
from store.states import ApplicationState

#: What stands in the digest itself; everything else is a click further, in the letter about the case.
_IN_DIGEST = frozenset({"admit", "refuse-late"})


def with_links(session: Session, desk: Desk, digest: Digest, reader: StaffMember, *, at: datetime) -> Digest:
    """The digest as this reader gets it: beside each application what its reader may do about it by email."""
    if desk.offices.key is None or not desk.offices.authserv_id:
        return digest
    made: dict[str, tuple[ReplyLink, ...]] = {}

    def links(reference: str) -> tuple[ReplyLink, ...]:
        if reference and reference not in made:
            made[reference] = links_for(desk, reader, _offers(session, desk, reference, reader), at=at)
        return made.get(reference, ())

    return replace(
        digest,
        links=links_for(desk, reader, _stages(session, desk, at), at=at),
        waiting=tuple(replace(item, links=links(item.reference)) for item in digest.waiting),
        arrivals=tuple(replace(item, links=links(item.reference)) for item in digest.arrivals),
        incomplete=tuple(replace(item, links=links(item.reference)) for item in digest.incomplete),
    )


def _offers(session: Session, desk: Desk, reference: str, reader: StaffMember) -> Sequence[Offer]:
    case = applications.by_reference(session, reference)
    if case is None:
        return ()
    offers = case_offers(desk, case, late=waits_for_ruling(session, case), roles=reader.roles)
    return (show_offer(reference), *(offer for offer in offers if offer.action in _IN_DIGEST))


def _stages(session: Session, desk: Desk, at: datetime) -> list[Offer]:
    """The stages whose letters can be planned now: those that would have something to say to somebody."""
    if desk.programme.deadline is not None and at <= desk.programme.deadline:
        return []
    cases = {history.id_of(case): case for case in applications.all_applications(session)}
    states = {case.state for case in cases.values()}
    noted = {
        RULINGS[decision.ruling].stage
        for number, decision in decisions.standing(session).items()
        if cases[number].state in RULINGS[decision.ruling].may_be_made_in(desk.programme)
    }
    return [
        Offer("plan", f"stage:{name}", f"Plan the letters: {name}", hint)
        for name, concerned, hint in (_STAGES if desk.programme.interviews is not None else _WITHOUT_INTERVIEWS)
        if states & concerned or name in noted
    ]


_STAGES: tuple[tuple[str, frozenset[ApplicationState], str], ...] = (
    ("shortlist", frozenset({ApplicationState.COMPLETE}), SHORTLIST_HINT),
    ("invite", frozenset({ApplicationState.SHORTLISTED}), ""),
    ("outcome", frozenset({ApplicationState.INTERVIEWED, ApplicationState.RESERVE}), ""),
    ("welcome", frozenset({ApplicationState.SELECTED}), ""),
)
#: Where a programme holds no interviews, nobody is invited, and who is shortlisted waits for the outcome.
_WITHOUT_INTERVIEWS = tuple(
    (name, concerned | {ApplicationState.SHORTLISTED} if name == "outcome" else concerned, hint)
    for name, concerned, hint in _STAGES
    if name != "invite"
)
