"""One poller at a time; who waits takes over when the holder lets go, dies or loses its connection."""

from __future__ import annotations

import threading

import pytest

from intake.work.one_poller import PollerLock, watched
from store.errors import StoreUnreachableError
from tests.intake.work.conftest import Books
from tests.servers.postgresql import Cluster

pytestmark = pytest.mark.server("postgresql")

_CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE 'intake poller%'"


def test_second_poller_waits_and_takes_over(books: Books) -> None:
    first, second = PollerLock(books.url), PollerLock(books.url)
    assert first.take()
    assert not second.take()
    assert second.holder().startswith("intake poller ")
    first.release()
    assert second.take()
    assert not first.holds()
    second.release()
    assert second.holder() == ""


def test_lock_of_one_database_is_not_that_of_another(books: Books, cluster: Cluster) -> None:
    here, there = PollerLock(books.url), PollerLock(cluster.new_database())
    assert here.take()
    assert there.take()
    here.release()
    there.release()


def test_holder_that_loses_its_connection_is_told_at_once(books: Books) -> None:
    first, second = PollerLock(books.url), PollerLock(books.url)
    assert first.take()
    lost = threading.Event()
    with watched(first, lost.set):
        books.ask(_CUT)
        assert lost.wait(10)
    assert not first.holds()
    assert second.take()
    second.release()


def test_database_that_is_away_is_said_in_words() -> None:
    with pytest.raises(StoreUnreachableError, match="cannot be reached"):
        PollerLock("postgresql+psycopg://nobody@/nothing?host=/nowhere").take()
