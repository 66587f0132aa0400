"""Keeping a mailbox open from one poll to the next, and backing off from a server that lets go."""

from __future__ import annotations

import random
from collections.abc import Callable

from intake import clock
from intake.errors import ConfigurationError, MailboxError
from intake.mailbox.source import Mailbox

#: Seconds to wait after the first, second, … failure in a row; the last goes for all that follow.
BACK_OFF = (2.0, 10.0, 30.0, 60.0, 180.0, 300.0)


class Keeper:
    """One folder's connection, opened when it is needed and let go of when it fails."""

    def __init__(self, folder: str, connect: Callable[[str], Mailbox]) -> None:
        self.folder = folder
        self._connect = connect
        self._mailbox: Mailbox | None = None
        self._failures = 0
        self._not_before = 0.0

    @property
    def resting(self) -> bool:
        """Whether the server let go of us so lately that it should not be tried again yet."""
        return clock.monotonic() < self._not_before

    def mailbox(self) -> Mailbox:
        """The open mailbox.

        Raises:
            MailboxError: it cannot be opened, or a file that it takes is gone; `failed` is to be told.
        """
        if self._mailbox is None:
            try:
                self._mailbox = self._connect(self.folder)
            except ConfigurationError as fault:  # the file of a password or certificate: it may be there again later
                raise MailboxError(str(fault)) from fault
        return self._mailbox

    def succeeded(self) -> None:
        """A poll went well: the next failure is a first one."""
        self._failures = 0

    def failed(self, fault: MailboxError) -> float:
        """A poll failed: let go of the connection and rest; returns for how many seconds."""
        self.close()
        self._failures += 1
        # One that a person must mend is tried rarely: a server may lock out who keeps coming with a wrong password.
        base = BACK_OFF[min(self._failures, len(BACK_OFF)) - 1] if fault.retryable else BACK_OFF[-1]
        seconds = base * random.uniform(0.8, 1.2)  # noqa: S311 - jitter, so that many clients do not come back at once
        self._not_before = clock.monotonic() + seconds
        return seconds

    def close(self) -> None:
        """Let go of the connection, if there is one."""
        if self._mailbox is not None:
            self._mailbox.close()
            self._mailbox = None
