"""The digest is queued once for each time it is due, whatever the daemon lived through."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import SMTP
from pathlib import Path
from typing import Any

import pytest

from intake import clock
from intake.config import Settings
from intake.staff import digest as digest_room
from intake.staff.digest_run import queue_digest, queue_due_digest
from store import digests, letters
from tests.bench.screens import fill
from tests.intake.office import OURS, Office, completed

OFFICE, PANEL = "programme.office@cabinet-office.example", "panel@lga.example"
MONDAY = datetime(2014, 2, 3, 8, 30, tzinfo=UTC)
DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """A configuration with two readers of the digest and one who is none."""
    given: dict[str, Any] = {
        "folder": tmp_path,
        "service": {"programme": "delivering-differently"},
        "mailbox": {"kind": "maildir", "address": OURS, "path": tmp_path},
        "outgoing": {"kind": "maildir", "path": tmp_path, "from_name": "Team"},
        "staff": (
            {"name": "Office", "email": OFFICE, "roles": ("digest", "alarms")},
            {"name": "Panel", "email": PANEL, "roles": ("digest",)},
            {"name": "Chair", "email": "chair@lga.example", "roles": ("decide",)},
        ),
    }
    return Settings(**given)


def due(office: Office, settings: Settings, at: datetime) -> bool:
    """The daemon's job at one instant."""
    with clock.travel(at):
        return queue_due_digest(office.desk, settings, at=at)


def queued(office: Office) -> list[tuple[str, str]]:
    """The digests in the outbox: to whom, for which cause."""
    return [(letter.recipient, letter.cause) for letter in office.letters() if letter.kind == "digest"]


def test_service_that_has_filed_nothing_sends_no_digest(office: Office, settings: Settings) -> None:
    assert due(office, settings, MONDAY + MINUTE) is False


def test_service_younger_than_the_due_time_waits_for_the_next(office: Office, settings: Settings) -> None:
    office.receives(form=completed(), at=MONDAY + MINUTE)
    assert due(office, settings, MONDAY + 2 * MINUTE) is False
    assert due(office, settings, MONDAY + DAY) is True


def test_digest_is_queued_once_for_every_reader_and_not_again(office: Office, settings: Settings) -> None:
    office.receives(form=completed(), at=MONDAY - MINUTE)
    assert [due(office, settings, MONDAY + minutes * MINUTE) for minutes in (-1, 0, 1, 600)] == [
        False,
        True,
        False,
        False,
    ]
    assert queued(office) == [(OFFICE, "digest:2014-02-03"), (PANEL, "digest:2014-02-03")]


def test_digests_missed_while_the_service_was_down_are_made_up_for_by_one(office: Office, settings: Settings) -> None:
    office.receives(form=completed(), at=MONDAY - MINUTE)
    assert due(office, settings, MONDAY) is True
    assert due(office, settings, MONDAY + 3 * DAY + 5 * MINUTE) is True
    assert queued(office)[2:] == [(OFFICE, "digest:2014-02-06"), (PANEL, "digest:2014-02-06")]
    with office.store.reading() as session:
        last = digests.last_digest(session)
    assert last is not None
    assert (last.covers_from, last.covers_to) == (MONDAY, MONDAY + 3 * DAY)


def test_no_digest_at_the_weekend(office: Office, settings: Settings) -> None:
    office.receives(form=completed(), at=MONDAY - MINUTE)
    assert due(office, settings, MONDAY + 4 * DAY) is True  # Friday
    assert due(office, settings, MONDAY + 5 * DAY) is False
    assert due(office, settings, MONDAY + 7 * DAY) is True


def test_digest_sent_by_hand_before_its_time_is_the_days(office: Office, settings: Settings) -> None:
    office.receives(form=completed(), at=MONDAY - MINUTE)
    early = MONDAY - timedelta(hours=1)
    with clock.travel(early):
        assert queue_digest(office.desk, settings, end=early, cause="digest-by-hand:1") is True
        assert queue_digest(office.desk, settings, end=early + MINUTE, cause="digest-by-hand:2") is False
    assert due(office, settings, MONDAY) is False
    assert [cause for _, cause in queued(office)] == ["digest-by-hand:1"] * 2


def test_digest_for_one_person_is_not_the_days(office: Office, settings: Settings) -> None:
    office.receives(form=completed(), at=MONDAY - MINUTE)
    panel = settings.staff[1]
    with clock.travel(MONDAY):
        assert queue_digest(office.desk, settings, end=MONDAY, cause="by-hand", only=panel) is True
    assert queued(office) == [(PANEL, "by-hand")]
    assert due(office, settings, MONDAY) is True


def test_digest_after_the_clocks_went_forward_is_due_at_the_same_local_time(office: Office, settings: Settings) -> None:
    office.receives(form=completed(), at=MONDAY)
    summer = datetime(2014, 3, 31, 7, 30, tzinfo=UTC)
    due(office, settings, summer - 2 * MINUTE)
    assert due(office, settings, summer - MINUTE) is False
    assert due(office, settings, summer) is True


def test_digest_of_a_large_round_attaches_no_spreadsheet_and_says_so(
    office: Office, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(digest_room, "MOST_ATTACHED", 119)
    fill(office.store, 120)
    assert due(office, settings, datetime(2014, 1, 30, 9, tzinfo=UTC)) is True
    with office.store.reading() as session:
        letter = next(item for item in letters.listing(session) if item.kind == "digest")
        mail = message_from_bytes(letters.body_of(session, letter.id), policy=SMTP)
    assert "120 forms in" in letter.subject
    assert [part.get_filename() for part in mail.iter_attachments()] == []
    for kind in ("plain", "html"):
        part = mail.get_body(preferencelist=(kind,))
        assert part is not None
        words = " ".join(part.get_content().split())
        assert "20 came before them" in words
        assert "The records of 120 applications are too many to attach" in words
