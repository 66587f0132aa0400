"""`intake check` says how poller, workers and queue stand."""

from __future__ import annotations

from pathlib import Path

import pytest

from intake.work import standing
from intake.work.errors import SharedFolderError
from intake.work.one_poller import PollerLock
from tests.intake.work.conftest import DD, Books
from tests.servers.postgresql import Cluster

pytestmark = pytest.mark.server("postgresql")


def test_told_of_an_idle_service(books: Books) -> None:
    said = standing.told(books.url, DD, books.data)
    assert said == "nobody polls; 0 queue readers at work; 0 jobs waiting, 0 failed"


def test_told_of_one_at_work(books: Books) -> None:
    lock = PollerLock(books.url)
    assert lock.take()
    with books.store.begin() as session:
        books.file(session)
        books.queue(session)
    books.take_job()
    said = standing.told(books.url, DD, books.data)
    lock.release()
    assert said.startswith("intake poller ")
    assert said.endswith(" polls; 1 queue reader at work; 2 jobs waiting, 0 failed")


def test_told_before_the_first_start(cluster: Cluster, tmp_path: Path) -> None:
    assert standing.told(cluster.new_database(), DD, tmp_path) == "the queue is made when `intake run` starts"


def test_machine_that_does_not_see_the_folder_is_told(books: Books, tmp_path: Path) -> None:
    with pytest.raises(SharedFolderError):
        standing.told(books.url, DD, tmp_path / "not-mounted")
