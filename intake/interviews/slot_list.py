"""The slots of the pack by number, with who has each; and the slot that a person names, by number or by time.

Numbers are those of the pack as it is now, in the order of time and room.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from intake import wording
from intake.desk import Desk
from intake.interviews.describing import rules_of, slot_words, taken_slots
from intake.interviews.errors import InterviewError
from intake.interviews.slots import Slot, clashes, free_slots, slots_of
from intake.round.instants import NoSuchTimeError
from intake.round.interviews import Interviews, local_instant
from store import interviews as books
from store.engine import Session
from store.tables import Application, Interview

_NUMBER = re.compile(r"(?:slot\s*|no\.?\s*|#\s*)?(\d{1,4})", re.IGNORECASE)
_TIME = re.compile(r"(\d{4})-(\d\d?)-(\d\d?)[\sT]+(\d\d?)[:.](\d\d)(?:\s*,?\s*(?P<room>\S.*))?")


class SlotError(InterviewError):
    """The interview cannot be at that time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedSlot:
    """One slot of the pack. ``given_to`` is the reference of the application that has it, "" for none; ``free`` says
    that it is to come, and nothing stands in its way."""

    number: int
    slot: Slot
    free: bool
    given_to: str = ""


def slot_list(session: Session, desk: Desk, *, at: datetime, but: Interview | None = None) -> tuple[ListedSlot, ...]:
    """Every slot of the pack; ``but`` is an interview whose own slot counts as free.

    Raises:
        InterviewError: the pack has no interviews.
    """
    rules, zone = rules_of(desk), desk.programme.zone
    slots = slots_of(rules, zone)
    taken = taken_slots(books.standing(session), but=but)
    holders = {slot: reference for reference, slot in taken.items()}
    free = set(free_slots(slots, taken=list(taken.values()), panels=rules.panels))
    return tuple(
        ListedSlot(number=number, slot=slot, free=slot in free and slot.start > at, given_to=holders.get(slot, ""))
        for number, slot in enumerate(slots, 1)
    )


def free_words(session: Session, desk: Desk, *, at: datetime, most: int = 12) -> tuple[str, ...]:
    """The next free slots as lines of a list, each with its number; none where the pack has no interviews."""
    if desk.programme.interviews is None:
        return ()
    free = [item for item in slot_list(session, desk, at=at) if item.free]
    lines = [
        f"Slot {item.number}: {slot_words(item.slot, desk.programme.zone)}" + (f", {room}" if room else "")
        for item in free[:most]
        for room in [item.slot.room]
    ]
    more = len(free) - len(lines)
    return (*lines, f"and {more} more: intake slots") if more > 0 else tuple(lines)


def wanted_slot(
    session: Session, desk: Desk, said: str, *, case: Application, but: Interview | None, at: datetime
) -> Slot:
    """The slot that a person names: ``7``, ``slot 7``, ``2014-02-20 10:00`` or ``2014-02-20 10:00, Room 2``.

    Raises:
        SlotError: no time can be made out, or the interview cannot be then; the message says why.
    """
    rules = rules_of(desk)
    number, moment = _NUMBER.fullmatch(said.strip()), _TIME.fullmatch(said.strip())
    taken = taken_slots(books.standing(session), but=but)
    if number:
        slots = slots_of(rules, desk.programme.zone)
        if not 1 <= int(number[1]) <= len(slots):
            raise SlotError(f"There is no slot {number[1]}: the pack has slots 1 to {len(slots)}.")
        slot = slots[int(number[1]) - 1]
    elif moment:
        slot = _named(desk, rules, moment, list(taken.values()))
    else:
        raise SlotError(
            f"“{said.strip()[:60]}” is no slot. Write its number, as in the list of free slots, or a day and a time "
            "such as 2014-02-20 10:00."
        )
    _require_free(desk, rules, slot, case, taken, at=at)
    return slot


def _named(desk: Desk, rules: Interviews, said: re.Match[str], taken: list[Slot]) -> Slot:
    """The slot at a time of day, in the room that is named, else in the first that is free."""
    zone = desk.programme.zone
    year, month, day, hour, minute = (int(said[place]) for place in range(1, 6))
    try:
        start = local_instant(date(year, month, day), time(hour, minute), zone)
    except NoSuchTimeError as fault:
        raise SlotError(f"{fault}.") from fault
    except ValueError as fault:
        raise SlotError(f"{said[0][:16]} is not a day and a time.") from fault
    end = start + timedelta(minutes=rules.minutes)
    wanted = (said["room"] or "").strip().casefold()
    rooms = [room.name for room in rules.rooms if not wanted or room.name.casefold() == wanted]
    if not rooms:
        names = wording.listed([room.name for room in rules.rooms if room.name]) or "one room without a name"
        raise SlotError(f"The pack has no room “{said['room'].strip()}”; it has {names}.")
    slots = [Slot(start, end, room) for room in rooms]
    return next(iter(free_slots(slots, taken=taken, panels=rules.panels)), slots[0])


def _require_free(
    desk: Desk, rules: Interviews, slot: Slot, case: Application, taken: dict[str, Slot], *, at: datetime
) -> None:
    zone = desk.programme.zone
    if slot.start <= at:
        raise SlotError(f"{slot_words(slot, zone)} is past.")
    for clash in clashes({**taken, case.reference: slot}, panels=rules.panels):
        if case.reference not in clash.cases:
            continue
        other = next(reference for reference in clash.cases if reference != case.reference)
        when = slot_words(taken[other], zone)
        if clash.member:
            raise SlotError(f"{clash.member} would be in two places: {other} is interviewed {when}.")
        raise SlotError(f"{slot.room or 'The room'} is taken: {other} is interviewed there {when}.")
