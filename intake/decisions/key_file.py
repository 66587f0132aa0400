"""The file that keeps the key of the one-use codes: made once, whole or not at all, readable by the service alone."""

from __future__ import annotations

import os
import secrets
import stat
from contextlib import suppress
from pathlib import Path

from intake.decisions.errors import KeyFileError

KEY_BYTES = 32


def load_or_create(path: Path) -> bytes:
    """The key in ``path``, made at the first call; of two processes that make it at once, both get the same one.

    Raises:
        KeyFileError: others than the owner may read or write the file, or it is no key.
    """
    with suppress(FileNotFoundError):
        return _load(path)
    _create(path)
    return _load(path)


def _load(path: Path) -> bytes:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    try:
        about = os.fstat(handle)
        problem = _problem(about)
        key = b"" if problem else os.read(handle, KEY_BYTES + 1)
    finally:
        os.close(handle)
    if not problem and len(key) != KEY_BYTES:
        problem = f"it has not the {KEY_BYTES} bytes of a key; restore it from a backup, or delete it and one is made"
    if problem:
        raise KeyFileError([problem], source=str(path))
    return key


def _problem(about: os.stat_result) -> str:
    """Why the file cannot keep a secret; "" when it can."""
    mode = stat.S_IMODE(about.st_mode)
    if not stat.S_ISREG(about.st_mode):
        return "it is not a regular file"
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        return (
            f"its mode is {mode:04o}, so others than its owner can use it, and with it make codes that decide on "
            "applications; if nobody has, run chmod 600 on it, else delete it and one is made (codes already sent are "
            "then no longer good)"
        )
    return ""


def _create(path: Path) -> None:
    """Write a new key beside ``path`` and link it there, which fails where another process was quicker."""
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with open(handle, "wb") as file:  # noqa: PTH123 — a descriptor, not a path
            file.write(secrets.token_bytes(KEY_BYTES))
            file.flush()
            os.fsync(handle)
        with suppress(FileExistsError):
            os.link(beside, path)
    finally:
        beside.unlink()
    folder = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
