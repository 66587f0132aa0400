"""The world around the service: its folder, the wire that takes its letters, and a fuse that makes it die anywhere.

What dies here dies as the process would: from the moment the fuse is out no file is synced or renamed, nothing is
committed and nothing is sent, whatever the code that unwinds still tries. Then everything is opened anew.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from unittest import mock

import structlog
from sqlalchemy.engine.default import DefaultDialect

from intake import clock, service
from intake.config_file import load as load_settings
from intake.errors import DeliveryError, DeliveryRefusedError
from intake.letters.errors import DeliveryUncertainError, OutgoingServerError
from intake.letters.mime import AttachedFile
from intake.round import programme as packs
from intake.round.programme import Programme
from intake.sandbox import Sandbox
from intake.service import Service
from intake.staff.digest_run import queue_due_digest
from parsers.reading import Reading
from store.engine import open_store
from store.lending import Lent
from tests.intake.replay.story import PACK, configured
from tests.machine.mails import Written

#: What has an effect on the world, as (where it is, its name); the wire ticks by itself.
_EFFECTS: tuple[tuple[Any, str], ...] = (
    (os, "fsync"),
    (os, "rename"),
    (os, "replace"),
    (os, "link"),
    (DefaultDialect, "do_commit"),
)
_FATES: dict[str, Callable[[], DeliveryError]] = {
    "later": lambda: DeliveryError("451 try again later"),
    "refused": lambda: DeliveryRefusedError("550 no such user"),
    "lost": lambda: DeliveryUncertainError("the connection was lost after the final dot"),
    "lost-untaken": lambda: DeliveryUncertainError("the connection was lost after the final dot"),
    "away": lambda: OutgoingServerError("421 shutting down"),
}
FATES = tuple(_FATES)
_TAKEN = frozenset({"", "lost"})


class Crash(BaseException):
    """The process is no more."""


class Fuse:
    """Counts effects; burns out at the one it is set to, and from then on lets nothing happen."""

    def __init__(self) -> None:
        self._left = 0
        self.out = False

    def light(self, effects: int) -> None:
        """Burn out at the ``effects``-th effect from now on; 0 never."""
        self._left, self.out = effects, False

    def tick(self) -> None:
        """One effect is about to happen, or has just happened."""
        if self.out:
            raise Crash
        if self._left:
            self._left -= 1
            if not self._left:
                self.out = True
                raise Crash

    @contextmanager
    def laid(self) -> Iterator[None]:
        """For as long as the context lasts every effect is counted, just before and just after."""
        with ExitStack() as stack:
            for place, name in _EFFECTS:
                stack.enter_context(mock.patch.object(place, name, self._counted(getattr(place, name))))
            yield

    def _counted(self, effect: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*args: Any, **options: Any) -> Any:
            self.tick()
            result = effect(*args, **options)
            self.tick()
            return result

        return counted


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """A letter that the other side took: what the outbox and the case said at that very moment."""

    raw: bytes
    recipient: str
    at: datetime
    message_id: str
    kind: str
    cause: str
    contact: str


@dataclass
class Post:
    """The wire, and what it took; ``fates`` are what becomes of the next letters, in order. Also keeps our copies."""

    fuse: Fuse
    database: Path
    taken: list[Taken] = field(default_factory=list)
    copies: dict[str, bytes] = field(default_factory=dict)
    fates: list[str] = field(default_factory=list)

    def open(self) -> None:
        """See `intake.letters.wire.Wire`."""

    def close(self) -> None:
        """See `intake.letters.wire.Wire`."""

    def send(self, raw: bytes, *, sender: str, recipient: str) -> None:
        """See `intake.letters.wire.Wire`."""
        self.fuse.tick()
        fate = self.fates.pop(0) if self.fates else ""
        if fate in _TAKEN:
            self.taken.append(self._taken(raw, recipient))
        if fate:
            raise _FATES[fate]()
        self.fuse.tick()

    def _taken(self, raw: bytes, recipient: str) -> Taken:
        with sqlite3.connect(self.database) as books:
            row = books.execute(
                "SELECT m.message_id, m.kind, m.cause, coalesce(a.contact_address, '') FROM outgoing_mail m"
                " LEFT JOIN application a ON a.id = m.application_id JOIN outgoing_body b ON b.letter_id = m.id"
                " WHERE b.raw = ? AND m.status = 'sending'",
                (raw,),
            ).fetchone()
        books.close()
        assert row is not None, "a letter is sent that the books do not call “sending”"
        message_id, kind, cause, contact = row
        return Taken(
            raw=raw,
            recipient=recipient,
            at=clock.now(),
            message_id=message_id,
            kind=kind,
            cause=cause,
            contact=contact,
        )

    def keep(self, raw: bytes) -> bool:
        """See `intake.letters.evidence.Copies`."""
        self.fuse.tick()
        self.copies[self.taken[-1].message_id] = raw
        return True

    def holds(self, message_id: str) -> bool:
        """See `intake.letters.evidence.Copies`."""
        return message_id in self.copies

    def was_sent(self, message_id: str) -> bool | None:
        """See `intake.letters.evidence.Copies`."""
        return self.holds(message_id) or None


class Remembering:
    """The real reader, which reads each mail once for all the rounds that are played."""

    protections: tuple[str, ...] = ()

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._readings: dict[str, Reading] = {}

    def __call__(self, form: object) -> Remembering:
        return self

    def __enter__(self) -> Remembering:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read(self, raw: Lent, *, later: bool = False) -> Reading:
        """See `intake.desk.Reader`."""
        assert isinstance(raw, bytes)
        digest = sha256(raw).hexdigest()
        if digest not in self._readings:
            self._readings[digest] = self._sandbox.read(raw)
        return self._readings[digest]

    def leaf(self, raw: Lent, sha256: str) -> bytes:
        """See `intake.desk.Reader`."""
        return self._sandbox.leaf(raw, sha256)


@cache
def programme() -> Programme:
    """The pack that is played."""
    return packs.load(PACK)


def template(folder: Path) -> Path:
    """A configured folder with an empty database and a key of codes, to be copied for each round."""
    configured(folder)
    config = (folder / "config.toml").read_text(encoding="utf-8")
    config = config.replace("[store]", "workers = 1\nletters_per_sender_per_day = 40\n\n[store]", 1)
    (folder / "config.toml").write_text(config, encoding="utf-8")
    (folder / "data").mkdir(exist_ok=True)
    store = open_store(f"sqlite:///{folder / 'data' / 'intake.db'}")
    store.upgrade()
    store.close()
    key = folder / "data" / "codes.key"
    key.write_bytes(bytes(range(32)))
    key.chmod(0o600)
    return folder


class World:
    """One service in a folder of its own, with its mailbox, its post and its clock."""

    def __init__(self, folder: Path, *, like: Path, reader: Remembering, begins: datetime) -> None:
        shutil.copytree(like, folder)
        self.folder = folder
        self.now = begins
        self.fuse = Fuse()
        self.post = Post(self.fuse, self.database)
        self.delivered: list[tuple[Written, datetime]] = []
        self.rulings: dict[int, str] = {}
        self.faults: list[Any] = []
        self._reader = reader
        self._stack = ExitStack()
        self.service = self._open()

    @property
    def database(self) -> Path:
        """The books."""
        return self.folder / "data" / "intake.db"

    def deliver(self, mail: Written) -> None:
        """It reaches the mailbox now."""
        name = f"{int(self.now.timestamp())}.{len(self.delivered):03d}.machine"
        path = self.folder / "mailbox" / "tmp" / name
        path.write_bytes(mail.raw)
        os.utime(path, (self.now.timestamp(), self.now.timestamp()))
        path.rename(self.folder / "mailbox" / "new" / name)
        self.delivered.append((mail, self.now))

    def passes(self, *, dies_at: int = 0) -> bool:
        """The daemon's work now; whether it lived through it. Where it died it is opened anew."""
        self.now += timedelta(seconds=1)
        self.fuse.light(dies_at)
        try:
            with (
                self.fuse.laid(),
                clock.travel(self.now),
                clock.still(self.now),
                structlog.testing.capture_logs() as lines,
            ):
                queue_due_digest(self.service.desk, self.service.settings, at=clock.now())
                service.one_pass(self.service)
        except Crash:
            self.reopen()
            return False
        finally:
            self.fuse.light(0)
        self.faults += [line for line in lines if line["log_level"] in ("error", "critical")]
        return True

    def reopen(self) -> None:
        """Let go of everything, and begin as the daemon does."""
        self.fuse.light(0)
        with suppress(Crash):
            self._stack.close()
        self._stack = ExitStack()
        self.service = self._open()

    def release(self) -> None:
        """Let go of everything and leave the folder, to be copied."""
        self._stack.close()

    def close(self) -> None:
        """The round is over."""
        self.release()
        shutil.rmtree(self.folder)

    def _open(self) -> Service:
        settings = load_settings(self.folder / "config.toml")
        with mock.patch.object(service, "Sandbox", self._reader), clock.still(self.now):
            opened = self._stack.enter_context(service.open_service(settings, programme()))
            desk = opened.desk
            desk = replace(desk, correspondent=replace(desk.correspondent, papers=_papers))
            outgoing = replace(opened.outgoing, wire=self.post, copies=self.post)
            opened = replace(opened, desk=desk, outgoing=outgoing)
            opened.recover(at_start=True)
        return opened


def _papers() -> tuple[AttachedFile, ...]:
    """Instead of the blank forms, which take long to draw and are the same in every letter."""
    return (AttachedFile(name="form.txt", type="text/plain", data=b"a blank form"),)
