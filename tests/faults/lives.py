"""Processes of the real daemon for `tests.faults.random_kills`, forked from one that has everything loaded.

`serve` starts a life when it is told one, and ends it with SIGKILL when it is told its process.
"""

from __future__ import annotations

import os
import signal
import traceback
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NoReturn

from intake import clock, service
from intake.commands import running
from tests.faults.victim import ReadBefore


@dataclass(frozen=True, slots=True, kw_only=True)
class Life:
    """One process of the daemon: its configuration, the time it is, what is known of mails (nothing: they are read)."""

    config: str
    moment: datetime
    readings: Mapping[str, bytes]
    complaints: str


def serve(asked: Connection) -> None:
    """Begin and end lives as they are asked for: a `Life` is answered by a process id, that by how it ended."""
    while (wish := asked.recv()) is not None:
        if isinstance(wish, Life):
            process = os.fork()
            if process == 0:
                asked.close()
                live(wish)
            asked.send(process)
        else:
            os.kill(wish, signal.SIGKILL)
            asked.send(os.waitstatus_to_exitcode(os.waitpid(wish, 0)[1]))


def live(life: Life) -> NoReturn:
    """``intake run`` until it is killed."""
    errors = os.open(life.complaints, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    os.dup2(errors, 1)
    os.dup2(errors, 2)
    if life.readings:
        vars(service)["Sandbox"] = ReadBefore(life.readings)
    try:
        with clock.travel(life.moment):
            running.run(Path(life.config))
    except BaseException:  # noqa: BLE001 - whatever it is, it ends this process and nothing else
        traceback.print_exc()
        os._exit(1)
    os._exit(0)
