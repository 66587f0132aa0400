"""What staff do at the command line: the functions that the commands call, as deeds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from intake.closing import Fate, close_message, settle_letter
from intake.decisions import by_hand
from intake.panel import assigning
from intake.service import Service
from store import letters, messages
from store.states import LetterStatus, MessageStatus

ACTOR = "programme office (command line)"


def assign_evenly(service: Service, at: datetime) -> None:
    """``intake assign --evenly``: what is complete and not yet with assessors is shared out."""
    with service.store.begin() as session:
        shared = assigning.evenly(session, service.desk)
        assigning.assign(session, service.desk, shared.allocations, actor=ACTOR, at=at)


def rule_by_hand(action: str, reference: str, text: str, *, member: str) -> Callable[[Service, datetime], None]:
    """``intake decide``: a ruling in the name of ``member``, whose address is given."""

    def do(service: Service, at: datetime) -> None:
        with service.store.begin() as session:
            person = by_hand.acting(service.desk, member, role="decide")
            by_hand.obey(session, service.desk, action, subject=reference, member=person, actor=ACTOR, text=text, at=at)

    return do


def close_held(numbers: Sequence[int]) -> Callable[[Service, datetime], None]:
    """``intake close``: held mails are concluded, a person having seen to them."""

    def do(service: Service, at: datetime) -> None:
        with service.store.begin() as session:
            for number in numbers:
                row = messages.by_id(session, number)
                if row is not None and row.status in (MessageStatus.HELD, MessageStatus.FAILED):
                    close_message(session, row, actor=ACTOR, reason="answered by telephone", at=at)

    return do


def letters_seen(numbers: Sequence[int]) -> Callable[[Service, datetime], None]:
    """``intake letters --seen``: letters that came back are noted; the people were told by telephone."""

    def do(service: Service, at: datetime) -> None:
        with service.store.begin() as session:
            for number in numbers:
                row = letters.by_id(session, number)
                if row is not None and row.status in (LetterStatus.BOUNCED, LetterStatus.FAILED):
                    settle_letter(session, row, Fate.SEEN, actor=ACTOR, reason="told by telephone", at=at)

    return do
