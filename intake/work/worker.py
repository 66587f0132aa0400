"""`intake worker`: reads mail and sends letters that the poller filed, on any machine, beside any number of others.

It opens the service's store, archive and reading child, and does what the engine gives it until SIGTERM or SIGINT;
what it is doing then is ended first. When the database goes away it tells so, waits longer and longer, and begins anew;
what it had in hand is taken back by whoever recovers first. A worker of another version than the service does nothing
and ends.
"""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from types import FrameType

from procrastinate.exceptions import ConnectorException, ProcrastinateException

from intake.config import Settings
from intake.daemon.systemd import notify
from intake.errors import IntakeError
from intake.logs import log
from intake.round.programme import Programme
from intake.service import Service, open_service
from intake.work import jobs, versions
from intake.work.carrying_out import Carrier
from intake.work.connecting import connect, translated
from intake.work.engine import engine, work
from intake.work.errors import OtherVersionError
from intake.work.jobs import Do, JobKind, Queue
from intake.work.waiting_for import Patience
from store.errors import SchemaNewerError, SchemaOlderError, StoreError, StoreUnreachableError

_OTHER_VERSION = (OtherVersionError, SchemaNewerError, SchemaOlderError)
#: How often the service manager is told that all is well, in seconds.
_BEAT_EVERY = 5.0


class Worker:
    """One worker process. ``places`` is how many jobs it does at a time, of the quick and of the slow ones each."""

    def __init__(self, settings: Settings, programme: Programme, *, queues: Sequence[Queue], places: int) -> None:
        self._settings = settings
        self._programme = programme
        self._lanes = {
            name: lane
            for name, wanted in (("quick", jobs.QUICK), ("scans", jobs.SLOW))
            if (lane := tuple(queue for queue in wanted if queue in queues))
        }
        self._places = places
        self._stop = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._over: asyncio.Event | None = None
        self._ending: Exception | None = None

    def stop(self, *_: object) -> None:
        """Ask it to end after what it is doing."""
        self._stop.set()
        if self._loop is not None and self._over is not None:
            self._loop.call_soon_threadsafe(self._over.set)

    def run(self) -> None:
        """Work until stopped.

        Raises:
            OtherVersionError, SchemaNewerError, SchemaOlderError: this worker is not of the service's version.
            IntakeError: it can never work as it is configured.
        """
        notify("READY=1")
        patience = Patience(self._stop)
        try:
            while not self._stop.is_set():
                try:
                    self._work_until_lost(patience)
                except (IntakeError, StoreError) as fault:
                    if not fault.retryable:
                        raise
                    patience.wait(fault)
                except ConnectorException as fault:
                    patience.wait(StoreUnreachableError(str(fault).splitlines()[0]))
        finally:
            notify("STOPPING=1")

    def _work_until_lost(self, patience: Patience) -> None:
        settings, programme = self._settings, self._programme
        with connect(settings.store.url, what="worker") as connection, translated():
            # Before anything is opened: in a folder that is not the shared one a key would be made.
            versions.compare(connection, versions.own(programme, settings.data), schema="", data=settings.data)
        with open_service(settings, programme, upgrade=False) as service:
            carrier = Carrier(service)
            carrier.compare()
            log.info("worker-started", pid=os.getpid(), version=carrier.own.service, workers=self._places)
            asyncio.run(self._work(service, carrier, patience))
        if self._ending is not None:
            raise self._ending
        log.info("worker-stopped", pid=os.getpid())

    async def _work(self, service: Service, carrier: Carrier, patience: Patience) -> None:
        """Run a lane of the engine for quick work and one for slow, until stopped or one of them ends."""
        self._loop, self._over = asyncio.get_running_loop(), asyncio.Event()
        if self._stop.is_set():
            return
        places = self._places * len(self._lanes)
        self._loop.set_default_executor(ThreadPoolExecutor(places + 2, thread_name_prefix="job"))
        app = engine(self._settings.store.url, self._guarded(carrier), connections=places + 4)
        async with app.open_async():
            lanes = [
                asyncio.create_task(work(app, name=f"intake-{name}", queues=queues, places=self._places))
                for name, queues in self._lanes.items()
            ]
            over = asyncio.create_task(self._over.wait())
            beat = asyncio.create_task(_beat(patience))
            await asyncio.wait([*lanes, over], return_when=asyncio.FIRST_COMPLETED)
            for task in (*lanes, over, beat):
                task.cancel()
            ended = await asyncio.gather(*lanes, return_exceptions=True)
        if self._stop.is_set() or self._ending is not None:
            return
        fault = next((item for item in ended if isinstance(item, ProcrastinateException)), None)
        raise StoreUnreachableError(str(fault or "the engine ended by itself"))

    def _guarded(self, carrier: Carrier) -> Do:
        """Does a job; a worker that turns out to be of another version ends after it."""

        def do(kind: JobKind, number: int, again: bool) -> None:
            try:
                carrier.carry_out(kind, number, again=again)
            except _OTHER_VERSION as fault:
                self._ending = fault
                if self._loop is not None and self._over is not None:
                    self._loop.call_soon_threadsafe(self._over.set)
                raise

        return do


async def _beat(patience: Patience) -> None:
    """Tell the service manager that the event loop turns; the next fault is a first one."""
    while True:
        await asyncio.sleep(_BEAT_EVERY)
        patience.over()
        notify("WATCHDOG=1")


def run(settings: Settings, programme: Programme, *, queues: Sequence[Queue], places: int) -> None:
    """Run a worker until SIGTERM or SIGINT; raises as `Worker.run`."""
    worker = Worker(settings, programme, queues=queues, places=places)

    def end(number: int, frame: FrameType | None) -> None:
        worker.stop()

    signal.signal(signal.SIGTERM, end)
    signal.signal(signal.SIGINT, end)
    worker.run()
