"""The world of one run: a mailbox on a real Dovecot, a real SMTP server, a database of one kind, the service's data.

`Stage` plays the days before once and keeps them; `Stage.scene` gives every run a copy of its own of that morning:
the Maildir with its UIDs, the data folder, the database (a file, or a PostgreSQL database made of a template).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes
from functools import cached_property
from hashlib import sha256
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy import make_url

from intake.round import programme as packs
from intake.sandbox import Sandbox
from parsers.reading import encode
from store.archive_folder import FolderArchive
from store.engine import Store, open_store
from tests.acceptance.conftest import Place, place
from tests.faults import history
from tests.servers.dovecot import Dovecot
from tests.servers.postgresql import Cluster
from tests.servers.smtp import SmtpServer, Taken

#: What Dovecot keeps beside the mails that a copy must have: the UIDs, and UIDVALIDITY. Its caches it makes anew.
_CACHES = shutil.ignore_patterns("dovecot.index*", "dovecot.list*")
_SQLITE = "sqlite:///data/intake.db"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One run's own world. ``taken_before`` is how much the SMTP server had taken when it began."""

    place: Place
    database: str
    taken_before: int
    waiting: tuple[bytes, ...]

    @property
    def archive(self) -> FolderArchive:
        """The raw archive."""
        return FolderArchive(self.place.folder / "data" / "archive")

    @property
    def complaints(self) -> Path:
        """What the service's processes said."""
        return self.place.folder / "stderr"

    def store(self) -> Store:
        """The database, to be closed by who opens it."""
        return open_store(self.database, lock_timeout=5)

    def taken(self) -> list[Taken]:
        """What the SMTP server took since the run began."""
        return self.place.smtp.taken[self.taken_before :]


@dataclass
class Stage:
    """A morning on which everything is due, on one kind of database ("sqlite" or "postgresql")."""

    kind: str
    folder: Path
    dovecot: Dovecot
    smtp: SmtpServer
    cluster: Cluster | None = None
    _numbers: count[int] = field(default_factory=lambda: count(1))

    def __post_init__(self) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        self._template = f"morning_{os.getpid()}_{id(self):x}"
        self._home = self._fresh(self.folder / "morning", self._new_database(self._template, "template1"))
        before = len(self.smtp.taken)
        self.waiting = tuple(history.play(self._home))
        #: The Message-IDs of letters that left before the morning.
        self.sent_before = tuple(message_id(item) for item in self.smtp.taken[before:])

    @cached_property
    def readings(self) -> Mapping[str, bytes]:
        """What the real child reads of every mail that was archived or waits, by its sha256."""
        archive = FolderArchive(self._home.folder / "data" / "archive")
        with Sandbox(packs.load("delivering-differently").form) as sandbox:
            raws = [*self.waiting, *(archive.read(digest) for digest in archive)]
            return {sha256(raw).hexdigest(): encode(sandbox.read(raw)) for raw in raws}

    def scene(self) -> Scene:
        """A copy of the morning."""
        number = next(self._numbers)
        name = f"{self._template}_{number}"
        here = self._fresh(self.folder / str(number), self._new_database(name, self._template))
        shutil.copytree(self._home.folder / "data", here.folder / "data")
        self._copy_mailbox(self._home.account.folder, here.account.folder)
        return Scene(
            place=here, database=self._url(here, name), taken_before=len(self.smtp.taken), waiting=self.waiting
        )

    def empty_scene(self) -> Scene:
        """A world in which nothing has happened yet, for a service that is told of mail as it comes."""
        name = f"{self._template}_{next(self._numbers)}"
        here = place(self.folder / name, self.dovecot, self.smtp, more="\n[decisions]\nletters_per_hour = 3600\n")
        url = self._new_database(name, "template1")
        here.config.write_text(here.config.read_text().replace(_SQLITE, url))
        return Scene(place=here, database=self._url(here, name), taken_before=len(self.smtp.taken), waiting=())

    def clear(self, scene: Scene) -> None:
        """Take a run's world away."""
        shutil.rmtree(scene.place.folder, ignore_errors=True)
        shutil.rmtree(scene.place.account.folder.parent, ignore_errors=True)
        if self.cluster is not None:
            self._in_postgresql(f'DROP DATABASE "{make_url(scene.database).database}" WITH (FORCE)')

    def _fresh(self, folder: Path, url: str) -> Place:
        here = place(folder, self.dovecot, self.smtp, mailbox=history.MAILBOX, more=history.PEOPLE)
        here.config.write_text(here.config.read_text().replace(_SQLITE, url))
        return here

    def _url(self, here: Place, name: str) -> str:
        return self.cluster.url(name) if self.cluster else f"sqlite:///{here.folder}/data/intake.db"

    def _new_database(self, name: str, template: str) -> str:
        """Its URL as the configuration has it; a file comes with the data folder."""
        if self.cluster is None:
            return _SQLITE
        self._in_postgresql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        return self.cluster.url(name)

    def _in_postgresql(self, statement: str) -> None:
        assert self.cluster is not None
        with psycopg.connect(host=str(self.cluster.folder), dbname="postgres", user="tester", autocommit=True) as one:
            one.execute(statement)

    @staticmethod
    def _copy_mailbox(source: Path, to: Path) -> None:
        owner = source.stat()
        shutil.copytree(source, to, ignore=_CACHES)
        for path in (to.parent, to, *to.rglob("*")):
            os.chown(path, owner.st_uid, owner.st_gid)


def message_id(letter: Taken) -> str:
    """The Message-ID of a letter that was taken, without angle brackets."""
    return str(message_from_bytes(letter.data)["Message-ID"]).strip().strip("<>")
