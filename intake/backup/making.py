"""`intake backup`: a copy of a service in use, as it is at one moment, verified once it is written.

First the database, then what of the archive the copied database speaks of: what came in between is still on the mail
server. No pass is held up. The backup is made under another name and renamed when it is whole, so that whatever bears
its name can be relied on. It holds the key of one-use codes and may hold passwords, so it is closed to others.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from intake import clock
from intake.archiving import archive_of
from intake.backup import manifest, tar
from intake.backup.errors import BackupError
from intake.backup.manifest import Manifest
from intake.backup.restored import MARK
from intake.config import Settings
from intake.furnishing import KEY_FILE
from store import audit, copying, receipts
from store.archive import Archive
from store.archive_folder import FolderArchive
from store.deeds import Deed, DeedKind
from store.engine import Session, Store
from store.schema import revision

#: Files of the data folder that go along where they are there.
_ALONG = (KEY_FILE, MARK)


@dataclass(frozen=True, slots=True, kw_only=True)
class Made:
    """A backup that was made and verified: where it is, how many mails and bytes; ``remarks`` are what to look into."""

    path: Path
    taken_at: datetime
    mails: int
    octets: int
    remarks: tuple[str, ...]


def back_up(
    settings: Settings, store: Store, target: Path, *, config: Path, tell: Callable[[], None] = lambda: None
) -> Made:
    """Back up the service to the folder or ``.tar`` file ``target``; ``tell`` is called after each mail.

    Raises:
        BackupError: it cannot be written there, or something is there already.
        BackupDamagedError: what was written does not read back as it was written.
        StoreError: the database cannot be copied.
    """
    if target.exists():
        raise BackupError(f"{target} is there already; give each backup a name of its own")
    draft = target.with_name(f".{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        draft.mkdir(mode=0o700)
    except FileExistsError:
        raise BackupError(f"{draft} is there: a backup is being made, or was interrupted; then remove it") from None
    except OSError as fault:
        raise BackupError(f"{target} cannot be written: {fault.strerror}") from None
    try:
        made = _fill(settings, store, draft, config=config, tell=tell)
        octets = _finish(draft, target)
    except OSError as fault:
        raise BackupError(f"{target} cannot be written: {fault.strerror}") from fault
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    taken_at, mails, remarks = made
    return Made(path=target, taken_at=taken_at, mails=mails, octets=octets, remarks=tuple(remarks))


def _fill(
    settings: Settings, store: Store, draft: Path, *, config: Path, tell: Callable[[], None]
) -> tuple[datetime, int, list[str]]:
    kind = copying.kind_of(settings.store.url)
    remarks: list[str] = []
    taken_at = clock.now()
    with copying.copied(store, settings.store.url, draft / copying.FILE_NAMES[kind]) as session:
        if not audit.verify(session).sound:
            remarks.append("the history is not as it was written; `intake audit` says where")
        archive = archive_of(settings)
        mails = _copy_archive(session, archive, draft / "archive", taken_at=taken_at, remarks=remarks, tell=tell)
        schema = revision(session)
    for name in _ALONG:
        if (settings.data / name).is_file():
            _copy(settings.data / name, draft / name)
    _copy(config, draft / "config.toml")
    programme = Path(settings.service.programme)
    if programme.is_absolute() and programme.is_dir():
        shutil.copytree(programme, draft / "pack", copy_function=_copy)
    listed = Manifest(
        taken_at=taken_at,
        version=version("eoi-intake"),
        schema=schema,
        database=kind,
        programme=settings.service.programme,
        files=manifest.digests(draft),
        archive="" if isinstance(archive, FolderArchive) else settings.archive,
    )
    _write(draft / manifest.NAME, listed.text())
    os.sync()
    manifest.verify(draft, manifest.read(draft))
    return taken_at, mails, remarks


def _copy_archive(
    session: Session,
    archive: Archive,
    folder: Path,
    *,
    taken_at: datetime,
    remarks: list[str],
    tell: Callable[[], None],
) -> int:
    """Copy the mail that the copied books speak of, and their lines of both journals; returns how many mails.

    Mail in a bucket stays there: it is listed, and looked for.
    """
    folder.mkdir(mode=0o700)
    copy = FolderArchive(folder) if isinstance(archive, FolderArchive) else None
    needed = {row.sha256 for row in receipts.receipts(session) if row.erased_at is None}
    for digest in sorted(needed):
        there = _take(archive, copy, digest) if copy and isinstance(archive, FolderArchive) else digest in archive
        if not there:
            remarks.append(f"mail {digest} is missing from the archive; `intake audit` says which it is")
        tell()
    if copy is None:
        _write(folder / "mails.txt", "".join(f"{digest}\n" for digest in sorted(needed)))
    seen = receipts.seen(session)
    places = [entry for entry in archive.received() if (entry.mailbox, entry.uidvalidity, entry.uid) in seen]
    _write(folder / "received.jsonl", "".join(entry.line().decode() for entry in places))
    concluded = receipts.concluded(session)
    done = [deed for deed in archive.done() if _was_done(deed, concluded, taken_at=taken_at)]
    _write(folder / "done.jsonl", "".join(deed.line().decode() for deed in done))
    return len(needed)


def _take(archive: FolderArchive, copy: FolderArchive, digest: str) -> bool:
    """Put one mail into the copy; whether it was there."""
    path = copy.path(digest)
    manifest.make_folder(path.parent, within=copy.folder)
    try:
        _link_or_copy(archive.path(digest), path)
    except FileNotFoundError:
        return False
    return True


def _was_done(deed: Deed, concluded: set[str], *, taken_at: datetime) -> bool:
    """Whether the copied books know of a deed: the journal may have gone on since."""
    return deed.sha256 in concluded if deed.kind is DeedKind.CONCLUDED else deed.at < taken_at


def _link_or_copy(source: Path, target: Path) -> None:
    """The same file under a second name where that can be: a mail in the archive never changes, it is only removed."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        _copy(source, target)


def _copy(source: Path | str, target: Path | str) -> None:
    Path(target).touch(mode=0o600)
    shutil.copyfile(source, target)


def _write(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text, encoding="utf-8")


def _finish(draft: Path, target: Path) -> int:
    """Give the backup its name, as a tar file where the name says so; returns its size in bytes."""
    octets = sum(path.stat().st_size for path in draft.rglob("*") if path.is_file())
    if target.suffix == tar.SUFFIX:
        tar.pack(draft, target)
    else:
        draft.replace(target)
    return octets
