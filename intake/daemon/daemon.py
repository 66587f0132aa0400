"""The daemon: passes on a schedule, a clean start and a clean stop.

One instance on a data folder. SIGTERM or SIGINT ends it after what it is doing: mail being read is concluded or put
back, a letter on the wire is marked, then everything is closed. The main thread does no work; it watches that the
others do, and tells the service manager so. Where work is handed out (`intake.work`) it files mail, moves it on the
server when a worker is done with it, and raises alarms; the rest is the workers'.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from types import FrameType

from intake import clock
from intake.config import ImapSettings
from intake.daemon.keeper import Keeper
from intake.daemon.metrics import serving
from intake.daemon.orphans import Orphans
from intake.daemon.scheduler import Schedule
from intake.daemon.status import Fault
from intake.daemon.surroundings import Certificates, certificate_faults, status_of
from intake.daemon.systemd import notify
from intake.daemon.watch import Watch
from intake.desk import Concluded
from intake.errors import MailboxError
from intake.logs import log
from intake.mailbox.names import mailbox_name
from intake.mailbox.opening import open_mailbox
from intake.mailbox.source import Mailbox
from intake.mailbox.suspects import Suspects
from intake.service import Service
from intake.staff.alarms import Absences, queue_alarms
from intake.staff.digest_run import queue_due_digest
from store import progress
from store.errors import StoreError

#: How often letters whose time has come are looked for, beside right after each poll, in seconds.
_SEND_EVERY = 20
_CHORES_EVERY = 60
#: How often mail that workers are done with is moved on the server, beside right after each poll, in seconds.
_SETTLE_EVERY = 10
_RECOVER_EVERY = 300
_ALARMS_EVERY = 300
#: How often a server whose certificate could not be seen today is asked again, in seconds.
_CERTIFICATES_EVERY = 3600
#: How often it is seen to that the access tokens are fresh, in seconds.
_TOKENS_EVERY = 300
#: How long the poll may take before the watchdog is no longer told that all is well, in seconds.
_LONGEST_POLL = 1800


class Daemon:
    """The running service."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._stop = threading.Event()
        self._schedule = Schedule(on_fault=self._job_failed)
        token, suspects = service.tokens.mailbox, Suspects()

        def connect(folder: str) -> Mailbox:
            return open_mailbox(service.settings.mailbox, folder=folder, token=token, suspects=suspects)

        self._connect = connect
        self._keepers = [Keeper(folder, connect) for folder in service.folders]
        self._started = self._last_poll = clock.monotonic()
        self._hinted = threading.Event()
        self._mailbox_turn = threading.Lock()  # a keeper's connection is used by one job at a time
        self._certificates = Certificates(service.settings)
        self._absences = Absences()

    def stop(self, *_: object) -> None:
        """Ask the daemon to end after what it is doing."""
        self._stop.set()

    def run(self) -> None:
        """Work until stopped."""
        settings, schedule = self._service.settings, self._schedule
        schedule.every("poll", settings.mailbox.poll_seconds, self._poll)
        if self._service.hands_out:
            schedule.every("settle", _SETTLE_EVERY, self._settle)
        else:
            schedule.every("send", _SEND_EVERY, self._send)
            schedule.every("recover", _RECOVER_EVERY, self._recover)
            schedule.every("chores", _CHORES_EVERY, self._chores)
            schedule.every("digest", 60, self._digest)
        schedule.every("alarms", _ALARMS_EVERY, self._alarms)
        schedule.every("tokens", _TOKENS_EVERY, self._service.tokens.keep_fresh)
        schedule.every("certificates", _CERTIFICATES_EVERY, self._certificates.look)
        watches = [
            Watch(self._connect, folder, self._hint)
            for folder in self._service.folders[:1]
            if not isinstance(settings.mailbox, ImapSettings) or settings.mailbox.idle
        ]
        service = self._service
        with serving(settings, service.store, service.sandbox.tally, also=self._seen):
            self._work(watches)

    def _work(self, watches: Sequence[Watch]) -> None:
        schedule = self._schedule
        schedule.start()
        for watch in watches:
            watch.start()
        log.info("started", pid=os.getpid(), protections=", ".join(self._service.sandbox.protections))
        notify("READY=1")
        try:
            self._wait()
        finally:
            notify("STOPPING=1")
            for watch in watches:
                watch.stop()
            schedule.stop()
            for keeper in self._keepers:
                keeper.close()
            log.info("stopped", pid=os.getpid())

    def _wait(self) -> None:
        """Sleep until told to stop, telling the service manager now and then that polls still come to an end."""
        orphans = Orphans()
        while not self._stop.wait(5):
            orphans.bury()
            if clock.monotonic() - self._last_poll < _LONGEST_POLL:
                notify("WATCHDOG=1")

    def _hint(self) -> None:
        """Something came: poll now, and once more after a poll that may have looked before it came."""
        self._hinted.set()
        self._schedule.hurry("poll")

    def _poll(self) -> None:
        self._hinted.set()
        while self._hinted.is_set() and not self._stop.is_set():
            self._hinted.clear()
            self._poll_once()

    def _poll_once(self) -> None:
        with self._mailbox_turn:
            for keeper in self._keepers:
                if not keeper.resting:
                    self._poll_one(keeper)
        if not self._service.hands_out:
            self._service.process(stop=self._stop, tell=self._beat)
        self._settle()
        self._last_poll = clock.monotonic()
        if not self._service.hands_out:
            self._send()

    def _settle(self) -> None:
        with self._mailbox_turn:
            for keeper in self._keepers:
                if not keeper.resting:
                    self._settle_one(keeper)

    def _poll_one(self, keeper: Keeper) -> None:
        with self._talking(keeper):
            self._service.fetch(keeper.mailbox(), stop=self._stop)
            keeper.succeeded()

    def _settle_one(self, keeper: Keeper) -> None:
        with self._talking(keeper):
            self._service.settle(keeper.mailbox())

    @contextmanager
    def _talking(self, keeper: Keeper) -> Iterator[None]:
        """What goes wrong with a kept connection decides over it.

        A fault of the server's lets go of it and rests. One of the books or the disk has nothing to do with it: it is
        kept. After any other nobody knows how far it got: another is opened by the next poll, at once.
        """
        try:
            yield
        except MailboxError as fault:
            self._mailbox_failed(keeper, fault)
        except StoreError:
            raise
        except Exception:
            keeper.close()
            raise

    def _mailbox_failed(self, keeper: Keeper, fault: MailboxError) -> None:
        seconds = keeper.failed(fault)
        log.warning("mailbox-failed", folder=keeper.folder, seconds=round(seconds), exc_info=fault)
        name = mailbox_name(self._service.settings.mailbox, keeper.folder)
        with self._service.store.begin() as session:
            progress.note_fault(session, name, fault=str(fault), at=clock.now())

    def _send(self) -> None:
        self._service.send(stop=self._stop)

    def _recover(self) -> None:
        self._service.recover()

    def _chores(self) -> None:
        self._service.chores()

    def _digest(self) -> None:
        service = self._service
        queue_due_digest(service.desk, service.settings, at=clock.now(), show=service.show)

    def _alarms(self) -> None:
        """Tell staff of what cannot wait. Not just after a start: what happened while we were away is being mended."""
        service, settings, at = self._service, self._service.settings, clock.now()
        if clock.monotonic() - self._started < settings.service.silence_minutes * 60:
            return
        with service.store.begin() as session:
            status = status_of(session, settings, at=at, also=self._seen())
            present = {fault.name for fault in status.faults}
            away = self._absences.note(present if self._certificates.known else {*present, "certificate-ends"}, at=at)
            queue_alarms(session, service.programme, settings, status, at=at, away=away)

    def _seen(self) -> list[Fault]:
        """The faults that only the running service can know of."""
        return certificate_faults(self._certificates.ends, now=clock.now())

    def _beat(self, _: Concluded) -> None:
        """A poll that goes on and on over a full mailbox is not one that hangs."""
        self._last_poll = clock.monotonic()

    def _job_failed(self, name: str, fault: Exception) -> None:
        """Nothing more to do: it is logged, the schedule tries again, and `intake status` sees what does not happen."""


def run(service_of: Service) -> None:
    """Run the daemon on an open service until SIGTERM or SIGINT."""
    daemon = Daemon(service_of)

    def end(number: int, frame: FrameType | None) -> None:
        daemon.stop()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    daemon.run()
