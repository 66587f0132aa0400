"""A store for every test: SQLite always, PostgreSQL as well wherever its driver is installed."""

from __future__ import annotations

import importlib.util
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

import pytest

from store.engine import Store, open_store

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


@dataclass
class Cluster:
    """A PostgreSQL server that listens on a socket in a temporary folder only."""

    programs: Path
    folder: Path
    user: str | None
    numbers: Iterator[int]

    def url(self, database: str) -> str:
        """The URL of a database of this server."""
        return f"postgresql+psycopg://tester@/{database}?host={self.folder}"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's own programs as the server's user."""
        command = [str(self.programs / program), *arguments]
        subprocess.run(command, check=True, user=self.user, cwd=self.folder, stdout=subprocess.DEVNULL)

    def new_database(self) -> str:
        """The URL of a fresh database with our schema."""
        name = f"test_{next(self.numbers)}"
        self.run("createdb", "-h", str(self.folder), "-U", "tester", name)
        return self.url(name)


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    """A PostgreSQL server of our own, with the schema in its template."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
    folder = Path(tempfile.mkdtemp(prefix="pg-"))
    # The server refuses to run as root.
    user = "postgres" if os.geteuid() == 0 else None
    if user:
        shutil.chown(folder, user)
    server = Cluster(programs, folder, user, count(1))
    data = str(folder / "data")
    server.run("initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C")
    options = f"-k {folder} -c listen_addresses='' -c fsync=off"
    server.run("pg_ctl", "-D", data, "-l", str(folder / "log"), "-o", options, "-w", "start")
    try:
        template = open_store(server.url("template1"))
        template.upgrade()
        template.close()
        yield server
    finally:
        server.run("pg_ctl", "-D", data, "-m", "immediate", "-w", "stop")
        shutil.rmtree(folder, ignore_errors=True)


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
