"""What processing a mail needs, and what comes of it: the two ends of the pipeline as plain values."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Protocol

from intake.config import Role, StaffMember
from intake.decisions.tokens import TokenKey
from intake.letters.compose import Sender
from intake.letters.mime import AttachedFile
from intake.round.programme import Programme
from parsers.reading import Reading
from store.archive import Archive
from store.engine import Store
from store.lending import Lent
from store.states import MessageStatus


class Reader(Protocol):
    """What reads a mail: the sandbox, or in tests something simpler."""

    def read(self, raw: Lent, *, later: bool = False) -> Reading:
        """The mail as read; raises ReadingFaultError when the child was stopped or died.

        With ``later`` it may raise RecognitionLeftError: pages must be recognised, which takes seconds.
        """

    def leaf(self, raw: Lent, sha256: str) -> bytes:
        """The bytes of the attachment with this digest; raises ReadingFaultError as `read`, and where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Correspondent:
    """What the service needs to answer anybody: who we are, from when mail is answered, the papers, the limits.

    ``papers`` gives the blank form and the guidance, made when they are first needed. ``answer_from`` None means that
    nothing is answered. ``restored_at`` is when the service was made of a backup, if it was.
    """

    sender: Sender
    papers: Callable[[], Sequence[AttachedFile]]
    answer_from: datetime | None
    per_sender_per_day: int
    per_hour: int
    max_message_bytes: int
    restored_at: datetime | None = None

    def answers(self, received_at: datetime, *, now: datetime) -> bool:
        """Whether mail received at that time (aware) is answered ``now``.

        What came before a restoration may have been answered by the service that was lost.
        """
        if self.answer_from is None or received_at < self.answer_from:
            return False
        return self.restored_at is None or received_at >= self.restored_at or now < self.restored_at


@dataclass(frozen=True, slots=True, kw_only=True)
class Offices:
    """Who gives orders and how they are known: staff, the mail server that is believed, the key of one-use codes.

    ``authserv_id`` is whose Authentication-Results count (RFC 8601), "" for nobody's;
    ``own_hosts`` are mail servers of ours that hand mail on after it was judged. ``mailbox`` is the address that
    orders are sent to. ``undo_after`` is how long an order can be taken back, ``code_life`` how long a code is good.
    """

    staff: tuple[StaffMember, ...] = ()
    mailbox: str = ""
    authserv_id: str = ""
    own_hosts: tuple[str, ...] = ()
    key: TokenKey | None = None
    undo_after: timedelta = timedelta(minutes=30)
    code_life: timedelta = timedelta(days=14)
    letters_per_hour: int = 120

    def with_role(self, role: Role) -> tuple[StaffMember, ...]:
        """The staff who hold ``role``, in the order of the configuration."""
        return tuple(member for member in self.staff if role in member.roles)

    def member(self, address: str) -> StaffMember | None:
        """The member of staff with this address, whatever the case of its letters."""
        return next((member for member in self.staff if member.email.lower() == address.lower()), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """All that processing a message needs. ``own_addresses`` are in lower case."""

    store: Store
    archive: Archive
    reader: Reader
    programme: Programme
    correspondent: Correspondent
    own_addresses: frozenset[str]
    junk_mailboxes: frozenset[str]
    workers: int
    offices: Offices = field(default_factory=Offices)


@dataclass(frozen=True, slots=True, kw_only=True)
class Concluded:
    """What became of one message; ``application`` is a reference, ``letter_id`` the outbox row that answers it."""

    message_id: int
    status: MessageStatus
    disposition: str
    rule: str
    reason: str = ""
    application: str = ""
    letter_id: int | None = None
    silence: str = ""
