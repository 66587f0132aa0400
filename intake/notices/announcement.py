"""Send news to the update list: a letter to each, by a person's will, spread over time.

The same words go to nobody twice, however often they are announced; who has joined since gets them by announcing them
again.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.correspondence import write
from intake.desk import Desk
from intake.errors import IntakeError
from intake.letters.contexts import Update
from intake.letters.errors import RecipientError
from intake.letters.kinds import Kind
from intake.notices.markdown import blocks_of
from intake.notices.subscription import leave_link, leave_subject, list_headers
from store import letters, subscribers
from store.engine import Session
from store.tables import OutgoingMail, Subscriber

_HOUR = timedelta(hours=1)


class AnnouncementError(IntakeError):
    """There is nothing to announce."""


@dataclass(frozen=True, slots=True, kw_only=True)
class News:
    """What is announced; ``text`` is plain Markdown (`intake.notices.markdown`).

    Raises:
        AnnouncementError: the subject or the text is empty.
    """

    subject: str
    text: str

    def __post_init__(self) -> None:
        if not self.subject.strip() or not self.text.strip():
            raise AnnouncementError("an update needs a subject and a text")

    @property
    def cause(self) -> str:
        """What the outbox names as the cause: the same words are the same news."""
        digest = hashlib.sha256(f"{self.subject.strip()}\0{self.text.strip()}".encode()).hexdigest()
        return f"update:{digest[:16]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    """How many letters were queued, how many had the news already, and whose address cannot be written to.

    ``last_at`` is when the last letter may leave.
    """

    queued: int
    had_it: int
    unwritable: tuple[str, ...]
    last_at: datetime


def readers_of(session: Session, news: News) -> list[Subscriber]:
    """Everybody on the list who has not had this news."""
    had = {letter.recipient.lower() for letter in letters.find_by_cause(session, news.cause)}
    return [row for row in subscribers.standing(session) if row.address not in had]


def announce(session: Session, desk: Desk, news: News, *, actor: str, at: datetime) -> Announced:
    """Queue the news for everybody on the list who has not had it, in the name of ``actor``."""
    readers = readers_of(session, news)
    pace = _HOUR / desk.offices.letters_per_hour
    blocks = blocks_of(news.text)
    queued: list[OutgoingMail] = []
    unwritable: list[str] = []
    leaves_at = at
    for reader in readers:
        leaves_at = at + pace * len(queued)
        update = Update(
            subject=" ".join(news.subject.split()),
            blocks=blocks,
            leave=leave_link(desk, reader.code),
            leave_subject=leave_subject(reader.code),
        )
        try:
            number = write(
                session,
                desk,
                Kind.UPDATE,
                update,
                to=reader.address,
                cause=news.cause,
                not_before=leaves_at,
                headers=list_headers(desk, reader.code),
            )
        except RecipientError:
            unwritable.append(reader.address)
            continue
        letter = letters.by_id(session, number) if isinstance(number, int) else None
        if letter is not None:
            queued.append(letter)
    letters.release(session, queued, actor=actor, at=at, reason=news.cause)
    return Announced(
        queued=len(queued),
        had_it=len(subscribers.standing(session)) - len(readers),
        unwritable=tuple(unwritable),
        last_at=leaves_at,
    )
