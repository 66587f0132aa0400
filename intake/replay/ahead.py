"""Mails read ahead, several at a time, while they are concluded one after the other."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType

from intake.errors import ReadingFaultError
from parsers.reading import Reading

Outcome = Reading | ReadingFaultError
#: How many readings lie ready for each worker: enough for a slow mail not to leave the others idle.
_READY = 8


class Ahead:
    """Readings in the order in which they will be asked for; a context manager.

    ``read`` gives what was read of an archived mail by its digest, and is called in ``workers`` threads.
    """

    def __init__(self, order: Sequence[str], read: Callable[[str], Outcome], *, workers: int) -> None:
        self._left = list(reversed(order))
        self._read = read
        self._room = _READY * workers
        self._running: dict[str, Future[Outcome]] = {}
        self._pool = ThreadPoolExecutor(max_workers=workers, thread_name_prefix="replay-reader")

    def __enter__(self) -> Ahead:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=True, cancel_futures=True)

    def outcome(self, sha256: str) -> Outcome:
        """What was read of this mail; waits for it."""
        self._fill()
        future = self._running.pop(sha256, None) or self._pool.submit(self._read, sha256)
        return future.result()

    def _fill(self) -> None:
        while self._left and len(self._running) < self._room:
            sha256 = self._left.pop()
            self._running[sha256] = self._pool.submit(self._read, sha256)
