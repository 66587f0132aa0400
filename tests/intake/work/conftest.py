"""Books in PostgreSQL with a work queue, and what stands in it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from intake.round import programme as packs
from intake.work import versions
from intake.work.connecting import connect
from intake.work.handing import Handing
from store import filing, letters
from store.engine import Session, Store, open_store
from store.filing import NewMessage
from tests.servers.postgresql import Cluster

AT = datetime(2014, 2, 3, 10, 0, tzinfo=UTC)
DD = packs.load("delivering-differently")


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of our own."""
    with Cluster() as server:
        yield server


@dataclass
class Books:
    """A store that hands work over, its database's URL and its data folder."""

    store: Store
    url: str
    data: Path
    numbers: Iterator[int]

    def ask(self, query: str, *values: object) -> list[Any]:
        """What the database answers, on a connection of its own."""
        with connect(self.url, what="test") as connection:
            cursor = connection.execute(query, values or None)
            return cursor.fetchall() if cursor.description else []

    def jobs(self) -> list[tuple[str, str, int, str]]:
        """Every job: its name, its queue, the number of its row and its status, in the order they were made."""
        query = "SELECT task_name, queue_name, (args->>'number')::int, status::text FROM procrastinate_jobs ORDER BY id"
        return [tuple(row) for row in self.ask(query)]

    def take_job(self, *, silent_for: int = 0) -> int:
        """Have a worker take the next job, and then say nothing for so many seconds; the job's id."""
        ((worker,),) = self.ask("SELECT worker_id FROM procrastinate_register_worker_v1()")
        ((job,),) = self.ask("SELECT id FROM procrastinate_fetch_job_v2(NULL, %s)", worker)
        beat = "UPDATE procrastinate_workers SET last_heartbeat = now() - make_interval(secs => %s) WHERE id = %s"
        self.ask(beat, silent_for, worker)
        return int(job)

    def file(self, session: Session) -> int:
        """File one mail."""
        number = next(self.numbers)
        item = NewMessage(
            mailbox="INBOX",
            uidvalidity=1,
            uid=number,
            received_at=AT,
            sha256=sha256(str(number).encode()).hexdigest(),
            size=1,
        )
        (filed,) = filing.file_messages(session, [item], at=AT)
        return filed.id

    def queue(self, session: Session, *, not_before: datetime | None = None, draft: bool = False) -> int:
        """Put one letter in the outbox."""
        number = next(self.numbers)
        letter = letters.queue(
            session,
            message_id=f"{number}@round.example",
            cause=f"test:{number}",
            kind="receipt",
            recipient="clerk@walsall.example",
            raw=b"",
            at=AT,
            not_before=not_before,
            draft=draft,
        )
        assert letter is not None
        assert letter.id is not None
        return letter.id


@pytest.fixture
def books(cluster: Cluster, tmp_path: Path) -> Iterator[Books]:
    """Empty books with an empty queue."""
    url = cluster.new_database()
    versions.prepare(url, DD, tmp_path)
    store = open_store(url, lock_timeout=2)
    store.hand_over = Handing()
    yield Books(store, url, tmp_path, count(1))
    store.close()
