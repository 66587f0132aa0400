"""`intake run` on PostgreSQL: the one poller. Where work is handed out others stand by; one takes over when it ends.

Whoever holds the lock (`one_poller`) runs the daemon. Where it hands work out it makes the queue ready before, and the
daemon files mail and moves it on the server; else the daemon does everything, and a second one is refused. When the
lock is lost, with the database or to a dead connection, polling stops at once and waiting for the lock begins anew.
"""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from types import FrameType

from intake.config import Settings
from intake.daemon.daemon import Daemon
from intake.daemon.systemd import notify
from intake.errors import AlreadyRunningError, IntakeError
from intake.logs import log
from intake.round.programme import Programme
from intake.service import open_service
from intake.work import versions
from intake.work.one_poller import LOOK_EVERY, PollerLock, watched
from intake.work.waiting_for import Patience
from store.engine import open_store
from store.errors import StoreError


class Poller:
    """One process that polls, or stands by."""

    def __init__(self, settings: Settings, programme: Programme) -> None:
        self._settings = settings
        self._programme = programme
        self._lock = PollerLock(settings.store.url)
        self._stop = threading.Event()
        self._daemon: Daemon | None = None

    def stop(self, *_: object) -> None:
        """Ask it to end after what it is doing."""
        self._stop.set()
        self._end_polling()

    def run(self) -> None:
        """Poll, or stand by, until stopped.

        Raises:
            AlreadyRunningError: somebody polls, and nobody stands by where no work is handed out.
            IntakeError, StoreError: it can never work as things are; the message says what to do.
        """
        notify("READY=1")
        patience = Patience(self._stop)
        while not self._stop.is_set():
            try:
                self._take()
                if not self._stop.is_set():
                    self._poll(patience)
            except (IntakeError, StoreError) as fault:
                if not fault.retryable:
                    raise
                patience.wait(fault)
            finally:
                self._lock.release()

    def _take(self) -> None:
        """Wait until the lock is ours, or we are stopped."""
        told = ""
        while not self._stop.is_set() and not self._lock.take():
            holder = self._lock.holder()
            if not self._settings.work.hand_out:
                raise _already_running(holder)
            if holder != told:
                log.info("standing-by", status=holder)
                notify(f"STATUS=standing by; {holder} polls")
                told = holder
            notify("WATCHDOG=1")
            self._stop.wait(LOOK_EVERY)

    def _poll(self, patience: Patience) -> None:
        """Poll for as long as the lock is ours and nobody stops us."""
        settings, programme = self._settings, self._programme
        _make_ready(settings, programme)
        with open_service(settings, programme) as service:
            if not settings.work.hand_out:
                service.recover(at_start=True)
            patience.over()
            self._daemon = Daemon(service)
            if not self._stop.is_set():
                with watched(self._lock, self._lost):
                    self._daemon.run()

    def _lost(self) -> None:
        log.warning("lock-lost")
        self._end_polling()

    def _end_polling(self) -> None:
        if self._daemon is not None:
            self._daemon.stop()


@contextmanager
def polling(settings: Settings, programme: Programme) -> Iterator[None]:
    """Be the one poller for a single pass.

    Raises:
        AlreadyRunningError: somebody else is.
        IntakeError, StoreError: as `Poller.run`.
    """
    lock = PollerLock(settings.store.url)
    if not lock.take():
        raise _already_running(lock.holder())
    try:
        _make_ready(settings, programme)
        yield
    finally:
        lock.release()


def _already_running(holder: str) -> AlreadyRunningError:
    return AlreadyRunningError(
        f"another intake service ({holder or 'just ending'}) is already running on this database; "
        "stop it first, or give this one another [store] url"
    )


def _make_ready(settings: Settings, programme: Programme) -> None:
    """The schema, the queue and what we are, where work is handed out."""
    if settings.work.hand_out:
        with closing(open_store(settings.store.url)) as store:
            store.upgrade()
        versions.prepare(settings.store.url, programme, settings.data)


def run(settings: Settings, programme: Programme) -> None:
    """Run a poller until SIGTERM or SIGINT; raises as `Poller.run`."""
    poller = Poller(settings, programme)

    def end(number: int, frame: FrameType | None) -> None:
        poller.stop()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    poller.run()
