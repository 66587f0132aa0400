"""The tables of steps say what DESIGN promises of the three lives."""

from __future__ import annotations

from store.states import APPLICATION_STEPS, LETTER_STEPS, MESSAGE_STEPS, ApplicationState, LetterStatus, MessageStatus


def test_a_concluded_message_stays_concluded() -> None:
    assert MESSAGE_STEPS[MessageStatus.PROCESSED] == frozenset()


def test_a_message_that_waits_for_a_person_can_only_be_read_again() -> None:
    assert MESSAGE_STEPS[MessageStatus.HELD] == MESSAGE_STEPS[MessageStatus.FAILED] == {MessageStatus.PENDING}


def test_nothing_but_sending_is_sent_or_was_in_doubt() -> None:
    before_sent = {before for before, following in LETTER_STEPS.items() if LetterStatus.SENT in following}
    assert before_sent == {LetterStatus.SENDING, LetterStatus.UNKNOWN}


def test_a_letter_that_was_sent_is_never_sent_again() -> None:
    assert LETTER_STEPS[LetterStatus.SENT] == {LetterStatus.BOUNCED}
    assert LETTER_STEPS[LetterStatus.BOUNCED] == frozenset()


def test_every_open_application_can_be_withdrawn() -> None:
    closed = {before for before, following in APPLICATION_STEPS.items() if ApplicationState.WITHDRAWN not in following}
    assert closed == {ApplicationState.NOT_SHORTLISTED, ApplicationState.NOT_SELECTED, ApplicationState.WITHDRAWN}
