"""Where SQLite and PostgreSQL differ: how an engine is set up, how a transaction begins, what a fault means.

Everything else in the store is written once for both. On SQLite a writing transaction takes the write lock as it
begins (BEGIN IMMEDIATE), so it waits for its turn in one place and never fails half-way; the timeout is how long.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pydantic_core
from sqlalchemy import Connection, Engine, Insert, Table, create_engine, event, make_url
from sqlalchemy import text as sql
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import ExceptionContext
from sqlalchemy.exc import ArgumentError, NoSuchModuleError
from sqlalchemy.orm import Session

from store.errors import (
    ConflictError,
    StoreAddressError,
    StoreDamagedError,
    StoreError,
    StoreFullError,
    StoreLockedError,
    StoreReadOnlyError,
    StoreUnreachableError,
)

#: The lock that whoever writes holds, so that writers come one after the other as on SQLite; an advisory lock's key.
_WRITING = 0x0E00

#: Primary result code of SQLite → what it means (sqlite.org/rescode.html).
_SQLITE_FAULTS: dict[int, type[StoreError]] = {
    5: StoreLockedError,  # SQLITE_BUSY
    6: StoreLockedError,  # SQLITE_LOCKED
    8: StoreReadOnlyError,  # SQLITE_READONLY
    10: StoreUnreachableError,  # SQLITE_IOERR
    11: StoreDamagedError,  # SQLITE_CORRUPT
    13: StoreFullError,  # SQLITE_FULL
    14: StoreUnreachableError,  # SQLITE_CANTOPEN
    19: ConflictError,  # SQLITE_CONSTRAINT
    26: StoreDamagedError,  # SQLITE_NOTADB
}

#: SQLSTATE of PostgreSQL, or its class, → what it means (PostgreSQL manual, appendix A).
_POSTGRESQL_FAULTS: dict[str, type[StoreError]] = {
    "55P03": StoreLockedError,  # lock_not_available
    "40": StoreLockedError,  # transaction rollback: serialization failure, deadlock
    "57014": StoreLockedError,  # query_canceled: statement timeout
    "53100": StoreFullError,  # disk_full
    "53": StoreUnreachableError,  # insufficient resources
    "25006": StoreReadOnlyError,  # read_only_sql_transaction
    "42501": StoreReadOnlyError,  # insufficient_privilege
    "08": StoreUnreachableError,  # connection exception
    "57P": StoreUnreachableError,  # the server is going down or coming up
    "23": ConflictError,  # integrity constraint violation
    "XX": StoreDamagedError,  # internal error, data corrupted
}


def engines(url: str, *, timeout: float) -> tuple[Engine, Engine]:
    """An engine to write with and one that can only read; ``timeout`` is how long to wait for a lock, in seconds.

    Raises:
        StoreAddressError: the URL is wrong, or its driver is not installed.
    """
    try:
        address = make_url(url)
        if address.get_backend_name() == "sqlite":
            return _sqlite_engines(url, database=address.database, timeout=timeout)
        if address.get_backend_name() == "postgresql":
            return _postgresql_engines(url, timeout=timeout)
    except (ArgumentError, NoSuchModuleError, ModuleNotFoundError) as fault:
        raise StoreAddressError(_without_password(str(fault), url)) from fault
    raise StoreAddressError("it must begin with sqlite:/// or postgresql+psycopg://")


def _without_password(message: str, url: str) -> str:
    return message.replace(url, "the URL")


def _sqlite_engines(url: str, *, database: str | None, timeout: float) -> tuple[Engine, Engine]:
    if not database or database == ":memory:" or database.startswith("file:"):
        raise StoreAddressError("name a file, as in sqlite:///var/intake.db: a store in memory would keep no promise")
    _make_folder(Path(database).parent)
    writing, reading = (
        create_engine(url, connect_args={"timeout": timeout}, json_deserializer=_from_json, hide_parameters=True)
        for _ in range(2)
    )
    for engine, begin, only_read in ((writing, "BEGIN IMMEDIATE", False), (reading, "BEGIN", True)):
        event.listen(engine, "connect", _sqlite_connect(only_read=only_read))
        event.listen(engine, "begin", _sqlite_begin(begin))
        event.listen(engine, "handle_error", _translate_sqlite)
    return writing, reading


def _make_folder(folder: Path) -> None:
    """The database's folder, closed to others when it is new: it will hold what people wrote about themselves."""
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError as fault:
        raise StoreUnreachableError(str(fault)) from fault


def _sqlite_connect(*, only_read: bool) -> Any:
    def connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None  # BEGIN is ours: the driver's own comes too late and is deferred
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute(f"PRAGMA query_only = {'ON' if only_read else 'OFF'}")

    return connect


def _sqlite_begin(statement: str) -> Any:
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql(statement)

    return begin


