"""What a mailbox is to the service: something that lists what is new, hands over bytes, and takes mail out of the way.

`intake.mailbox.imap` and `intake.mailbox.maildir` implement `Mailbox`; one contract suite holds both to it. Which
mail is new is decided by the caller (`intake.mailbox.poll`), never by flags on the server. `SentFolder` keeps and finds
our copies of letters.

A mailbox is one connection. After a `MailboxError` it is of no more use: close it and open another
(`intake.mailbox.opening`), where UIDVALIDITY may have changed. Nothing reconnects behind the caller's back.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class RawMessage:
    """One mail as the server has it: bytes as stored, and where and when it was received.

    ``mailbox`` names account and folder for our books; ``internaldate`` is aware (RFC 3501 INTERNALDATE).
    """

    mailbox: str
    uidvalidity: int
    uid: int
    internaldate: datetime
    raw: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """A mail that is there but whose bytes are not yet fetched: its size in bytes (RFC822.SIZE) and INTERNALDATE."""

    uid: int
    size: int
    internaldate: datetime


class Place(StrEnum):
    """Where a settled mail goes on the server; the folder's name is configuration."""

    DONE = "done"
    HELD = "held"


class Settled(StrEnum):
    """How a mail was taken out of the way."""

    MOVED = "moved"  # it is in its folder now
    LEFT = "left"  # the server or the configuration does not let us: our own books only
    GONE = "gone"  # it was not there any more


class Mailbox(Protocol):
    """One folder of one account, open for reading."""

    @property
    def name(self) -> str:
        """Account and folder, the key of our books."""

    @property
    def uidvalidity(self) -> int:
        """UIDVALIDITY of the open folder."""

    def uids_after(self, uid: int) -> Sequence[int]:
        """Every UID greater than ``uid``, ascending; 0 lists the whole folder."""

    def sizes(self, uids: Sequence[int]) -> Sequence[Listed]:
        """Size and INTERNALDATE of those of ``uids`` that are still there, ascending."""

    def fetch(self, uids: Sequence[int]) -> Iterator[RawMessage]:
        """The bytes of those of ``uids`` that are still there, in batches, without setting a flag (BODY.PEEK[]).

        A UID that is not handed over is either gone or in `unreadable`; only what `sizes` no longer lists is gone.
        """

    def pieces(self, uid: int) -> Iterator[bytes]:
        """The bytes of one large mail, in order, a piece at a time, without setting a flag.

        Raises:
            NotInPiecesError: it is gone, or does not come in pieces that add up; then `fetch` says what is wrong.
        """

    @property
    def unreadable(self) -> Mapping[int, str]:
        """UIDs whose bytes the server would not give to `fetch`, and why, worded for a person."""

    def header(self, uid: int) -> bytes | None:
        """The header block alone (for mail too large to download), or None when it is gone."""

    def settle(self, uids: Iterable[int], place: Place) -> dict[int, Settled]:
        """Move mail out of the way by what the server can do: MOVE, else COPY + STORE + UID EXPUNGE, else not."""

    def wait(self, seconds: float) -> bool:
        """Wait up to ``seconds`` for a hint that something new came (IDLE); True for a hint. A hint is only a hint."""

    def interrupt(self) -> None:
        """Let a `wait` that is running, or the next one, return at once. For other threads and signal handlers."""

    def close(self) -> None:
        """Let go of the connection; never raises."""


class SentFolder(Protocol):
    """Folders that keep our copies of letters. Raises `intake.errors.MailboxError` as a mailbox does."""

    def append(self, folder: str, raw: bytes) -> None:
        """Keep a copy (RFC 5322 bytes, CRLF) in ``folder``, marked as read; the folder is made if it is missing."""

    def find_message_id(self, folder: str, message_id: str) -> bool:
        """Whether ``folder`` holds a mail with exactly this Message-ID (without angle brackets).

        False proves nothing: the copy may never have been made. Settles letters whose fate is unknown.
        """

    def message_ids(self, folder: str) -> frozenset[str]:
        """The Message-IDs (without angle brackets) of every mail in ``folder``; none where there is no such folder."""

    def close(self) -> None:
        """Let go of the connection; never raises."""
