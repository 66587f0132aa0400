"""Our copies of letters in a folder of the IMAP account: kept once sent, looked for when a letter's fate is unknown.

It has a connection of its own, because looking into a folder would close the one being read.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from email.parser import BytesHeaderParser

from imapclient import SEEN, IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from intake import clock
from intake.access.token import AccessToken
from intake.config import ImapSettings
from intake.errors import MailboxError
from intake.mailbox.connection import connect, hang_up, where_of
from intake.mailbox.faults import translated
from intake.mailbox.folders import Folders

#: Mails asked about in one command: UIDs in a row would fit, but Sent folders have gaps.
_AT_ONCE = 500


class ImapSentFolder:
    """See `intake.mailbox.source.SentFolder`. Connects when it is first used."""

    def __init__(self, settings: ImapSettings, *, token: AccessToken | None = None) -> None:
        self._settings = settings
        self._token = token
        self._where = where_of(settings)
        self._client: IMAPClient | None = None
        self._folders: Folders | None = None

    def append(self, folder: str, raw: bytes) -> None:
        """Keep a copy in ``folder``, marked as read."""
        with self._talking() as (client, folders):
            name = folders.full_name(folder)
            if not folders.usable(name):
                raise MailboxError(
                    f"{self._where}: the folder {folder} is not there and may not be made; "
                    "make it on the server, or set sent_folder"
                )
            client.append(name, raw, flags=[SEEN], msg_time=clock.now())

    def find_message_id(self, folder: str, message_id: str) -> bool:
        """Whether ``folder`` holds a mail with exactly this Message-ID; False where there is no such folder."""
        with self._talking() as (client, folders):
            try:
                client.select_folder(folders.full_name(folder), readonly=True)
            except IMAPClientAbortError:
                raise
            except IMAPClientError:
                return False
            # HEADER looks for a part of the field (RFC 3501 6.4.4), so what it finds is compared whole.
            found = client.search(["HEADER", "Message-ID", message_id])
            return message_id in self._message_ids(client, found)

    def message_ids(self, folder: str) -> frozenset[str]:
        """See `SentFolder.message_ids`; asks the server for that one field of each mail."""
        with self._talking() as (client, folders):
            try:
                client.select_folder(folders.full_name(folder), readonly=True)
            except IMAPClientAbortError:
                raise
            except IMAPClientError:
                return frozenset()
            return self._message_ids(client, client.search(["ALL"]))

    def _message_ids(self, client: IMAPClient, uids: Sequence[int]) -> frozenset[str]:
        """The Message-IDs of these mails, asked for in pieces."""
        found: set[str] = set()
        for start in range(0, len(uids), _AT_ONCE):
            answer = client.fetch(uids[start : start + _AT_ONCE], ["BODY.PEEK[HEADER.FIELDS (MESSAGE-ID)]"])
            found.update(map(_message_id, answer.values()))
        return frozenset(found - {""})

    def close(self) -> None:
        """Log out; never raises."""
        if self._client is not None:
            hang_up(self._client)
        self._client = None

    @contextmanager
    def _talking(self) -> Iterator[tuple[IMAPClient, Folders]]:
        """The connection, made if need be; after a fault the next use makes another."""
        try:
            with translated(self._where):
                if self._client is None or self._folders is None:
                    self._client = connect(self._settings, token=self._token)
                    self._folders = Folders(self._client)
                yield self._client, self._folders
        except BaseException:
            self.close()
            raise


def _message_id(items: dict[bytes, object]) -> str:
    """The Message-ID without angle brackets, "" where there is none."""
    for key, value in items.items():
        if key.startswith(b"BODY[HEADER.FIELDS") and isinstance(value, bytes):
            return str(BytesHeaderParser().parsebytes(value).get("Message-ID", "")).strip().strip("<>")
    return ""
