"""Taking mail out of the way on an IMAP server, by what the server can do.

MOVE (RFC 6851); else COPY, \\Deleted and UID EXPUNGE (RFC 4315); else the mail is left where it is and only our own
books know. Plain EXPUNGE is never used: it deletes what other people marked. A server that says NO (no permission,
over quota) leaves the mail where it is too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from imapclient import DELETED
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from intake.logs import log
from intake.mailbox.bounded import BoundedClient
from intake.mailbox.folders import Folders
from intake.mailbox.source import Place, Settled

#: UIDs named in one command, so that its line stays under 8,192 octets.
AT_ONCE = 500

#: How often mail that another client is at work on is tried to be moved.
TRIES = 5


class Settling:
    """Moves mail of the selected folder. ``names`` are configured folder names, "" for a place without a folder."""

    def __init__(self, client: BoundedClient, folders: Folders, names: Mapping[Place, str], *, writable: bool) -> None:
        self._client = client
        self._folders = folders
        self._names = names
        self._move = writable and client.has_capability("MOVE")
        self._copy = writable and client.has_capability("UIDPLUS")

    def settle(self, uids: Sequence[int], place: Place) -> dict[int, Settled]:
        """Move ``uids`` to the folder of ``place``; what becomes of each."""
        settled: dict[int, Settled] = {}
        for start in range(0, len(uids), AT_ONCE):
            settled |= self._settle(uids[start : start + AT_ONCE], place)
        return settled

    def _settle(self, uids: Sequence[int], place: Place) -> dict[int, Settled]:
        settled = dict.fromkeys(uids, Settled.GONE)
        present = self._there(uids)
        for _ in range(TRIES):
            if not present:
                break
            if self._take_away(present, place):
                return settled | dict.fromkeys(present, Settled.MOVED)
            # Some servers move none where another client took one away just now ([EXPUNGEISSUED], RFC 5530).
            before, present = present, self._there(present)
            if present == before:
                break
        return settled | dict.fromkeys(present, Settled.LEFT)

    def _there(self, uids: Sequence[int]) -> list[int]:
        """Those of ``uids`` that are in the folder."""
        self._client.noop()  # a server may go on listing what is gone until it may say so (RFC 3501 7.4.1)
        there = set(self._client.search_uids(f"UID {','.join(map(str, uids))}"))
        return [uid for uid in uids if uid in there]

    def _take_away(self, uids: list[int], place: Place) -> bool:
        name = self._names[place]
        if not name or not (self._move or self._copy):
            return False
        try:
            folder = self._folders.full_name(name)
            if not self._folders.usable(folder):
                log.warning("folder-not-usable", place=place.value)
                return False
            if not self._moved(uids, folder):
                self._client.copy(uids, folder)
                self._client.add_flags(uids, [DELETED], silent=True)
                self._client.uid_expunge(uids)
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            log.warning("mail-not-moved", place=place.value, count=len(uids))
            return False
        return True

    def _moved(self, uids: list[int], folder: str) -> bool:
        """MOVE, where the server has it; one that offers it and refuses it may copy all the same."""
        if not self._move:
            return False
        try:
            self._client.move(uids, folder)
        except IMAPClientAbortError:
            raise
        except IMAPClientError:
            if not self._copy:
                raise
            self._move = False
            return False
        return True
