"""One process of `make faults`: every fault on one database, or random kills, with servers of its own."""

from __future__ import annotations

import os
import signal
import sys
import tempfile
import time
import traceback
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.queues import Queue
from pathlib import Path
from random import Random
from typing import Any

from tests.faults.faults import fault_called
from tests.faults.loop import Loop, Run
from tests.faults.random_kills import Killing, Spell
from tests.faults.scene import Stage
from tests.servers.dovecot import Dovecot
from tests.servers.postgresql import Cluster
from tests.servers.smtp import SmtpServer

#: A sweep strikes at every so-manieth step; after so many of them every step was struck. A prime:
#: a letter takes sixteen steps, and a sweep must not strike each letter at the same one.
SWEEPS = 17


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """What one process does on one database, with servers of its own: sweeps of faults, or random kills.

    Nothing more begins when ``seconds`` are over. Worlds are made in ``folder``, servers run in ``temporary``.
    """

    database: str
    seed: int
    folder: str
    temporary: str | None
    faults: tuple[str, ...] = ()
    sweeps: int = 0
    seconds: float = 0
    kills: int = 0
    only: str = ""


def run_lane(lane: Lane, told: Queue[Any]) -> None:
    """One database: every fault, then random kills; what comes of each is put in ``told``, None at the end."""
    Path(lane.folder).mkdir(parents=True)
    errors = os.open(f"{lane.folder}/stderr", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(errors, 1)
    os.dup2(errors, 2)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # so that servers are ended as well
    try:
        with ExitStack() as stack:
            for item in _runs(lane, stack):
                told.put(item)
        told.put(None)
    except Exception:  # noqa: BLE001 - told to the process that waits
        told.put(traceback.format_exc())


def _runs(lane: Lane, stack: ExitStack) -> Iterator[Run | Spell]:
    tempfile.tempdir = lane.temporary
    dovecot = stack.enter_context(Dovecot())
    smtp = stack.enter_context(SmtpServer(starttls=True, users={"round": "letters"}))
    cluster = stack.enter_context(Cluster()) if lane.database == "postgresql" else None
    stage = Stage(lane.database, Path(lane.folder) / "worlds", dovecot, smtp, cluster)
    if lane.faults:
        with Loop(stage, only=lane.only) as loop:
            yield from _sweeps(lane, loop)
    if lane.kills:
        with Killing(stage) as killing:
            began = time.monotonic()
            for spell in killing.spells(lane.kills, seed=lane.seed):
                yield spell
                if time.monotonic() - began > lane.seconds:
                    return


def _sweeps(lane: Lane, loop: Loop) -> Iterator[Run]:
    """Every fault at every so-manieth step, then again between those, and so on: cut short, all are tried alike."""
    faults = [fault_called(name) for name in lane.faults]
    began = time.monotonic()
    sweeps = list(range(1, SWEEPS + 1))
    Random(lane.seed).shuffle(sweeps)
    for sweep, first in enumerate(sweeps[: lane.sweeps]):
        for fault in faults:
            if lane.database not in fault.databases or (fault.real_child and sweep):
                continue
            steps = {"first": 1, "by": 1} if fault.real_child else {"first": first, "by": SWEEPS}  # it has a handful
            for run in loop.every(fault, **steps):
                yield run
                if time.monotonic() - began > lane.seconds:
                    return
