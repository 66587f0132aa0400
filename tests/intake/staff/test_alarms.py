"""Alarms: urgent faults are told once a day to those with the role; the others wait for the digest."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from intake.config_file import load
from intake.daemon.status import Fault, Status
from intake.staff.alarms import URGENT, queue_alarms
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
