"""The order that plans the letters of a stage: for the shortlist it may say who is on it, by list or by rank."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from intake.batches.errors import BatchError
from intake.batches.stage_list import STAGES
from intake.batches.staging import plan_of, stage_batch
from intake.decisions.actions import REFERENCE
from intake.decisions.batch_letters import tell_plan, who_releases
from intake.decisions.case_orders import CASE_ORDERS
from intake.decisions.giving import Done, Given, Handler, OrderError
from intake.desk import Desk
from intake.panel.standing import ranking_of
from intake.wording import count
from store import applications, decisions, history
from store.engine import Session
from store.states import ApplicationState, Ruling

_FIRST = re.compile(r"\b(?:the )?(?:first|top)\s+(\d{1,4})\b", re.IGNORECASE)
_OTHERS = re.compile(r"\bdecline (?:all |the )?others\b", re.IGNORECASE)


def plan(session: Session, desk: Desk, given: Given) -> Done:
    """Freeze the letters of a stage as a batch, once those it names are decided on."""
    name = given.subject.partition(":")[2]
    stage = STAGES.get(name)
    if stage is None:
        raise OrderError(f"There is no stage “{name}”; there are {', '.join(STAGES)}.")
    if name == "shortlist":
        chosen, others = wanted(session, desk, given.text)
        for action, reference in shortlisting(session, chosen, decline_others=others):
            case = applications.by_reference(session, reference)
            if case is None:
                raise OrderError(f"There is no application {reference}.")
            CASE_ORDERS[action](session, desk, replace(given, action=action, application=case, text=""))
    try:
        shown = plan_of(session, desk, stage)
        batch = stage_batch(session, desk, stage, person=given.member, at=given.at)
    except BatchError as fault:
        raise OrderError(f"{fault}.") from fault
    tell_plan(session, desk, batch, shown, at=given.at)
    letters = count(sum(shown.kinds.values()), "letter")
    return Done(
        sentences=(
            f"Batch {batch.id} ({name}), {letters}, is staged. Nothing has left. {who_releases(desk, batch)}",
            *(f"Look at this: {warning}" for warning in shown.warnings),
        ),
        quoted=given.text,
        batch=batch,
    )


def wanted(session: Session, desk: Desk, text: str) -> tuple[list[str], bool]:
    """The references that are to be shortlisted, by name and by rank, and whether all others are declined.

    Raises:
        OrderError: a rank is asked for and the panel has ranked nobody.
    """
    chosen = [reference.upper() for reference in re.findall(rf"\b{REFERENCE}\b", text)]
    first = _FIRST.search(text)
    if first is not None:
        chosen += by_rank(session, desk, int(first[1]))
    return list(dict.fromkeys(chosen)), _OTHERS.search(text) is not None


def by_rank(session: Session, desk: Desk, number: int) -> list[str]:
    """The first ``number`` of the panel's ranking, ties included, of those that still can be shortlisted.

    Raises:
        OrderError: the panel has ranked nobody.
    """
    ranked = [item for item in ranking_of(session, desk.programme) if item.rank is not None]
    if not ranked:
        raise OrderError("The panel has ranked nobody yet.")
    return [item.reference for item in ranked if item.rank is not None and item.rank <= number]


def shortlisting(session: Session, chosen: Sequence[str], *, decline_others: bool) -> Iterator[tuple[str, str]]:
    """Which action is asked for of which application; one that has this ruling already is left as it is."""
    standing = decisions.standing(session, [Ruling.SHORTLIST, Ruling.DECLINE])
    cases = applications.all_applications(session)
    ruled = {case.reference: standing[history.id_of(case)].ruling for case in cases if history.id_of(case) in standing}
    for reference in chosen:
        if ruled.get(reference) != Ruling.SHORTLIST:
            yield "shortlist", reference
    if not decline_others:
        return
    kept = {*chosen, *(reference for reference, ruling in ruled.items() if ruling == Ruling.SHORTLIST)}
    for case in cases:
        declined = ruled.get(case.reference) == Ruling.DECLINE
        if case.state == ApplicationState.COMPLETE and case.reference not in kept and not declined:
            yield "decline", case.reference


STAGE_ORDERS: dict[str, Handler] = {"plan": plan}
