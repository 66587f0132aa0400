"""What a dead worker left is taken back once; what a living one does is left alone."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from intake import clock
from intake.letters.dispatch import Outgoing
from intake.pipeline import MOST_ATTEMPTS
from intake.work.jobs import PROCESS_MESSAGE, SEND_LETTER
from intake.work.recovering import SILENCE, recover, take_back_row
from store import letters, messages
from store.states import LetterStatus, MessageStatus
from tests.intake.work.conftest import Books

pytestmark = pytest.mark.server("postgresql")
LONG_AGO = int(SILENCE) + 5


class NoWire:
    """Nothing is sent while things are taken back."""

    def open(self) -> None:
        """See `Wire.open`."""
        raise AssertionError

    def send(self, raw: bytes, *, sender: str, recipient: str) -> None:
        """See `Wire.send`."""
        raise AssertionError

    def close(self) -> None:
        """See `Wire.close`."""


@dataclass
class KeptCopy:
    """Our own copies, of which one letter's is there."""

    message_id: str = ""

    def was_sent(self, message_id: str) -> bool | None:
        """See `Evidence.was_sent`."""
        return True if message_id == self.message_id else None

    def keep(self, raw: bytes) -> bool:
        """See `Copies.keep`."""
        return True

    def holds(self, message_id: str) -> bool:
        """See `Copies.holds`."""
        return message_id == self.message_id


def outgoing_of(books: Books, copies: KeptCopy | None = None) -> Outgoing:
    return Outgoing(
        store=books.store, wire=NoWire(), sender="round@office.example", give_up_hours=1, copies=copies or KeptCopy()
    )


def recovered(books: Books, *, copies: KeptCopy | None = None) -> None:
    """Take back what is to be taken back."""
    recover(books.store, outgoing_of(books, copies))


def message_status(books: Books, number: int) -> MessageStatus:
    with books.store.reading() as session:
        row = messages.by_id(session, number)
    assert row is not None
    return MessageStatus(row.status)


def letter_status(books: Books, number: int) -> LetterStatus:
    with books.store.reading() as session:
        row = letters.by_id(session, number)
    assert row is not None
    return LetterStatus(row.status)


def claimed_message(books: Books, *, silent_for: int) -> int:
    """A message that a worker has in hand, of whom nothing was heard for so long."""
    with books.store.begin() as session:
        number = books.file(session)
    books.take_job(silent_for=silent_for)
    with books.store.begin() as session:
        messages.claim(session, limit=1, at=clock.now(), ids=[number])
    return number


def test_message_of_a_dead_worker_waits_again_with_a_job(books: Books) -> None:
    number = claimed_message(books, silent_for=LONG_AGO)
    recovered(books)
    assert message_status(books, number) is MessageStatus.PENDING
    assert books.jobs() == [("process-message", "mail", number, "todo")]


def test_message_of_a_living_worker_is_left_alone(books: Books) -> None:
    number = claimed_message(books, silent_for=0)
    recovered(books)
    assert message_status(books, number) is MessageStatus.PROCESSING
    assert books.jobs() == [("process-message", "mail", number, "doing")]


def test_message_whose_claim_could_not_be_given_up_is_taken_back_by_its_own_job(books: Books) -> None:
    number = claimed_message(books, silent_for=0)
    take_back_row(books.store, outgoing_of(books), PROCESS_MESSAGE, number)
    assert message_status(books, number) is MessageStatus.PENDING
    assert books.jobs() == [("process-message", "mail", number, "doing")]  # no second one beside it


def test_letter_left_on_the_wire_by_its_own_job_is_in_doubt(books: Books) -> None:
    number = sending_letter(books)
    take_back_row(books.store, outgoing_of(books), SEND_LETTER, number)
    assert letter_status(books, number) is LetterStatus.UNKNOWN


def test_message_that_kills_its_workers_is_held(books: Books) -> None:
    number = claimed_message(books, silent_for=LONG_AGO)
    for _ in range(MOST_ATTEMPTS - 1):
        recovered(books)
        books.take_job(silent_for=LONG_AGO)
        with books.store.begin() as session:
            messages.claim(session, limit=1, at=clock.now(), ids=[number])
    recovered(books)
    assert message_status(books, number) is MessageStatus.HELD
    assert books.jobs() == []


def test_job_that_a_dead_worker_took_and_did_not_begin_is_made_again(books: Books) -> None:
    with books.store.begin() as session:
        number = books.file(session)
    books.take_job(silent_for=LONG_AGO)
    recovered(books)
    assert books.jobs() == [("process-message", "mail", number, "todo")]


def sending_letter(books: Books) -> int:
    """A letter that a dead worker had on the wire."""
    with books.store.begin() as session:
        number = books.queue(session)
    books.take_job(silent_for=LONG_AGO)
    with books.store.begin() as session:
        letters.claim(session, [number], at=clock.now())
    return number


def test_letter_that_was_on_the_wire_is_in_doubt_and_never_sent_again(books: Books) -> None:
    number = sending_letter(books)
    recovered(books)
    assert letter_status(books, number) is LetterStatus.UNKNOWN
    assert books.jobs() == []


def test_letter_whose_copy_is_there_was_sent(books: Books) -> None:
    number = sending_letter(books)
    recovered(books, copies=KeptCopy("1@round.example"))
    assert letter_status(books, number) is LetterStatus.SENT
    assert books.jobs() == []


def test_rows_whose_jobs_are_gone_are_given_new_ones(books: Books) -> None:
    with books.store.begin() as session:
        number, letter = books.file(session), books.queue(session)
    books.ask("DELETE FROM procrastinate_jobs")
    for _ in range(2):
        recovered(books)
        assert sorted(books.jobs()) == [
            ("process-message", "mail", number, "todo"),
            ("send-letter", "letters", letter, "todo"),
        ]


def test_job_of_the_clock_that_stalled_makes_room_for_the_next(books: Books) -> None:
    books.ask(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, queueing_lock) "
        "VALUES ('clock', 'chores', 'chores', 'chores')"
    )
    books.take_job(silent_for=LONG_AGO)
    recovered(books)
    assert books.ask("SELECT count(*) FROM procrastinate_jobs") == [(0,)]
