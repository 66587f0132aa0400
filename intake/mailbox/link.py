"""The connection of an open mailbox: in step with the server, or lost for good.

After a fault other than a plain NO nobody can tell which answer belongs to which command, so the connection is not used
any more; whoever holds the mailbox opens another.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from intake.errors import MailboxError
from intake.mailbox.bounded import BoundedClient
from intake.mailbox.connection import hang_up
from intake.mailbox.faults import Where, translated
from intake.mailbox.waiting import Waiting


class Link:
    """A logged-in connection, and what waits on it."""

    def __init__(self, client: BoundedClient, where: Where) -> None:
        self.client, self.where = client, where
        self.waiting = Waiting()
        self.lost = False

    @contextmanager
    def talking(self) -> Iterator[BoundedClient]:
        """The connection, for one command or several; faults become MailboxError.

        Raises:
            MailboxError: the server said no, or (then `lost` is set) the connection is of no more use.
        """
        if self.lost:
            raise MailboxError(f"{self.where}: the connection is closed; open the mailbox again")
        try:
            with translated(self.where):
                yield self.client
                self._see_numbering()
        except BaseException as error:
            if not _is_plain_no(error):
                self._let_go(polite=False)
            raise

    def close(self) -> None:
        """Log out; never raises."""
        if not self.lost:
            self._let_go(polite=True)

    def _let_go(self, *, polite: bool) -> None:
        self.lost = True
        hang_up(self.client, polite=polite)
        self.waiting.close()

    def _see_numbering(self) -> None:
        """A UID means another mail once UIDVALIDITY changes: what was read so far must not be filed under it."""
        if len(self.client.uidvalidities) > 1:
            raise MailboxError(
                f"{self.where}: the server numbered the mail of the folder anew while it was read; it is opened again"
            )


def _is_plain_no(error: BaseException) -> bool:
    """Whether the server answered NO or BAD to one command and all is in step still."""
    cause = error.__cause__
    return isinstance(cause, IMAPClientError) and not isinstance(cause, IMAPClientAbortError)
