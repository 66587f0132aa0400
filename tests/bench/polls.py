"""What a poll costs that finds nothing new, in a small mailbox and in a large one.

The mailboxes are Maildirs filled behind the server's back and the books hold every mail in them, as they would after
years; only the poll itself is timed, over a connection that is kept, as the daemon keeps it.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from statistics import median

from intake.config_file import load
from intake.mailbox.opening import open_mailbox
from intake.mailbox.source import Mailbox
from intake.receive import Received, receive
from store import filing, progress
from store.archive import Archive
from store.archive_folder import FolderArchive
from store.engine import Store, open_store
from tests.bench.places import Place, place
from tests.bench.runs import Bench

_NEVER, _ALWAYS = timedelta(days=36_500), timedelta(0)
_AT_ONCE = 5_000
_RECEIVED = datetime(2014, 1, 29, 16, 20, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Polled:
    """A mailbox of ``mails``: milliseconds of an ordinary poll, and of one that compares every UID with the books."""

    mails: int
    poll: float
    reconciliation: float


def polls(bench: Bench, sizes: Sequence[int], *, repetitions: int = 21, tell: Callable[[], None]) -> list[Polled]:
    """One answer a size, each the median of polls taken in turns; ``tell`` is called as each mailbox is ready."""
    desks = []
    for size in sizes:
        desks.append(_Desk.filled(place(bench.folder / f"polls-{size}", bench.dovecot, bench.smtp), size))
        tell()
    try:
        for desk in desks:
            desk.poll(_ALWAYS)  # the first of each fills caches
        ordinary = [[desk.poll(_NEVER) for desk in desks] for _ in range(repetitions)]
        complete = [[desk.poll(_ALWAYS) for desk in desks] for _ in range(max(3, repetitions // 4))]
    finally:
        for desk in desks:
            desk.close()
    return [
        Polled(mails=size, poll=median(of_poll), reconciliation=median(of_all))
        for size, of_poll, of_all in zip(sizes, zip(*ordinary, strict=True), zip(*complete, strict=True), strict=True)
    ]


@dataclass(frozen=True, slots=True)
class _Desk:
    """An open mailbox and the books that know all of it."""

    store: Store
    archive: Archive
    mailbox: Mailbox

    @classmethod
    def filled(cls, here: Place, size: int) -> _Desk:
        here.account.drop(*(_mail(number) for number in range(size)))
        settings = load(here.config)
        store = open_store(here.store_url)
        store.upgrade()
        mailbox = open_mailbox(settings.mailbox, folder=settings.mailbox.folder)
        _know(store, mailbox)
        return cls(store, FolderArchive(settings.data / "archive"), mailbox)

    def poll(self, reconcile_every: timedelta) -> float:
        """Milliseconds of one poll, which must find nothing."""
        began = time.perf_counter()
        found = receive(self.store, self.archive, self.mailbox, max_bytes=50_000_000, reconcile_every=reconcile_every)
        milliseconds = (time.perf_counter() - began) * 1000
        if found != Received():
            raise RuntimeError(f"the poll found {found}")
        return milliseconds

    def close(self) -> None:
        self.mailbox.close()
        self.store.close()


def _mail(number: int) -> bytes:
    return f"From: a@bench.example\r\nMessage-ID: <{number}@bench.example>\r\n\r\nMail {number}\r\n".encode()


def _know(store: Store, mailbox: Mailbox) -> None:
    """Write every mail of the mailbox into the books, as filed and settled."""
    uids = mailbox.uids_after(0)
    for start in range(0, len(uids), _AT_ONCE):
        items = [
            filing.NewMessage(
                mailbox=mailbox.name,
                uidvalidity=mailbox.uidvalidity,
                uid=uid,
                received_at=_RECEIVED,
                sha256=sha256(str(uid).encode()).hexdigest(),
                size=100,
                message_id=f"{uid}@bench.example",
            )
            for uid in uids[start : start + _AT_ONCE]
        ]
        with store.begin() as session:
            filing.file_messages(session, items, at=_RECEIVED)
    with store.begin() as session:
        progress.advance(
            session, mailbox.name, uidvalidity=mailbox.uidvalidity, last_uid=max(uids, default=0), at=_RECEIVED
        )
        progress.reconciled(session, mailbox.name, at=_RECEIVED)
