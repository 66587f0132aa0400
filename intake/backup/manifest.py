"""The list that comes with a backup: what is in it, byte for byte, and what it was made of.

A backup is a folder, or a tar file of one. It is whole when every file in the list is there with its sha256, and
nothing else is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from intake.backup.errors import BackupDamagedError

#: The list's own name, and the version of its form.
NAME = "manifest.json"
FORM = 1
_CHUNK = 1 << 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What is in a backup. ``files`` are paths with ``/`` → sha256; ``taken_at`` (aware) is the moment it shows.

    ``schema`` is the database's migration, ``version`` that of the service, ``database`` ``sqlite`` or ``postgresql``.
    ``archive`` is where the raw mail stayed (``s3://…``), "" where it is in the backup.
    """

    taken_at: datetime
    version: str
    schema: str
    database: str
    programme: str
    files: Mapping[str, str]
    archive: str = ""

    def text(self) -> str:
        """The list as JSON."""
        values = {"form": FORM, **asdict(self), "taken_at": self.taken_at.isoformat()}
        return json.dumps(values, ensure_ascii=False, indent=2) + "\n"

    @classmethod
    def read(cls, text: str) -> Manifest:
        """The list in this JSON.

        Raises:
            BackupDamagedError: it is none, of a later form, or names a file outside the backup.
        """
        try:
            values: dict[str, Any] = json.loads(text)
            form = values.pop("form")
            taken_at = datetime.fromisoformat(values.pop("taken_at"))
            found = cls(taken_at=taken_at, **values)
            names = {str(name): str(digest) for name, digest in found.files.items()}
        except (ValueError, KeyError, TypeError, AttributeError) as fault:
            raise BackupDamagedError(f"{NAME} cannot be read: it is not the list of a backup") from fault
        if form != FORM:
            raise BackupDamagedError(f"the backup was made by a newer version ({found.version}); install that version")
        if bad := next((name for name in names if not _is_inside(name)), None):
            raise BackupDamagedError(f"{NAME} names a file outside the backup: {bad}")
        return found


def _is_inside(name: str) -> bool:
    path = PurePosixPath(name)
    return bool(path.parts) and not path.is_absolute() and ".." not in path.parts and "\\" not in name


def digest_of(path: Path) -> str:
    """The sha256 of a file, in hexadecimal."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            found.update(chunk)
    return found.hexdigest()


def digests(folder: Path) -> dict[str, str]:
    """Every file in a folder, but for the list itself → its sha256, by path."""
    names = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return {name: digest_of(folder / name) for name in names if name != NAME}


def make_folder(folder: Path, *, within: Path) -> None:
    """Make a folder and those above it, up to ``within``, closed to others."""
    for path in reversed([folder, *folder.parents]):
        if path.is_relative_to(within):
            path.mkdir(mode=0o700, exist_ok=True)


def read(folder: Path) -> Manifest:
    """The list of the backup in a folder.

    Raises:
        BackupDamagedError: there is none, or it cannot be read.
    """
    try:
        return Manifest.read((folder / NAME).read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        raise BackupDamagedError(f"{folder} is not a backup: it has no {NAME}") from None


def verify(folder: Path, listed: Manifest) -> None:
    """Compare every file with the list.

    Raises:
        BackupDamagedError: the message names the first file that is missing, changed, or not in the list.
    """
    found = digests(folder)
    for name in sorted({*found, *listed.files}):
        if name not in found:
            raise BackupDamagedError(f"{name} is missing from the backup")
        if name not in listed.files:
            raise BackupDamagedError(f"{name} does not belong to the backup")
        if found[name] != listed.files[name]:
            raise BackupDamagedError(f"{name} is not as it was written")
