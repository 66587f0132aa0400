"""Invitations as a batch: who gets which slot, what leaves, what is kept and what falls free."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from intake import clock
from intake.batches.errors import NothingToStageError
from intake.batches.releasing import cancel
from intake.batches.stage_list import STAGES
from intake.batches.staging import stage_batch
from intake.interviews.slots import Slot
from intake.round.interviews import Interviews, Mode, Room
from store import applications, batches, history
from store import interviews as books
from store.errors import ConflictError
from store.states import ApplicationState, InterviewState
from store.tables import Application
from tests.intake.decisions.staffing import AFTER, RUTH
from tests.intake.interviews.round import (
    FIRST,
    MONDAY,
    RULES,
    calendar_of,
    carry_out,
    invited,
    newest,
    obeys,
    parsed,
    plan,
    seat,
    seats,
    shortlisted,
    stage,
    told,
    words,
)
from tests.intake.office import CLERK, OURS, Office


@pytest.fixture
def office(tmp_path: Path, empty_database: Path) -> Office:
    return shortlisted(tmp_path / "office", empty_database)


def test_plan_gives_each_a_slot_of_its_own(office: Office) -> None:
    found = plan(office)
    assert [(line.reference, line.after, line.letter, line.why) for line in found.lines] == [
        ("DD-0001", "invited", "invitation", "9:30am to 10:15am on Wednesday 19 February 2014 (London time), Room 1"),
        ("DD-0002", "invited", "invitation", "9:30am to 10:15am on Wednesday 19 February 2014 (London time), Room 2"),
        ("DD-0003", "invited", "invitation", "9:30am to 10:15am on Thursday 20 February 2014 (London time), Room 1"),
    ]
    assert found.warnings == ()


def test_frozen_batch_keeps_what_was_planned_and_sends_nothing(office: Office) -> None:
    planned = [line.why for line in plan(office).lines]
    stage(office)
    kept = [(item.interview.starts_at, item.interview.room, item.interview.state) for item in seats(office)]
    assert kept == [
        (FIRST, "Room 1", InterviewState.INVITED),
        (FIRST, "Room 2", InterviewState.INVITED),
        (FIRST + timedelta(days=1), "Room 1", InterviewState.INVITED),
    ]
    assert [case.state for case in office.cases()] == ["shortlisted"] * 3
    assert {str(item.status) for item in office.letters() if item.kind == "invitation"} == {"draft"}
    assert [why.split(" (")[0].split(" on ")[1] for why in planned] == [
        "Wednesday 19 February 2014",
        "Wednesday 19 February 2014",
        "Thursday 20 February 2014",
    ]


def test_batch_carried_out_invites_and_its_letter_is_an_invitation(office: Office) -> None:
    carry_out(office, stage(office))
    assert [case.state for case in office.cases()] == ["invited"] * 3
    mail = parsed(office, newest(office, "invitation"))
    alternative = next(part for part in mail.walk() if part.get_content_type() == "multipart/alternative")
    assert [part.get_content_type() for part in alternative.iter_parts()] == [
        "text/plain",
        "text/html",
        "text/calendar",
    ]
    assert list(alternative.iter_parts())[-1].get_param("method") == "REQUEST"
    assert [part.get_filename() for part in mail.iter_attachments()] == ["invite.ics"]
    event = calendar_of(office, newest(office, "invitation")).vevent
    assert event.organizer.value == f"mailto:{OURS}"
    assert OURS in str(mail["From"])
    assert [item.value for item in event.attendee_list] == [f"mailto:{CLERK}"]
    assert str(mail["To"]) == CLERK
    assert event.dtstart.value == FIRST
    assert event.location.value == "Room 1, 1 Horse Guards Road, London"
    assert event.uid.value == seat(office).uid
    assert event.uid.value.endswith("@cabinet-office.example")


def test_letter_says_when_where_who_and_how_to_answer(office: Office) -> None:
    carry_out(office, stage(office))
    said = words(office, newest(office, "invitation"))
    assert "When: 9:30am to 10:15am on Wednesday 19 February 2014 (London time)" in said
    assert "Where: Room 1, 1 Horse Guards Road, London" in said
    assert "Length: 45 minutes" in said
    assert "Panel: Ruth Alder" in said
    assert "Please answer within 3 days." in said


def test_uid_is_the_same_when_the_books_are_made_anew(tmp_path: Path, empty_database: Path) -> None:
    found = []
    for name in ("one", "two"):
        office = shortlisted(tmp_path / name, empty_database)
        desk = office.desk
        sender = replace(desk.correspondent.sender, secret=b"a secret")
        desk = replace(desk, correspondent=replace(desk.correspondent, sender=sender))
        with clock.travel(MONDAY), office.begin() as session:
            stage_batch(session, desk, STAGES["invite"], person=RUTH, at=MONDAY)
        found.append([item.interview.uid for item in seats(office)])
    assert found[0] == found[1]
    assert len(set(found[0])) == 3


def test_fewer_slots_than_applications_is_warned_of_and_the_first_have_them(
    tmp_path: Path, empty_database: Path
) -> None:
    start = datetime(2014, 2, 19, 9, 30, tzinfo=UTC)
    rules = replace(RULES, slots=(start,))
    office = shortlisted(tmp_path / "office", empty_database, rules=rules)
    found = plan(office)
    assert [(line.reference, line.acts, line.remarks) for line in found.lines] == [
        ("DD-0001", True, ()),
        ("DD-0002", True, ()),
        ("DD-0003", False, ("There is no slot left for it.",)),
    ]
    assert found.warnings[0].startswith("2 slots are free and 3 applications need one: add days")
    stage(office)
    assert len(seats(office)) == 2


def test_no_place_and_no_link_is_warned_of(tmp_path: Path, empty_database: Path) -> None:
    office = shortlisted(tmp_path / "office", empty_database, rules=replace(RULES, rooms=(Room(),)))
    assert plan(office).warnings == (
        "[interviews] of the pack says neither a place nor a link: the letter could not say where.",
    )


def test_panel_member_in_two_places_is_warned_of(office: Office) -> None:
    carry_out(office, stage(office))
    shared = tuple(replace(room, panel=("ann.lee@panel.example",)) for room in RULES.rooms)
    office.programme = replace(office.programme, interviews=replace(RULES, rooms=shared))
    assert plan(office).warnings == (
        "ann.lee@panel.example would be in two places at 9:30am to 10:15am on Wednesday 19 February 2014 "
        "(London time): DD-0001 and DD-0002.",
    )


def test_programme_without_interviews_invites_nobody(tmp_path: Path, empty_database: Path) -> None:
    office = shortlisted(tmp_path / "office", empty_database)
    office.programme = replace(office.programme, interviews=None)
    found = plan(office)
    assert (found.lines, found.warnings) == ((), ("The pack has no [interviews]: this programme holds none.",))
    with pytest.raises(NothingToStageError):
        stage(office)


def test_cancelled_batch_frees_its_slots(office: Office) -> None:
    number = stage(office)
    with clock.travel(AFTER), office.begin() as session:
        batch = batches.by_id(session, number)
        assert batch is not None
        cancel(
            session,
            office.desk,
            batch,
            actor="Ruth",
            reason="",
            at=AFTER,
            dropped=STAGES["invite"].dropped,
        )
    assert {item.interview.state for item in seats(office)} == {InterviewState.CANCELLED}
    again = stage(office, at=MONDAY + timedelta(hours=1))
    carry_out(office, again, at=MONDAY + timedelta(hours=1))
    standing = [item for item in seats(office) if item.interview.state == InterviewState.INVITED]
    assert [item.interview.starts_at for item in standing][:2] == [FIRST, FIRST]
    assert len({item.interview.uid for item in seats(office)}) == 6


def test_standing_interview_is_not_invited_again_and_one_called_off_is(office: Office) -> None:
    carry_out(office, stage(office))
    assert [line.acts for line in plan(office).lines] == [False] * 3
    obeys(office, "unschedule", "DD-0002", "The panel is unwell.", at=MONDAY + timedelta(hours=1))
    found = plan(office, at=MONDAY + timedelta(hours=2))
    assert [(line.reference, line.after, line.letter) for line in found.acting] == [("DD-0002", "", "invitation")]
    assert found.acting[0].remarks == ("It was invited before, and that interview was called off.",)
    carry_out(office, stage(office, at=MONDAY + timedelta(hours=2)), at=MONDAY + timedelta(hours=2))
    assert seat(office, "DD-0002").state == InterviewState.INVITED
    assert len(told(office, "invitation")) == 4


def test_slots_in_the_past_are_not_given(office: Office) -> None:
    late = datetime(2014, 2, 19, 14, 0, tzinfo=UTC)
    assert plan(office, at=late).lines[0].why.startswith("2:30pm to 3:15pm on Wednesday 19 February 2014")


def test_application_without_an_address_is_not_invited(office: Office) -> None:
    with office.begin() as session:
        session.execute(update(Application).where(Application.reference == "DD-0002").values(contact_address=""))  # type: ignore[arg-type]  # SQLModel's columns are typed as values
    lines = {line.reference: line for line in plan(office).lines}
    assert (lines["DD-0002"].acts, lines["DD-0002"].remarks) == (False, ("It has no address to write to.",))


def test_choice_offers_every_time_once_whatever_the_rooms(tmp_path: Path, empty_database: Path) -> None:
    office = invited(tmp_path / "office", empty_database, mode=Mode.CHOICE)
    assert {item.interview.state for item in seats(office)} == {InterviewState.OFFERED}
    assert [case.state for case in office.cases()] == ["invited"] * 3
    said = words(office, newest(office, "interview_choice"))
    assert "Option 1: 9:30am to 10:15am on Wednesday 19 February 2014 (London time) Option 2: 10:30am" in said
    assert "Option 12: 3:30pm to 4:15pm on Thursday 20 February 2014 (London time)" in said
    assert "Option 13" not in said
    assert "Where: 1 Horse Guards Road, London" in said
    mail = parsed(office, newest(office, "interview_choice"))
    assert [part.get_content_type() for part in mail.walk() if "calendar" in part.get_content_type()] == []


def test_choice_between_places_names_them(tmp_path: Path, empty_database: Path) -> None:
    rooms = (Room(name="A", location="Leeds"), Room(name="B", link="https://meet.example/b"))
    rules = Interviews(first_day=date(2014, 2, 19), last_day=date(2014, 2, 19), minutes=45, rooms=rooms)
    office = invited(tmp_path / "office", empty_database, rules=rules, mode=Mode.CHOICE)
    said = words(office, newest(office, "interview_choice"))
    assert "Option 1: 9:30am to 10:15am on Wednesday 19 February 2014 (London time), Leeds Option 2: 9:30am" in said
    assert "(London time), online Option 3:" in said


def test_summer_time_is_said_in_the_zone_of_the_programme(tmp_path: Path, empty_database: Path) -> None:
    rules = Interviews(first_day=date(2014, 3, 31), last_day=date(2014, 3, 31), minutes=45, rooms=RULES.rooms)
    office = invited(tmp_path / "office", empty_database, rules=rules)
    assert seat(office).starts_at == datetime(2014, 3, 31, 8, 30, tzinfo=UTC)
    assert "9:30am to 10:15am on Monday 31 March 2014 (London time)" in words(office, newest(office, "invitation"))
    event = calendar_of(office, newest(office, "invitation")).vevent
    assert event.dtstart.value.astimezone(UTC) == datetime(2014, 3, 31, 8, 30, tzinfo=UTC)
    assert event.dtstart.value.hour == 9


def test_database_gives_no_slot_twice(office: Office) -> None:
    stage(office)
    slot = Slot(FIRST, FIRST + timedelta(minutes=45), "Room 1")
    with office.begin() as session:
        case = applications.by_reference(session, "DD-0003")
        assert case is not None
        other = books.standing_of(session, history.id_of(case))
        assert other is not None
        values = {"starts_at": slot.start, "ends_at": slot.end, "room": slot.room}
        with pytest.raises(ConflictError):
            books.move(session, other, InterviewState.INVITED, at=MONDAY, values=values)
        with pytest.raises(ConflictError):
            books.arrange(session, case, state=InterviewState.OFFERED, uid="x", attendee=CLERK, at=MONDAY)
        # the transaction goes on
        history.move(session, case, ApplicationState.WITHDRAWN, at=MONDAY)
