"""A real PostgreSQL server of our own, run from a temporary folder and reached through a socket in it only.

    with Cluster() as server:
        url = server.new_database()

A new database has our schema already. Nothing is forced to the disk: what is tested is what we do, not what it does.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Self

from store.engine import open_store


class Cluster:
    """The server, from ``with`` to the end of its block."""

    def __init__(self) -> None:
        self._programs = sorted(Path("/usr/lib/postgresql").glob("*/bin"))[-1]
        # The server refuses to run as root.
        self._user = "postgres" if os.geteuid() == 0 else None
        self._numbers = count(1)

    def __enter__(self) -> Self:
        self.folder = Path(tempfile.mkdtemp(prefix="pg-"))
        if self._user:
            shutil.chown(self.folder, self._user)
        data = str(self.folder / "data")
        self.run("initdb", "-D", data, "-U", "tester", "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C")
        self.start()
        template = open_store(self.url("template1"))
        template.upgrade()
        template.close()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        shutil.rmtree(self.folder, ignore_errors=True)

    def restart(self) -> None:
        """Have the server die as at a power cut, and come back."""
        data = str(self.folder / "data")
        self.run("pg_ctl", "-D", data, "-l", str(self.folder / "log"), "-m", "immediate", "-w", "restart")

    def stop(self) -> None:
        """Have the server die as at a power cut, and stay away until `start`."""
        self.run("pg_ctl", "-D", str(self.folder / "data"), "-m", "immediate", "-w", "stop")

    def start(self) -> None:
        """Have it back."""
        options = f"-k {self.folder} -c listen_addresses='' -c fsync=off"
        data = str(self.folder / "data")
        self.run("pg_ctl", "-D", data, "-l", str(self.folder / "log"), "-o", options, "-w", "start")

    def url(self, database: str) -> str:
        """The URL of a database of this server."""
        return f"postgresql+psycopg://tester@/{database}?host={self.folder}"

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's own programs as the server's user."""
        command = [str(self._programs / program), *arguments]
        subprocess.run(command, check=True, user=self._user, cwd=self.folder, stdout=subprocess.DEVNULL)

    def new_database(self) -> str:
        """The URL of a fresh database with our schema."""
        name = f"test_{next(self._numbers)}"
        self.run("createdb", "-h", str(self.folder), "-U", "tester", name)
        return self.url(name)
