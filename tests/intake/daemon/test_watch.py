"""Hints: one for each new connection, one whenever the mailbox says so, none after the end."""

from __future__ import annotations

import threading
from queue import SimpleQueue
from typing import Any

from intake.daemon.watch import Watch
from intake.errors import MailboxError

PATIENCE = 10.0


class Folder:
    """Stands in for a mailbox in IDLE: `wait` ends when the test says how."""

    def __init__(self) -> None:
        self.waits: SimpleQueue[bool | MailboxError] = SimpleQueue()
        self.closed = False

    def wait(self, seconds: float) -> bool:
        """Wait for the test."""
        how = self.waits.get(timeout=PATIENCE)
        if isinstance(how, MailboxError):
            raise how
        return how

    def interrupt(self) -> None:
        """End the wait."""
        self.waits.put(False)

    def close(self) -> None:
        """Let go."""
        self.closed = True


def test_watch_hints_at_once_and_at_every_notice() -> None:
    folder: Any = Folder()
    hints = threading.Semaphore(0)
    watch = Watch(lambda name: folder, "INBOX", hints.release)
    watch.start()
    assert hints.acquire(timeout=PATIENCE)  # what came before it looked
    folder.waits.put(False)  # time is up: nothing to tell
    folder.waits.put(True)
    assert hints.acquire(timeout=PATIENCE)
    watch.stop()
    assert folder.closed
    assert not hints.acquire(blocking=False)


def test_watch_that_is_told_to_stop_while_the_server_is_away_ends() -> None:
    def refused(name: str) -> Any:
        raise MailboxError("no route")

    watch = Watch(refused, "INBOX", lambda: None)
    watch.start()
    watch.stop()
    assert not watch._thread.is_alive()
