"""Our own copies of letters: kept once a letter is sent, and looked for when its fate is unknown (RFC 1047).

That a copy is there proves that the letter was sent. That none is there proves nothing: we may have stopped before it
was made.
"""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from intake.errors import MailboxError
from intake.mailbox.source import SentFolder


class Evidence(Protocol):
    """Something that may know what became of a letter."""

    def was_sent(self, message_id: str) -> bool | None:
        """True or False where it is certain that the letter with this Message-ID was sent or was not; else None."""


class Copies(Evidence, Protocol):
    """Evidence that is gathered by keeping a copy of what was sent."""

    def keep(self, raw: bytes) -> bool:
        """Keep a copy; whether that worked. Not to have a copy is no fault of the letter."""

    def holds(self, message_id: str) -> bool:
        """Whether there is a copy of the letter with this Message-ID.

        Raises:
            MailboxError: the copies cannot be looked at.
        """


class SentFolderCopies:
    """Copies in a folder of the mail account (``[outgoing] sent_folder``). Some servers keep one by themselves."""

    def __init__(self, sent: SentFolder, *, folder: str) -> None:
        self._sent = sent
        self._folder = folder

    def keep(self, raw: bytes) -> bool:
        """See `Copies.keep`."""
        try:
            self._sent.append(self._folder, raw)
        except MailboxError:
            return False
        return True

    def holds(self, message_id: str) -> bool:
        """See `Copies.holds`."""
        return self._sent.find_message_id(self._folder, message_id)

    def was_sent(self, message_id: str) -> bool | None:
        """See `Evidence.was_sent`; never False."""
        try:
            return self.holds(message_id) or None
        except MailboxError:
            return None


class MaildirCopies:
    """The Maildir that letters are put in (`intake.letters.wire_maildir`): what lies there was delivered."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def keep(self, raw: bytes) -> bool:
        """The letter itself is the copy. See `Copies.keep`."""
        return True

    def holds(self, message_id: str) -> bool:
        """See `Copies.holds`."""
        wanted = f"\r\nMessage-ID: <{message_id}>\r\n".encode("ascii")
        try:
            folders = [self._path / name for name in ("new", "cur") if (self._path / name).is_dir()]
            return any(wanted in _header(path) for folder in folders for path in folder.iterdir())
        except OSError as fault:
            raise MailboxError(f"{self._path} cannot be looked at: {fault.strerror}") from fault

    def was_sent(self, message_id: str) -> bool | None:
        """See `Evidence.was_sent`; never False, for somebody may have taken the letter away."""
        try:
            return self.holds(message_id) or None
        except MailboxError:
            return None


def _header(path: Path) -> bytes:
    return path.read_bytes().partition(b"\r\n\r\n")[0] + b"\r\n"
