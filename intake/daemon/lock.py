"""One service on one data folder: an advisory lock that the kernel lets go of when the process dies."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from intake.errors import AlreadyRunningError, DataFolderError


@contextmanager
def only_one(folder: Path) -> Iterator[None]:
    """Hold the lock of the data folder for as long as the context lasts.

    Raises:
        AlreadyRunningError: another process holds it; the message names its process id.
        DataFolderError: the folder cannot be made, or nothing can be written in it.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / "intake.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    except OSError as fault:
        why = "it is no folder" if isinstance(fault, FileExistsError | NotADirectoryError) else fault.strerror
        raise DataFolderError(f"{folder}: {why}; see [service] data in the configuration") from fault
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.pread(handle, 20, 0).decode("ascii", "replace").strip() or "unknown"
            raise AlreadyRunningError(
                f"another intake service (process {holder}) is already running on {folder}; "
                "stop it first, or give this one another [service] data folder"
            ) from None
        os.ftruncate(handle, 0)
        os.pwrite(handle, str(os.getpid()).encode("ascii"), 0)
        yield
    finally:
        os.close(handle)
