"""What a person settles by hand: held mail that needs no more, and letters in trouble.

Each writes who did it and why. Nothing here sends anything.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from intake.errors import IntakeError
from store import history, letters, messages
from store.engine import Session
from store.states import Disposition, LetterStatus, MessageStatus
from store.tables import InboundMessage, OutgoingMail


class ClosingError(IntakeError):
    """It cannot be settled so."""


class Fate(StrEnum):
    """What a person says of a letter in trouble."""

    SENT = "sent"  # in doubt, and it did leave
    AGAIN = "again"  # send it again
    SEEN = "seen"  # nothing more to be done by the service


def close_message(session: Session, message: InboundMessage, *, actor: str, reason: str, at: datetime) -> None:
    """Conclude held or failed mail without reading it again: a person saw to it.

    Raises:
        ClosingError: it does not wait for a person.
    """
    if message.status not in (MessageStatus.HELD, MessageStatus.FAILED):
        raise ClosingError(f"message {message.id} is {message.status}; only held or failed mail can be closed")
    case, known = message.application_id, message.disposition or Disposition.CORRESPONDENCE
    messages.requeue(session, message, actor=actor, reason=reason, at=at, application_id=case)
    (claimed,) = messages.claim(session, limit=1, at=at, ids=[history.id_of(message)])
    messages.close(session, claimed, disposition=known, actor=actor, reason=reason, at=at)


def settle_letter(session: Session, letter: OutgoingMail, fate: Fate, *, actor: str, reason: str, at: datetime) -> None:
    """Say what became of a letter that failed, bounced or is in doubt.

    Raises:
        ClosingError: the letter is in no such trouble, or was erased and cannot be sent again.
    """
    if fate is Fate.AGAIN and not letters.body_of(session, history.id_of(letter)):
        raise ClosingError(f"letter {letter.id} was erased; there is nothing left to send")
    match letter.status, fate:
        case LetterStatus.UNKNOWN, Fate.SENT:
            letters.settle_unknown(session, letter, LetterStatus.SENT, at=at, reason=reason, actor=actor)
        case LetterStatus.UNKNOWN, Fate.AGAIN:
            letters.settle_unknown(session, letter, LetterStatus.QUEUED, at=at, reason=reason, actor=actor)
        case LetterStatus.FAILED, Fate.AGAIN:
            letters.requeue(session, letter, actor=actor, reason=reason, at=at)
        case LetterStatus.FAILED | LetterStatus.BOUNCED | LetterStatus.UNKNOWN, Fate.SEEN:
            letters.mark_seen(session, letter, actor=actor, reason=reason, at=at)
        case _:
            raise ClosingError(f"letter {letter.id} is {letter.status}; it cannot be settled as {fate}")
