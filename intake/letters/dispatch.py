"""Send what is due (T4): claim, commit; send; mark, commit; one letter at a time over one connection.

Only the letter in hand is ever in the state ``sending``, so a crash leaves at most one in doubt. No transaction is open
while a letter is on the wire. `recover` settles what a crash left behind, by evidence only: nothing is sent again on a
guess. That staff hear of what failed is the digest's and the alarms' doing (`intake.staff`), from the rows and events.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Protocol

import stamina

from intake import clock
from intake.errors import DeliveryError, MailboxError
from intake.letters.backoff import wait_after
from intake.letters.errors import DeliveryUncertainError, OutgoingServerError
from intake.letters.evidence import Copies, Evidence
from intake.letters.kinds import POLICIES, Kind
from intake.letters.wire import Wire
from store import applications, history, letters
from store.engine import Session, Store
from store.errors import StoreFullError, StoreLockedError, StoreReadOnlyError, StoreUnreachableError
from store.states import LetterStatus
from store.tables import OutgoingMail

#: Letters looked up at a time; the connection is kept from one look-up to the next.
_LOOK_UP = 100
#: How far the clocks of two machines may be apart: a letter that the database calls due is due here too.
_SKEW = timedelta(seconds=5)
#: Faults of the store that may pass while we wait.
_PASSING = (StoreLockedError, StoreFullError, StoreReadOnlyError, StoreUnreachableError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dispatched:
    """What became of the letters that were due: counts, and the fault that ended the run early, "" for none.

    ``put_back`` wait for another attempt; ``uncopied`` were sent, but no copy could be kept.
    """

    sent: int = 0
    put_back: int = 0
    failed: int = 0
    unknown: int = 0
    uncopied: int = 0
    fault: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What sending needs: the store, the wire, the envelope's sender, how long to try, and where copies are kept.

    ``look_first`` has every letter looked for among the copies before it is sent, for books that went back in time.
    ``pause`` is how long a letter waits that the server turned away with a fault of its own, not of the letter.
    ``turn`` is held by whoever sends or settles: wire and copies are one connection each, never used by two at once.
    """

    store: Store
    wire: Wire
    sender: str
    give_up_hours: int
    copies: Copies | None = None
    look_first: bool = False
    pause: timedelta = timedelta(0)
    turn: threading.Lock = field(default_factory=threading.Lock, compare=False)


def dispatch(
    outgoing: Outgoing, *, limit: int | None = None, should_stop: Callable[[], bool] = lambda: False
) -> Dispatched:
    """Send the letters that are due, the longest due first, at most ``limit``; ends early when ``should_stop`` says so.

    A fault of the server ends the run with its reason in the result and touches no letter.

    Raises:
        ConfigurationError: the outgoing settings can never work.
        StoreError: the store cannot be read or written; a letter just taken by the server may be left ``sending``.
    """
    with outgoing.turn:
        return _send_due(outgoing, limit=limit, should_stop=should_stop)


def _send_due(outgoing: Outgoing, *, limit: int | None, should_stop: Callable[[], bool]) -> Dispatched:
    done = Dispatched()
    seen: set[int] = set()
    while waiting := [letter_id for letter_id in _due(outgoing.store) if letter_id not in seen]:
        for letter_id in waiting:
            if should_stop() or (limit is not None and len(seen) >= limit):
                return done
            seen.add(letter_id)
            done = _try(outgoing, letter_id, done)
            if done.fault:
                return done
    return done


def send_letter(outgoing: Outgoing, letter_id: int) -> Dispatched:
    """Send one letter, if it is queued and due; as `dispatch`, and raises the same."""
    with outgoing.turn:
        with outgoing.store.reading() as session:
            letter = letters.by_id(session, letter_id)
        due = letter is not None and letter.status == LetterStatus.QUEUED and letter.not_before <= clock.now() + _SKEW
        return _try(outgoing, letter_id, Dispatched()) if due else Dispatched()


def _try(outgoing: Outgoing, letter_id: int, done: Dispatched) -> Dispatched:
    """Send one letter unless it has left already; a fault of the server is in the result."""
    try:
        if outgoing.look_first and _has_left(outgoing, letter_id):
            return done
        outgoing.wire.open()  # before the claim: while the server is away no letter is touched
        return _send_one(outgoing, letter_id, done)
    except (OutgoingServerError, MailboxError) as fault:
        return replace(done, fault=str(fault) or type(fault).__name__)


def _due(store: Store) -> list[int]:
    with store.reading() as session:
        return [history.id_of(letter) for letter in letters.due(session, at=clock.now(), limit=_LOOK_UP)]


def _has_left(outgoing: Outgoing, letter_id: int) -> bool:
    """Whether our own copies show that the letter was sent by the service of which only a backup is left.

    Raises:
        MailboxError: the copies cannot be looked at, so that it is not known.
    """
    with outgoing.store.reading() as session:
        letter = letters.by_id(session, letter_id)
    if letter is None or outgoing.copies is None or not outgoing.copies.holds(letter.message_id):
        return False
    with outgoing.store.begin() as session:
        for claimed in letters.claim(session, [letter_id], at=clock.now()):
            letters.mark_sent(session, claimed, at=clock.now())
    return True


