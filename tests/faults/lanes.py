"""One process of `make faults`: every fault on one database, with servers of its own, then random kills."""

from __future__ import annotations

import os
import tempfile
import traceback
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from multiprocessing.queues import Queue
from pathlib import Path
from random import Random
from typing import Any

from tests.faults.faults import Fault, fault_called
from tests.faults.loop import Loop, Run
from tests.faults.random_kills import Killing, Spell
from tests.faults.scene import Stage
from tests.servers.dovecot import Dovecot
from tests.servers.postgresql import Cluster
from tests.servers.smtp import SmtpServer


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """What one process does: one database, with servers of its own."""

    database: str
    faults: tuple[str, ...]
    every: int
    kills: int
    seed: int
    folder: str
    temporary: str | None


def run_lane(lane: Lane, told: Queue[Any]) -> None:
    """One database: every fault, then random kills; what comes of each is put in ``told``, None at the end."""
    Path(lane.folder).mkdir(parents=True)
    errors = os.open(f"{lane.folder}/stderr", os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(errors, 1)
    os.dup2(errors, 2)
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
    faults: list[Fault] = [fault_called(name) for name in lane.faults]
    rng = Random(lane.seed)
    if faults:
        with Loop(stage) as loop:
            for fault in faults:
                if lane.database in fault.databases:
                    yield from loop.every(fault, first=1 + rng.randrange(lane.every), by=lane.every)
    with Killing(stage) as killing:
        yield from killing.spells(lane.kills, seed=lane.seed)
