"""`intake restore`: a data folder and a database made of a backup, ready for a service to be started on them.

The service went on after the backup was taken, so nothing is sent on its word alone: every letter that waited or was on
the wire becomes ``unknown``, and released batches wait to be released again. At its start the service looks for unknown
letters among our own copies; what it does not find is a person's to settle. Numbers go on behind a gap.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from intake import clock
from intake.assurance import audit as audits
from intake.backup import manifest, restored, tar
from intake.backup.errors import BackupDamagedError, RestoreError
from intake.backup.manifest import Manifest
from intake.batches import releasing
from intake.daemon.lock import only_one
from intake.replay.sealed import SealedArchive
from store import batches, copying, gaps, history, letters
from store.archive import Archive
from store.archive_folder import FolderArchive
from store.archive_opening import open_archive
from store.engine import Session, Store, open_store
from store.journal import JournalEntry
from store.schema import SchemaState
from store.states import LetterStatus

_DOUBT = "the books were restored from a backup, and they do not say whether this letter left since"
#: How many numbers are left out: more than the service can have given since the backup.
_GAP = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What came of it: where the data and the database are, the moment they show, and what was done to the books.

    ``unknown`` letters may have left since, ``recalled`` are batches to be released again; ``sound`` is what an audit
    found.
    """

    folder: Path
    url: str
    taken_at: datetime
    restored_at: datetime
    mails: int
    unknown: int
    recalled: int
    sound: bool


def restore(backup: Path, folder: Path, *, url: str = "", actor: str) -> Restored:
    """Make a data folder of a backup in the empty ``folder``; ``url`` names the empty database for one of PostgreSQL.

    Raises:
        BackupDamagedError: it is no backup, or not as it was written; nothing is left in ``folder``.
        RestoreError: there is something in ``folder`` or at ``url`` already; or ``url`` is missing, or not wanted.
        AlreadyRunningError: a service is running on ``folder``.
        StoreError: the database cannot be made.
    """
    _refuse_taken(folder)
    listed = _read_list(backup)
    if (listed.database == "postgresql") != bool(url):
        raise RestoreError(_URL[listed.database])
    with _filling(folder):
        _take_over(backup, folder)
        at = clock.now()
        with _database(folder, listed, url) as (store, made):
            store.upgrade()
            with store.begin() as session:
                unknown = _doubt(session, at=at)
                recalled = _recall(session, at=at, actor=actor)
                gaps.leave_out(session, numbers=_GAP)
            found = audits.audit(store, _archive(folder, listed), at=at)
        restored.mark(folder, at=at)
        for name in (manifest.NAME, copying.FILE_NAMES["postgresql"]):
            (folder / name).unlink(missing_ok=True)
        return Restored(
            folder=folder,
            url=made,
            taken_at=listed.taken_at,
            restored_at=at,
            mails=found.archive.mails,
            unknown=unknown,
            recalled=recalled,
            sound=found.sound,
        )


class _AsItWas(SealedArchive):
    """An archive that went on after the backup, without the lines of the journal that came since."""

    def __init__(self, kept: Archive, *, until: datetime) -> None:
        super().__init__(kept)
        self._until = until

    def received(self) -> Iterator[JournalEntry]:
        """Where every mail was seen up to then."""
        return (entry for entry in super().received() if entry.filed_at < self._until)


def _archive(folder: Path, listed: Manifest) -> Archive:
    """The archive that the restored books speak of: the one in the folder, or the bucket where the mail stayed."""
    if not listed.archive:
        return FolderArchive(folder / "archive")
    return _AsItWas(open_archive(listed.archive, spool=folder / "spool"), until=listed.taken_at)


_URL = {
    "sqlite": "the backup is of SQLite, whose database is put into the folder; leave --url out",
    "postgresql": "the backup is of PostgreSQL; name an empty database with --url postgresql+psycopg://…",
}


def _refuse_taken(folder: Path) -> None:
    if folder.exists() and not folder.is_dir():
        raise RestoreError(f"{folder} is a file; name a new folder")
    if folder.is_dir() and any(folder.iterdir()):
        running = only_one(folder) if (folder / "intake.lock").exists() else nullcontext()
        with running:
            raise RestoreError(f"{folder} is not empty; name a new folder, nothing is overwritten")


def _read_list(backup: Path) -> Manifest:
    if backup.is_dir():
        listed = manifest.read(backup)
        manifest.verify(backup, listed)
        return listed
    if not backup.exists():
        raise BackupDamagedError(f"there is no backup at {backup}")
    return tar.listed(backup)


@contextmanager
def _filling(folder: Path) -> Iterator[None]:
    """The folder, made; emptied again when it could not be filled whole."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.chmod(0o700)
        yield
    except BaseException as fault:
        for path in folder.iterdir() if folder.is_dir() else ():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        if isinstance(fault, OSError):
            raise RestoreError(f"{folder} cannot be filled: {fault.strerror}") from fault
        raise


def _take_over(backup: Path, folder: Path) -> None:
    """Copy every file; never a second name for one, for the database in use is written to."""
    if backup.is_file():
        tar.unpack(backup, folder)
        return
    listed = manifest.read(backup)
    for name in [manifest.NAME, *listed.files]:
        target = folder / name
        manifest.make_folder(target.parent, within=folder)
        target.touch(mode=0o600)
        shutil.copyfile(backup / name, target)
    manifest.verify(folder, listed)


@contextmanager
def _database(folder: Path, listed: Manifest, url: str) -> Iterator[tuple[Store, str]]:
    """The restored database, open, and its URL."""
    file = folder / copying.FILE_NAMES[listed.database]
    made = url or f"sqlite:///{file.resolve()}"
    store = open_store(made)
    try:
        if url:
            if store.schema_state() is not SchemaState.EMPTY:
                raise RestoreError("there are records in that database already; name an empty one with --url")
            copying.put_back(file, url)
        yield store, made
    finally:
        store.close()


def _doubt(session: Session, *, at: datetime) -> int:
    """Every letter that waited or was on the wire is in doubt now; returns how many."""
    found = letters.listing(session, statuses=[LetterStatus.QUEUED, LetterStatus.SENDING])
    letters.claim(session, [item.id for item in found if item.status is LetterStatus.QUEUED], at=at)
    for item in found:
        letter = letters.by_id(session, item.id)
        if letter is not None:
            history.move(session, letter, LetterStatus.UNKNOWN, at=at, reason=_DOUBT, values={"reason": _DOUBT})
    return len(found)


def _recall(session: Session, *, at: datetime, actor: str) -> int:
    """Every released batch waits to be released again: its letters may have left; returns how many."""
    released = batches.released(session)
    for batch in released:
        releasing.recall(session, batch, actor=actor, at=at)
    return len(released)
