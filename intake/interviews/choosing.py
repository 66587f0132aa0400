"""A choice of times: which are offered, which are left, and giving the one that is chosen.

A time keeps its number for as long as its interview stands, so that "option 3" means the same time in every letter. It
is offered once however many rooms it can be held in. What the applicant wrote is read in `intake.interviews.hearing`.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from intake.desk import Desk
from intake.interviews.describing import place_values, rules_of, slot_words, taken_slots
from intake.interviews.slots import Slot, free_slots, slots_of
from intake.letters.contexts import Choice, InterviewChoice
from intake.round.interviews import Room
from store import interviews as books
from store.engine import Session
from store.errors import ConflictError
from store.interviews import OfferedTime
from store.states import InterviewState
from store.tables import Application, Interview

#: As many as a person reads; numbers in replies are understood up to 99.
_MOST_TIMES = 60


def times_to_offer(session: Session, desk: Desk, *, at: datetime) -> tuple[OfferedTime, ...]:
    """The free times after ``at``, numbered from 1: each once for every place it can be held in."""
    rules = rules_of(desk)
    slots = [slot for slot in slots_of(rules, desk.programme.zone) if slot.start > at]
    free = free_slots(slots, taken=list(taken_slots(books.standing(session)).values()), panels=rules.panels)
    alike: dict[tuple[datetime, datetime, str], list[str]] = {}
    for slot in free:
        alike.setdefault((slot.start, slot.end, _where(rules.room(slot.room))), []).append(slot.room)
    return tuple(
        OfferedTime(number=number, starts_at=start, ends_at=end, rooms=tuple(rooms))
        for number, ((start, end, _), rooms) in enumerate(list(alike.items())[:_MOST_TIMES], 1)
    )


def times_left(session: Session, desk: Desk, interview: Interview, *, at: datetime) -> tuple[OfferedTime, ...]:
    """Of the times it was offered those that are still free at ``at``, with their numbers."""
    return tuple(time for time in books.offer_of(session, interview) if _free_rooms(session, desk, time, at=at))


def give(session: Session, desk: Desk, interview: Interview, time: OfferedTime, *, at: datetime, actor: str) -> bool:
    """Give the applicant the time it chose, in the first room that is free; whether there was one."""
    for slot in _free_rooms(session, desk, time, at=at):
        values = place_values(desk, slot)
        try:
            books.move(session, interview, InterviewState.INVITED, at=at, actor=actor, reason="chosen", values=values)
        except ConflictError:  # given to somebody else a moment ago
            continue
        return True
    return False


def choice_letter(
    session: Session,
    desk: Desk,
    case: Application,
    interview: Interview,
    *,
    at: datetime | None = None,
    taken: str = "",
) -> InterviewChoice:
    """The letter with the times to choose from: all that were offered, or with ``at`` those that are left then."""
    rules, zone = rules_of(desk), desk.programme.zone
    times = books.offer_of(session, interview) if at is None else times_left(session, desk, interview, at=at)
    rooms = {name: rules.room(name) for time in times for name in time.rooms}
    one_place = len({_where(room) for room in rooms.values()}) <= 1
    one = next(iter(rooms.values()), Room())
    return InterviewChoice(
        reference=case.reference,
        authority=case.authority_name,
        contact_name=case.contact_name,
        choices=tuple(
            Choice(
                number=time.number,
                when=slot_words(Slot(time.starts_at, time.ends_at), zone),
                place="" if one_place else _where(rooms[time.rooms[0]]),
            )
            for time in times
        ),
        minutes=int(_length(times, rules.minutes) / timedelta(minutes=1)),
        place=one.location if one_place else "",
        link=one.link if one_place and len({room.link for room in rooms.values()}) == 1 else "",
        answer_days=rules.reply_by_days,
        taken=taken,
    )


def _free_rooms(session: Session, desk: Desk, time: OfferedTime, *, at: datetime) -> tuple[Slot, ...]:
    if time.starts_at <= at:
        return ()
    slots = [Slot(time.starts_at, time.ends_at, room) for room in time.rooms]
    taken = list(taken_slots(books.standing(session)).values())
    return free_slots(slots, taken=taken, panels=rules_of(desk).panels)


def _where(room: Room) -> str:
    """What an applicant must know to choose between rooms: the place, or that it is online."""
    return room.location or ("online" if room.link else "")


def _length(times: Sequence[OfferedTime], minutes: int) -> timedelta:
    return times[0].ends_at - times[0].starts_at if times else timedelta(minutes=minutes)
