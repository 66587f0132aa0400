"""A folder on an IMAP server as a `Mailbox`.

Lists by UID, hands over bytes, waits with IDLE. It keeps no books, decides nothing and sets no flag by reading. Logging
in is in `intake.mailbox.connection`, fetching in `intake.mailbox.fetching`, moving mail away in
`intake.mailbox.settling`. Sections named are of RFC 3501.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, IMAPClientReadOnlyError

from intake.access.token import AccessToken
from intake.config import ImapSettings
from intake.errors import MailboxError
from intake.mailbox.bounded import BoundedClient
from intake.mailbox.connection import connect, hang_up, where_of
from intake.mailbox.faults import Where
from intake.mailbox.fetching import Fetching
from intake.mailbox.folders import Folders
from intake.mailbox.idling import idle
from intake.mailbox.link import Link
from intake.mailbox.names import mailbox_name
from intake.mailbox.settling import Settling
from intake.mailbox.source import Listed, Place, RawMessage, Settled
from intake.mailbox.suspects import Suspects


def open_imap(
    settings: ImapSettings,
    *,
    folder: str | None = None,
    token: AccessToken | None = None,
    suspects: Suspects | None = None,
) -> ImapMailbox:
    """Connect, log in and select ``folder`` (the configured one unless named).

    ``token`` and ``suspects`` carry a kept access token, and what is known of mails that end connections, from one
    connection to the next. Raises as `intake.mailbox.connection.connect` does, and MailboxError when the folder cannot
    be opened.
    """
    client = connect(settings, token=token)
    try:
        return ImapMailbox(client, settings, folder=folder or settings.folder, suspects=suspects or Suspects())
    except BaseException:
        hang_up(client, polite=False)
        raise


class ImapMailbox:
    """See `intake.mailbox.source.Mailbox`; made by `open_imap`."""

    def __init__(self, client: BoundedClient, settings: ImapSettings, *, folder: str, suspects: Suspects) -> None:
        self._link = Link(client, where_of(settings))
        self._idle = settings.idle
        self.name = mailbox_name(settings, folder)
        with self._link.talking():
            folders = Folders(client)
            selected, writable = _select(client, folders.full_name(folder), folder, self._link.where)
            self.uidvalidity = _uidvalidity(selected)
            names = {Place.DONE: settings.done_folder, Place.HELD: settings.held_folder}
            self._settling = Settling(client, folders, names, writable=writable)
        self._fetching = Fetching(self._link, name=self.name, uidvalidity=self.uidvalidity, suspects=suspects)

    @property
    def unreadable(self) -> Mapping[int, str]:
        """UIDs whose bytes the server would not give, and why."""
        return dict(self._fetching.unreadable)

    def uids_after(self, uid: int) -> Sequence[int]:
        """Every UID greater than ``uid``, ascending."""
        with self._link.talking() as client:
            client.noop()  # 5.2: a server may tell of new mail only when asked
            found = client.search_uids(f"UID {uid + 1}:*")
        # "n:*" is the last mail too where n is past it (6.4.8).
        return sorted({item for item in found if item > uid})

    def sizes(self, uids: Sequence[int]) -> Sequence[Listed]:
        """Size and INTERNALDATE of those of ``uids`` that are still there, ascending."""
        return self._fetching.sizes(uids)

    def fetch(self, uids: Sequence[int]) -> Iterator[RawMessage]:
        """The bytes of those of ``uids`` that are still there, in batches, without setting a flag.

        Ascending, but for mails that ended a connection before: they come last, each alone.
        """
        return self._fetching.fetch(uids)

    def pieces(self, uid: int) -> Iterator[bytes]:
        """The bytes of one large mail, asked for piece by piece (BODY.PEEK[]<…>)."""
        return self._fetching.pieces(uid)

    def header(self, uid: int) -> bytes | None:
        """The header block alone, or None when the mail is gone."""
        return self._fetching.header(uid)

    def settle(self, uids: Iterable[int], place: Place) -> dict[int, Settled]:
        """Move mail out of the way by what the server can do; one answer for each of ``uids``.

        Without a UIDVALIDITY nothing is moved: the UID of one mail may be another's by now.
        """
        if self.uidvalidity == 0:
            return dict.fromkeys(uids, Settled.LEFT)
        with self._link.talking():
            return self._settling.settle(sorted(set(uids)), place)

    def wait(self, seconds: float) -> bool:
        """Wait up to ``seconds``, in IDLE where the server has it; True when it tells of new mail."""
        waiting = self._link.waiting
        with self._link.talking() as client:
            if self._idle and client.has_capability("IDLE"):
                return idle(client, waiting, seconds)
        waiting.sleep(seconds)
        waiting.woken()
        return False

    def interrupt(self) -> None:
        """Let a `wait` that is running, or the next one, return at once."""
        self._link.waiting.wake()

    def close(self) -> None:
        """Log out; never raises."""
        self._link.close()


def _select(client: BoundedClient, full_name: str, folder: str, where: Where) -> tuple[Mapping[bytes, Any], bool]:
    """SELECT, or EXAMINE where the server only allows reading; (answer, whether mail can be moved away)."""
    try:
        return client.select_folder(full_name), True
    except IMAPClientReadOnlyError:
        return client.select_folder(full_name, readonly=True), False
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:
        raise MailboxError(
            f"{where}: the folder {folder} cannot be opened ({where.quote(error)}); check folder and junk_folder"
        ) from error


def _uidvalidity(selected: Mapping[bytes, Any]) -> int:
    """UIDVALIDITY; 0 where the server gives none that can be one, and so promises nothing about its UIDs (2.3.1.1)."""
    value = int(selected.get(b"UIDVALIDITY", 0))
    return value if 0 < value < 2**32 else 0
