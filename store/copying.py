"""A copy of a database in use, as it is at one moment, and a database made of such a copy.

SQLite copies itself (VACUUM INTO: one read transaction, which keeps no writer waiting, and nothing erased comes along).
PostgreSQL is copied and put back by its own programs, pg_dump and pg_restore. What is put around the copy is
`intake.backup`.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import text as sql

from store import addresses
from store.engine import Session, Store, open_store
from store.errors import CopyError, StoreAddressError

#: What the copy is called, by kind of database.
FILE_NAMES = {"sqlite": "intake.db", "postgresql": "intake.dump"}


def kind_of(url: str) -> str:
    """``sqlite`` or ``postgresql``.

    Raises:
        StoreAddressError: the URL is neither's.
    """
    kind = addresses.backend_of(url)
    if kind not in FILE_NAMES:
        raise StoreAddressError("it must begin with sqlite:/// or postgresql+psycopg://")
    return kind


@contextmanager
def copied(store: Store, url: str, into: Path) -> Iterator[Session]:
    """Copy the open store, whose URL is ``url``, to the file ``into``; yields a session that reads exactly the copy.

    Raises:
        CopyError: it cannot be copied; the message says what is missing.
        StoreError: the database cannot be read.
    """
    into.touch(mode=0o600)
    if kind_of(url) == "sqlite":
        _copy_sqlite(store, into)
        copy = open_store(f"sqlite:///{into}")
        try:
            with copy.reading() as session:
                yield session
        finally:
            copy.close()
        return
    with store.reading() as session:
        moment = session.scalar(sql("SELECT pg_export_snapshot()"))
        _run("pg_dump", url, ["--format=custom", f"--snapshot={moment}", f"--file={into}", *_OURS])
        yield session


def put_back(dump: Path, url: str) -> None:
    """Fill the empty PostgreSQL database at ``url`` with a copy, all or nothing.

    Raises:
        CopyError: pg_restore is missing, or says no.
    """
    _run("pg_restore", url, ["--exit-on-error", "--single-transaction", *_OURS], str(dump))


#: A copy may be put back under another user than it was made under.
_OURS = ("--no-owner", "--no-privileges")


def _copy_sqlite(store: Store, into: Path) -> None:
    connection = store.engine.raw_connection()
    try:
        connection.cursor().execute("VACUUM INTO ?", (str(into),))
    except sqlite3.Error as fault:
        raise CopyError(str(fault)) from fault
    finally:
        connection.close()


def _run(program: str, url: str, options: Sequence[str], *files: str) -> None:
    """Run one of PostgreSQL's programs on a database; the password goes by the environment, where `ps` shows none."""
    found = shutil.which(program)
    if found is None:
        raise CopyError(f"{program} is not installed; on Debian it is in postgresql-client")
    address, environment = addresses.libpq_address(url)
    done = subprocess.run(  # noqa: S603 (PostgreSQL's own program, without a shell)
        [found, "--no-password", *options, f"--dbname={address}", *files],
        env=environment,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
    )
    if done.returncode != 0:
        said = done.stderr.decode("utf-8", "replace").strip().splitlines()
        raise CopyError(said[0] if said else f"{program} ended with status {done.returncode}")
