"""Waiting for the server's hint that something new came (IDLE), on a connection of its own, to poll sooner.

A hint is only a hint: the schedule polls whether one comes or not, so nothing rests on this thread.
"""

from __future__ import annotations

import threading
from collections.abc import Callable

from intake.daemon.keeper import Keeper
from intake.errors import MailboxError
from intake.logs import log
from intake.mailbox.source import Mailbox

#: How long one wait lasts, in seconds; a server may let go after 29 minutes (RFC 2177).
_WAIT = 25 * 60.0


class Watch:
    """A thread that calls ``hint`` whenever the mailbox says that it changed."""

    def __init__(self, connect: Callable[[str], Mailbox], folder: str, hint: Callable[[], None]) -> None:
        self._keeper = Keeper(folder, connect)
        self._hint = hint
        self._stop = threading.Event()
        self._waiting: Mailbox | None = None
        self._thread = threading.Thread(target=self._run, name="watch", daemon=True)

    def start(self) -> None:
        """Begin to wait."""
        self._thread.start()

    def stop(self) -> None:
        """Let go and come to an end."""
        self._stop.set()
        waiting = self._waiting
        if waiting is not None:
            waiting.interrupt()
        self._thread.join(timeout=10)

    def _run(self) -> None:
        while not self._stop.is_set():
            try:
                hinted = self._wait(self._keeper.mailbox())
            except MailboxError as fault:
                seconds = self._keeper.failed(fault)
                log.warning("watch-lost", seconds=round(seconds), exc_info=fault)
                self._stop.wait(seconds)
                continue
            if hinted and not self._stop.is_set():
                self._hint()
        self._waiting = None
        self._keeper.close()

    def _wait(self, mailbox: Mailbox) -> bool:
        """Whether something may have come; on a new connection always, for what came before it gives no hint."""
        if mailbox is not self._waiting:
            self._waiting = mailbox
            return True
        hinted = mailbox.wait(_WAIT)
        self._keeper.succeeded()
        return hinted
