"""A store for every test: SQLite always, PostgreSQL as well wherever its driver is installed."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from store.engine import Store, open_store
from tests.servers.postgresql import Cluster

__all__ = ["Cluster"]

#: The instant at which a test takes place, unless it says otherwise.
NOW = datetime(2014, 2, 10, 16, 59, 59, tzinfo=UTC)

DATABASES = [
    "sqlite",
    *(
        [pytest.param("postgresql", marks=pytest.mark.server("postgresql"))]
        if importlib.util.find_spec("psycopg")
        else []
    ),
]


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite database, to be copied."""
    path = tmp_path_factory.mktemp("template") / "template.db"
    store = open_store(f"sqlite:///{path}")
    store.upgrade()
    store.close()
    return path


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of our own, with the schema in its template."""
    with Cluster() as server:
        yield server


@pytest.fixture(params=DATABASES)
def url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The URL of a migrated, empty database."""
    if request.param == "postgresql":
        server: Cluster = request.getfixturevalue("cluster")
        return server.new_database()
    path = tmp_path / "intake.db"
    shutil.copy(request.getfixturevalue("sqlite_template"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    """An open store on that database; gives up on a lock after two seconds."""
    store = open_store(url, lock_timeout=2)
    yield store
    store.close()
