"""What a poll has to do, worked out before any of it is done.

`plan` compares what a mailbox lists with what our books say and returns a `Plan`; doing it (archive, rows, commit,
settle) is `intake.receive`. A poll in the ordinary way asks only for UIDs above the watermark, so its cost does not
grow with the mailbox. Every so often, and whenever UIDVALIDITY is not the one we know, every UID is compared: what a
watermark cannot see (mail that appeared below it) is found then. Flags are never asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from intake.mailbox.source import Listed, Mailbox

#: Given a UIDVALIDITY and a UID, the UIDs above it that our books hold under that UIDVALIDITY for this mailbox.
Known = Callable[[int, int], Collection[int]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """How far our books say a mailbox is read. The default is that of a mailbox never read.

    Every UID up to ``last_uid`` under ``uidvalidity`` was filed or found gone. ``reconciled_at`` is when every UID was
    last compared, aware.
    """

    uidvalidity: int = 0
    last_uid: int = 0
    reconciled_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What one poll has to do.

    ``to_fetch`` and ``too_large`` are ascending by UID; of ``too_large`` mail only the header is to be fetched.
    ``complete`` says that every UID was compared, so that ``reconciled_at`` may be set once the plan is done.
    ``renumbered`` says that UIDVALIDITY is not the one our books know: mail already filed is in the plan again, and its
    content tells that it is the same. ``highest`` is the UID our books have reached when all of it is done; a UID that
    is listed and has no mail is not counted, and listed again by the next poll.
    ``unsized`` mail is there, but the server would not even tell its size: it is asked again by the next poll.
    """

    mailbox: str
    uidvalidity: int
    to_fetch: tuple[Listed, ...]
    too_large: tuple[Listed, ...]
    complete: bool
    renumbered: bool
    highest: int
    unsized: tuple[int, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing to fetch."""
        return not self.to_fetch and not self.too_large

    def watermark(self, unfinished: Collection[int] = ()) -> int:
        """The ``last_uid`` to write when all of the plan but ``unfinished`` is filed or found gone."""
        return min([self.highest, *(uid - 1 for uid in (*unfinished, *self.unsized))])


def plan(
    mailbox: Mailbox,
    progress: Progress,
    *,
    known: Known,
    now: datetime,
    reconcile_every: timedelta,
    max_bytes: int,
) -> Plan:
    """What is to be done about ``mailbox``, given our ``progress`` with it.

    ``max_bytes`` is the size above which mail is not downloaded. A clock that was set back counts as time to compare
    everything. Raises MailboxError when the mailbox cannot be read; nothing is changed anywhere.
    """
    validity = mailbox.uidvalidity
    renumbered = validity != progress.uidvalidity
    complete = renumbered or _is_due(progress.reconciled_at, now, reconcile_every)
    start = 0 if complete else progress.last_uid
    listed = frozenset(mailbox.uids_after(start))
    # UIDVALIDITY 0 promises nothing: a UID our books know may be another mail by now, so all is fetched and compared.
    trusted = not (complete and validity == 0)
    have = frozenset(known(validity, start)) if listed and trusted else frozenset()
    new = sorted(listed - have)
    there = mailbox.sizes(new)
    sized = {item.uid for item in there}
    unsized = tuple(uid for uid in new if uid not in sized and uid in mailbox.unreadable)
    return Plan(
        mailbox=mailbox.name,
        uidvalidity=validity,
        to_fetch=tuple(item for item in there if item.size <= max_bytes),
        too_large=tuple(item for item in there if item.size > max_bytes),
        complete=complete,
        renumbered=renumbered,
        # Only what is there for sure: a number that a server lists by mistake must not hide all mail below it.
        highest=max([0 if renumbered else progress.last_uid, *(listed & have), *sized, *unsized]),
        unsized=unsized,
    )


def _is_due(reconciled_at: datetime | None, now: datetime, every: timedelta) -> bool:
    return reconciled_at is None or not timedelta(0) <= now - reconciled_at < every
