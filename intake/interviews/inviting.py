"""The stage that invites to interview: every application on the shortlist gets a slot, or a choice of times.

Who gets which slot follows from the pack and from what is taken (`intake.interviews.slots`), in the order of
references. A slot is kept from the moment the batch is frozen and falls free when it is cancelled. Freezing, releasing
and carrying out are `intake.batches`'.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from intake import clock, wording
from intake.batches.errors import BatchError
from intake.batches.plan import Line
from intake.batches.stages import Draft, Stage, acting_line, line_of
from intake.desk import Desk
from intake.interviews import choosing
from intake.interviews.describing import (
    invitation_of,
    letter_of,
    organiser_of,
    place_values,
    rules_of,
    slot_words,
    taken_slots,
)
from intake.interviews.errors import TooFewSlotsError
from intake.interviews.invitation import place_of, request
from intake.interviews.slots import Clash, Slot, assign, clashes, free_slots, slots_of
from intake.letters.kinds import Kind
from intake.round.interviews import Mode
from store import applications, batches, history
from store import interviews as books
from store.engine import Session
from store.errors import ConflictError
from store.interviews import OfferedTime
from store.states import ApplicationState, InterviewState
from store.tables import Application

#: Invited ones too: an application whose interview was called off is invited again.
_WAITING = frozenset({ApplicationState.SHORTLISTED, ApplicationState.INVITED})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    """What each application would get: a slot, or None where there is none left; and the times all may choose from."""

    cases: tuple[Application, ...]
    slots: dict[str, Slot]
    times: tuple[OfferedTime, ...]


def _planned(session: Session, desk: Desk, at: datetime) -> _Planned:
    """Who would get what at this moment."""
    rules, zone = rules_of(desk), desk.programme.zone
    having = {seat.application.id for seat in books.standing(session)}
    cases = tuple(
        case
        for case in applications.all_applications(session)
        if case.state in _WAITING and case.id not in having and case.contact_address
    )
    if rules.mode is Mode.CHOICE:
        return _Planned(cases=cases, slots={}, times=choosing.times_to_offer(session, desk, at=at))
    slots = [slot for slot in slots_of(rules, zone) if slot.start > at]
    references = [case.reference for case in cases]
    taken = list(taken_slots(books.standing(session)).values())
    try:
        given = assign(slots, references, taken=taken, panels=rules.panels, zone=zone)
    except TooFewSlotsError as fault:  # the first have what there is
        given = assign(slots, references[: fault.free], taken=taken, panels=rules.panels, zone=zone)
    return _Planned(cases=cases, slots=given, times=())


def _lines(session: Session, desk: Desk) -> list[Line]:
    if desk.programme.interviews is None:
        return []
    planned = _planned(session, desk, clock.now())
    wanted = {case.id for case in planned.cases}
    lines = []
    for case in applications.all_applications(session):
        if case.id in wanted:
            lines.append(_line(session, desk, case, planned))
        elif case.state in _WAITING:
            lines.append(_idle_line(session, desk, case))
    return lines


def _line(session: Session, desk: Desk, case: Application, planned: _Planned) -> Line:
    why = _why(desk, case, planned)
    if not why:
        return line_of(case, remarks=["There is no slot left for it."])
    earlier = books.last_of(session, history.id_of(case))
    remarks = ["It was invited before, and that interview was called off."] if earlier is not None else []
    shortlisted = case.state == ApplicationState.SHORTLISTED
    return acting_line(
        case,
        after=ApplicationState.INVITED if shortlisted else None,
        letter=Kind.INTERVIEW_CHOICE if rules_of(desk).mode is Mode.CHOICE else Kind.INVITATION,
        why=why,
        remarks=remarks,
    )


def _why(desk: Desk, case: Application, planned: _Planned) -> str:
    """What it would get, in words; "" where there is nothing left for it."""
    if planned.times:
        return f"It is given the choice of {wording.count(len(planned.times), 'time')}."
    slot = planned.slots.get(case.reference)
    if slot is None:
        return ""
    room = f", {slot.room}" if slot.room else ""
    return f"{slot_words(slot, desk.programme.zone)}{room}"


def _idle_line(session: Session, desk: Desk, case: Application) -> Line:
    interview = books.standing_of(session, history.id_of(case))
    if interview is None:
        return line_of(case, remarks=["It has no address to write to."])
    return line_of(case, remarks=[f"It has an interview: {interview.state.replace('_', ' ')}."])


def _frozen(session: Session, desk: Desk, line: Line, batch: int, at: datetime) -> None:
    """Keep the slots of the whole batch, with its first line: one at a time they would fall differently."""
    if books.standing_of(session, line.application_id) is not None:
        return
    planned = _planned(session, desk, at)
    for case in planned.cases:
        why = _why(desk, case, planned)
        if case.id == line.application_id and why != line.why:
            raise BatchError("a slot has passed, or was given away, since the plan was made; stage it again")
        if why:
            _keep(session, desk, case, planned, batch, at)


def _keep(session: Session, desk: Desk, case: Application, planned: _Planned, batch: int, at: datetime) -> None:
    slot = planned.slots.get(case.reference)
    given: dict[str, Any] = place_values(desk, slot) if slot else {}
    try:
        interview = books.arrange(
            session,
            case,
            state=InterviewState.INVITED if slot else InterviewState.OFFERED,
            uid=_uid(desk, case, batch),
            attendee=case.contact_address,
            at=at,
            reason=f"batch {batch}",
            **given,
        )
    except ConflictError as fault:
        raise BatchError(f"the slot of {case.reference} was given away a moment ago; stage it again") from fault
    if not slot:
        books.record_offer(session, interview, planned.times, at=at)


def _uid(desk: Desk, case: Application, batch: int) -> str:
    """A UID nobody can guess, with our domain (RFC 7986 5.3): the same when the books are made anew from the mail."""
    made = desk.correspondent.sender.message_id("interview", case.reference, str(batch))
    return f"{made.partition('@')[0].removeprefix('intake.')}@{organiser_of(desk).address.rpartition('@')[2].lower()}"


def _dropped(session: Session, desk: Desk, batch: int, at: datetime) -> None:
    """Let the slots of a batch that never left fall free."""
    row = batches.by_id(session, batch)
    for part in batches.parts(session, row) if row is not None else ():
        interview = books.standing_of(session, history.id_of(part.application))
        # An interview that was arranged after the batch is another one's.
        if row is not None and interview is not None and interview.created_at == row.staged_at:
            history.move(session, interview, InterviewState.CANCELLED, at=at, reason=f"batch {batch} was cancelled")


def _draft(session: Session, desk: Desk, line: Line, _cause: str) -> Draft:
    case = applications.by_id(session, line.application_id)
    interview = books.standing_of(session, line.application_id)
    if case is None or interview is None:
        raise LookupError(line.reference)
    if line.letter is Kind.INTERVIEW_CHOICE:
        return Draft(context=choosing.choice_letter(session, desk, case, interview))
    calendar = request(invitation_of(desk, case, interview), at=interview.created_at)
    return Draft(context=letter_of(desk, case, interview), calendar=calendar)


def _warnings(session: Session, desk: Desk, lines: Sequence[Line]) -> tuple[str, ...]:
    rules = desk.programme.interviews
    if rules is None:
        return ("The pack has no [interviews]: this programme holds none.",)
    seats, at = books.standing(session), clock.now()
    planned = _planned(session, desk, at)
    taken = taken_slots(seats)
    free = len(
        free_slots(
            [slot for slot in slots_of(rules, desk.programme.zone) if slot.start > at],
            taken=list(taken.values()),
            panels=rules.panels,
        )
    )
    wanted = len(planned.cases)
    found = []
    if wanted > free:
        found.append(f"{TooFewSlotsError(wanted=wanted, free=free)}.")
    found += [_clash_words(clash, desk) for clash in clashes({**taken, **planned.slots}, panels=rules.panels)]
    if not all(place_of(Slot(at, at, ""), room.location, room.link) for room in rules.rooms):
        found.append("[interviews] of the pack says neither a place nor a link: the letter could not say where.")
    return tuple(found)


def _clash_words(clash: Clash, desk: Desk) -> str:
    zone = desk.programme.zone
    cases = wording.listed(clash.cases)
    when = slot_words(clash.slot, zone)
    if clash.member:
        return f"{clash.member} would be in two places at {when}: {cases}."
    return f"{clash.slot.room or 'The room'} would be taken twice at {when}: {cases}."


INVITE = Stage(
    name="invite",
    sentence="Invite those on the shortlist to interview.",
    lines=_lines,
    draft=_draft,
    warnings=_warnings,
    frozen=_frozen,
    dropped=_dropped,
)
