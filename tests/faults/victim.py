"""The real service in a process that is made to meet one fault: ``intake run`` with a schedule that is played at once.

`run` is `intake.commands.running.run` with five things put in their places: the schedule does each job once a round,
in order, and moves the clock between rounds; mail is read by a reader that knows the readings (or by the real
sandbox); readers read one after the other; a lock is waited for briefly; what the start waits for is soon well. So
two runs take the same steps in the same order. The fault is met in the first round only; the rounds after it are those
of a daemon that lives on.
"""

from __future__ import annotations

import os
import re
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, Future
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any, NoReturn

import stamina
from sqlalchemy.util import LRUCache

from intake import clock, furnishing, pipeline, service
from intake.child_run import ChildRun
from intake.commands import running
from intake.daemon import daemon
from intake.daemon.scheduler import Job, Schedule
from intake.errors import ReadingFaultError
from intake.letters.mime import AttachedFile
from intake.round.programme import Programme
from intake.sandbox import Sandbox
from intake.staff import chart, digest_run
from intake.tally import Tally
from intake.work import opening
from intake.work.waiting_for import Patience
from parsers.reading import Reading, decode
from parsers.showing import Region, Shown
from store.engine import Store, open_store
from store.lending import Lent
from tests.faults.faults import Fault, Strike, fault_called
from tests.faults.steps import Step, watch, watch_reading

