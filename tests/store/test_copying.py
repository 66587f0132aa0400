"""A copy of a database in use is of one moment, and a database made of it is the same; numbers can be left out."""

from __future__ import annotations

from pathlib import Path

import pytest

from store import application_list, audit, copying, gaps
from store.addresses import libpq_address
from store.engine import Store, open_store
from store.errors import CopyError, StoreAddressError
from store.receipts import receipts
from store.schema import revision
from tests.store.conftest import Cluster
from tests.store.making import application, filed


def test_copy_is_of_the_moment_it_was_made_at(store: Store, url: str, tmp_path: Path) -> None:
    filed(store, 1, 2)
    copy = tmp_path / "copy"
    with copying.copied(store, url, copy) as session:
        filed(store, 3)  # while the copy is looked at, and nobody waits
        assert len(receipts(session)) == 2
        assert audit.verify(session).sound
        assert revision(session) != ""
    assert copy.stat().st_mode & 0o777 == 0o600
    assert copy.stat().st_size > 0


def test_database_made_of_a_copy_has_what_the_copy_has(
    store: Store, url: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    filed(store, 1, 2)
    with store.begin() as session:
        application(session)
    copy = tmp_path / "copy"
    with copying.copied(store, url, copy):
        pass
    if copying.kind_of(url) == "postgresql":
        server = request.getfixturevalue("cluster")
        server.run("createdb", "-h", str(server.folder), "-U", "tester", "-T", "template0", "restored")
        made = server.url("restored")
        copying.put_back(copy, made)
    else:
        made = f"sqlite:///{copy}"
    other = open_store(made)
    other.require_current()
    with other.reading() as session:
        assert [item.reference for item in application_list.listing(session)] == ["DD-0001"]
        assert len(receipts(session)) == 2
        assert audit.verify(session).sound
    assert filed(other, 9) == [3]
    other.close()


def test_numbers_go_on_behind_a_gap_in_every_table(store: Store) -> None:
    assert filed(store, 1, 2) == [1, 2]
    with store.begin() as session:
        gaps.leave_out(session, numbers=100)
    assert filed(store, 3) == [103]
    with store.begin() as session:
        gaps.leave_out(session, numbers=100)
    assert filed(store, 4) == [204]


@pytest.mark.server("postgresql")
def test_missing_program_is_named(cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    url = cluster.new_database()
    store = open_store(url)
    monkeypatch.setenv("PATH", str(tmp_path))
    said = "pg_dump is not installed; on Debian it is in postgresql-client"
    with pytest.raises(CopyError, match=said), copying.copied(store, url, tmp_path / "copy"):
        pass
    store.close()


def test_password_is_not_in_the_arguments() -> None:
    address, environment = libpq_address("postgresql+psycopg://in%20take:s3cr'et@db.example:5433/round?sslmode=require")
    assert address == "host='db.example' port='5433' user='in take' dbname='round' sslmode='require'"
    assert environment["PGPASSWORD"] == "s3cr'et"
    assert "s3cr" not in address


def test_quotes_in_an_address_are_escaped() -> None:
    address, _ = libpq_address("postgresql+psycopg:///it's%5Cmine?host=/run/postgresql")
    assert address == "host='/run/postgresql' dbname='it\\'s\\\\mine'"


def test_other_databases_cannot_be_copied() -> None:
    with pytest.raises(StoreAddressError, match="it must begin with sqlite"):
        copying.kind_of("mysql://localhost/x")
