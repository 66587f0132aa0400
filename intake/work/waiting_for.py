"""Waiting for what is away: longer and longer, told each time, ended at once by a stop."""

from __future__ import annotations

import random
import threading

from intake.daemon.systemd import notify
from intake.logs import log

#: Seconds to wait after the first, second, … failure in a row; the last goes for all that follow.
BACK_OFF = (1.0, 2.0, 5.0, 10.0, 30.0)


class Patience:
    """How often in a row something was away."""

    def __init__(self, stop: threading.Event) -> None:
        self._stop = stop
        self._failures = 0

    def wait(self, fault: Exception) -> None:
        """Tell of a fault and wait, less long when stopped."""
        self._failures += 1
        base = BACK_OFF[min(self._failures, len(BACK_OFF)) - 1]
        seconds = base * random.uniform(0.8, 1.2)  # noqa: S311 - jitter, so that many do not come back at once
        # What is told is about the database and the folder, never about a mail or a person.
        log.warning("waits", status=str(fault), seconds=round(seconds, 1), attempt=self._failures, exc_info=fault)
        notify(f"STATUS={fault}")
        self._stop.wait(seconds)

    def over(self) -> None:
        """All is well again: the next failure is a first one."""
        self._failures = 0
