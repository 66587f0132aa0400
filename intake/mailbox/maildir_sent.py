"""Our copies of letters in a subfolder of the Maildir."""

from __future__ import annotations

import os
import uuid
from email.parser import BytesHeaderParser
from pathlib import Path

from intake import clock
from intake.config import MaildirSettings
from intake.errors import MailboxError
from intake.mailbox.maildir import subfolder
from intake.mailbox.uidlist import sync_folder


class MaildirSentFolder:
    """See `intake.mailbox.source.SentFolder`."""

    def __init__(self, settings: MaildirSettings) -> None:
        self._top = settings.path

    def append(self, folder: str, raw: bytes) -> None:
        """Keep a copy in ``folder``, marked as read."""
        root = subfolder(self._top, folder)
        name = f"{int(clock.now().timestamp())}.{uuid.uuid4().hex}.intake"
        try:
            for part in ("tmp", "new", "cur"):
                (root / part).mkdir(parents=True, exist_ok=True)
            _write(root / "tmp" / name, raw)
            (root / "tmp" / name).rename(root / "cur" / f"{name}:2,S")
            sync_folder(root / "cur")
        except OSError as error:
            raise MailboxError(f"no copy can be kept in {root}: {error.strerror}") from error

    def find_message_id(self, folder: str, message_id: str) -> bool:
        """Whether ``folder`` holds a mail with exactly this Message-ID."""
        root = subfolder(self._top, folder)
        return any(
            _message_id(path) == message_id
            for part in ("new", "cur")
            if (root / part).is_dir()
            for path in (root / part).iterdir()
        )

    def message_ids(self, folder: str) -> frozenset[str]:
        """See `SentFolder.message_ids`."""
        root = subfolder(self._top, folder)
        found = (
            _message_id(path) for part in ("new", "cur") if (root / part).is_dir() for path in (root / part).iterdir()
        )
        return frozenset(filter(None, found))

    def close(self) -> None:
        """Nothing is held."""


def _write(path: Path, raw: bytes) -> None:
    with path.open("xb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())


def _message_id(path: Path) -> str:
    with path.open("rb") as file:
        return BytesHeaderParser().parse(file).get("Message-ID", "").strip().strip("<>")
