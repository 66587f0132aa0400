"""Slots of a pack, who gets which, and what clashes."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.interviews.errors import TooFewSlotsError
from intake.interviews.slots import Clash, Slot, Span, assign, clashes, free_slots, slots_of
from intake.round.interviews import Interviews, Room

_LONDON = ZoneInfo("Europe/London")
_ROOMS = (Room(name="Room 1", panel=("a@x.example",)), Room(name="Room 2", panel=("b@x.example",)))
#: Six interviews a day and room on Wednesday, Thursday and Friday.
_INTERVIEWS = Interviews(first_day=date(2014, 2, 19), last_day=date(2014, 2, 21), minutes=45, rooms=_ROOMS)


def _at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2014, 2, day, hour, minute, tzinfo=UTC)


def _slot(day: int, hour: int, minute: int = 0, *, room: str = "Room 1", minutes: int = 45) -> Slot:
    start = _at(day, hour, minute)
    return Slot(start, start + timedelta(minutes=minutes), room)


def test_slots_of_every_room_has_every_time() -> None:
    slots = slots_of(_INTERVIEWS, _LONDON)
    assert len(slots) == 3 * 6 * 2
    assert slots[:3] == (_slot(19, 9, 30), _slot(19, 9, 30, room="Room 2"), _slot(19, 10, 30))
    assert {slot.start.tzinfo for slot in slots} == {UTC}


def test_slots_of_summer_time_are_an_hour_earlier_in_utc() -> None:
    days = replace(_INTERVIEWS, first_day=date(2014, 3, 28), last_day=date(2014, 3, 31), rooms=(Room(),))
    firsts = [slot for slot in slots_of(days, _LONDON) if slot.start.astimezone(_LONDON).time() == time(9, 30)]
    assert [slot.start for slot in firsts] == [
        datetime(2014, 3, 28, 9, 30, tzinfo=UTC),
        datetime(2014, 3, 31, 8, 30, tzinfo=UTC),
    ]


@given(
    day=st.dates(min_value=date(2014, 1, 1), max_value=date(2030, 12, 31)),
    zone=st.sampled_from(["Europe/London", "America/St_Johns", "Australia/Lord_Howe", "Asia/Kathmandu", "UTC"]),
    minutes=st.integers(min_value=10, max_value=200),
    pause=st.integers(min_value=0, max_value=60),
)
def test_slots_of_last_as_long_as_they_should_and_never_overlap(day: date, zone: str, minutes: int, pause: int) -> None:
    days = Interviews(
        first_day=day, last_day=day + timedelta(days=6), minutes=minutes, break_minutes=pause, days=tuple(range(7))
    )
    slots = slots_of(days, ZoneInfo(zone))
    assert {slot.end - slot.start for slot in slots} <= {timedelta(minutes=minutes)}
    assert all(later.start - earlier.end >= timedelta(minutes=pause) for earlier, later in pairwise(slots))
    local = [(slot.start.astimezone(ZoneInfo(zone)), slot.end.astimezone(ZoneInfo(zone))) for slot in slots]
    assert all(time(9, 30) <= start.time() and end.time() <= time(16, 30) for start, end in local)
    assert not any(start.time() < time(13, 30) and end.time() > time(12, 30) for start, end in local)


def test_assign_keeps_the_order_of_cases_and_fills_days_evenly_from_the_morning() -> None:
    cases = [f"DD-{number:04d}" for number in range(1, 9)]
    given_slots = assign(slots_of(_INTERVIEWS, _LONDON), cases, panels=_INTERVIEWS.panels, zone=_LONDON)
    assert list(given_slots) == cases
    assert list(given_slots.values()) == sorted(given_slots.values())
    assert [slot.start.day for slot in given_slots.values()] == [19, 19, 19, 20, 20, 20, 21, 21]
    assert given_slots["DD-0004"] == _slot(20, 9, 30)
    assert given_slots["DD-0005"] == _slot(20, 9, 30, room="Room 2")
    assert clashes(given_slots, panels=_INTERVIEWS.panels) == ()


def test_assign_day_is_that_of_the_zone() -> None:
    zone = ZoneInfo("Pacific/Auckland")
    days = Interviews(first_day=date(2014, 2, 19), last_day=date(2014, 2, 20), minutes=45)
    given_slots = assign(slots_of(days, zone), ["A", "B"], zone=zone)
    assert [slot.day(zone) for slot in given_slots.values()] == [date(2014, 2, 19), date(2014, 2, 20)]


def test_assign_gives_no_slot_that_is_taken_or_excluded() -> None:
    taken = [_slot(19, 9, 45, room="Room 1")]  # given before the pack's hours were changed
    busy = {"B@x.example": [Span(_at(19, 0), _at(20, 11))]}
    slots = slots_of(_INTERVIEWS, _LONDON)
    free = free_slots(slots, taken=taken, busy=busy, panels=_INTERVIEWS.panels)
    assert [slot for slot in slots if slot not in free and slot.room == "Room 1"] == [_slot(19, 9, 30)]
    assert next(slot for slot in free if slot.room == "Room 2") == _slot(20, 11, 30, room="Room 2")
    assert set(assign(slots, ["A", "B"], taken=taken, busy=busy, panels=_INTERVIEWS.panels).values()) <= set(free)


def test_free_slots_leave_one_after_the_other_in_peace() -> None:
    slots = (_slot(19, 9), _slot(19, 9, 45), _slot(19, 10, 30))
    assert free_slots(slots, taken=[_slot(19, 9, 45)]) == (_slot(19, 9), _slot(19, 10, 30))


def test_assign_rooms_that_share_a_panel_member_are_not_used_at_once() -> None:
    panels = {"Room 1": ("a@x.example",), "Room 2": ("A@x.example", "b@x.example")}
    given_slots = assign(slots_of(_INTERVIEWS, _LONDON), [str(number) for number in range(18)], panels=panels)
    assert {slot.room for slot in given_slots.values()} == {"Room 1"}
    with pytest.raises(TooFewSlotsError):
        assign(slots_of(_INTERVIEWS, _LONDON), [str(number) for number in range(19)], panels=panels)


def test_assign_too_few_slots_assigns_nobody_and_says_what_to_do() -> None:
    with pytest.raises(TooFewSlotsError) as caught:
        assign([_slot(19, 9)], ["A", "B"])
    assert (caught.value.wanted, caught.value.free) == (2, 1)
    assert str(caught.value) == (
        "1 slot is free and 2 applications need one: add days, hours or a room to [interviews] in the pack, or shorten "
        "the interviews"
    )


def test_assign_a_slot_listed_twice_is_given_once() -> None:
    with pytest.raises(TooFewSlotsError):
        assign([_slot(19, 9), _slot(19, 9)], ["A", "B"])


@given(
    count=st.integers(min_value=0, max_value=36),
    taken=st.sets(st.integers(min_value=0, max_value=35), max_size=30),
)
def test_assign_is_even_deterministic_and_without_clashes(count: int, taken: set[int]) -> None:
    slots = slots_of(_INTERVIEWS, _LONDON)
    gone = [slots[number] for number in sorted(taken)]
    cases = [str(number) for number in range(count)]
    free = [slot for slot in slots if slot not in gone]
    if count > len(free):
        with pytest.raises(TooFewSlotsError):
            assign(slots, cases, taken=gone)
        return
    found = assign(slots, cases, taken=gone)
    assert found == assign(reversed(slots), cases, taken=set(gone))
    assert (
        clashes({**found, **{f"t{number}": slot for number, slot in enumerate(gone)}}, panels=_INTERVIEWS.panels) == ()
    )
    shares = {day: sum(slot.start.day == day for slot in found.values()) for day in (19, 20, 21)}
    room = {day: sum(slot.start.day == day for slot in free) for day in shares}
    assert all(shares[day] >= max(shares.values()) - 1 or shares[day] == room[day] for day in shares)


def test_clashes_tell_the_room_taken_twice_and_the_member_in_two_places() -> None:
    panels = {"Room 1": ("a@x.example", "c@x.example"), "Room 2": ("C@x.example",)}
    span = Span(_at(19, 9), _at(19, 10))
    found = clashes(
        {
            "DD-0003": _slot(19, 14, room="Room 2"),
            "DD-0002": _slot(19, 9, 30),
            "DD-0001": _slot(19, 9),
            "DD-0004": _slot(19, 14, 15),
        },
        panels=panels,
        busy={"A@x.example": [span, Span(_at(19, 14, 45), _at(19, 15))]},
    )
    assert found == (
        Clash(cases=("DD-0001", "DD-0002"), slot=_slot(19, 9), other=_slot(19, 9, 30)),
        Clash(
            cases=("DD-0003", "DD-0004"),
            slot=_slot(19, 14, room="Room 2"),
            other=_slot(19, 14, 15),
            member="c@x.example",
        ),
        Clash(cases=("DD-0001",), slot=_slot(19, 9), other=span, member="a@x.example"),
        Clash(cases=("DD-0002",), slot=_slot(19, 9, 30), other=span, member="a@x.example"),
        Clash(
            cases=("DD-0004",),
            slot=_slot(19, 14, 15),
            other=Span(_at(19, 14, 45), _at(19, 15)),
            member="a@x.example",
        ),
    )
