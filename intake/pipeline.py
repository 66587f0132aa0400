"""The spine: a filed message is claimed, read in the child, judged, and all that follows is written at once.

`process_message` takes one message that whole way. `process_pending` does the same for everything that waits, with
several children reading at a time; what they have read is committed together, so that one mail never waits for a
batch and a full mailbox never waits for the disk. No transaction is open while a child reads.

What follows from a reading is written by `intake.conclusion`: judged in `intake.round.triage`, recorded in
`intake.record`, answered in `intake.answering`. Getting mail in is `intake.receive`, getting letters out
`intake.letters.dispatch`.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from datetime import timedelta

from intake import clock
from intake.conclusion import conclude
from intake.deeds import conclusion, note
from intake.desk import Concluded, Desk
from intake.errors import IntakeError, ReadingFaultError, RecognitionLeftError
from intake.logs import log
from parsers.reading import Reading
from store import history, messages, waiting
from store.deeds import Deed
from store.engine import Session, savepoint
from store.errors import ArchiveDamagedError, StoreError
from store.states import MessageStatus
from store.tables import InboundMessage

#: A reading that began longer ago than this belongs to a process that is no more.
STALE_AFTER = timedelta(minutes=10)
MOST_ATTEMPTS = 3
#: Mails that wait for recognition, beyond which no more mail is taken up: none may wait until it is thought left over.
_MOST_SLOW = 8

#: What became of reading a mail.
_Outcome = Reading | ReadingFaultError | StoreError


def process_message(desk: Desk, message_id: int, *, doubt: Callable[[], None] = lambda: None) -> Concluded | None:
    """Take one waiting message the whole way; None when it was not waiting.

    ``doubt`` is asked before a message that could not be read is concluded: it raises where that is not the message's
    doing, and the message waits again, as it does after any fault that may pass.

    Raises:
        RecognitionLeftError: the desk's reader leaves recognition for later, and the mail needs it: it waits again.
        StoreError: the books or the archive cannot be used.
    """
    with desk.store.begin() as session:
        claimed = messages.claim(session, limit=1, at=clock.now(), ids=[message_id])
    if not claimed:
        return None
    try:
        outcome = read(desk, claimed[0])
        if isinstance(outcome, RecognitionLeftError):
            raise outcome
        if isinstance(outcome, ReadingFaultError):
            doubt()
    except (StoreError, IntakeError) as fault:
        with desk.store.begin() as session:
            messages.put_back(session, claimed[0], at=clock.now(), reason=_why_put_back(fault))
            if isinstance(fault, RecognitionLeftError):
                waiting.leave(session, "message", [message_id], slow=True)
            else:
                waiting.keep(session, "message", message_id)  # by the caller, who is told and tries again
        raise
    concluded, _ = _commit(desk, [(claimed[0], outcome)], 0)
    _log(concluded[0])
    return concluded[0]


def _why_put_back(fault: StoreError | IntakeError) -> str:
    return str(fault) if isinstance(fault, RecognitionLeftError) else f"it could not be read for now: {fault}"


def process_pending(
    desk: Desk, *, stop: threading.Event | None = None, tell: Callable[[Concluded], None] | None = None
) -> int:
    """Take every waiting message the whole way; returns how many. ``stop`` ends it after what is being read.

    Raises:
        StoreError: the books cannot be written, and what was claimed goes back to waiting when it is stale; or the
            archive cannot be read, and what was claimed waits again, without an attempt counted.
    """
    done = 0
    with (
        ThreadPoolExecutor(max_workers=desk.workers, thread_name_prefix="reader") as pool,
        ThreadPoolExecutor(max_workers=1, thread_name_prefix="recogniser") as recogniser,
    ):
        lanes = _Lanes(desk, pool, recogniser)
        while True:
            finished = lanes.finished()
            stopping = lanes.away is not None or (stop is not None and stop.is_set())
            room = 0 if stopping else lanes.room()
            concluded, claimed = _commit(desk, finished, room, alone=not lanes.running)
            lanes.begin(claimed)
            for item in concluded:
                done += 1
                _log(item)
                if tell is not None:
                    tell(item)
            if not lanes.running and lanes.away is not None:
                raise lanes.away
            if not lanes.running:
                return done
            wait(lanes.running, return_when=FIRST_COMPLETED)


class _Lanes:
    """What is being read: mails side by side, those whose pages must be recognised in a lane of their own.

    Recognition takes every processor for seconds and must end in time, so there it is one mail after the other, while
    the others are read past them. ``away`` is the fault by which the archive could not be read.
    """

    def __init__(self, desk: Desk, pool: Executor, recogniser: Executor) -> None:
        self.running: dict[Future[_Outcome], InboundMessage] = {}
        self.away: StoreError | None = None
        self._desk, self._pool, self._recogniser = desk, pool, recogniser
        self._slow: set[Future[_Outcome]] = set()

    def begin(self, claimed: Sequence[InboundMessage]) -> None:
        """Have these read."""
        for message in claimed:
            self.running[self._pool.submit(_read_if_there, self._desk, message, later=True)] = message

    def room(self) -> int:
        """How many more may be claimed now; none beside one that was tried before, for it is read alone."""
        if len(self._slow) >= _MOST_SLOW or any(message.attempts > 1 for message in self.running.values()):
            return 0
        return 2 * self._desk.workers - (len(self.running) - len(self._slow))

    def finished(self) -> list[tuple[InboundMessage, Reading | ReadingFaultError]]:
        """What has been read since; a mail that needs recognition goes to the other lane."""
        found: list[tuple[InboundMessage, Reading | ReadingFaultError]] = []
        for future in [future for future in self.running if future.done()]:
            message, outcome = self.running.pop(future), future.result()
            self._slow.discard(future)
            if isinstance(outcome, RecognitionLeftError):
                again = self._recogniser.submit(_read_if_there, self._desk, message, later=False)
                self.running[again] = message
                self._slow.add(again)
            elif isinstance(outcome, StoreError):
                self.away = outcome
                _give_up(self._desk, message, outcome)
            else:
                found.append((message, outcome))
        return found


def _read_if_there(desk: Desk, message: InboundMessage, *, later: bool) -> _Outcome:
    """`read`; that the archive is away is a result too, for it is no fault of the message."""
    try:
        return read(desk, message, later=later)
    except StoreError as fault:
        return fault


def _give_up(desk: Desk, message: InboundMessage, fault: StoreError) -> None:
    with desk.store.begin() as session:
        messages.put_back(session, message, at=clock.now(), reason=_why_put_back(fault))


def _commit(
    desk: Desk, finished: Sequence[tuple[InboundMessage, Reading | ReadingFaultError]], room: int, *, alone: bool = True
) -> tuple[list[Concluded], list[InboundMessage]]:
    """One transaction: conclude what was read, each on its own savepoint, and claim as much as there is room for."""
    concluded: list[Concluded] = []
    deeds: list[Deed] = []
    with desk.store.begin() as session:
        for message, outcome in finished:
            with clock.still(clock.now()):  # all that follows from one mail does so at one instant
                concluded.append(conclude_alone(session, desk, message, outcome))
                deeds.append(conclusion(session, message, concluded[-1]))
        claimed = messages.claim(session, limit=room, at=clock.now(), alone=alone) if room else []
    note(desk.archive, deeds)
    return concluded, claimed


def conclude_alone(
    session: Session, desk: Desk, message: InboundMessage, outcome: Reading | ReadingFaultError
) -> Concluded:
    """Conclude one message; a fault of ours fails that message alone, with its reason, and never the others."""
    try:
        with savepoint(session):
            return conclude(session, desk, message, outcome)
    except _OUR_FAULTS as fault:
        number = history.id_of(message)
        log.error("conclude-failed", message=number, exc_info=fault)
        row = messages.by_id(session, number)  # the one in hand shows what was rolled back
        if row is None:
            raise
        reason = f"a fault of the service while recording it: {type(fault).__name__}"
        disposition = row.disposition
        messages.conclude(
            session,
            row,
            status=MessageStatus.FAILED,
            disposition=disposition,
            rule="fault",
            reason=reason,
            at=clock.now(),
        )
        return Concluded(
            message_id=number, status=MessageStatus.FAILED, disposition=disposition, rule="fault", reason=reason
        )


#: What a mail nobody foresaw may raise in our own code. Faults of the database are not among them: they end the pass.
_OUR_FAULTS = (IntakeError, ArithmeticError, AssertionError, AttributeError, LookupError, TypeError, ValueError)


def read(desk: Desk, message: InboundMessage, *, later: bool = False) -> Reading | ReadingFaultError:
    """Read a message in the child. That the child died or was stopped is a result, as is a damaged archive file.

    With ``later`` the result is a RecognitionLeftError where pages must be recognised.
    """
    return read_archived(desk, message.sha256, later=later)


def read_archived(desk: Desk, sha256: str, *, later: bool = False) -> Reading | ReadingFaultError:
    """`read` for the mail that lies in the archive under this digest."""
    try:
        with desk.archive.lend(sha256) as mail:
            return desk.reader.read(mail, later=later)
    except ReadingFaultError as fault:
        return fault
    except ArchiveDamagedError:
        return ReadingFaultError("its file in the raw archive is missing or damaged: restore it, then requeue it")


def recover(desk: Desk, *, older_than: timedelta | None = None) -> int:
    """Take back what was claimed and never concluded; returns how many messages.

    ``older_than`` zero is for the start of the only process there is, when nothing can still be read.
    """
    with desk.store.begin() as session:
        rows = messages.recover_stale(
            session,
            older_than=STALE_AFTER if older_than is None else older_than,
            at=clock.now(),
            max_attempts=MOST_ATTEMPTS,
        )
    return len(rows)


def _log(item: Concluded) -> None:
    log.info(
        "concluded",
        message=item.message_id,
        status=item.status.value,
        disposition=item.disposition,
        rule=item.rule,
        reference=item.application,
        letter=item.letter_id,
    )
