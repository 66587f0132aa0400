"""The timetable of the books: what is in it, which files it makes, and when the panel is sent its own."""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pdfplumber
import pytest
import vobject

from intake import clock
from intake.interviews.sheets import send_all, timetable_files, timetable_now
from intake.round.interviews import Room
from tests.intake.decisions.staffing import RUTH, time_passes
from tests.intake.interviews.round import (
    MONDAY,
    PANEL,
    RULES,
    Rsvp,
    invited,
    leave,
    newest,
    obeys,
    parsed,
    shortlisted,
    stage,
    words,
)
from tests.intake.office import Office

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
EVE = datetime(2014, 2, 18, 17, 0, tzinfo=UTC)


@pytest.fixture
def office(tmp_path: Path, empty_database: Path) -> Office:
    return invited(tmp_path / "office", empty_database)


def sends(office: Office, *, at: datetime) -> int:
    with clock.travel(at), office.begin() as session:
        return send_all(session, office.desk, at=at)


def sent_to(office: Office) -> list[str]:
    return [item.recipient for item in office.letters() if item.kind == "timetable"]


def test_timetable_has_what_the_books_have(office: Office) -> None:
    Rsvp().arrives(office)
    with office.store.reading() as session:
        found = timetable_now(session, office.desk)
    assert [(day.day.day, day.room, [entry.reference for entry in day.entries]) for day in found.days] == [
        (19, "Room 1", ["DD-0001"]),
        (19, "Room 2", ["DD-0002"]),
        (20, "Room 1", ["DD-0003"]),
    ]
    first = found.entries[0]
    assert (first.applicant, first.contact, first.answer, first.panel) == (
        "Walsall Council",
        "Priya Hartley",
        "accepted",
        (PANEL[0], RUTH.email),
    )
    assert first.telephone == "lead_phone as written"


def test_invitations_that_have_not_left_are_in_no_timetable(tmp_path: Path, empty_database: Path) -> None:
    office = shortlisted(tmp_path / "office", empty_database)
    stage(office)
    with office.store.reading() as session:
        assert timetable_now(session, office.desk).days == ()


def test_files_are_a_sheet_for_each_day_and_room_and_calendars(office: Office) -> None:
    with office.store.reading() as session:
        found = timetable_now(session, office.desk)
    files = {file.name: file for file in timetable_files(found, office.desk, at=MONDAY)}
    assert list(files) == [
        "interviews-2014-02-19-Room-1.pdf",
        "interviews-2014-02-19-Room-2.pdf",
        "interviews-2014-02-20-Room-1.pdf",
        "interviews.ics",
        "interviews-ann-lee-panel-example.ics",
        "interviews-ruth-alder-cabinet-office-example.ics",
        "interviews-b-roy-panel-example.ics",
    ]
    with pdfplumber.open(io.BytesIO(files["interviews-2014-02-19-Room-2.pdf"].data)) as pdf:
        text = pdf.pages[0].extract_text()
        assert len(pdf.pages) == 1
    assert "Dudley Metropolitan Borough" in text
    assert "Walsall Council" not in text
    whole = vobject.readOne(files["interviews.ics"].data.decode())
    assert (whole.method.value, len(whole.vevent_list)) == ("PUBLISH", 3)
    own = vobject.readOne(files["interviews-b-roy-panel-example.ics"].data.decode())
    assert [event.summary.value for event in own.vevent_list] == ["DD-0002 Dudley Metropolitan Borough Council"]


def test_files_of_rooms_and_members_that_look_alike_have_names_of_their_own(
    tmp_path: Path, empty_database: Path
) -> None:
    rooms = (
        Room(name="\u4f1a\u8b70\u5ba4", location="London", panel=("b.roy@panel.example",)),
        Room(name="\u5fdc\u63a5\u5ba4", location="London", panel=("b-roy@panel.example",)),
    )
    office = invited(tmp_path, empty_database, rules=replace(RULES, rooms=rooms))
    with office.store.reading() as session:
        found = timetable_now(session, office.desk)
    assert [file.name for file in timetable_files(found, office.desk, at=MONDAY)] == [
        "interviews-2014-02-19-room.pdf",
        "interviews-2014-02-19-room-2.pdf",
        "interviews-2014-02-20-room.pdf",
        "interviews.ics",
        "interviews-b-roy-panel-example.ics",
        "interviews-b-roy-panel-example-2.ics",
    ]


def test_each_member_is_sent_its_own_and_not_twice(office: Office) -> None:
    assert sends(office, at=MONDAY + HOUR) == 3
    assert sends(office, at=MONDAY + 2 * HOUR) == 0
    assert sent_to(office) == [PANEL[0], RUTH.email, PANEL[1]]
    letter = next(item for item in office.letters() if item.kind == "timetable" and item.recipient == PANEL[1])
    assert [part.get_filename() for part in parsed(office, letter).iter_attachments()] == [
        "interviews-2014-02-19-Room-2.pdf",
        "interviews.ics",
    ]
    said = words(office, letter)
    assert "9:30am to 10:15am: Dudley Metropolitan Borough Council (DD-0002)" in said
    assert "Walsall" not in said


def test_nothing_leaves_by_itself_before_the_eve(office: Office) -> None:
    for day in range(6):
        time_passes(office, MONDAY + day * DAY)
    assert sent_to(office) == []
    time_passes(office, EVE)
    time_passes(office, EVE + HOUR)
    assert sent_to(office) == [PANEL[0], RUTH.email, PANEL[1]]
    assert newest(office, "timetable").subject.startswith("Tomorrow’s interviews")


def test_timetable_that_changed_is_sent_again_the_next_day_to_whom_it_concerns(office: Office) -> None:
    sends(office, at=MONDAY + HOUR)
    obeys(office, "reschedule", "DD-0002", "2014-02-20 13:30, Room 2", at=MONDAY + 2 * HOUR)
    time_passes(office, MONDAY + 3 * HOUR)
    assert len(sent_to(office)) == 3
    time_passes(office, MONDAY + DAY)
    time_passes(office, MONDAY + DAY + HOUR)
    assert sent_to(office)[3:] == [PANEL[1]]
    letter = newest(office, "timetable")
    assert letter.subject.startswith("Changed: your interviews")
    assert "THURSDAY 20 FEBRUARY 2014, ROOM 2" in words(office, letter)


def test_answer_of_an_applicant_changes_no_timetable(office: Office) -> None:
    sends(office, at=MONDAY + HOUR)
    Rsvp().arrives(office)
    time_passes(office, MONDAY + DAY)
    assert len(sent_to(office)) == 3


def test_interview_called_off_is_named_to_who_had_it(office: Office) -> None:
    sends(office, at=MONDAY + HOUR)
    obeys(office, "unschedule", "DD-0002", "The panel is unwell.", at=MONDAY + 2 * HOUR)
    leave(office, at=MONDAY + 3 * HOUR)
    time_passes(office, MONDAY + DAY)
    letter = [item for item in office.letters() if item.kind == "timetable"][-1]
    assert letter.recipient == PANEL[1]
    said = words(office, letter)
    assert "You have no interviews to hold." in said
    assert "DD-0002, 9:30am to 10:15am on Wednesday 19 February 2014 (London time)" in said
    assert [part.get_filename() for part in parsed(office, letter).iter_attachments()] == []
