"""Opening the store, its transactions, and what its faults are called."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy import text

from store import messages
from store.engine import Session, Store, after_commit, open_store, savepoint
from store.errors import (
    ConflictError,
    StoreAddressError,
    StoreDamagedError,
    StoreFullError,
    StoreLockedError,
    StoreReadOnlyError,
    StoreUnreachableError,
)
from store.messages import NewMessage
from tests.store.conftest import NOW
from tests.store.making import filed, mail


def _count(store: Store) -> int:
    with store.reading() as session:
        return len(messages.listing(session))


def _file_and_fail(session: Session, item: NewMessage) -> None:
    messages.file_messages(session, [item], at=NOW)
    raise ZeroDivisionError


@pytest.fixture
def sqlite_store(tmp_path: Path) -> Store:
    store = open_store(f"sqlite:///{tmp_path}/intake.db", lock_timeout=0.2)
    store.upgrade()
    return store


def test_begin_commits_at_the_end_of_the_block(store: Store) -> None:
    filed(store, 1)
    assert _count(store) == 1


def test_begin_undoes_everything_when_the_block_raises(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.begin() as session:
        _file_and_fail(session, mail(1))
    assert _count(store) == 0


def test_savepoint_undoes_its_own_part_only(store: Store) -> None:
    with store.begin() as session:
        messages.file_messages(session, [mail(1)], at=NOW)
        with pytest.raises(ZeroDivisionError), savepoint(session):
            _file_and_fail(session, mail(2))
        messages.file_messages(session, [mail(3)], at=NOW)
    with store.reading() as session:
        assert [item.uid for item in messages.listing(session)] == [1, 3]


def test_reading_cannot_write(store: Store) -> None:
    with pytest.raises(StoreReadOnlyError), store.reading() as session:
        messages.file_messages(session, [mail(1)], at=NOW)
    filed(store, 2)
    assert _count(store) == 1


def test_reading_sees_one_moment_while_others_write(store: Store) -> None:
    filed(store, 1)
    with store.reading() as session:
        before = len(messages.listing(session))
        filed(store, 2)
        assert (before, len(messages.listing(session))) == (1, 1)
    assert _count(store) == 2


def test_rows_stay_usable_after_their_transaction(store: Store) -> None:
    filed(store, 1)
    with store.begin() as session:
        row = messages.claim(session, limit=1, at=NOW)[0]
    assert (row.status, row.received_at) == ("processing", NOW)


def test_sqlite_is_set_up_on_every_connection(sqlite_store: Store) -> None:
    with sqlite_store.begin() as session:
        pragmas = ("foreign_keys", "journal_mode", "synchronous", "busy_timeout")
        found = {name: session.scalar(text(f"PRAGMA {name}")) for name in pragmas}
    assert found == {"foreign_keys": 1, "journal_mode": "wal", "synchronous": 2, "busy_timeout": 200}


def test_sqlite_makes_its_folder_closed_to_others(tmp_path: Path) -> None:
    open_store(f"sqlite:///{tmp_path}/var/deep/intake.db").close()
    assert (tmp_path / "var/deep").stat().st_mode & 0o777 == 0o700


def test_begin_waits_its_turn_and_loses_nothing(store: Store) -> None:
    def work(worker: int) -> None:
        for step in range(10):
            filed(store, worker * 100 + step)

    threads = [threading.Thread(target=work, args=(worker,)) for worker in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert _count(store) == 40


def test_sqlite_locked_by_another_process_is_said_and_passes(sqlite_store: Store, tmp_path: Path) -> None:
    code = (
        "import sqlite3, sys\n"
        "c = sqlite3.connect(sys.argv[1], isolation_level=None)\n"
        "c.execute('BEGIN IMMEDIATE')\n"
        "print('locked', flush=True)\n"
        "sys.stdin.read()\n"
    )
    command = [sys.executable, "-c", code, str(tmp_path / "intake.db")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout
        assert other.stdout.readline() == b"locked\n"
        with pytest.raises(StoreLockedError) as raised:
            filed(sqlite_store, 1)
        assert raised.value.retryable
        assert _count(sqlite_store) == 0
        assert other.stdin
        other.stdin.close()
    filed(sqlite_store, 1)
    assert _count(sqlite_store) == 1


def _fill_the_disk(session: Session) -> None:
    """More than fits in two further pages."""
    pages = session.scalar(text("PRAGMA page_count"))
    session.execute(text(f"PRAGMA max_page_count = {pages + 2}"))
    messages.file_messages(session, [mail(uid, message_id=f"{uid}-{'x' * 900}") for uid in range(100)], at=NOW)


def test_sqlite_full_disk_is_said_and_undone(sqlite_store: Store) -> None:
    with pytest.raises(StoreFullError) as raised, sqlite_store.begin() as session:
        _fill_the_disk(session)
    assert raised.value.retryable
    assert _count(sqlite_store) == 0


def test_sqlite_that_is_no_database_is_damaged(tmp_path: Path) -> None:
    (tmp_path / "intake.db").write_bytes(b"not a database, whatever its name says" * 100)
    with pytest.raises(StoreDamagedError) as raised:
        open_store(f"sqlite:///{tmp_path}/intake.db").upgrade()
    assert not raised.value.retryable


#: What opening a store comes to for a process that, root or not, may only do what the modes of files allow.
_OPENS = """
import ctypes, sys
from store.engine import open_store
from store.errors import StoreError

