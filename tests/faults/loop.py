"""Step 1, 2, 3 … until a pass meets no fault: one fault on one database, each time in a world of its own.

`Loop.run` is one run: the service meets the fault, is started again as a service manager would, lives on until nothing
waits, and its books are compared by `tests.faults.invariants`.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Self

from tests.faults import history, victim
from tests.faults.books import books_of
from tests.faults.faults import Fault
from tests.faults.invariants import Given, Verdict, compared
from tests.faults.scene import Scene, Stage

#: More steps than a pass can have: a loop must end by itself before.
MOST = 3_000
#: How often the service is started again after it ended with a fault.
STARTS = 4
_AFTERWARDS = history.MORNING + timedelta(days=1)
_processes = multiprocessing.get_context("forkserver")


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """What came of one run: the step the fault struck ("" none was met), its group, and what the books say."""

    fault: str
    database: str
    number: int
    group: str
    step: str
    verdict: Verdict

    @property
    def met(self) -> bool:
        """Whether the fault struck at all."""
        return bool(self.step)


class Loop:
    """Runs on one stage; a context manager, for it keeps a process that others are forked from.

    Of a fault's steps only those count whose names the pattern ``only`` finds.
    """

    def __init__(self, stage: Stage, *, only: str = "") -> None:
        self._stage, self._only = stage, only
        self._orders: Connection

    def __enter__(self) -> Self:
        _processes.set_forkserver_preload(["tests.faults.victim"])
        ours, theirs = _processes.Pipe()
        scene = self._stage.scene()
        self._process = _processes.Process(target=victim.serve, args=(theirs, self._order(scene)))
        self._process.start()
        theirs.close()
        self._orders = ours
        if not ours.poll(victim.LONGEST) or ours.recv() is not None:
            raise RuntimeError(f"the service did not run without a fault: {scene.complaints.read_text()[-2000:]}")
        self._given = Given(delivered=self._stage.waiting, sent_before=self._stage.sent_before)
        books = books_of(scene, at=_AFTERWARDS)
        if faults := compared(self._given, books).faults:
            raise RuntimeError(f"the service did not do well without a fault: {faults}")
        self._given = replace(self._given, expected=books)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._orders.send(None)
        self._process.join(10)
        self._process.kill()

    def every(self, fault: Fault, *, first: int = 1, by: int = 1) -> Iterator[Run]:
        """The runs of a fault at its steps ``first``, ``first + by``, … to the one at which none is met."""
        for number in range(first, MOST, by):
            run = self.run(fault, number)
            yield run
            if not run.met:
                return
        raise AssertionError(f"a pass has more than {MOST} steps")

    def run(self, fault: Fault, number: int) -> Run:
        """The service meets ``fault`` at its ``number``-th step, and lives on."""
        scene = self._stage.scene()
        report = scene.place.folder / "struck"
        order = self._order(scene, fault=fault.name, at_step=number, report=report)
        if fault.real_child:
            order = replace(order, readings={})
        ended = self._send(order)
        struck = report.read_text().strip() if report.exists() else ""
        starts = 0
        while ended != 0 and starts < STARTS:
            starts += 1
            ended = self._send(self._order(scene, hours=starts))
        verdict = compared(self._given, books_of(scene, at=_AFTERWARDS), resumed=ended == 0)
        group, _, step = struck.partition("\t")
        if verdict.well:
            self._stage.clear(scene)
        return Run(fault=fault.name, database=self._stage.kind, number=number, group=group, step=step, verdict=verdict)

    def _order(
        self, scene: Scene, *, fault: str = "", at_step: int = 0, hours: int = 0, report: Path | None = None
    ) -> victim.Order:
        return victim.Order(
            config=str(scene.place.config),
            database=scene.database,
            fault=fault,
            at_step=at_step,
            moment=history.MORNING + timedelta(hours=hours),
            rounds=1 + len(victim.ROUNDS),
            readings=self._stage.readings,
            report=str(report or scene.place.folder / "struck"),
            complaints=str(scene.complaints),
            only=self._only,
        )

    def _send(self, order: victim.Order) -> int | None:
        self._orders.send(order)
        ended = self._orders.recv()
        assert ended is None or isinstance(ended, int)
        return ended
