"""Carries out one job with an open service: a table of what each kind does, and what comes before and after all.

Before a job it is made sure that this process is still of the service's version and sees the shared folder. What fails
is logged by its number and raised again, for the engine to try later.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from intake import clock
from intake.desk import Desk
from intake.errors import RecognitionLeftError
from intake.letters import dispatch
from intake.logs import log
from intake.pipeline import process_message
from intake.sandbox import Sandbox
from intake.service import Service
from intake.staff.digest_run import queue_due_digest
from intake.work import jobs, recovering, versions
from intake.work.errors import ServerAwayError
from intake.work.jobs import JobKind
from intake.work.versions import Versions
from parsers.reading import Reading
from store import schema, waiting
from store.lending import Lent

_NEXT = "SELECT 1 FROM procrastinate_jobs WHERE status = 'todo' AND queueing_lock = %s"


@dataclass(frozen=True, slots=True)
class QuickReader:
    """Reads what needs no recognition; of the rest it says so (`RecognitionLeftError`)."""

    sandbox: Sandbox

    def read(self, raw: Lent, *, later: bool = False) -> Reading:
        """See `Sandbox.read`; recognition is always left."""
        return self.sandbox.read(raw, later=True)

    def leaf(self, raw: Lent, sha256: str) -> bytes:
        """See `Sandbox.leaf`."""
        return self.sandbox.leaf(raw, sha256)


class Carrier:
    """Carries out jobs, from many threads at once."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._quick = replace(service.desk, reader=QuickReader(service.sandbox))
        self._own = versions.own(service.programme, service.settings.data)
        with service.store.reading() as session:
            self._schema = schema.revision(session)

    @property
    def own(self) -> Versions:
        """What this process is."""
        return self._own

    def compare(self) -> None:
        """Make sure that this process is still what the service runs; raises as `versions.compare`."""
        with self._service.store.reading() as session:
            driver = waiting.driver_connection(session)
            versions.compare(driver, self._own, schema=self._schema, data=self._service.settings.data)

    def carry_out(self, kind: JobKind, number: int, *, again: bool = False) -> None:
        """Do one job; ``number`` is that of its row, 0 where it has none.

        ``again`` says that it was begun before and failed: what that left half done, because the database was away
        when it was to be given up, is taken back first.

        Raises:
            IntakeError, StoreError: it could not be done, and its row has no other job; nothing of it is half done.
        """
        try:
            self.compare()
            if again:
                recovering.take_back_row(self._service.store, self._service.outgoing, kind, number)
            _DOES[kind.name](self, number)
        except Exception as fault:
            message, letter = (number if kind.subject == subject else None for subject in ("message", "letter"))
            log.warning("job-put-back", job=kind.name, message=message, letter=letter, exc_info=fault)
            if not self._has_another(kind, number):
                raise

    def _has_another(self, kind: JobKind, number: int) -> bool:
        """Whether the row of a job that failed has been given its next one, so that this one is over."""
        with self._service.store.reading() as session:
            driver = waiting.driver_connection(session)
            return driver.execute(_NEXT, [jobs.key(kind, number)]).fetchone() is not None

    def _process(self, number: int) -> None:
        try:
            process_message(self._quick, number, doubt=self.compare)
        except RecognitionLeftError:
            log.info("left-for-scans", message=number)

    def _scan(self, number: int) -> None:
        process_message(self._desk, number, doubt=self.compare)

    def _send(self, number: int) -> None:
        done = dispatch.send_letter(self._service.outgoing, number)
        log.info("dispatched", letter=number, sent=done.sent, left=done.put_back, failed=done.failed)
        if done.fault:
            raise ServerAwayError(done.fault)

    def _recover(self, _: int) -> None:
        recovering.recover(self._service.store, self._service.outgoing)

    def _take_back(self, _: int) -> None:
        self._service.recover()

    def _digest(self, _: int) -> None:
        service = self._service
        queue_due_digest(service.desk, service.settings, at=clock.now(), show=service.show)

    def _chores(self, _: int) -> None:
        self._service.chores()

    @property
    def _desk(self) -> Desk:
        return self._service.desk


#: Kind of job → what does it.
_DOES: dict[str, Callable[[Carrier, int], None]] = {
    jobs.PROCESS_MESSAGE.name: Carrier._process,
    jobs.READ_SCAN.name: Carrier._scan,
    jobs.SEND_LETTER.name: Carrier._send,
    jobs.RECOVER.name: Carrier._recover,
    jobs.TAKE_BACK.name: Carrier._take_back,
    jobs.DIGEST.name: Carrier._digest,
    jobs.CHORES.name: Carrier._chores,
}