nothing = (ctypes.c_uint32 * 6)()  # effective, permitted, inherited, twice: capset(2), version 3
assert ctypes.CDLL(None).capset((ctypes.c_uint32 * 2)(0x20080522, 0), nothing) == 0
try:
    open_store(sys.argv[1]).upgrade()
except StoreError as fault:
    print(type(fault).__name__)
"""


def _opened_without_privileges(url: str) -> str:
    """The name of the fault that a store cannot be opened with; "" where it was opened."""
    done = subprocess.run([sys.executable, "-c", _OPENS, url], capture_output=True, text=True, check=False, timeout=60)
    assert done.stderr == ""
    return done.stdout.strip()


@pytest.mark.parametrize(("mode", "fault", "left"), [(0o555, "StoreUnreachableError", []), (0o777, "", ["intake.db"])])
def test_sqlite_in_a_folder_we_may_not_write_is_said(tmp_path: Path, mode: int, fault: str, left: list[str]) -> None:
    folder = tmp_path / "var"
    folder.mkdir()
    folder.chmod(mode)  # whatever the mask is
    assert _opened_without_privileges(f"sqlite:///{folder}/intake.db") == fault
    assert [path.name for path in folder.iterdir()] == left


def test_sqlite_folder_that_is_a_file_is_unreachable(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("")
    with pytest.raises(StoreUnreachableError):
        open_store(f"sqlite:///{tmp_path}/var/intake.db")


def test_postgresql_that_is_not_there_is_unreachable() -> None:
    store = open_store("postgresql+psycopg://nobody@127.0.0.1:1/nothing")
    with pytest.raises(StoreUnreachableError) as raised:
        store.schema_state()
    assert raised.value.retryable


@pytest.mark.parametrize(
    "url",
    ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x", "nonsense", "postgresql+nothing://u:secret@host/x"],
)
def test_open_store_refuses_an_url_it_cannot_keep_promises_on(url: str) -> None:
    with pytest.raises(StoreAddressError) as raised:
        open_store(url)
    assert "secret" not in str(raised.value)


def test_a_row_that_contradicts_another_is_a_conflict_without_its_values(store: Store) -> None:
    row = "('Jane Doe', 1, 1, '')"
    statement = f"INSERT INTO mailbox_progress (mailbox, uidvalidity, last_uid, fault) VALUES {row}, {row}"
    with pytest.raises(ConflictError) as raised, store.begin() as session:
        session.execute(text(statement))
    assert "Jane Doe" not in str(raised.value)


def test_the_database_itself_refuses_a_state_there_is_not(store: Store) -> None:
    filed(store, 1)
    with pytest.raises(ConflictError), store.begin() as session:
        session.execute(text("UPDATE inbound_message SET status = 'lost'"))


def test_sqlite_version_can_return_what_it_inserted() -> None:
    assert sqlite3.sqlite_version_info >= (3, 35)


def test_what_is_to_follow_a_commit_follows_it_and_no_rollback(store: Store) -> None:
    done: list[str] = []
    with store.begin() as session:
        after_commit(session, lambda: done.append("first"))
        after_commit(session, lambda: done.append("second"))
        assert done == []
    assert done == ["first", "second"]
    with suppress(RuntimeError), store.begin() as session:
        after_commit(session, lambda: done.append("never"))
        raise RuntimeError
    assert done == ["first", "second"]
