"""Two copies of the service facing each other fall silent, also where what is between them strips every mark.

Each has a mailbox of its own; a relay carries the letters of the one to the other. An honest relay leaves them as they
are. A dumb one takes away everything that says that a program wrote them, gives them other Message-IDs and forgets the
thread, so that nothing but the caps and the circuit breaker can end it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from intake import clock
from intake.daemon.pace import pace_faults
from intake.daemon.surroundings import status_of
from intake.sandbox import Sandbox
from intake.staff.alarms import queue_alarms
from tests.intake.decisions.staffing import RUTH
from tests.intake.replay.story import at
from tests.machine import mails
from tests.machine.books import STAFF, rows
from tests.machine.mails import OURS
from tests.machine.world import Remembering, Taken, World, programme, template

THEIRS = "round@other-office.example"
_MARKS = re.compile(
    rb"^(?:Auto-Submitted|Precedence|X-Auto-Response-Suppress|X-Intake-Cause|In-Reply-To|References|List-[\w-]+):"
    rb"[^\r\n]*\r\n(?:[ \t][^\r\n]*\r\n)*",
    re.IGNORECASE | re.MULTILINE,
)
_MESSAGE_ID = re.compile(rb"^Message-ID:[^\r\n]*\r\n", re.IGNORECASE | re.MULTILINE)


@pytest.fixture(scope="module")
def reader() -> Iterator[Remembering]:
    with Sandbox(programme().form) as sandbox:
        yield Remembering(sandbox)


@dataclass
class Facing:
    """The two, and the relay between them; ``delay`` is how long it keeps a letter."""

    folder: Path
    reader: Remembering
    dumb: bool
    delay: timedelta
    config: str = ""
    worlds: dict[str, World] = field(default_factory=dict)
    carried: dict[str, int] = field(default_factory=dict)
    letters: list[Taken] = field(default_factory=list)

    def __post_init__(self) -> None:
        like = template(self.folder / "template")
        config = (like / "config.toml").read_text(encoding="utf-8")
        # The limits as they come.
        config = config.replace("letters_per_sender_per_day = 40\n", self.config)
        for address in (OURS, THEIRS):
            (like / "config.toml").write_text(config.replace(OURS, address), encoding="utf-8")
            name = address.partition("@")[0]
            self.worlds[address] = World(self.folder / name, like=like, reader=self.reader, begins=at(3, 9))
            self.carried[address] = 0

    def starts(self, mail: mails.Written) -> None:
        """A first mail reaches ours."""
        self.worlds[OURS].deliver(mail)

    def turns(self, most: int) -> int:
        """Let mail go to and fro until nothing is on its way or ``most`` turns are over; how many it were."""
        for turn in range(most):
            if not self._turn() and turn:
                return turn
        return most

    def _turn(self) -> bool:
        carried = False
        for world in self.worlds.values():
            assert world.passes()
        for address, other in ((OURS, THEIRS), (THEIRS, OURS)):
            post = self.worlds[address].post
            fresh, self.carried[address] = post.taken[self.carried[address] :], len(post.taken)
            self.letters += fresh
            for item in fresh:
                if item.recipient == other:
                    self.worlds[other].deliver(self._relayed(item, address, len(self.letters)))
                    carried = True
        for world in self.worlds.values():
            world.now += self.delay
        return carried

    def _relayed(self, item: Taken, sender: str, number: int) -> mails.Written:
        raw = item.raw
        if self.dumb:
            head, gap, body = raw.partition(b"\r\n\r\n")
            head = _MESSAGE_ID.sub(b"", _MARKS.sub(b"", head + b"\r\n"))
            raw = head + f"Message-ID: <relayed{number}.{len(item.raw)}@relay.example>".encode() + gap + body
            assert b"Auto-Submitted" not in raw
            assert b"X-Intake-Cause" not in raw
        raw = f"Return-Path: <{sender}>\r\n".encode() + raw
        return mails.Written(kind="relayed", author=sender, raw=raw, content=f"relayed{sender}{number}")

    def answers(self) -> list[Taken]:
        """The letters that went from one to the other."""
        return [item for item in self.letters if item.recipient in (OURS, THEIRS)]

    def close(self) -> None:
        """Away with both."""
        for world in self.worlds.values():
            world.close()


def _enquiry() -> mails.Written:
    return mails.text("asks", THEIRS, "A question", "May a fire authority apply?", 1, at=at(3, 9))


def _form() -> mails.Written:
    return mails.form("Rutland County Council", THEIRS, 1, at=at(3, 9))


FIRST = {"an enquiry": _enquiry, "a form": _form}


@pytest.mark.parametrize("first", FIRST)
def test_two_services_say_nothing_to_each_others_letters(first: str, tmp_path: Path, reader: Remembering) -> None:
    facing = Facing(tmp_path, reader, dumb=False, delay=timedelta(minutes=1))
    facing.starts(FIRST[first]())
    assert facing.turns(10) <= 2
    assert [item.recipient for item in facing.answers()] == [THEIRS]
    found = rows(facing.worlds[THEIRS].database, "SELECT disposition, status FROM inbound_message")
    assert [(row["disposition"], row["status"]) for row in found] == [("own", "processed")]
    facing.close()


@pytest.mark.parametrize("first", FIRST)
def test_two_services_without_any_mark_between_them_fall_silent(
    first: str, tmp_path: Path, reader: Remembering
) -> None:
    facing = Facing(tmp_path, reader, dumb=True, delay=timedelta(minutes=1))
    facing.starts(FIRST[first]())
    turns = facing.turns(60)
    assert turns < 60, "they never fell silent"
    assert len(facing.answers()) <= 10
    told = [item for item in facing.letters if item.recipient in STAFF]
    assert len(told) <= 12
    facing.close()


@pytest.mark.parametrize("first", FIRST)
def test_two_services_with_a_slow_relay_stay_within_the_week(first: str, tmp_path: Path, reader: Remembering) -> None:
    """Each letter comes a day and an hour later, so that no limit of a day is ever reached."""
    facing = Facing(tmp_path, reader, dumb=True, delay=timedelta(hours=25))
    facing.starts(FIRST[first]())
    facing.turns(28)
    for address, world in facing.worlds.items():
        sent = rows(
            world.database,
            "SELECT kind, created_at FROM outgoing_mail WHERE recipient = ? ORDER BY created_at",
            next(item for item in facing.worlds if item != address),
        )
        # Receipts are counted like everything else: the first form has a plain one, all others say what changed.
        assert [row["kind"] for row in sent].count("receipt") == (first == "a form")
        days = [date.fromisoformat(row["created_at"][:10]) for row in sent]
        assert len(days) == len(set(days))
        week = timedelta(days=7)
        assert max(sum(day <= other < day + week for other in days) for day in days) <= 5
    facing.close()


def test_breaker_opens_staff_are_told_and_told_again_when_it_closes(tmp_path: Path, reader: Remembering) -> None:
    facing = Facing(tmp_path, reader, dumb=True, delay=timedelta(minutes=1), config="letters_per_hour = 3\n")
    world = facing.worlds[OURS]
    for number in range(1, 7):
        enquiry = mails.text(
            "asks", f"fan{number}@public.example", "A question", "May a fire authority apply?", number, at=world.now
        )
        world.deliver(enquiry)
    assert world.passes()
    answers = [item for item in world.post.taken if item.recipient not in STAFF]
    assert len(answers) == 3
    silent = rows(world.database, "SELECT reason FROM event WHERE what = 'not-answered'")
    assert [row["reason"] for row in silent] == [
        "The service has written 3 automatic letters in the last hour; it stops there."
    ] * 3
    service = world.service
    with clock.still(world.now), service.store.begin() as session:
        status = status_of(session, service.settings, at=world.now)
        assert "letters-stopped" in [fault.name for fault in status.faults]
        alarmed = service.settings.model_copy(
            update={"staff": (service.settings.staff[0].model_copy(update={"roles": ("alarms",)}),)}
        )
        only = replace(status, faults=tuple(f for f in status.faults if f.name == "letters-stopped"))
        assert queue_alarms(session, service.programme, alarmed, only, at=world.now) == 1
    assert world.passes()
    (alarm,) = [item for item in world.post.taken if item.kind == "alarm"]
    assert alarm.recipient == RUTH.email
    with service.store.reading() as session:
        assert pace_faults(session, service.settings, now=world.now + timedelta(hours=1)) == []
    facing.close()
