"""The open store: sessions to write and to read with, and the state of its schema.

`intake` opens every transaction, with `Store.begin`; the functions of this package take the session it yields and
never commit. What differs between SQLite and PostgreSQL is in `store.dialects`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING

import sqlalchemy.orm
from sqlalchemy import Engine

from store import dialects, schema
from store.errors import SchemaNewerError, SchemaOlderError
from store.schema import SchemaState

if TYPE_CHECKING:
    from store.waiting import Left

#: How long to wait for a lock before `StoreLockedError`, in seconds.
LOCK_TIMEOUT = 30.0


class Session(sqlalchemy.orm.Session):
    """What every function of the store works in: one transaction of one connection."""


HandOver = Callable[[Session, "Sequence[Left]"], None]

#: Where a session notes what it leaves for somebody else (`store.waiting`), if anybody takes it.
LEFT = "left-for-others"


class Store:
    """An open database. Safe to share between threads; sessions are not.

    ``hand_over`` is given what a transaction leaves for somebody else, in that transaction, before it is committed.
    """

    def __init__(self, url: str, *, lock_timeout: float = LOCK_TIMEOUT) -> None:
        self.hand_over: HandOver | None = None
        self._writing, self._reading = dialects.engines(url, timeout=lock_timeout)

    @property
    def engine(self) -> Engine:
        """The engine that writes; for this package and its tests."""
        return self._writing

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """A writing transaction: committed at the end of the block, rolled back when it raises.

        Rows stay usable after the block. Never keep one open while reading mail, on IMAP or on SMTP.

        Raises:
            StoreError: of the kind that says why, with ``retryable``.
        """
        with Session(self._writing, expire_on_commit=False) as session, session.begin():
            # The turn to write is taken now, so that what is read is what will be written upon.
            session.connection()
            dialects.take_turn(session)
            if self.hand_over is not None:
                session.info[LEFT] = {}
            yield session
            if self.hand_over is not None and (left := session.info.pop(LEFT, None)):
                session.flush()
                self.hand_over(session, tuple(left.values()))
        for act in session.info.pop(_AFTER, ()):
            act()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A transaction that sees one moment of the database, can change nothing and keeps no writer waiting."""
        with Session(self._reading, expire_on_commit=False, autoflush=False) as session, session.begin():
            yield session

    def schema_state(self) -> SchemaState:
        """How the database's schema stands to this code."""
        return schema.schema_state(self._writing)

    def upgrade(self) -> SchemaState:
        """Bring the schema up to this code, all or nothing; returns how it stood before.

        Raises:
            SchemaNewerError: the database was made by newer code.
        """
        return schema.upgrade(self._writing)

    def require_current(self) -> None:
        """Make sure that this code and the database fit.

        Raises:
            SchemaOlderError: it must be upgraded (or is empty).
            SchemaNewerError: it was made by newer code.
        """
        match self.schema_state():
            case SchemaState.OLDER | SchemaState.EMPTY:
                raise SchemaOlderError
            case SchemaState.NEWER:
                raise SchemaNewerError
            case SchemaState.CURRENT:
                return

    def forget(self) -> None:
        """Have what was erased leave the database's own log as well."""
        dialects.empty_log(self._writing)

    def close(self) -> None:
        """Let go of every connection."""
        self._reading.dispose()
        self._writing.dispose()


#: Where a session keeps what is to be done once it is committed.
_AFTER = "after-commit"


def after_commit(session: Session, act: Callable[[], None]) -> None:
    """Have ``act`` done once the transaction of `Store.begin` is committed, and not at all if it is rolled back."""
    session.info.setdefault(_AFTER, []).append(act)


def open_store(url: str, *, lock_timeout: float = LOCK_TIMEOUT) -> Store:
    """The store at ``url`` (``sqlite:///file`` or ``postgresql+psycopg://…``); connects when it is first used.

    Raises:
        StoreAddressError: the URL cannot be used.
    """
    return Store(url, lock_timeout=lock_timeout)


@contextmanager
def savepoint(session: Session) -> Iterator[None]:
    """A part of a transaction that is undone alone when it raises; the error goes on."""
    with session.begin_nested():
        yield
