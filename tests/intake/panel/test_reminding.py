"""Reminders on the days of the pack, once; staff told of what is overdue."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from intake.panel.reminding import due_moment
from tests.intake.decisions.staffing import RUTH, time_passes
from tests.intake.office import DD, Office
from tests.intake.panel.assessing import (
    ADA,
    DUE,
    IVOR,
    KEYS,
    TESS,
    THEN,
    declares,
    given_out,
    letters_to,
    panelled,
    plain,
    scored,
    sent_out,
)

#: Days of the pack: three before, on the day, one after; at nine in the morning.
THREE_BEFORE = datetime(2014, 2, 14, 9, 0, tzinfo=UTC)
ON_THE_DAY = datetime(2014, 2, 17, 9, 0, tzinfo=UTC)
DAY_AFTER = datetime(2014, 2, 18, 9, 0, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
ALL = dict.fromkeys(KEYS, "3")


@pytest.fixture
def office(tmp_path: Path, empty_database: Path) -> Office:
    return panelled(tmp_path / "office", empty_database)


def subjects(office: Office) -> list[str]:
    return [
        f"{member.name.split()[0]}: {str(item['Subject']).partition(':')[0]}"
        for member in (TESS, ADA, IVOR)
        for item in letters_to(office, member, "panel_reminder")
    ]


@pytest.mark.parametrize(
    ("now", "days"),
    [
        (THREE_BEFORE - MINUTE, None),
        (THREE_BEFORE, -3),
        (ON_THE_DAY - MINUTE, -3),
        (ON_THE_DAY, 0),
        (DUE, 0),
        (DAY_AFTER - MINUTE, 0),
        (DAY_AFTER, 1),
        (DAY_AFTER + timedelta(days=30), 1),
    ],
)
def test_moment_that_is_due(now: datetime, days: int | None) -> None:
    assert DD.panel is not None
    moment = due_moment(DD.panel, DD.zone, now=now)
    assert (moment.days if moment else None) == days


def test_assessors_with_work_outstanding_are_reminded_once_a_day_of_the_pack(office: Office) -> None:
    sent_out(office)
    scored(office, ADA, "DD-0001", ALL)
    scored(office, ADA, "DD-0003", ALL)
    scored(office, TESS, "DD-0001", {"case": "4"})
    assert time_passes(office, THREE_BEFORE - MINUTE) == 0
    assert time_passes(office, THREE_BEFORE) == 2
    assert time_passes(office, THREE_BEFORE + timedelta(hours=5)) == 0
    assert subjects(office) == ["Tess: Reminder", "Ivor: Reminder"]
    said = " ".join(plain(letters_to(office, TESS, "panel_reminder")[0]).split())
    assert "Scores are due by midday on Monday 17 February 2014." in said
    assert "- DD-0001 Walsall Council – lacking Options and ambition, Benefits and savings," in said
    assert "- DD-0002 Dudley Metropolitan Borough Council Score DD-0002 [code " in said
    assert time_passes(office, ON_THE_DAY) == 2


def test_undeclared_work_is_reminded_of_with_a_new_link(office: Office) -> None:
    given_out(office)
    declares(office, TESS, "DD-0001: no")
    time_passes(office, THEN + MINUTE)
    time_passes(office, THREE_BEFORE)
    said = " ".join(plain(letters_to(office, TESS, "panel_reminder")[0]).split())
    assert "PLEASE DECLARE FIRST" in said
    assert "- DD-0002 Dudley Metropolitan Borough Council To declare, send an email" in said
    assert "SCORES OUTSTANDING" in said


def test_work_given_out_after_a_reminder_came_due_waits_for_the_next(office: Office) -> None:
    late = THREE_BEFORE + timedelta(hours=3)
    given_out(office, at=late)
    assert time_passes(office, late + MINUTE) == 0
    assert time_passes(office, ON_THE_DAY) == 3


def test_staff_are_told_when_scores_are_overdue_and_again_with_the_reminder(office: Office) -> None:
    sent_out(office)
    scored(office, ADA, "DD-0001", ALL)
    scored(office, ADA, "DD-0003", ALL)
    time_passes(office, ON_THE_DAY)
    before = len(letters_to(office, RUTH, "panel_news"))
    assert time_passes(office, DUE + MINUTE) == 1
    assert time_passes(office, DUE + 2 * MINUTE) == 0
    news = letters_to(office, RUTH, "panel_news")
    assert len(news) == before + 1
    said = " ".join(plain(news[-1]).split())
    assert str(news[-1]["Subject"]).startswith("Scores for 4 applications are overdue")
    assert "- Tess Rowan: DD-0001 (scores); DD-0002 (scores)" in said
    assert "Ada Marsh" not in said
    assert time_passes(office, DAY_AFTER) == 3
    assert subjects(office)[-1] == "Ivor: Overdue"


def test_nobody_is_reminded_when_everything_is_scored(office: Office) -> None:
    sent_out(office)
    for member, references in ((TESS, (1, 2)), (ADA, (1, 3)), (IVOR, (2, 3))):
        for number in references:
            scored(office, member, f"DD-000{number}", ALL)
    assert time_passes(office, THEN + timedelta(hours=1)) == 1  # the ranking
    assert time_passes(office, THREE_BEFORE) + time_passes(office, DUE + MINUTE) + time_passes(office, DAY_AFTER) == 0
