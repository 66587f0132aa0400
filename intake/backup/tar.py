"""A backup as one tar file: packed, read back, and taken apart. Only plain files that its list names are believed."""

from __future__ import annotations

import hashlib
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from intake.backup import manifest
from intake.backup.errors import BackupDamagedError
from intake.backup.manifest import Manifest

SUFFIX = ".tar"
_CHUNK = 1 << 20
#: The list of a backup of a million mails is smaller than this, in bytes.
_LONGEST_LIST = 500_000_000


def pack(folder: Path, target: Path) -> None:
    """Write the backup in ``folder`` as the tar file ``target``, read it back, and only then give it its name.

    Raises:
        BackupDamagedError: it does not read back as it was written.
        OSError: it cannot be written.
    """
    draft = target.with_name(f".{target.name}.packing")
    draft.touch(mode=0o600)
    try:
        with tarfile.open(draft, "w", dereference=True) as packed:
            packed.add(folder / manifest.NAME, manifest.NAME)  # first: whoever reads knows what is to come
            for name in manifest.read(folder).files:
                packed.add(folder / name, name)
        for _ in _members(draft):
            pass
        os.sync()
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def listed(path: Path) -> Manifest:
    """The list of a backup that was read whole and compared with it.

    Raises:
        BackupDamagedError: it is no backup, or not as it was written.
    """
    text = b""
    for name, chunks in _members(path, keep_list=True):
        if name == manifest.NAME:
            text = b"".join(chunks)
    return Manifest.read(text.decode("utf-8", "replace"))


def unpack(path: Path, folder: Path) -> None:
    """Put the files of a backup into an empty folder, each compared with the list, closed to others.

    Raises:
        BackupDamagedError: it is no backup, or not as it was written.
    """
    for name, chunks in _members(path, keep_list=True):
        target = folder / name
        manifest.make_folder(target.parent, within=folder)
        target.touch(mode=0o600)
        with target.open("wb") as file:
            for chunk in chunks:
                file.write(chunk)


def _members(path: Path, *, keep_list: bool = False) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Each file in the tar with its bytes, which are compared with the list once they are read."""
    left: set[str] = set()
    listed: Manifest | None = None
    with _opened(path) as packed:
        for member in packed:
            file = packed.extractfile(member) if member.isreg() else None
            if file is None:
                raise BackupDamagedError(f"{path} holds something that is no file")
            if listed is None:
                if member.name != manifest.NAME or member.size > _LONGEST_LIST:
                    raise BackupDamagedError(f"{path} is not a backup: it does not begin with {manifest.NAME}")
                text = file.read()
                listed = Manifest.read(text.decode("utf-8", "replace"))
                left = set(listed.files)
                if keep_list:
                    yield manifest.NAME, iter([text])
                continue
            if member.name not in left:
                raise BackupDamagedError(f"{member.name} does not belong to the backup")
            left.remove(member.name)
            chunks = _compared(iter(partial(file.read, _CHUNK), b""), listed.files[member.name], member.name)
            yield member.name, chunks
            for _ in chunks:  # what was not read is compared all the same
                pass
    if listed is None or left:
        raise BackupDamagedError(f"{min(left, default=manifest.NAME)} is missing from the backup")


def _compared(chunks: Iterator[bytes], expected: str, name: str) -> Iterator[bytes]:
    found = hashlib.sha256()
    for chunk in chunks:
        found.update(chunk)
        yield chunk
    if found.hexdigest() != expected:
        raise BackupDamagedError(f"{name} is not as it was written")


@contextmanager
def _opened(path: Path) -> Iterator[tarfile.TarFile]:
    try:
        with tarfile.open(path, "r:") as packed:
            yield packed
    except (tarfile.TarError, OSError) as fault:
        raise BackupDamagedError(f"{path} cannot be read as a backup: {fault}") from fault
