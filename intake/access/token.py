"""An access token that is there when it is needed: kept in memory, renewed early, renewed once more when it is refused.

Where a token comes from is a `Source` (`intake.access.providers` is the table of them). Threads share one token.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from intake import clock
from intake.access.errors import TokenError

#: A token is renewed when a quarter of its life is left, but not earlier than this before its end.
_EARLY = timedelta(minutes=15)
#: A token this close to its end is not shown to a server any more: a log-in takes a moment, and clocks differ.
_TOO_LATE = timedelta(seconds=30)
#: After a failure the token server is left alone for so long.
_REST = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Grant:
    """An access token and when it ends (aware); None: nobody said, so it is kept until a server refuses it."""

    token: str = field(repr=False)
    expires_at: datetime | None = None


class Source(Protocol):
    """Where access tokens come from."""

    @property
    def look_at(self) -> str:
        """What a person looks at when the mail server refuses a token that was given out: the end of a sentence."""

    def obtain(self) -> Grant:
        """A new token.

        Raises:
            ConfigurationError: the settings, or a file they name, cannot be used.
            TokenRefusedError: a person must mend something first.
            TokenError: it may go well later.
        """


class Record(Protocol):
    """Who is told how renewing goes (`intake.access.record`)."""

    def renewed(self, *, at: datetime) -> None:
        """A token was given out."""

    def failed(self, fault: TokenError, *, at: datetime) -> None:
        """None was."""


class AccessToken:
    """One account's token."""

    def __init__(self, source: Source, *, record: Record | None = None) -> None:
        self._source = source
        self._record = record
        self._lock = threading.Lock()
        self._grant: Grant | None = None
        self._got_at = clock.now()
        self._renew_at: datetime | None = None
        self._fault: tuple[TokenError, datetime] | None = None

    @property
    def look_at(self) -> str:
        """See `Source.look_at`."""
        return self._source.look_at

    @property
    def expires_at(self) -> datetime | None:
        """When the token that is held ends, where that is known."""
        return self._grant.expires_at if self._grant else None

    def reveal(self) -> str:
        """The token. While an older one is still good a renewal that fails does no harm, and is tried again.

        Raises ConfigurationError, TokenError; see `Source.obtain`.
        """
        with self._lock:
            now = clock.now()
            held = self._grant
            if held is not None and (self._renew_at is None or now < self._renew_at):
                return held.token
            try:
                return self._renew(now).token
            except TokenError:
                if held is not None and held.expires_at is not None and held.expires_at - now > _TOO_LATE:
                    return held.token
                raise

    def refused(self) -> bool:
        """The mail server refused the token; returns whether another is worth a try.

        One that was given out a moment ago by somebody who knows when it ends is not refused for its age: the account
        is not allowed, and asking again would only be answered the same.
        """
        with self._lock:
            if self._grant is not None and self._grant.expires_at is not None and clock.now() < self._got_at + _REST:
                return False
            self._grant = None
            return True

    def _renew(self, now: datetime) -> Grant:
        if self._fault is not None and now < self._fault[1] + _REST:
            fault = self._fault[0]
            raise type(fault)(fault.what, to_do=fault.to_do)
        try:
            grant = self._source.obtain()
        except TokenError as fault:
            self._fault = (fault, now)
            if self._record is not None:
                self._record.failed(fault, at=now)
            raise
        self._fault = None
        self._grant, self._got_at, self._renew_at = grant, now, _renewal(grant, now)
        if self._record is not None:
            self._record.renewed(at=now)
        return grant


def _renewal(grant: Grant, now: datetime) -> datetime | None:
    """When a token got ``now`` is to be renewed."""
    if grant.expires_at is None:
        return None
    return grant.expires_at - min(_EARLY, (grant.expires_at - now) / 4)