def _send_one(outgoing: Outgoing, letter_id: int, done: Dispatched) -> Dispatched:
    """Claim one letter, send it, and write down what became of it."""
    with outgoing.store.begin() as session:
        claimed = letters.claim(session, [letter_id], at=clock.now())
        if not claimed:
            return done  # somebody else has it, or a person cancelled it
        letter, raw = claimed[0], letters.body_of(session, letter_id)
        if reason := _misaddressed(session, letter):
            letters.mark_failed(session, letter, reason=reason, at=clock.now())
            return replace(done, failed=done.failed + 1)
    try:
        outgoing.wire.send(raw, sender=outgoing.sender, recipient=letter.recipient)
    except DeliveryUncertainError as fault:
        _write_down(outgoing.store, letter_id, partial(_doubt, reason=str(fault)))
        return replace(done, unknown=done.unknown + 1)
    except OutgoingServerError as fault:
        _write_down(outgoing.store, letter_id, partial(_put_back, reason=str(fault), wait=outgoing.pause))
        raise
    except DeliveryError as fault:
        return _not_taken(outgoing, letter, fault, done)
    _write_down(outgoing.store, letter_id, letters.mark_sent)
    copied = outgoing.copies is None or outgoing.copies.keep(raw)
    return replace(done, sent=done.sent + 1, uncopied=done.uncopied + (not copied))


def _misaddressed(session: Session, letter: OutgoingMail) -> str:
    """Why a letter to the contact of an application must not leave: the contact is another one by now; else ""."""
    policy = POLICIES[Kind(letter.kind)] if letter.kind in set(Kind) else None
    if policy is None or not policy.to_contact or letter.application_id is None:
        return ""
    case = applications.by_id(session, letter.application_id)
    if case is None or case.contact_address.lower() == letter.recipient.lower():
        return ""
    return f"the contact of {case.reference} has another address by now: have it written anew"


def _not_taken(outgoing: Outgoing, letter: OutgoingMail, fault: DeliveryError, done: Dispatched) -> Dispatched:
    """Back to the queue where waiting may help and the letter is not to be given up, else failed."""
    letter_id, reason = history.id_of(letter), str(fault)
    wait = wait_after(letter.attempts, give_up_hours=outgoing.give_up_hours) if fault.retryable else None
    if wait is not None:
        _write_down(outgoing.store, letter_id, partial(_put_back, reason=reason, wait=wait))
        return replace(done, put_back=done.put_back + 1)
    if fault.retryable:
        reason = f"given up after {letter.attempts} attempts; the last: {reason}"
    _write_down(outgoing.store, letter_id, partial(letters.mark_failed, reason=reason))
    return replace(done, failed=done.failed + 1)


class _Act(Protocol):
    """A step of one letter, in a transaction of the caller's."""

    def __call__(self, session: Session, letter: OutgoingMail, /, *, at: datetime) -> None: ...


def _write_down(store: Store, letter_id: int, act: _Act) -> None:
    """Take the letter that was on the wire its step; a store that is busy or full is asked again.

    What is known of the letter now nobody will know later: left ``sending`` it could only become ``unknown``.
    """
    for attempt in stamina.retry_context(on=_PASSING, attempts=5, wait_initial=0.2, wait_max=5.0, timeout=None):
        with attempt, store.begin() as session:
            letter = letters.by_id(session, letter_id)
            if letter is not None:
                act(session, letter, at=clock.now())


def _put_back(session: Session, letter: OutgoingMail, /, *, at: datetime, reason: str, wait: timedelta) -> None:
    letters.retry_later(session, letter, not_before=at + wait, reason=reason, at=at)


def _doubt(session: Session, letter: OutgoingMail, /, *, at: datetime, reason: str) -> None:
    history.move(session, letter, LetterStatus.UNKNOWN, at=at, reason=reason, values={"reason": reason})


def recover(store: Store, evidence: Evidence | None, *, older_than: timedelta = timedelta(0)) -> Dispatched:
    """Settle letters whose sending never came to an end, and those in doubt from before.

    Letters claimed longer ago than ``older_than`` and still ``sending`` become ``unknown``: call it with 0 at the start
    of the daemon, when nobody else can be sending. Then the evidence is asked about each unknown letter; what it does
    not know stays ``unknown`` for a person. In the result, ``sent`` and ``put_back`` are those settled, ``unknown``
    those that remain.
    """
    with store.begin() as session:
        letters.mark_unknown(session, older_than=older_than, at=clock.now())
    with store.reading() as session:
        doubtful = letters.listing(session, statuses=[LetterStatus.UNKNOWN])
    done = Dispatched()
    for item in doubtful:
        known = evidence.was_sent(item.message_id) if evidence is not None else None
        if known is None:
            done = replace(done, unknown=done.unknown + 1)
            continue
        _settle(store, item.id, sent=known)
        done = replace(done, sent=done.sent + known, put_back=done.put_back + (not known))
    return done


def _settle(store: Store, letter_id: int, *, sent: bool) -> None:
    to, reason = (
        (LetterStatus.SENT, "our own copy shows that it was sent")
        if sent
        else (LetterStatus.QUEUED, "it is certain that it was not sent")
    )
    with store.begin() as session:
        letter = letters.by_id(session, letter_id)
        if letter is not None and letter.status == LetterStatus.UNKNOWN:
            letters.settle_unknown(session, letter, to, at=clock.now(), reason=reason)
