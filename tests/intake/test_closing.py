"""What a person settles by hand: held mail and letters in trouble; each with who and why, none in silence."""

from __future__ import annotations

from datetime import timedelta

import pytest

from intake import clock
from intake.closing import ClosingError, Fate, close_message, settle_letter
from store import figures, letters, messages
from store.states import LetterStatus, MessageStatus
from tests.intake.office import CLERK, IN_TIME, Office, completed, letter_from

WHO, WHY = "Sam (command line)", "spoken to on the telephone"


def test_held_mail_is_closed_with_who_and_why(office: Office) -> None:
    held = office.receives(letter_from(), fault="the child was killed")
    assert held.status is MessageStatus.HELD
    with office.begin() as session:
        row = messages.by_id(session, held.message_id)
        assert row is not None
        close_message(session, row, actor=WHO, reason=WHY, at=clock.now())
    (mail,) = office.messages()
    assert (mail.status, mail.rule, mail.reason) == (MessageStatus.PROCESSED, "closed", WHY)
    last = office.events("message", held.message_id)[-1]
    assert (last.before, last.after, last.actor, last.reason) == ("processing", "processed", WHO, WHY)


def test_mail_that_does_not_wait_is_not_closed(office: Office) -> None:
    done = office.receives(letter_from())
    with office.begin() as session:
        row = messages.by_id(session, done.message_id)
        assert row is not None
        with pytest.raises(ClosingError, match="only held or failed mail can be closed"):
            close_message(session, row, actor=WHO, reason=WHY, at=clock.now())


def _letter_in(office: Office, status: LetterStatus) -> int:
    """A receipt taken to ``status``."""
    office.receives(letter_from(CLERK), completed())
    (item,) = office.letters()
    with office.begin() as session:
        (row,) = letters.claim(session, [item.id], at=IN_TIME)
        if status is LetterStatus.FAILED:
            letters.mark_failed(session, row, reason="550", at=IN_TIME)
        elif status is LetterStatus.BOUNCED:
            letters.mark_sent(session, row, at=IN_TIME)
            letters.mark_bounced(session, row, reason="5.1.1", at=IN_TIME)
        else:
            letters.mark_unknown(session, older_than=timedelta(0), at=IN_TIME + timedelta(minutes=1))
    return item.id


@pytest.mark.parametrize(
    ("status", "fate", "after"),
    [
        (LetterStatus.UNKNOWN, Fate.SENT, LetterStatus.SENT),
        (LetterStatus.UNKNOWN, Fate.AGAIN, LetterStatus.QUEUED),
        (LetterStatus.FAILED, Fate.AGAIN, LetterStatus.QUEUED),
        (LetterStatus.FAILED, Fate.SEEN, LetterStatus.FAILED),
        (LetterStatus.BOUNCED, Fate.SEEN, LetterStatus.BOUNCED),
        (LetterStatus.UNKNOWN, Fate.SEEN, LetterStatus.UNKNOWN),
    ],
)
def test_letter_in_trouble_is_settled(office: Office, status: LetterStatus, fate: Fate, after: LetterStatus) -> None:
    number = _letter_in(office, status)
    with office.store.reading() as session:
        assert [item.id for item in figures.troubled_letters(session)] == [number]
    with office.begin() as session:
        row = letters.by_id(session, number)
        assert row is not None
        settle_letter(session, row, fate, actor=WHO, reason=WHY, at=IN_TIME + timedelta(hours=1))
    assert [item.status for item in office.letters()] == [after]
    with office.store.reading() as session:
        assert figures.troubled_letters(session) == []
        assert figures.standing(session).unseen == {}
    last = office.events("letter", number)[-1]
    assert (last.actor, last.reason) == (WHO, WHY)


@pytest.mark.parametrize("fate", [Fate.SENT, Fate.AGAIN])
def test_bounced_letter_is_not_sent_again_nor_called_sent(office: Office, fate: Fate) -> None:
    number = _letter_in(office, LetterStatus.BOUNCED)
    with office.begin() as session:
        row = letters.by_id(session, number)
        assert row is not None
        with pytest.raises(ClosingError, match=f"cannot be settled as {fate}"):
            settle_letter(session, row, fate, actor=WHO, reason=WHY, at=IN_TIME)
