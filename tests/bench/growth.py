"""What a mail costs as the books grow: thousands to a million messages in store, then one mail at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import insert, text

from store.columns import Row, table_of
from store.engine import Store, open_store
from store.tables import Event, InboundMessage, OutgoingBody, OutgoingMail, Sighting
from tests.bench.corpus import Mail
from tests.bench.places import place
from tests.bench.runs import Bench
from tests.bench.single import Times, times

_RECEIVED = datetime(2014, 1, 8, 9, 0, tzinfo=UTC)
_AT_ONCE = 5_000
_EVENTS = 4  # a mail that was answered leaves about as many


@dataclass(frozen=True, slots=True, kw_only=True)
class Grown:
    """Books of ``messages`` messages: what one more mail takes."""

    messages: int
    times: Times


def growth(bench: Bench, sizes: Sequence[int], mails: Sequence[Mail], *, tell: Callable[[], None]) -> list[Grown]:
    """One answer a size, each of the same mails in a place of its own."""
    found = []
    for size in sizes:
        here = place(bench.folder / f"growth-{size}", bench.dovecot, bench.smtp)
        store = open_store(here.store_url)
        store.upgrade()
        fill_messages(store, size)
        store.close()
        found.append(Grown(messages=size, times=times(here, mails)))
        tell()
    return found


def fill_messages(store: Store, count: int) -> None:
    """Write ``count`` messages as they are a while after: seen, concluded, answered, each with its events."""
    for start in range(0, count, _AT_ONCE):
        numbers = range(start + 1, min(start + _AT_ONCE, count) + 1)
        with store.begin() as session:
            for rows, values in _rows(numbers):
                session.connection().execute(insert(table_of(rows)), values)
    with store.begin() as session:
        session.connection().execute(
            text("UPDATE chain_head SET event_id = (SELECT coalesce(max(id), 0) FROM event), hash = :hash"),
            {"hash": "0" * 64},
        )


def _rows(numbers: range) -> Iterator[tuple[type[Row], list[dict[str, Any]]]]:
    """The rows of some messages, table by table; a message and its letter share their number."""
    blank = dict.fromkeys(("reason", "released_by", "in_reply_to", "references", "defects", "from_name"), "")
    mail = {"size": 150_000, "status": "processed", "attempts": 1, "disposition": "enquiry", "rule": "enquiry"}
    yield (
        InboundMessage,
        [
            blank
            | mail
            | {"id": n, "message_id": f"{n}@growth.example", "sha256": f"{n:064x}", "content_sha256": f"{n:064x}"}
            | {"received_at": _at(n), "filed_at": _at(n), "claimed_at": _at(n), "answerable": True}
            | {"from_address": f"clerk@body-{n % 5_000}.example", "subject": f"A question, number {n}"}
            for n in numbers
        ],
    )
    seen = {"mailbox": "somebody@elsewhere.example/INBOX", "uidvalidity": 1}
    yield (
        Sighting,
        [seen | {"message_id": n, "uid": n, "seen_at": _at(n), "settled_at": _at(n)} for n in numbers],
    )
    letter = {"kind": "enquiry", "status": "sent", "automatic": True, "attempts": 1, "reason": "", "seen_by": ""}
    yield (
        OutgoingMail,
        [
            letter
            | {"id": n, "message_id": f"{n}@letters.example", "cause": f"message:{n}", "inbound_id": n}
            | {"recipient": f"clerk@body-{n % 5_000}.example", "subject": f"Re: A question, number {n}"}
            | {"created_at": _at(n), "not_before": _at(n), "claimed_at": _at(n), "sent_at": _at(n)}
            for n in numbers
        ],
    )
    yield OutgoingBody, [{"letter_id": n, "raw": b"Subject: Re: A question\r\n\r\nThank you.\r\n"} for n in numbers]
    event = {"subject": "message", "before": "", "actor": "service", "reason": "", "seal": "", "chain": "0" * 64}
    yield (
        Event,
        [
            event | {"at": _at(n), "subject_id": n, "what": f"step {step}", "after": "processed"}
            for n in numbers
            for step in range(_EVENTS)
        ],
    )


def _at(number: int) -> datetime:
    """A mail a second, from the day the round opened."""
    return _RECEIVED + timedelta(seconds=number)
