"""What the books know that bears on one mail."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from intake.knowledge import known_of
from intake.round.verdict import Known
from parsers.mail import Address, ParsedMail
from parsers.reading import Reading
from store import messages
from tests.intake.office import CLERK, IN_TIME, JUNK, OURS, STRANGER, Office, completed, letter_from

SECOND = timedelta(seconds=1)
NOTHING = Known(own_addresses=frozenset({OURS}))


def known(office: Office, parsed: ParsedMail, **how: str) -> Known:
    """What is known of a mail that has just been filed."""
    number = office.files(parsed, at=IN_TIME + SECOND, **how)  # type: ignore[arg-type]  # only texts are given here
    (raw,) = [raw for raw, item in office.reader.readings.items() if raw.startswith(f"Subject: mail {number}".encode())]
    reading = office.reader.readings[raw]
    assert not isinstance(reading, Exception)
    with office.begin() as session:
        row = messages.by_id(session, number)
        assert row is not None
        return known_of(session, row, reading, desk=office.desk)


def test_strangers_mail_is_known_to_be_nothing(office: Office) -> None:
    assert known(office, letter_from(STRANGER)) == NOTHING


def test_contact_is_known_by_from_and_by_reply_to_of_its_organisation(office: Office) -> None:
    office.receives(form=completed())
    by_reply_to = letter_from("deputy@walsall.gov.uk", reply_to=Address(name="", address=CLERK))
    forged = letter_from(STRANGER, reply_to=Address(name="", address=CLERK))
    assert known(office, letter_from(CLERK.upper())).contact_of == ("DD-0001",)
    assert known(office, by_reply_to).contact_of == ("DD-0001",)
    assert known(office, forged).contact_of == ()


def test_reference_counts_in_the_subject_and_in_the_writers_own_words_only(office: Office) -> None:
    office.receives(form=completed())
    assert known(office, letter_from(STRANGER, subject="About dd-0001")).quoted == ("DD-0001",)
    assert known(office, letter_from(STRANGER, reply_text="see DD-0001, please")).quoted == ("DD-0001",)
    assert known(office, letter_from(STRANGER, body="> DD-0001")).quoted == ()
    assert known(office, letter_from(STRANGER, subject="DD-0002, XDD-0001, DD-00011")).quoted == ()


def test_thread_is_known_by_our_message_ids_in_either_header(office: Office) -> None:
    office.receives(form=completed())
    (letter,) = office.letters()
    assert known(office, letter_from(STRANGER, in_reply_to=(letter.message_id,))).threads == ("DD-0001",)
    assert known(office, letter_from(STRANGER, references=("x@y", letter.message_id))).threads == ("DD-0001",)


def test_our_own_letter_is_known_by_its_message_id(office: Office) -> None:
    office.receives(form=completed())
    (letter,) = office.letters()
    assert known(office, replace(letter_from(OURS), message_id=letter.message_id)).own_letter


def test_duplicate_is_the_earlier_mail_of_the_same_content(office: Office) -> None:
    office.receives(letter_from(content_sha256="d" * 64))
    assert known(office, letter_from(content_sha256="d" * 64)).duplicate_of == 1


def test_mail_without_any_identity_is_nobodys_duplicate(office: Office) -> None:
    office.receives(letter_from(content_sha256="d" * 64))
    assert known(office, replace(letter_from(content_sha256="d" * 64), from_=None)).duplicate_of == 1
    number = office.files(letter_from(content_sha256="d" * 64))
    bare = replace(letter_from(content_sha256="d" * 64), from_=None)
    with office.begin() as session:
        row = messages.by_id(session, number)
        assert row is not None
        assert known_of(session, row, Reading(mail=bare, form=None), desk=office.desk).duplicate_of is None


def test_junk_is_what_was_seen_there_alone(office: Office) -> None:
    assert known(office, letter_from(STRANGER), mailbox=JUNK).junk
    assert not known(office, letter_from(STRANGER)).junk


def test_oversize_is_known_from_the_filing(office: Office) -> None:
    assert known(office, letter_from(STRANGER), disposition="oversize").oversize


def test_released_mail_is_no_junk_and_carries_the_ruling(office: Office) -> None:
    office.receives(form=completed())
    held = office.receives(letter_from(STRANGER), completed(), mailbox=JUNK, at=IN_TIME + SECOND)
    with office.begin() as session:
        row = messages.by_id(session, held.message_id)
        assert row is not None
        messages.requeue(session, row, actor="Kim", reason="seen", at=IN_TIME, application_id=1)
    with office.begin() as session:
        row = messages.by_id(session, held.message_id)
        assert row is not None
        found = known_of(session, row, Reading(mail=letter_from(STRANGER), form=None), desk=office.desk)
    assert (found.junk, found.released, found.ruled) == (False, True, "DD-0001")
