"""Send what is due (T4): claim, commit; send; mark, commit; one letter at a time over one connection.

Only the letter in hand is ever in the state ``sending``, so a crash leaves at most one in doubt. No transaction is open
while a letter is on the wire. `recover` settles what a crash left behind, by evidence only: nothing is sent again on a
guess. That staff hear of what failed is the digest's and the alarms' doing (`intake.staff`), from the rows and events.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import timedelta

from intake import clock
from intake.errors import DeliveryError
from intake.letters.backoff import wait_after
from intake.letters.errors import DeliveryUncertainError, OutgoingServerError
from intake.letters.evidence import Copies, Evidence
from intake.letters.wire import Wire
from store import history, letters
from store.engine import Store
from store.states import LetterStatus
from store.tables import OutgoingMail

#: Letters looked up at a time; the connection is kept from one look-up to the next.
_LOOK_UP = 100


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
    """What sending needs: the store, the wire, the envelope's sender, how long to try, and where copies are kept."""

    store: Store
    wire: Wire
    sender: str
    give_up_hours: int
    copies: Copies | None = None


def dispatch(
    outgoing: Outgoing, *, limit: int | None = None, should_stop: Callable[[], bool] = lambda: False
) -> Dispatched:
    """Send the letters that are due, the longest due first, at most ``limit``; ends early when ``should_stop`` says so.

    A fault of the server ends the run with its reason in the result and touches no letter.

    Raises:
        ConfigurationError: the outgoing settings can never work.
        StoreError: the store cannot be read or written; a letter just taken by the server may be left ``sending``.
    """
    done = Dispatched()
    seen: set[int] = set()
    while waiting := [letter_id for letter_id in _due(outgoing.store) if letter_id not in seen]:
        for letter_id in waiting:
            if should_stop() or (limit is not None and len(seen) >= limit):
                return done
            seen.add(letter_id)
            try:
                outgoing.wire.open()  # before the claim: while the server is away no letter is touched
                done = _send_one(outgoing, letter_id, done)
            except OutgoingServerError as fault:
                return replace(done, fault=str(fault))
    return done


def _due(store: Store) -> list[int]:
    with store.reading() as session:
        return [history.id_of(letter) for letter in letters.due(session, at=clock.now(), limit=_LOOK_UP)]


def _send_one(outgoing: Outgoing, letter_id: int, done: Dispatched) -> Dispatched:
    """Claim one letter, send it, and write down what became of it."""
    with outgoing.store.begin() as session:
        claimed = letters.claim(session, [letter_id], at=clock.now())
        if not claimed:
            return done  # somebody else has it, or a person cancelled it
        letter, raw = claimed[0], letters.body_of(session, letter_id)
    try:
        outgoing.wire.send(raw, sender=outgoing.sender, recipient=letter.recipient)
    except DeliveryUncertainError as fault:
        with outgoing.store.begin() as session:
            reason = str(fault)
            values = {"reason": reason}
            history.move(session, letter, LetterStatus.UNKNOWN, at=clock.now(), reason=reason, values=values)
        return replace(done, unknown=done.unknown + 1)
    except OutgoingServerError as fault:
        _put_back(outgoing, letter, fault, wait=timedelta(0))
        raise
    except DeliveryError as fault:
        return _not_taken(outgoing, letter, fault, done)
    with outgoing.store.begin() as session:
        letters.mark_sent(session, letter, at=clock.now())
    copied = outgoing.copies is None or outgoing.copies.keep(raw)
    return replace(done, sent=done.sent + 1, uncopied=done.uncopied + (not copied))


def _not_taken(outgoing: Outgoing, letter: OutgoingMail, fault: DeliveryError, done: Dispatched) -> Dispatched:
    """Back to the queue where waiting may help and the letter is not to be given up, else failed."""
    wait = wait_after(letter.attempts, give_up_hours=outgoing.give_up_hours) if fault.retryable else None
    if wait is not None:
        _put_back(outgoing, letter, fault, wait=wait)
        return replace(done, put_back=done.put_back + 1)
    reason = str(fault)
    if fault.retryable:
        reason = f"given up after {letter.attempts} attempts; the last: {reason}"
    with outgoing.store.begin() as session:
        letters.mark_failed(session, letter, reason=reason, at=clock.now())
    return replace(done, failed=done.failed + 1)


def _put_back(outgoing: Outgoing, letter: OutgoingMail, fault: DeliveryError, *, wait: timedelta) -> None:
    at = clock.now()
    with outgoing.store.begin() as session:
        letters.retry_later(session, letter, not_before=at + wait, reason=str(fault), at=at)


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
