"""Mails whose fetching ended the connection: asked for alone the next time, and put aside where it happens again.

There are mails that a server breaks off at, every time: a damaged file that its process dies of, a size that lies by
gigabytes. Asked for together with others they would keep all of them from ever being read. One `Suspects` outlives the
connections of a daemon; it knows nothing of what it is told across a restart.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from intake import clock

#: A mail is put aside once this many connections in a row ended while it was asked for alone.
TRIES_ALONE = 2

#: For how long it is put aside, in seconds: a server may be mended.
ASIDE_SECONDS = 3600.0

#: Mailbox, UIDVALIDITY and UID.
Key = tuple[str, int, int]


@dataclass
class _Suspicion:
    alone: int = 0
    reason: str = ""
    not_before: float = 0.0


class Suspects:
    """The mails under suspicion."""

    def __init__(self) -> None:
        self._suspicions: dict[Key, _Suspicion] = {}

    def alone(self, key: Key) -> bool:
        """Whether this mail is to be asked for alone, and after the others."""
        return key in self._suspicions

    def ends(self, key: Key) -> int:
        """How many connections ended while it was asked for alone."""
        found = self._suspicions.get(key)
        return found.alone if found else 0

    def aside(self, key: Key) -> str:
        """Why this mail is not to be asked for at present, "" where it is."""
        found = self._suspicions.get(key)
        return found.reason if found and clock.monotonic() < found.not_before else ""

    def ended(self, keys: Sequence[Key], reason: str) -> None:
        """The connection ended while the server was asked for these mails."""
        for key in keys:
            found = self._suspicions.setdefault(key, _Suspicion())
            if len(keys) > 1:
                continue
            found.alone += 1
            if found.alone >= TRIES_ALONE:
                found.reason = f"the connection ends whenever this mail is asked for; it is put aside. {reason}"
                found.not_before = clock.monotonic() + ASIDE_SECONDS

    def cleared(self, key: Key) -> None:
        """The server gave this mail, or it is gone."""
        self._suspicions.pop(key, None)
