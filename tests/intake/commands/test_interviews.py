"""Interviews from the command line, on books as a round has left them."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from intake import clock
from intake.commands.app import app
from intake.errors import IntakeError
from tests.intake.interviews.round import FIRST, MONDAY, invited
from tests.intake.office import Office

CONFIG = """
[service]
programme = "{pack}"
data = "."
answer_from = 2014-01-07T00:00:00Z

[store]
url = "sqlite:///intake.db"

[mailbox]
kind = "maildir"
path = "mail"
address = "deliveringdifferently@cabinet-office.example"

[outgoing]
kind = "maildir"
path = "outgoing"
from_name = "Delivering Differently team"

[[staff]]
name = "Ruth Alder"
body = "Cabinet Office"
email = "ruth.alder@cabinet-office.example"
roles = ["digest", "alarms", "decide", "release"]
"""
INTERVIEWS = """[interviews]
from = 2014-02-19
to = 2014-02-20
minutes = 45
reply_by_days = 3

[[interviews.room]]
name = "Room 1"
location = "1 Horse Guards Road, London"
panel = ["ann.lee@panel.example", "ruth.alder@cabinet-office.example"]

[[interviews.room]]
name = "Room 2"
location = "1 Horse Guards Road, London"
panel = "b.roy@panel.example"
"""
Run = Callable[..., Result]


@pytest.fixture
def office(tmp_path: Path, empty_database: Path) -> Office:
    return invited(tmp_path / "office", empty_database)


@pytest.fixture
def run(office: Office) -> Run:
    """Runs a command on the office's books at a moment."""
    pack = office.folder / "pack"
    source = Path("templates/delivering-differently")
    pack.mkdir()
    for file in source.iterdir():
        if file.is_file():
            (pack / file.name).write_bytes(file.read_bytes())
    text = (pack / "programme.toml").read_text(encoding="utf-8")
    before, _, after = text.partition("[interviews]")
    (pack / "programme.toml").write_text(before + INTERVIEWS + "\n" + after.partition("\n\n")[2], encoding="utf-8")
    config = office.folder / "config.toml"
    config.write_text(CONFIG.format(pack=pack), encoding="utf-8")

    def command(*words: str, at: object = MONDAY) -> Result:
        with clock.travel(at):  # type: ignore[arg-type]  # instants all of them
            return CliRunner().invoke(app, [words[0], "--config", str(config), *words[1:]])

    return command


def test_interviews_and_slots_are_listed(run: Run) -> None:
    items = json.loads(run("interviews", "--json").stdout)
    assert [(item["reference"], item["state"], item["room"], item["letter"]) for item in items] == [
        ("DD-0001", "invited", "Room 1", "sent"),
        ("DD-0002", "invited", "Room 2", "sent"),
        ("DD-0003", "invited", "Room 1", "sent"),
    ]
    slots = json.loads(run("slots", "--json").stdout)
    assert (len(slots), slots[0]["application"], slots[0]["free"], slots[2]["free"]) == (24, "DD-0001", False, True)
    assert "Walsall Council" in run("interviews").stdout
    assert "DD-0002" in run("slots").stdout


def test_interview_is_moved_and_called_off(run: Run) -> None:
    moved = run("reschedule", "DD-0001", "3", "--reason", "The room is painted.")
    assert "is 10:30am to 11:15am on Wednesday 19 February 2014" in " ".join(moved.stdout.split())
    again = run("reschedule", "DD-0001", "--to", "2014-02-20 10:30", "--room", "room 2")
    assert "Thursday 20 February 2014 (London time), Room 2; it was 10:30am" in " ".join(again.stdout.split())
    refused = run("reschedule", "DD-0001", "2")
    assert isinstance(refused.exception, IntakeError)
    assert str(refused.exception).startswith("Room 2 is taken: DD-0002 is interviewed there 9:30am to 10:15am")
    off = run("unschedule", "DD-0001", "--reason", "The panel is unwell.")
    assert "is called off" in off.stdout


@pytest.mark.parametrize("words", [(), ("3", "--to", "2014-02-20 10:00"), ("3", "--room", "Room 2")])
def test_move_needs_a_slot_or_a_time(run: Run, words: tuple[str, ...]) -> None:
    assert isinstance(run("reschedule", "DD-0001", *words).exception, IntakeError)


def test_answers_and_what_was_held_are_noted(run: Run, office: Office) -> None:
    assert run("rsvp", "DD-0001", "accepted", "--reason", "by telephone").exit_code == 0
    assert json.loads(run("interviews", "--json").stdout)[0]["reply"] == "by telephone"
    assert isinstance(run("rsvp", "DD-0001", "gladly", "--reason", "x").exception, IntakeError)
    evening = FIRST.replace(hour=18)
    assert run("absent", "DD-0002", at=evening).exit_code == 0
    assert run("held", "--all-past", at=evening).stdout.startswith(
        "The interview of DD-0001 (Walsall Council) was held"
    )
    assert [case.state for case in office.cases()] == ["interviewed", "invited", "invited"]
    assert run("held", "--all-past", at=evening).stdout == "There is no interview that is over.\n"
    assert run("held", at=evening).exit_code == 2


def test_timetable_is_shown_written_and_sent(run: Run, tmp_path: Path) -> None:
    listed = json.loads(run("timetable", "--json").stdout)
    assert [(item["day"], item["reference"], item["panel"]) for item in listed][1] == (
        "2014-02-19",
        "DD-0002",
        ["b.roy@panel.example"],
    )
    written = run("timetable", "--out", str(tmp_path / "sheets"))
    assert written.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "sheets").iterdir()) == [
        "interviews-2014-02-19-Room-1.pdf",
        "interviews-2014-02-19-Room-2.pdf",
        "interviews-2014-02-20-Room-1.pdf",
        "interviews-ann-lee-panel-example.ics",
        "interviews-b-roy-panel-example.ics",
        "interviews-ruth-alder-cabinet-office-example.ics",
        "interviews.ics",
    ]
    assert "3 timetables in the outbox" in run("timetable", "--send").stdout
    assert "0 timetables in the outbox" in run("timetable", "--send").stdout


def test_invite_shows_the_plan(run: Run) -> None:
    plan = json.loads(run("invite", "--json").stdout)
    assert [(line["reference"], line["remarks"]) for line in plan["lines"]] == [
        ("DD-0001", ["It has an interview: invited."]),
        ("DD-0002", ["It has an interview: invited."]),
        ("DD-0003", ["It has an interview: invited."]),
    ]
