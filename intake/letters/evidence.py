"""Our own copies of letters: kept once a letter is sent, and looked for when its fate is unknown (RFC 1047).

That a copy is there proves that the letter was sent. That none is there proves nothing: we may have stopped before it
was made.
"""

from __future__ import annotations

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

    def was_sent(self, message_id: str) -> bool | None:
        """See `Evidence.was_sent`; never False."""
        try:
            return self._sent.find_message_id(self._folder, message_id) or None
        except MailboxError:
            return None