def _translate_sqlite(context: ExceptionContext) -> None:
    code = getattr(context.original_exception, "sqlite_errorcode", None)
    if code is not None and (kind := _SQLITE_FAULTS.get(code & 0xFF)):
        raise kind(str(context.original_exception)) from context.original_exception


def _from_json(text: str | bytes) -> Any:
    """A JSON column's value; pydantic's reader is several times faster than the standard library's."""
    try:
        return pydantic_core.from_json(text)
    except ValueError:
        return json.loads(text)  # a lone surrogate, which only a command line can have written


def _postgresql_engines(url: str, *, timeout: float) -> tuple[Engine, Engine]:
    options = f"-c lock_timeout={round(timeout * 1000)} -c timezone=UTC"
    writing = create_engine(
        url,
        pool_pre_ping=True,
        connect_args={"options": options, "connect_timeout": 10},
        json_deserializer=_from_json,
        hide_parameters=True,  # they are names and addresses, and messages of faults quote them
    )
    event.listen(writing, "handle_error", _translate_postgresql)
    reading = writing.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    return writing, reading


def _translate_postgresql(context: ExceptionContext) -> None:
    fault = context.original_exception
    state = getattr(fault, "sqlstate", None) or ""
    kind = next((_POSTGRESQL_FAULTS[key] for key in (state, state[:3], state[:2]) if key in _POSTGRESQL_FAULTS), None)
    if kind is None and (context.is_disconnect or type(fault).__name__ == "OperationalError"):
        kind = StoreUnreachableError
    if kind is not None:
        # The driver's further lines quote the row, which may hold what a person wrote.
        raise kind(str(fault).splitlines()[0] if str(fault) else "") from fault


def insert_new(session: Session, table: Table, *, unique: tuple[str, ...]) -> Insert:
    """An INSERT that leaves out rows whose ``unique`` columns are there already (ON CONFLICT DO NOTHING)."""
    if session.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing(index_elements=unique)
    return sqlite.insert(table).on_conflict_do_nothing(index_elements=unique)


def take_turn(session: Session) -> None:
    """Wait until no other transaction writes: on SQLite BEGIN IMMEDIATE has done so, on PostgreSQL a lock does.

    Every transaction that changes something writes history, and the history is one chain. Taken first and in this
    one place, the lock leaves no two transactions anything to wait for crosswise.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(sql("SELECT pg_advisory_xact_lock(:key)"), {"key": _WRITING})


def overwrite_erased(session: Session) -> None:
    """Have what this connection deletes or replaces overwritten in SQLite's file (sqlite.org/pragma, secure_delete).

    PostgreSQL overwrites it when the space is used again, after a vacuum.
    """
    if session.get_bind().dialect.name == "sqlite":
        session.execute(sql("PRAGMA secure_delete = ON"))


def empty_log(engine: Engine) -> None:
    """Have SQLite's write-ahead log, which holds pages as they were before, written back and cut to nothing.

    Where somebody is reading meanwhile, the next transaction that finds nobody does it.
    """
    if engine.dialect.name == "sqlite":
        connection = engine.raw_connection()
        try:
            connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)")
        finally:
            connection.close()


def count_on(session: Session, table: Table) -> None:
    """Have the ids that a table counts go on behind its highest one.

    On SQLite they do; a sequence of PostgreSQL knows nothing of ids that were given.
    """
    if session.get_bind().dialect.name == "postgresql":
        statement = (
            "SELECT setval(pg_get_serial_sequence(:name, 'id'), greatest(max(id), 1), max(id) IS NOT NULL) "  # noqa: S608
            f"FROM {table.name}"
        )
        session.execute(sql(statement), {"name": table.name})


def file_of(url: str) -> Path | None:
    """The file of an SQLite database; None where the database is not a file.

    Raises:
        StoreAddressError: the URL is wrong.
    """
    try:
        address = make_url(url)
    except ArgumentError as fault:
        raise StoreAddressError(_without_password(str(fault), url)) from fault
    of_file = address.get_backend_name() == "sqlite" and address.database
    return Path(address.database) if of_file and address.database else None


def without_foreign_keys(connection: Connection, *, off: bool) -> None:
    """Switch SQLite's foreign keys off while tables are rebuilt by a migration, and on again; outside a transaction."""
    if connection.dialect.name == "sqlite":
        driver: Any = connection.connection.dbapi_connection
        driver.execute(f"PRAGMA foreign_keys = {'OFF' if off else 'ON'}")


def broken_foreign_keys(connection: Connection) -> int:
    """How many rows name another that is not there (SQLite does not look while its foreign keys are off)."""
    if connection.dialect.name != "sqlite":
        return 0
    return len(connection.exec_driver_sql("PRAGMA foreign_key_check").all())