#: In the order in which a daemon comes to them; the look at certificates changes nothing and is left out.
JOBS = ("recover", "poll", "chores", "digest", "alarms", "send")
#: How long the clock moves on before each round after the first.
ROUNDS = (timedelta(hours=1), timedelta(hours=1), timedelta(hours=2))
#: Seconds after which a process that does not end is taken to hang; and how long it waits for a lock.
LONGEST, LOCK_TIMEOUT = 300.0, 0.05
#: How long one mail may take to read in the real sandbox, in seconds; real forms take a tenth.
LONGEST_READING = 8.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What one process is to do: which fault to meet at the how-manieth of its steps (0: none), and when it is.

    Of its steps only those count whose names the pattern ``only`` finds.
    """

    config: str
    database: str
    fault: str
    at_step: int
    moment: datetime
    rounds: int
    readings: Mapping[str, bytes]
    report: str
    complaints: str
    only: str = ""


class ReadBefore:
    """A reader that knows what the real one read of each mail."""

    protections: tuple[str, ...] = ()

    def __init__(self, readings: Mapping[str, bytes]) -> None:
        self._readings = readings
        self.tally = Tally()

    def __call__(self, form: object) -> ReadBefore:
        return self

    def __enter__(self) -> ReadBefore:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, raw: Lent, *, later: bool = False) -> Reading:
        """What was read of these bytes."""
        assert isinstance(raw, bytes)
        return decode(self._readings[sha256(raw).hexdigest()])

    def leaf(self, raw: Lent, sha256: str) -> bytes:
        """No file is asked for here."""
        raise ReadingFaultError("no file is read here")

    def pictures(self, raw: Lent, regions: Sequence[Region]) -> tuple[Shown, ...]:
        """Nothing can be shown."""
        return tuple(Shown(reason="no picture is drawn here") for _ in regions)


class AtOnce(Executor):
    """Does what it is given before it returns."""

    def __init__(self, **_: Any) -> None:
        pass

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        """Do it now."""
        done: Future[Any] = Future()
        try:
            done.set_result(fn(*args, **kwargs))
        except Exception as fault:  # noqa: BLE001 - as every executor hands it on
            done.set_exception(fault)
        return done


class Meeting:
    """Counts the steps at which the fault can happen, and makes it happen at the one that is wanted."""

    def __init__(self, order: Order) -> None:
        self._fault: Fault | None = fault_called(order.fault) if order.at_step else None
        self._at, self._report, self._only = order.at_step, order.report, re.compile(order.only)
        self._strike = Strike(database=order.database, held=[])
        self._count, self._over, self._acting = 0, order.at_step == 0, False

    def __call__(self, step: Step) -> None:
        """Meet one step."""
        fault = self._fault
        if self._over or self._acting or fault is None:
            return
        begun = self._count >= self._at
        self._count += not begun and fault.strikes(step) and self._only.search(step.name) is not None
        begins = not begun and self._count == self._at
        if not begins and not (begun and fault.goes_on is not None and fault.goes_on(step)):
            return
        self._acting = True  # what the fault itself does is no step
        try:
            if begins:
                Path(self._report).write_text(f"{step.group}\t{step.name}\n", encoding="utf-8")
            fault.act(step, self._strike)
        finally:
            self._acting = False

    def over(self) -> None:
        """The pass is over, and with it what the fault held."""
        self._over = True
        for item in self._strike.held:
            item.close()
        self._strike.held.clear()


class Rounds(Schedule):
    """A schedule whose jobs are done at once and in order, each guarded as the real one guards it."""

    meeting: Meeting
    count = 1

    def __init__(self, *, on_fault: Callable[[str, Exception], None]) -> None:
        super().__init__(on_fault=on_fault)
        self._jobs: dict[str, Job] = {}

    def every(self, name: str, seconds: float, job: Job) -> None:
        """Keep the job for the rounds."""
        self._jobs[name] = self._guarded(name, job)

    def hurry(self, name: str) -> None:
        """Every job has its turn anyway."""

    def start(self) -> None:
        """Play the rounds, then have the daemon end as a service manager does."""
        _later(timedelta(hours=1), by_the_wall=False)  # alarms are not told just after a start
        for number in range(self.count):
            if number:
                _later(ROUNDS[number - 1])
            for name in JOBS:
                self._jobs[name]()
            self.meeting.over()
        signal.raise_signal(signal.SIGTERM)

    def stop(self) -> None:
        """Nothing runs."""


_ahead = timedelta(0)
#: The time that passed by the wall.
_passed = ExitStack()


def _later(by: timedelta, *, by_the_wall: bool = True) -> None:
    """Time passes."""
    global _ahead
    _ahead += by
    if by_the_wall:
        _passed.enter_context(clock.travel(clock.now() + by))


def _waited(_patience: Patience, _fault: Exception) -> None:
    """What the service waits for at its start comes back, for it would wait for as long as a fault lasts."""
    Rounds.meeting.over()


def serve(orders: Connection, warm: Order) -> None:
    """Play ``warm`` here, so that everything is loaded and compiled; then fork a process for each order that comes.

    Answers each with how its process ended: an exit status, minus a signal, or None where it had to be stopped.
    """
    _furnish(warm)
    _play(warm)
    orders.send(None)
    while (order := orders.recv()) is not None:
        process = os.fork()
        if process == 0:
            orders.close()
            run(order)
        orders.send(_end_of(process))


def _end_of(process: int) -> int | None:
    until = clock.monotonic() + LONGEST
    while clock.monotonic() < until:
        done, status = os.waitpid(process, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    os.kill(process, signal.SIGKILL)
    os.waitpid(process, 0)
    return None


def run(order: Order) -> NoReturn:
    """The service until its rounds are over, in this process and to its end; its status is that of ``intake run``."""
    _furnish(order)
    watch(Rounds.meeting)
    try:
        _play(order)
    except BaseException:  # noqa: BLE001 - whatever it is, it ends this process and nothing else
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def _furnish(order: Order) -> None:
    """Put what stands in for clocks, threads and readers in its place."""
    errors = os.open(order.complaints, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(errors, 1)
    os.dup2(errors, 2)
    os.close(errors)
    Rounds.meeting, Rounds.count = Meeting(order), order.rounds
    stamina.set_testing(True, attempts=5)
    vars(daemon)["Schedule"] = Rounds
    vars(pipeline)["ThreadPoolExecutor"] = AtOnce
    vars(opening)["open_store"] = _open_store
    vars(furnishing)["_papers"] = _same_papers
    vars(digest_run)["arrivals_png"] = _same_picture
    Patience.wait = _waited  # type: ignore[method-assign,assignment]
    if order.readings:
        vars(service)["Sandbox"] = ReadBefore(order.readings)
        watch_reading(ReadBefore, "read", Rounds.meeting)
    else:
        vars(service)["Sandbox"] = partial(Sandbox, wall_seconds=LONGEST_READING)
        watch_reading(ChildRun, "result", Rounds.meeting)


# What is the same in every run is made once, by the process that the others are forked from.

_papers_of, _picture_of = furnishing._papers, chart.arrivals_png
_drawn: dict[str, tuple[AttachedFile, ...]] = {}
_pictures: list[bytes] = []
_statements: LRUCache[Any, Any] = LRUCache(1_000)


def _open_store(url: str) -> Store:
    """The store, with statements that are compiled already and little patience."""
    store = open_store(url, lock_timeout=LOCK_TIMEOUT)
    for engine in (store.engine, store._reading):
        engine._compiled_cache = _statements
        kind = type(engine.dialect)
        # Compiled statements are looked up by their dialect: one of a kind is as good as another.
        kind.__hash__, kind.__eq__ = _hash_of_kind, _same_kind  # type: ignore[method-assign,assignment]
    return store


def _hash_of_kind(one: object) -> int:
    return hash(type(one))


def _same_kind(one: object, other: object) -> bool:
    return type(one) is type(other)


def _same_picture(*args: Any, **options: Any) -> bytes:
    if not _pictures:
        _pictures.append(_picture_of(*args, **options))
    return _pictures[0]


def _same_papers(programme: Programme, *, send_to: str) -> tuple[AttachedFile, ...]:
    """The papers of the one programme there is here, drawn once for all processes."""
    if send_to not in _drawn:
        _drawn[send_to] = _papers_of(programme, send_to=send_to)
    return _drawn[send_to]


def _play(order: Order) -> None:
    with _time_apart(), clock.travel(order.moment), _passed:
        running.run(Path(order.config))


@contextmanager
def _time_apart() -> Iterator[None]:
    """The monotonic clock goes on with the rounds."""
    global _ahead
    _ahead, real = timedelta(0), clock.monotonic
    clock.monotonic = lambda: real() + _ahead.total_seconds()
    try:
        yield
    finally:
        clock.monotonic = real
