"""T1: raw first. New mail is archived and filed, the transaction committed, and only then may the mailbox be touched.

`receive` does one poll of one open mailbox; `settle` moves what is done with out of the way. What is new is planned by
`intake.mailbox.poll`; reading the mail is `intake.pipeline`'s.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby, islice

from intake import clock
from intake.errors import MailboxError
from intake.logs import log
from intake.mailbox import poll
from intake.mailbox.pieces import NotInPiecesError
from intake.mailbox.source import Listed, Mailbox, Place, RawMessage, Settled
from store import filing, progress
from store.archive import Archive
from store.engine import Store
from store.filing import NewMessage
from store.journal import Arrival
from store.lending import LARGE
from store.states import Disposition, MessageStatus

#: Mails archived and committed together. One that arrives alone is a batch of one and never waits.
BATCH = 20
#: How much of a mail is searched for its Message-ID, in bytes; a longer header is held by the scan anyway.
_HEADER_BYTES = 262_144
_MESSAGE_ID = re.compile(rb"^message-id[ \t]*:[ \t]*(?:\r?\n[ \t]+)?<([^<>\s]{1,998})>", re.IGNORECASE | re.MULTILINE)
#: How many mails that the server will not give are named to staff.
_TOLD = 5
_HEADER_END = re.compile(rb"\r?\n\r?\n")


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """What one poll did: mails new to the books, seen again, too large to download, and not given by the server."""

    new: int = 0
    again: int = 0
    too_large: int = 0
    unreadable: int = 0

    def __add__(self, other: Received) -> Received:
        """Both together."""
        return Received(
            new=self.new + other.new,
            again=self.again + other.again,
            too_large=self.too_large + other.too_large,
            unreadable=self.unreadable + other.unreadable,
        )


def message_id_of(raw: bytes) -> str:
    """The Message-ID (RFC 5322 3.6.4) without angle brackets, "" where there is none; looks at the header alone."""
    head = raw[:_HEADER_BYTES]
    end = _HEADER_END.search(head)
    found = _MESSAGE_ID.search(head, 0, end.start() if end else len(head))
    return found.group(1).decode("utf-8", "replace") if found else ""


def receive(
    store: Store,
    archive: Archive,
    mailbox: Mailbox,
    *,
    max_bytes: int,
    reconcile_every: timedelta,
    should_stop: Callable[[], bool] = lambda: False,
) -> Received:
    """File everything in the mailbox that the books do not have yet; mail over ``max_bytes`` by its header alone.

    It ends early, with the rest for the next poll, when ``should_stop`` says so.

    Raises:
        MailboxError: the server let go; what was filed stays filed, the rest is taken by the next poll.
        StoreError: the books cannot be written; nothing was touched on the server.
    """
    began = clock.now()
    plan = _plan(store, mailbox, now=began, max_bytes=max_bytes, reconcile_every=reconcile_every)
    new = again = 0
    missing = {item.uid for item in (*plan.to_fetch, *plan.too_large)}
    planned = {*missing, *plan.unsized}
    for uids, fresh in _file_all(store, archive, mailbox, plan.to_fetch):
        new += fresh
        again += len(uids) - fresh
        missing.difference_update(uids)
        if should_stop():
            return Received(new=new, again=again)
    for item in plan.too_large:
        if (fresh_header := _file_header(store, archive, mailbox, item)) is not None:
            new += fresh_header
            missing.discard(item.uid)
    refused = {uid: why for uid, why in mailbox.unreadable.items() if uid in planned}
    with store.begin() as session:
        # What did not come, for whatever reason, is looked for again: it is passed over once it is not listed any more.
        progress.advance(
            session, mailbox.name, uidvalidity=plan.uidvalidity, last_uid=plan.watermark(missing), at=began
        )
        progress.read_complete(session, mailbox.name, at=began)
        if plan.complete:
            progress.reconciled(session, mailbox.name, at=began)
        if refused:
            fault = "; ".join(f"UID {uid}: {why}" for uid, why in sorted(refused.items())[:_TOLD])
            progress.note_fault(session, mailbox.name, fault=fault, at=began)
        elif progress.clear_fault(session, mailbox.name, at=began):
            log.info("mailbox-well")
    if not plan.empty:
        log.info("received", new=new, left=again, too_large=len(plan.too_large), failed=len(refused))
    return Received(new=new, again=again, too_large=len(plan.too_large), unreadable=len(refused))


def _plan(store: Store, mailbox: Mailbox, *, now: datetime, max_bytes: int, reconcile_every: timedelta) -> poll.Plan:
    """What is to be done. Each look into the books is a transaction of its own: none is open while on the network."""
    with store.reading() as session:
        row = progress.progress_of(session, mailbox.name)
    read = (
        poll.Progress(uidvalidity=row.uidvalidity, last_uid=row.last_uid, reconciled_at=row.reconciled_at)
        if row
        else poll.Progress()
    )

    def known(uidvalidity: int, above: int) -> set[int]:
        with store.reading() as session:
            return filing.uids_above(session, mailbox.name, uidvalidity, above)

    return poll.plan(mailbox, read, known=known, now=now, reconcile_every=reconcile_every, max_bytes=max_bytes)


def settle(store: Store, mailbox: Mailbox, *, at: datetime, junk: bool = False) -> int:
    """Move what is concluded or held out of the way on the server; returns how many mails were moved.

    Of a ``junk`` folder only what a person must look at is moved; the rest is junk and stays.
    """
    with store.reading() as session:
        waiting = filing.unsettled(session, mailbox.name, mailbox.uidvalidity)
    moved = 0
    if junk:
        stay = [item for item in waiting if item.status == MessageStatus.PROCESSED]
        if stay:
            with store.begin() as session:
                filing.mark_settled(session, [item.sighting_id for item in stay], at=at)
        waiting = [item for item in waiting if item.status != MessageStatus.PROCESSED]
    for place, statuses in ((Place.DONE, {MessageStatus.PROCESSED}), (Place.HELD, {MessageStatus.HELD})):
        here = {
            item.uid: item.sighting_id for item in waiting if item.status in statuses and _may_move(item.disposition)
        }
        if not here:
            continue
        outcome = mailbox.settle(sorted(here), place)
        with store.begin() as session:
            filing.mark_settled(session, [here[uid] for uid in outcome], at=at)
        moved += sum(1 for how in outcome.values() if how is Settled.MOVED)
    return moved


def _may_move(disposition: str) -> bool:
    """Mail that was never downloaded stays where it is: its only copy is on the server."""
    return disposition != Disposition.OVERSIZE


def _file_all(
    store: Store, archive: Archive, mailbox: Mailbox, listed: Sequence[Listed]
) -> Iterator[tuple[Sequence[int], int]]:
    """File mail in order of UID, large mail by itself; yields which UIDs were filed and how many were new."""
    for is_large, run in groupby(listed, key=lambda item: item.size > LARGE):
        items = list(run)
        in_pieces = {item.uid: _file_large(store, archive, mailbox, item) for item in items} if is_large else {}
        yield from (([uid], fresh) for uid, fresh in in_pieces.items() if fresh is not None)
        whole = [item.uid for item in items if in_pieces.get(item.uid) is None]
        for batch in _batches(mailbox.fetch(whole), BATCH):
            fresh = _file(store, archive, [(item, item.raw, len(item.raw)) for item in batch])
            yield [item.uid for item in batch], fresh


def _file_large(store: Store, archive: Archive, mailbox: Mailbox, item: Listed) -> int | None:
    """File one mail of which no more than a piece is in memory at a time; None where it does not come in pieces."""
    at = clock.now()
    arrival = Arrival(
        mailbox=mailbox.name,
        uidvalidity=mailbox.uidvalidity,
        uid=item.uid,
        internaldate=item.internaldate,
        filed_at=at,
    )
    try:
        kept = archive.put_pieces(mailbox.pieces(item.uid), arrival=arrival)
    except NotInPiecesError:
        log.info("mail-not-in-pieces", uid=item.uid)
        return None
    new = NewMessage(
        mailbox=arrival.mailbox,
        uidvalidity=arrival.uidvalidity,
        uid=arrival.uid,
        received_at=arrival.internaldate,
        sha256=kept.sha256,
        size=kept.size,
        message_id=message_id_of(kept.head),
    )
    with store.begin() as session:
        return sum(1 for filed in filing.file_messages(session, [new], at=at) if filed.is_new)


def _batches(items: Iterable[RawMessage], size: int) -> Iterator[Sequence[RawMessage]]:
    """Mail in batches; what came before the server let go is a batch too."""
    source, fault = iter(items), None
    while fault is None:
        batch: list[RawMessage] = []
        try:
            for item in islice(source, size):
                batch.append(item)  # noqa: PERF402 (what came before an error is kept)
        except MailboxError as error:
            fault = error
        if batch:
            yield batch
        elif fault is None:
            return
    raise fault


def _file_header(store: Store, archive: Archive, mailbox: Mailbox, item: Listed) -> int | None:
    """File the header block of mail that is too large to download, so that its sender and staff can be told.

    Returns how many are new, None where the server gave no header.
    """
    header = mailbox.header(item.uid)
    if header is None:
        return None
    raw = RawMessage(
        mailbox=mailbox.name,
        uidvalidity=mailbox.uidvalidity,
        uid=item.uid,
        internaldate=item.internaldate,
        raw=header,
    )
    return _file(store, archive, [(raw, header, item.size)])


def _file(store: Store, archive: Archive, batch: Sequence[tuple[RawMessage, bytes, int]]) -> int:
    """Archive and file one batch: mail, the bytes kept of it, its size on the server; returns how many are new."""
    at = clock.now()
    arrivals = [
        Arrival(
            mailbox=item.mailbox,
            uidvalidity=item.uidvalidity,
            uid=item.uid,
            internaldate=item.internaldate,
            filed_at=at,
            size=size if size != len(kept) else None,
        )
        for item, kept, size in batch
    ]
    digests = archive.put_many([kept for _, kept, _ in batch], arrivals=arrivals)
    items = [
        NewMessage(
            mailbox=item.mailbox,
            uidvalidity=item.uidvalidity,
            uid=item.uid,
            received_at=item.internaldate,
            sha256=digest,
            size=size,
            message_id=message_id_of(kept),
            disposition=Disposition.OVERSIZE if size != len(kept) else "",
        )
        for (item, kept, size), digest in zip(batch, digests, strict=True)
    ]
    with store.begin() as session:
        filed = filing.file_messages(session, items, at=at)
    return sum(1 for item in filed if item.is_new)
