"""What the digest says of a small book, to the letter."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from intake.letters import contexts
from intake.staff import digest as digest_room
from intake.staff.digest import bars, digest, period
from intake.staff.waiting import waiting
from parsers.mail import Outcome
from store import progress
from store.application_list import listing
from tests.bench.screens import fill
from tests.intake.office import DD, DEADLINE, IN_TIME, STRANGER, Office, completed, letter_from
from tests.intake.round.mails import attachment

START = datetime(2014, 2, 3, 8, 30, tzinfo=UTC)
END = START + timedelta(days=1)
HOUR = timedelta(hours=1)


def told(office: Office, *, start: datetime = START, end: datetime = END) -> contexts.Digest:
    """The digest of a period."""
    with office.store.reading() as session:
        return digest(session, DD, start=start, end=end)


def test_digest_of_an_empty_book(office: Office) -> None:
    found = told(office)
    assert (found.day, found.covers_from, found.covers_to) == (date(2014, 2, 4), START, END)
    assert (found.arrivals, found.waiting, found.incomplete, found.letters, found.mailboxes) == ((), (), (), (), ())
    assert [(figure.label, figure.number, figure.note) for figure in found.figures] == [
        ("Applications", "0", "0 forms in this period"),
        ("Complete", "0", ""),
        ("Incomplete", "0", ""),
        ("Mail in this period", "0", ""),
        ("Held for a person", "0", ""),
    ]
    assert found.days_to_go == 6


def test_digest_tells_what_came_in_and_what_waits(office: Office) -> None:
    office.receives(form=completed(support_amount="60000.00"), at=IN_TIME)
    office.receives(form=completed(support_amount="140000.00", sponsor_name=None), at=IN_TIME + HOUR)
    office.receives(letter_from(STRANGER, subject="A question"), at=IN_TIME + 2 * HOUR)
    office.receives(letter_from("x@other.example"), completed(), at=IN_TIME + 3 * HOUR)
    with office.begin() as session:
        progress.advance(session, "eoi@office.example/INBOX", uidvalidity=9, last_uid=4, at=END)
        progress.read_complete(session, "eoi@office.example/INBOX", at=END)
    found = told(office)
    assert found.arrivals == (
        contexts.Arrival(reference="DD-0001", authority="Walsall Council", received_at=IN_TIME, state="form 2 counts"),
        contexts.Arrival(
            reference="DD-0001",
            authority="Walsall Council",
            received_at=IN_TIME + HOUR,
            state="incomplete",
            amount="£140,000",
            corrected=True,
            remarks=("It asks for £140,000; the most that can be given is £100,000.",),
        ),
    )
    assert [(item.reference, item.what, item.why, item.command) for item in found.waiting] == [
        (
            "",
            "Email 4 from Pat Holloway: Our form",
            "The form names the body of DD-0001, which was sent from another organisation's address. If it belongs "
            "there: intake requeue 4 --to DD-0001",
            "intake requeue 4",
        ),
        (
            "DD-0001",
            "Walsall Council needs a ruling",
            "It asks for £140,000; the most that can be given is £100,000.",
            "intake show DD-0001",
        ),
        ("", "Email 3 from Pat Holloway: A question", "A person wrote to us.", ""),
    ]
    assert found.incomplete == (
        contexts.Incomplete(reference="DD-0001", authority="Walsall Council", missing=("Name of senior sponsor",)),
    )
    assert found.mailboxes == (
        contexts.MailboxRead(name="eoi@office.example/INBOX", uidvalidity=9, last_uid=4, read_until=END),
    )
    assert found.chart_rows == (("3 Feb", 3),)  # the form that is held was received all the same


def test_form_is_told_in_the_period_it_was_recorded_in_not_the_one_it_was_received_in(office: Office) -> None:
    office.files(form=completed(), at=START - HOUR)
    office.processes(at=START + HOUR)  # the mailbox could not be read in between
    assert [item.received_at for item in told(office).arrivals] == [START - HOUR]
    assert told(office, start=START - 24 * HOUR, end=START).arrivals == ()


def test_late_form_that_does_not_count_is_told_as_late(office: Office) -> None:
    office.receives(form=completed(), at=IN_TIME)
    office.receives(form=completed(), at=DEADLINE + HOUR)
    (late,) = told(office, start=DEADLINE, end=DEADLINE + 24 * HOUR).arrivals
    assert (late.state, late.late, late.corrected) == ("form 1 counts", True, True)


def waits(office: Office, *, end: datetime = END) -> list[tuple[str, str]]:
    """What waits and why."""
    with office.store.reading() as session:
        return [(item.what, item.why) for item in waiting(session, listing(session), start=START, end=end)]


def test_file_nobody_could_read_waits_until_its_sender_sends_another(office: Office) -> None:
    office.receives(letter_from(attachments=(attachment(Outcome.SCAN),)), at=IN_TIME)
    assert waits(office) == [("Email 1 from Pat Holloway: Our form", "It may be a form, and it could not be read.")]
    office.receives(form=completed(), at=IN_TIME + HOUR)
    assert waits(office) == []


def test_mail_that_was_not_answered_says_why(office: Office) -> None:
    office.receives(letter_from(STRANGER), at=IN_TIME)
    office.receives(letter_from(STRANGER), at=IN_TIME + HOUR)
    why = "This address was sent the same kind of automatic answer in the last day; it gets one a day."
    assert waits(office) == [
        ("Email 1 from Pat Holloway: Our form", "A person wrote to us."),
        ("Email 2 from Pat Holloway: Our form", f"A person wrote to us. No automatic answer was sent: {why}"),
    ]


def test_forms_that_were_not_answered_are_told_one_by_one_and_many_as_a_number(office: Office) -> None:
    office.answer_from = None
    silence = "It came before the service answers mail ([service] answer_from)."
    office.receives(form=completed(), at=IN_TIME)
    assert waits(office) == [("Email 1 was not answered (receipt)", silence)]
    for number in range(2, 8):
        office.receives(letter_from(f"clerk@council{number}.example"), completed(f"Council {number}"), at=IN_TIME)
    found = [item for item in waits(office) if "answered" in item[0]]
    assert found == [("7 emails were not answered (receipt)", silence)]


def test_bars_have_a_day_for_every_day_and_mark_the_deadline(office: Office) -> None:
    office.receives(form=completed(), at=DEADLINE - 48 * HOUR)
    office.receives(form=completed(), at=DEADLINE)
    with office.store.reading() as session:
        found = bars(session, DD, end=DEADLINE + 24 * HOUR)
    assert [(bar.label, bar.count, bar.deadline) for bar in found] == [
        ("8 Feb", 1, False),
        ("9 Feb", 0, False),
        ("10 Feb", 1, True),
        ("11 Feb", 0, False),
    ]


def test_period_goes_on_where_the_last_one_ended() -> None:
    assert period(START, DD, end=END) == START
    assert period(None, DD, end=END) == datetime(2014, 1, 7, tzinfo=UTC)


def test_lists_of_a_large_round_are_cut_and_say_how_many_more(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(digest_room, "MOST_ATTACHED", 129)
    fill(office.store, 130)
    found = told(office, start=datetime(2014, 1, 29, tzinfo=UTC), end=datetime(2014, 1, 30, tzinfo=UTC))
    assert [item.reference for item in found.arrivals] == [f"DD-{number:04d}" for number in range(31, 131)]
    assert (found.arrivals_beyond, found.waiting_beyond, found.incomplete_beyond) == (30, 0, 0)
    assert found.unattached == 130
