"""Reminders to incomplete applications: to whom, when, and never twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from intake import clock
from intake.chores import CHORES, do_chores
from intake.round.reminders import Due, Reminders, due_reminder
from store import applications, history
from store.states import ApplicationState
from tests.intake.notices.mailing import letters_of, mail_of, text_of, writes
from tests.intake.office import CLERK, DD, DEADLINE, Office, completed, letter_from

LONDON = ZoneInfo("Europe/London")
EARLY = datetime(2014, 1, 20, 10, 0, tzinfo=UTC)
#: 09:00 on Monday 3 February and on Saturday 8 February, in London.
SEVEN, TWO = datetime(2014, 2, 3, 9, tzinfo=UTC), datetime(2014, 2, 8, 9, tzinfo=UTC)
SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def chores(office: Office, at: datetime) -> int:
    with clock.travel(at):
        return do_chores(office.desk, at=at)


def reminded(office: Office) -> list[tuple[str, str]]:
    return [(item.cause, item.recipient) for item in letters_of(office, "reminder")]


def test_incomplete_application_is_reminded_on_each_day_once(office: Office) -> None:
    office.receives(form=completed(lead_phone=None), at=EARLY)
    moments = [SEVEN - SECOND, SEVEN, SEVEN + HOUR, SEVEN + 3 * DAY, TWO - SECOND, TWO, TWO + DAY, DEADLINE]
    assert [chores(office, at) for at in moments] == [0, 1, 0, 0, 0, 1, 0, 0]
    assert reminded(office) == [("reminder:DD-0001:7", CLERK), ("reminder:DD-0001:2", CLERK)]


def test_reminder_lists_what_is_missing_and_says_until_when(office: Office) -> None:
    office.receives(form=completed(lead_phone=None, sponsor_name=None), at=EARLY)
    chores(office, SEVEN)
    (letter,) = letters_of(office, "reminder")
    assert letter.subject == "DD-0001: your application is not complete yet – Delivering Differently Challenge"
    said = text_of(office, letter)
    assert "2 required answers are missing: - Telephone number of project lead - Name of senior sponsor" in said
    assert "What you send must reach us by 5pm on Monday 10 February 2014." in said
    receipt = office.letters()[0]
    assert mail_of(office, letter)["In-Reply-To"] == f"<{receipt.message_id}>"
    assert mail_of(office, letter)["Auto-Submitted"] == "auto-generated"


def test_complete_applications_are_not_reminded(office: Office) -> None:
    office.receives(form=completed(), at=EARLY)
    assert chores(office, SEVEN) == 0


def test_application_completed_since_is_reminded_no_more(office: Office) -> None:
    office.receives(form=completed(lead_phone=None), at=EARLY)
    chores(office, SEVEN)
    office.receives(form=completed(), at=SEVEN + DAY)
    assert chores(office, TWO) == 0


@pytest.mark.parametrize("state", [ApplicationState.WITHDRAWN, ApplicationState.INELIGIBLE])
def test_closed_applications_are_not_reminded(office: Office, state: ApplicationState) -> None:
    office.receives(form=completed(lead_phone=None), at=EARLY)
    with office.begin() as session:
        case = applications.by_reference(session, "DD-0001")
        assert case is not None
        history.move(session, case, state, at=EARLY)
    assert chores(office, SEVEN) == 0


def test_late_forms_are_not_reminded(office: Office) -> None:
    office.receives(form=completed(lead_phone=None), at=DEADLINE + SECOND)
    assert chores(office, DEADLINE + DAY) == 0


def test_nobody_is_reminded_from_the_deadline_on(office: Office) -> None:
    office.receives(form=completed(lead_phone=None), at=EARLY)
    assert [chores(office, DEADLINE + SECOND), chores(office, DEADLINE + 30 * DAY)] == [0, 0]


def test_receipt_of_the_day_before_puts_the_reminder_off(office: Office) -> None:
    """The form came ten hours before the reminder was due: its receipt said the same."""
    office.receives(form=completed(lead_phone=None), at=SEVEN - 10 * HOUR)
    told = SEVEN - 10 * HOUR + timedelta(seconds=30)
    assert [chores(office, at) for at in (SEVEN, told + DAY - SECOND, told + DAY + MINUTE)] == [0, 0, 1]


def test_form_that_came_after_a_reminder_was_due_waits_for_the_next(office: Office) -> None:
    office.receives(form=completed(lead_phone=None), at=SEVEN + HOUR)
    assert [chores(office, SEVEN + 3 * DAY), chores(office, TWO)] == [0, 1]
    assert reminded(office) == [("reminder:DD-0001:2", CLERK)]


def test_after_days_without_the_service_only_the_nearest_reminder_is_sent(office: Office) -> None:
    office.receives(form=completed(lead_phone=None), at=EARLY)
    office.programme = replace(DD, reminders=Reminders(incomplete_days=(9, 7, 4, 2)))
    assert [chores(office, TWO + HOUR), chores(office, TWO + 2 * HOUR)] == [1, 0]
    assert reminded(office) == [("reminder:DD-0001:2", CLERK)]


def test_two_reminders_are_a_day_apart(office: Office) -> None:
    office.receives(form=completed(lead_phone=None), at=EARLY)
    late = TWO - HOUR
    assert [chores(office, at) for at in (late, TWO, late + DAY - SECOND, late + DAY + MINUTE)] == [1, 0, 0, 1]


def test_limit_on_letters_puts_reminders_off_and_loses_none(office: Office) -> None:
    office.receives(form=completed(lead_phone=None), at=EARLY)
    office.receives(letter_from("else@hull.example"), completed("Hull City Council", lead_phone=None), at=EARLY)
    office.per_hour = 1
    assert [chores(office, SEVEN), chores(office, SEVEN + HOUR), chores(office, SEVEN + HOUR + SECOND)] == [1, 0, 1]
    assert [cause for cause, _ in reminded(office)] == ["reminder:DD-0001:7", "reminder:DD-0002:7"]


def test_changed_contact_is_not_reminded_again(office: Office) -> None:
    office.receives(form=completed(lead_phone=None), at=EARLY)
    chores(office, SEVEN)
    with office.begin() as session:
        case = applications.by_reference(session, "DD-0001")
        assert case is not None
        applications.change_facts(session, case, at=SEVEN, contact_address="new@walsall.example")
    assert chores(office, SEVEN + HOUR) == 0


def test_nothing_is_sent_for_forms_from_before_mail_was_answered(office: Office) -> None:
    office.receives(form=completed(lead_phone=None), at=EARLY)
    office.answer_from = EARLY + SECOND
    assert chores(office, SEVEN) == 0
    office.answer_from = None
    assert chores(office, SEVEN) == 0


def test_without_reminders_in_the_pack_nobody_is_reminded(office: Office) -> None:
    office.receives(form=completed(lead_phone=None), at=EARLY)
    office.programme = replace(DD, reminders=Reminders())
    assert chores(office, SEVEN) == 0


def test_correction_by_reply_counts_as_having_been_told(office: Office) -> None:
    office.receives(form=completed(lead_phone=None, sponsor_name=None), at=EARLY)
    writes(office, "Thank you.", at=SEVEN - HOUR)
    assert chores(office, SEVEN) == 1


@pytest.mark.parametrize(
    ("now", "due"),
    [
        (datetime(2014, 3, 29, 8, 59, 59, tzinfo=UTC), None),
        # The clocks go forward on 30 March: 09:00 in London is 09:00 UTC on the 29th and 08:00 UTC on the 31st.
        (datetime(2014, 3, 29, 9, 0, tzinfo=UTC), Due(3, datetime(2014, 3, 29, 9, tzinfo=UTC))),
        (datetime(2014, 3, 31, 7, 59, 59, tzinfo=UTC), Due(3, datetime(2014, 3, 29, 9, tzinfo=UTC))),
        (datetime(2014, 3, 31, 8, 0, tzinfo=UTC), Due(1, datetime(2014, 3, 31, 8, tzinfo=UTC))),
        (datetime(2014, 4, 1, 16, 0, tzinfo=UTC), Due(1, datetime(2014, 3, 31, 8, tzinfo=UTC))),
        (datetime(2014, 4, 1, 16, 0, 1, tzinfo=UTC), None),
    ],
)
def test_days_are_those_of_the_calendar_when_the_clocks_change(now: datetime, due: Due | None) -> None:
    deadline = datetime(2014, 4, 1, 17, 0, tzinfo=LONDON)
    reminders = Reminders(incomplete_days=(1, 3))
    assert due_reminder(reminders, deadline=deadline, zone=LONDON, now=now) == due


def test_time_that_the_clocks_pass_over_is_the_moment_after() -> None:
    deadline = datetime(2014, 4, 1, 17, 0, tzinfo=LONDON)
    reminders = Reminders(incomplete_days=(2,), at=time(1, 30))
    found = due_reminder(reminders, deadline=deadline, zone=LONDON, now=datetime(2014, 3, 30, 12, tzinfo=UTC))
    assert found == Due(2, datetime(2014, 3, 30, 1, 30, tzinfo=UTC))


def test_without_a_deadline_nothing_is_due() -> None:
    assert due_reminder(Reminders(incomplete_days=(1,)), deadline=None, zone=LONDON, now=EARLY) is None


def test_chores_have_names_of_their_own() -> None:
    assert len({chore.name for chore in CHORES}) == len(CHORES)
