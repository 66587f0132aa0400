"""Alarms: urgent faults are told once a day to those with the role; the others wait for the digest."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from intake.config_file import load
from intake.daemon.status import Fault, Status
from intake.staff.alarms import OVER, URGENT, Absences, queue_alarms
from tests.intake.office import DD, IN_TIME, Office

EXAMPLE = Path(__file__).parents[3] / "config.example.toml"


def _status(*names: str) -> Status:
    faults = tuple(Fault(name=name, what=f"{name} happened", to_do="look at it") for name in names)
    return Status(messages={}, applications={}, letters={}, read_until=None, faults=faults)


def test_urgent_fault_is_told_once_a_day(office: Office) -> None:
    settings, status = load(EXAMPLE), _status("mailbox-unread", "held")
    moments = (IN_TIME, IN_TIME + timedelta(hours=2), IN_TIME + timedelta(days=1))
    told = []
    for at in moments:
        with office.begin() as session:
            told.append(queue_alarms(session, DD, settings, status, at=at))
    assert told == [1, 0, 1]
    assert [(item.kind, item.recipient, item.cause) for item in office.letters()] == [
        ("alarm", "programme.office@cabinet-office.example", "alarm:mailbox-unread:2014-02-03"),
        ("alarm", "programme.office@cabinet-office.example", "alarm:mailbox-unread:2014-02-04"),
    ]


@pytest.mark.parametrize("name", ["held", "letters-bounced", "mailbox-never-read"])
def test_fault_that_can_wait_rings_no_alarm(office: Office, name: str) -> None:
    assert name not in URGENT
    with office.begin() as session:
        assert queue_alarms(session, DD, load(EXAMPLE), _status(name), at=IN_TIME) == 0
    assert office.letters() == []


class Service:
    """A service whose faults are looked at now and then."""

    def __init__(self, office: Office) -> None:
        self.office, self.settings, self.absences = office, load(EXAMPLE), Absences()

    def looks(self, at: datetime, *names: str) -> int:
        """How many letters a look at these faults queued."""
        with self.office.begin() as session:
            away = self.absences.note(names, at=at)
            return queue_alarms(session, DD, self.settings, _status(*names), at=at, away=away)

    def causes(self) -> list[str]:
        return [item.cause for item in self.office.letters()]


MINUTE = timedelta(minutes=1)


def test_end_of_a_fault_is_told_once_it_was_away_for_ten_minutes(office: Office) -> None:
    service = Service(office)
    looks = {0: ["mailbox-unread"], 60: ["mailbox-unread"], 65: [], 70: [], 75: [], 80: [], 200: []}
    told = [service.looks(IN_TIME + minutes * MINUTE, *names) for minutes, names in looks.items()]
    assert told == [1, 0, 0, 0, 1, 0, 0]
    assert service.causes() == ["alarm:mailbox-unread:2014-02-03", "alarm-over:mailbox-unread:2014-02-03"]
    _, over = office.letters()
    text = office.body(over.id).decode()
    assert over.subject == "Well again: The mailbox is being read again – Delivering Differently Challenge"
    assert "In between: 1 hour and 5 minutes" in text
    assert over.recipient == "programme.office@cabinet-office.example"


def test_fault_that_was_never_told_has_no_end_to_tell(office: Office) -> None:
    service = Service(office)
    assert [service.looks(IN_TIME + minutes * MINUTE) for minutes in (0, 10, 60)] == [0, 0, 0]


def test_restart_forgets_no_fault_that_was_told(office: Office) -> None:
    assert Service(office).looks(IN_TIME, "backlog") == 1
    later = Service(office)
    assert [later.looks(IN_TIME + minutes * MINUTE) for minutes in (60, 65, 70, 75)] == [0, 0, 1, 0]
    assert later.causes()[1] == "alarm-over:backlog:2014-02-03"


def test_fault_that_comes_and_goes_is_told_again_and_then_more_slowly(office: Office) -> None:
    service, told = Service(office), []
    for minute in range(0, 240, 5):  # there for 15 minutes, away for 15
        names = ("backlog",) if minute % 30 < 15 else ()
        if service.looks(IN_TIME + minute * MINUTE, *names):
            told.append((minute, service.causes()[-1]))
    assert told == [
        (0, "alarm:backlog:2014-02-03"),
        (25, "alarm-over:backlog:2014-02-03"),
        (30, "alarm:backlog:2014-02-03:2"),
    ]
    later = [service.looks(IN_TIME + minute * MINUTE) for minute in range(240, 265, 5)]
    assert later == [0, 1, 0, 0, 0]  # 20 minutes after minute 225, the first look without it
    assert service.causes()[-1] == "alarm-over:backlog:2014-02-03:2"


def test_end_is_told_to_those_who_were_told_and_still_have_the_role(office: Office) -> None:
    service = Service(office)
    member = service.settings.staff[0]
    other = member.model_copy(update={"email": "second@cabinet-office.example"})
    service.settings = service.settings.model_copy(update={"staff": (member, other)})
    service.looks(IN_TIME, "disk-low")
    third = member.model_copy(update={"email": "third@cabinet-office.example"})
    service.settings = service.settings.model_copy(update={"staff": (other, third)})
    service.looks(IN_TIME + MINUTE)
    service.looks(IN_TIME + 11 * MINUTE)
    assert [(item.kind, item.recipient) for item in office.letters()] == [
        ("alarm", member.email),
        ("alarm", "second@cabinet-office.example"),
        ("alarm_over", "second@cabinet-office.example"),
    ]


def test_fault_over_several_days_has_one_end(office: Office) -> None:
    service = Service(office)
    for day in range(3):
        service.looks(IN_TIME + timedelta(days=day), "certificate-ends")
    service.looks(IN_TIME + timedelta(days=2, hours=1))
    service.looks(IN_TIME + timedelta(days=2, hours=2))
    assert service.causes() == [
        *(f"alarm:certificate-ends:2014-02-0{day}" for day in (3, 4, 5)),
        "alarm-over:certificate-ends:2014-02-03",
    ]
    assert "In between: 2 days and 1 hour" in office.body(4).decode()


def test_every_urgent_fault_has_words_for_its_end() -> None:
    assert frozenset(OVER) == URGENT
    assert [words for words in OVER.values() if words.endswith(".")] == []
