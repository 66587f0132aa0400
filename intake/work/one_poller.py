"""One poller at a time: an advisory lock of PostgreSQL, held for as long as one connection of the holder lives.

The server lets go of it when the holder dies, its machine vanishes (TCP keep-alive, some ten seconds) or the server
itself restarts; whoever waits takes over. A holder that lost its connection stops polling at once. Should two poll for
the seconds in which neither knows better, nothing comes of it: what is a duplicate is decided by the database's unique
constraints, and mail is moved by UID.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import psycopg

from intake.work.connecting import connect, translated
from store.errors import StoreUnreachableError

#: The lock's key, beside those that the store takes (`store.dialects`); that of the books' own writers is 0x0E00.
_KEY = 0x0E10
#: How often the holder looks whether it still holds it, in seconds.
LOOK_EVERY = 1.0
_TAKE = "SELECT pg_try_advisory_lock(%s)"
_HOLDER = """
SELECT a.application_name, coalesce(host(a.client_addr), 'this machine')
FROM pg_locks l JOIN pg_stat_activity a ON a.pid = l.pid
WHERE l.locktype = 'advisory' AND l.granted AND l.classid = 0 AND l.objid = %s
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())
"""


class PollerLock:
    """The right to poll the mailbox of one database's service."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.Connection | None = None
        self._one_at_a_time = threading.Lock()

    def take(self) -> bool:
        """Take it if nobody has it; whether it is ours now.

        Raises:
            StoreUnreachableError: the database cannot be asked.
        """
        with self._one_at_a_time:
            self._let_go()
            connection = connect(self._url, what="poller")
            try:
                with translated():
                    row = connection.execute(_TAKE, [_KEY]).fetchone()
            except StoreUnreachableError:
                connection.close()
                raise
            if row is None or not row[0]:
                connection.close()
                return False
            self._connection = connection
            return True

    def holds(self) -> bool:
        """Whether the connection that holds it still lives."""
        with self._one_at_a_time:
            if self._connection is None:
                return False
            try:
                self._connection.execute("SELECT 1")
            except psycopg.Error:
                self._let_go()
                return False
            return True

    def holder(self) -> str:
        """Who has it, in words: what it calls itself and where it is; "" for nobody.

        Raises:
            StoreUnreachableError: the database cannot be asked.
        """
        with connect(self._url, what="look") as connection, translated():
            row = connection.execute(_HOLDER, [_KEY]).fetchone()
        return f"{row[0]} at {row[1]}" if row else ""

    def release(self) -> None:
        """Let it go, so that whoever waits takes over at once."""
        with self._one_at_a_time:
            self._let_go()

    def _let_go(self) -> None:
        connection, self._connection = self._connection, None
        if connection is not None:
            with suppress(psycopg.Error):
                connection.close()


@contextmanager
def watched(lock: PollerLock, lost: Callable[[], None]) -> Iterator[None]:
    """Look again and again, until the end of the block, that the lock is still ours; ``lost`` is told once if not."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(LOOK_EVERY):
            if not lock.holds():
                lost()
                return

    thread = threading.Thread(target=watch, name="poller-lock", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
