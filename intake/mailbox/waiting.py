"""Sleeping until time is up, something can be read, or somebody else says wake up."""

from __future__ import annotations

import select
import socket
from contextlib import suppress


class Waiting:
    """One sleeper. `wake` may be called from any thread or signal handler, also before the sleep begins."""

    def __init__(self) -> None:
        self._sleeper, self._waker = socket.socketpair()
        self._sleeper.setblocking(False)
        self._waker.setblocking(False)

    def sleep(self, seconds: float, *, until_readable: socket.socket | None = None) -> bool:
        """Sleep at most ``seconds``; True when ``until_readable`` has something to read."""
        poller = select.poll()  # select() cannot watch descriptors above 1,023
        poller.register(self._sleeper, select.POLLIN)
        if until_readable is not None:
            poller.register(until_readable, select.POLLIN)
        ready = {descriptor for descriptor, _ in poller.poll(max(seconds, 0) * 1000)}
        return until_readable is not None and until_readable.fileno() in ready

    def woken(self) -> bool:
        """Whether somebody called `wake` since this was last asked."""
        with suppress(BlockingIOError):
            return bool(self._sleeper.recv(4096))
        return False

    def wake(self) -> None:
        """End the sleep that is running, or the next one."""
        with suppress(OSError):  # full: it is awake already; closed: nobody sleeps
            self._waker.send(b"!")

    def close(self) -> None:
        """Let go of the descriptors."""
        self._sleeper.close()
        self._waker.close()
