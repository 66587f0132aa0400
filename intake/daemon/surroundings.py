"""What the service stands on and did not make: the room on its disks, the certificates of its mail servers.

Judged into faults beside those of the books (`intake.daemon.status`). Disks are looked at by whoever asks; certificates
by the daemon once a day, over a connection that logs nobody in, for a monitor must not need the network.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from intake import clock, wording
from intake.config import ImapSettings, Settings, SmtpSettings
from intake.daemon.access import access_faults
from intake.daemon.pace import pace_faults
from intake.daemon.status import Fault, Status, judge, of_folders
from intake.errors import IntakeError
from intake.letters import wire_login
from intake.logs import log
from intake.mailbox import connection
from store import dialects, figures
from store.engine import Session

#: How long before its end a certificate is told of: time enough for people of another office to renew it.
CERTIFICATE_NOTICE = timedelta(days=14)
#: The least of a disk's files that must be left to give, as a part of all.
_LEAST_FILES = 0.01
#: How long what was seen of a certificate is good for, in seconds.
_LOOK_EVERY = 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """The room on the disk of one folder, in bytes and in files; 0 files in all where the disk does not count them."""

    what: str
    folder: Path
    free: int
    total: int
    files_free: int = 1
    files_total: int = 0


def status_of(session: Session, settings: Settings, *, at: datetime, also: Iterable[Fault] = ()) -> Status:
    """How the service of these settings is, by its books and its disks."""
    service = settings.service
    return judge(
        of_folders(figures.standing(session), settings.mailbox),
        now=at,
        silence=timedelta(minutes=service.silence_minutes),
        patience=timedelta(hours=service.held_hours),
        also=(
            *disk_faults(rooms(settings), least=service.disk_free_mb * 1_000_000),
            *access_faults(settings, now=at),
            *pace_faults(session, settings, now=at),
            *also,
        ),
    )


def rooms(settings: Settings) -> list[Room]:
    """The room on each disk that the service writes to; a disk that holds several folders is told once.

    PostgreSQL's disk is its server's, and watched there.
    """
    database = dialects.file_of(settings.store.url)
    folders = [("the data folder", settings.data), ("temporary files", Path(tempfile.gettempdir()))]
    if database is not None:
        folders.insert(1, ("the database", database.parent))
    found: dict[int, Room] = {}
    for what, folder in folders:
        if folder.is_dir():
            found.setdefault(folder.stat().st_dev, _room(what, folder))
    return list(found.values())


def _room(what: str, folder: Path) -> Room:
    told = os.statvfs(folder)
    return Room(
        what=what,
        folder=folder,
        free=told.f_bavail * told.f_frsize,
        total=told.f_blocks * told.f_frsize,
        files_free=told.f_favail,
        files_total=told.f_files,
    )


def disk_faults(disks: Iterable[Room], *, least: int) -> list[Fault]:
    """One fault that names every disk with less than ``least`` bytes free, or less than a tenth of a small disk."""
    short = []
    for disk in disks:
        if disk.free < min(least, disk.total / 10):
            short.append(f"{disk.what} ({disk.folder}) has {wording.size(disk.free)} left")
        elif disk.files_free < disk.files_total * _LEAST_FILES:
            short.append(f"{disk.what} ({disk.folder}) has room for {wording.count(disk.files_free, 'more file')} only")
    if not short:
        return []
    to_do = "make room on the disk, or move the folder to a larger one; mail stays on the server meanwhile"
    return [Fault(name="disk-low", what=f"the disk of {wording.listed(short)}", to_do=to_do)]


class Certificates:
    """When the certificates of the mail servers end, as far as is known; looked at with `look`, once a day."""

    def __init__(self, settings: Settings) -> None:
        self._ends: dict[str, datetime | None] = {}
        self._looked: dict[str, float] = {}
        self._servers: dict[str, Callable[[], datetime | None]] = {}
        mailbox, outgoing = settings.mailbox, settings.outgoing
        if isinstance(mailbox, ImapSettings):
            self._servers[f"{mailbox.host}:{mailbox.port}"] = lambda: connection.certificate_end(mailbox)
        if isinstance(outgoing, SmtpSettings):
            self._servers[f"{outgoing.host}:{outgoing.port}"] = lambda: wire_login.certificate_end(outgoing)

    @property
    def known(self) -> bool:
        """Whether every server's was looked at since the start: until then, that there is no fault says nothing."""
        return self._ends.keys() == self._servers.keys()

    @property
    def ends(self) -> Mapping[str, datetime]:
        """Server and port → when its certificate ends, of those that have one."""
        return {server: end for server, end in self._ends.items() if end is not None}

    def look(self) -> None:
        """Ask each server that was not asked within a day; of one that cannot be reached what was known stays known."""
        for server, ask in self._servers.items():
            if server in self._looked and clock.monotonic() - self._looked[server] < _LOOK_EVERY:
                continue
            try:
                self._ends[server] = ask()
                self._looked[server] = clock.monotonic()
            except IntakeError as fault:
                log.info("certificate-not-seen", exc_info=fault)


def certificate_faults(ends: Mapping[str, datetime], *, now: datetime) -> list[Fault]:
    """One fault that names every server whose certificate ends within `CERTIFICATE_NOTICE`, or has ended."""
    near = [
        f"{server} {'ends' if end > now else 'ended'} on {wording.plain_day(end.date())}"
        for server, end in sorted(ends.items())
        if end - now < CERTIFICATE_NOTICE
    ]
    if not near:
        return []
    to_do = "have whoever runs that server renew it; once it has ended, nothing is read or sent"
    return [Fault(name="certificate-ends", what=f"the certificate of {wording.listed(near)}", to_do=to_do)]
