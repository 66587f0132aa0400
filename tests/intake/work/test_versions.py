"""A worker that is not what the service runs, or does not see its folder, does nothing and says why."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from intake import clock
from intake.backup import restored
from intake.errors import IntakeError
from intake.work import versions
from intake.work.connecting import connect
from intake.work.errors import OtherVersionError, QueueMissingError, SharedFolderError
from intake.work.versions import MARK, Versions
from store.errors import SchemaNewerError, SchemaOlderError
from tests.intake.work.conftest import DD, Books
from tests.servers.postgresql import Cluster

pytestmark = pytest.mark.server("postgresql")


def compare(books: Books, mine: Versions | None = None, *, schema: str = "") -> None:
    """What a worker does before each job."""
    with connect(books.url, what="test") as connection:
        versions.compare(connection, mine or versions.own(DD, books.data), schema=schema, data=books.data)


def test_worker_of_the_same_version_may_work(books: Books) -> None:
    compare(books)
    ((schema,),) = books.ask("SELECT version_num FROM alembic_version")
    compare(books, schema=schema)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"service": "0.0.1"}, "this is intake 0.0.1, and the service on this database runs intake"),
        ({"queue": "3.0.0"}, "this is procrastinate 3.0.0, and the service on this database runs procrastinate"),
        ({"pack": "another"}, "the programme pack on this machine differs"),
    ],
)
def test_worker_of_another_version_is_refused(books: Books, change: dict[str, str], words: str) -> None:
    with pytest.raises(OtherVersionError, match=words) as caught:
        compare(books, replace(versions.own(DD, books.data), **change))
    assert not caught.value.retryable


@pytest.mark.parametrize(("schema", "error"), [("0000", SchemaNewerError), ("9999", SchemaOlderError)])
def test_schema_that_changed_under_a_worker_is_refused(books: Books, schema: str, error: type[Exception]) -> None:
    with pytest.raises(error, match="it was changed while this process ran"):
        compare(books, schema=schema)


def test_shared_folder_that_is_gone_is_said_and_may_come_back(books: Books) -> None:
    mark = books.data / MARK
    kept = mark.read_text(encoding="ascii")
    mark.unlink()
    with pytest.raises(SharedFolderError, match=r"is not there, or has no service\.id") as caught:
        compare(books)
    assert caught.value.retryable
    mark.write_text("another\n", encoding="ascii")
    with pytest.raises(SharedFolderError, match="is another service's"):
        compare(books)
    mark.write_text(kept, encoding="ascii")
    compare(books)


def test_poller_with_another_folder_is_refused_and_makes_no_mark_in_it(books: Books, tmp_path: Path) -> None:
    other = tmp_path / "local"
    other.mkdir()
    with pytest.raises(SharedFolderError, match="is not there"):
        versions.prepare(books.url, DD, other)
    assert list(other.iterdir()) == []


def test_folder_made_of_a_backup_takes_the_place_of_the_lost_one(books: Books, tmp_path: Path) -> None:
    folder = tmp_path / "restored"
    folder.mkdir()
    restored.mark(folder, at=clock.now())
    versions.prepare(books.url, DD, folder)
    assert books.ask("SELECT folder FROM intake_work") == [((folder / MARK).read_text(encoding="ascii").strip(),)]
    with pytest.raises(SharedFolderError):
        versions.prepare(books.url, DD, books.data)


def test_worker_before_any_poller_waits(cluster: Cluster, tmp_path: Path) -> None:
    with connect(cluster.new_database(), what="test") as connection, pytest.raises(IntakeError) as caught:
        versions.compare(connection, versions.own(DD, tmp_path), schema="", data=tmp_path)
    assert isinstance(caught.value, QueueMissingError)
    assert caught.value.retryable


def test_queue_of_a_newer_library_is_refused(books: Books) -> None:
    books.ask("UPDATE intake_work SET queue = '99.0.0'")
    with pytest.raises(OtherVersionError, match=r"made by procrastinate 99\.0\.0"):
        versions.prepare(books.url, DD, books.data)
    assert books.ask("SELECT queue FROM intake_work") == [("99.0.0",)]


def test_preparing_again_changes_nothing(books: Books) -> None:
    before = books.ask("SELECT service, queue, pack, folder FROM intake_work")
    versions.prepare(books.url, DD, books.data)
    assert books.ask("SELECT service, queue, pack, folder FROM intake_work") == before


def test_queue_of_an_older_library_is_upgraded(books: Books) -> None:
    books.ask("DROP FUNCTION procrastinate_retry_job_v2(bigint, timestamptz, int, varchar, varchar)")
    books.ask("ALTER TYPE procrastinate_job_event_type RENAME VALUE 'retried' TO 'not there yet'")
    books.ask("UPDATE intake_work SET queue = '3.3.9'")
    versions.prepare(books.url, DD, books.data)
    assert books.ask("SELECT count(*) FROM pg_proc WHERE proname = 'procrastinate_retry_job_v2'") == [(1,)]
