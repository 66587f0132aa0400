"""What falls due, by the pack's periods from the close of the round; and that exactly that is erased."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from intake.assurance import retention
from intake.assurance.retention import Due
from intake.round.retention import Retention
from store import audit
from tests.intake.assurance.scene import ASKER_AT, TOLD_AT, eraser
from tests.intake.assurance.test_erasure import everything, written
from tests.intake.office import DD, DEADLINE, Office, completed

PERIODS = Retention(selected_months=24, others_months=12, correspondence_months=6)
#: The instant at which the last outcome letter of the scene left.
CLOSED = TOLD_AT + timedelta(seconds=6)


@pytest.fixture
def kept(played: Office) -> Office:
    """The scene, with periods."""
    played.programme = replace(DD, retention=PERIODS)
    return played


def due(office: Office, at: datetime) -> Due:
    with office.store.reading() as session:
        return retention.due(session, office.programme, at=at)


def test_the_round_closes_with_the_last_outcome_letter(kept: Office) -> None:
    assert due(kept, CLOSED).closed_at == CLOSED


def test_the_round_closes_with_its_deadline_where_no_outcome_was_sent(office: Office) -> None:
    office.programme = replace(DD, retention=PERIODS)
    office.receives(form=completed())
    assert due(office, DEADLINE).closed_at == DEADLINE
    assert [case.since for case in due(office, DEADLINE).later] == [datetime(2015, 2, 10, 17, tzinfo=UTC)]


def test_without_periods_nothing_falls_due(played: Office) -> None:
    played.programme = replace(DD, retention=Retention())
    found = due(played, CLOSED + timedelta(days=36_500))
    assert (found.nothing, found.later) == (True, ())


@pytest.mark.parametrize(
    ("at", "references", "messages"),
    [
        (datetime(2014, 9, 5, 8, 0, 5, tzinfo=UTC), [], 0),  # in London six months later the clocks are on summer time
        (datetime(2014, 9, 5, 8, 0, 6, tzinfo=UTC), [], 1),
        (datetime(2015, 3, 5, 9, 0, 5, tzinfo=UTC), [], 1),
        (datetime(2015, 3, 5, 9, 0, 6, tzinfo=UTC), ["DD-0002"], 1),
        (datetime(2016, 3, 5, 9, 0, 6, tzinfo=UTC), ["DD-0001", "DD-0002"], 1),
    ],
)
def test_each_falls_due_at_its_own_second(kept: Office, at: datetime, references: list[str], messages: int) -> None:
    found = due(kept, at)
    assert [case.reference for case in found.cases] == references
    assert len(found.loose.messages) == messages


def test_mail_after_the_close_counts_from_its_own_day(kept: Office) -> None:
    kept.receives(at=CLOSED + timedelta(days=60))
    assert len(due(kept, CLOSED + timedelta(days=190)).loose.messages) == 1
    assert len(due(kept, CLOSED + timedelta(days=250)).loose.messages) == 2


def test_what_is_due_is_erased_and_nothing_else(kept: Office) -> None:
    report = eraser(kept, at=datetime(2015, 4, 1, tzinfo=UTC)).due()
    assert [item.what for item in report.erased] == ["DD-0002", "mail of no application"]
    rows = everything(kept)
    assert [row["erased_at"] is None for row in rows["application"]] == [True, False]
    assert ASKER_AT not in written(kept)
    assert rows["subscriber"][0]["address"] == "erased-1"
    assert [row["raw"] for row in rows["outgoing_body"]].count(
        b""
    ) == 6  # not Walsall's two, nor the answer to the mail about both
    with kept.store.reading() as session:
        assert audit.verify(session).sound
    assert due(kept, datetime(2015, 4, 1, tzinfo=UTC)).nothing


def test_what_is_due_is_shown_first(kept: Office) -> None:
    before = written(kept)
    report = eraser(kept, at=datetime(2015, 4, 1, tzinfo=UTC), dry=True).due()
    assert [item.what for item in report.erased] == ["DD-0002", "mail of no application"]
    assert written(kept) == before


def test_a_second_run_finds_nothing(kept: Office) -> None:
    at = datetime(2017, 4, 1, tzinfo=UTC)
    eraser(kept, at=at).due()
    again = eraser(kept, at=at).due()
    assert (again.erased, again.refused, again.files) == ((), (), 0)
    assert list(kept.archive) == []
    assert {row["raw"] for row in everything(kept)["outgoing_body"]} == {b""}
