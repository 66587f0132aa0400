"""Slots: which there are, who gets which, and what clashes.

Pure: the same days, cases and appointments give the same slots, in whatever process they are asked for. What is written
down and who is told is decided elsewhere; the hours are the pack's (`intake.round.interviews`).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import combinations
from zoneinfo import ZoneInfo

from intake.interviews.errors import TooFewSlotsError
from intake.round.interviews import Interviews

#: Name of a room → the addresses of its panel, in lower case.
Panels = Mapping[str, Collection[str]]


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of time, its end not in it; both aware."""

    start: datetime
    end: datetime

    def overlaps(self, other: Span) -> bool:
        """Whether the two have a moment in common; one may begin when the other ends."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True, order=True)
class Slot(Span):
    """One interview's time and room. ``start`` and ``end`` are in UTC; ``room`` is its name in the pack, or ""."""

    room: str = ""

    def day(self, zone: ZoneInfo) -> date:
        """The day it is on, there."""
        return self.start.astimezone(zone).date()


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """Two things that cannot both be: two cases in one room, or a panel member in two places.

    ``member`` is "" where it is the room that is taken twice. ``other`` is the other case's slot, or the member's
    other appointment, and ``cases`` has then only the one case.
    """

    cases: tuple[str, ...]
    slot: Slot
    other: Span
    member: str = ""


def slots_of(interviews: Interviews, zone: ZoneInfo) -> tuple[Slot, ...]:
    """Every slot of the pack, by time and then by room in the order of the pack.

    Raises:
        NoSuchTimeError: the clocks go forward over one of the hours; a pack that was loaded has none such.
    """
    length = timedelta(minutes=interviews.minutes)
    return tuple(
        Slot(start.astimezone(UTC), (start + length).astimezone(UTC), room.name)
        for start in interviews.starts_of(zone)
        for room in interviews.rooms
    )


def free_slots(
    slots: Iterable[Slot],
    *,
    taken: Collection[Slot] = (),
    busy: Mapping[str, Sequence[Span]] | None = None,
    panels: Panels | None = None,
) -> tuple[Slot, ...]:
    """The slots that nothing stands in the way of, in the order given.

    A slot goes with any in ``taken`` that overlaps it in the same room, or in another room with a member of the same
    panel, and with any appointment in ``busy`` of a member of its panel. Taken slots need not be among ``slots``: the
    hours may have changed since they were given.
    """
    seats, appointments = panels or {}, {address.lower(): spans for address, spans in (busy or {}).items()}
    return tuple(
        slot
        for slot in slots
        if not any(slot.overlaps(other) and _excludes(slot, other, seats) for other in taken)
        and not any(
            slot.overlaps(span) for member in seats.get(slot.room, ()) for span in appointments.get(member.lower(), ())
        )
    )


def assign(
    slots: Iterable[Slot],
    cases: Sequence[str],
    *,
    taken: Collection[Slot] = (),
    busy: Mapping[str, Sequence[Span]] | None = None,
    panels: Panels | None = None,
    zone: ZoneInfo | None = None,
) -> dict[str, Slot]:
    """A slot for each case: the first case has the earliest slot, and so on in the order given.

    Days get as many interviews as each other as far as they can (a day is one in ``zone``, UTC without); within a day
    they stand at its beginning, without holes that are not there already. No case is left out and no slot is given
    twice.

    Raises:
        TooFewSlotsError: there are not as many free slots as cases; nothing is assigned then.
    """
    free = _compatible(sorted(free_slots(slots, taken=taken, busy=busy, panels=panels)), panels or {})
    if len(free) < len(cases):
        raise TooFewSlotsError(wanted=len(cases), free=len(free))
    by_day: dict[date, list[Slot]] = {}
    for slot in free:
        by_day.setdefault(slot.day(zone or ZoneInfo("UTC")), []).append(slot)
    shares = _shares([len(slots_there) for slots_there in by_day.values()], len(cases))
    chosen = [slot for share, there in zip(shares, by_day.values(), strict=True) for slot in there[:share]]
    return dict(zip(cases, chosen, strict=True))


def clashes(
    given: Mapping[str, Slot], *, panels: Panels | None = None, busy: Mapping[str, Sequence[Span]] | None = None
) -> tuple[Clash, ...]:
    """Everything that cannot be as it is given: a room with two cases at once, a panel member in two places.

    In the order of the slots, so that the same plan is always told in the same words.
    """
    seats = {room: frozenset(member.lower() for member in members) for room, members in (panels or {}).items()}
    ordered = sorted(given.items(), key=lambda item: (item[1], item[0]))
    found: list[Clash] = []
    for (case, slot), (other_case, other) in combinations(ordered, 2):
        if not slot.overlaps(other):
            continue
        cases = (case, other_case)
        if slot.room == other.room:
            found.append(Clash(cases=cases, slot=slot, other=other))
        else:
            both = seats.get(slot.room, frozenset()) & seats.get(other.room, frozenset())
            found += [Clash(cases=cases, slot=slot, other=other, member=member) for member in sorted(both)]
    for case, slot in ordered:
        for member, spans in sorted((busy or {}).items()):
            if member.lower() in seats.get(slot.room, frozenset()):
                found += [
                    Clash(cases=(case,), slot=slot, other=span, member=member.lower())
                    for span in spans
                    if slot.overlaps(span)
                ]
    return tuple(found)


def _excludes(slot: Slot, other: Slot, panels: Panels) -> bool:
    """Whether two slots at the same time cannot both be held."""
    if slot.room == other.room:
        return True
    there = {member.lower() for member in panels.get(other.room, ())}
    return any(member.lower() in there for member in panels.get(slot.room, ()))


def _compatible(slots: Sequence[Slot], panels: Panels) -> list[Slot]:
    """The slots less those that an earlier one excludes: a listed slot twice, rooms that share a panel member."""
    kept: list[Slot] = []
    for slot in slots:
        if not any(slot.overlaps(other) and _excludes(slot, other, panels) for other in kept):
            kept.append(slot)
    return kept


def _shares(room: Sequence[int], wanted: int) -> list[int]:
    """How many of ``wanted`` each day takes, none more than it has ``room`` for, as evenly as that allows."""
    shares = [0] * len(room)
    for _ in range(wanted):
        open_days = [day for day, share in enumerate(shares) if share < room[day]]
        shares[min(open_days, key=lambda day: (shares[day], day))] += 1
    return shares
