"""The chain of the history: each event carries a commitment to its content and a link to the event before it.

An event's *content* (before, after, actor, reason) is committed to field by field under a random salt, its *seal*; the
*link* is the digest of the link before, of what is never erased (id, instant, subject, what) and of the content's
commitment. So nothing can be altered, put in, taken out or moved unnoticed, and a field can be erased while everything
else goes on being proved: its commitment is kept and its salt is not, so that nobody can try what it was.

The newest link is the *head*, one row written with the events in the same transaction. It is read once a transaction
and goes back with a savepoint that is undone. Who holds it holds every other writer off until the commit
(`store.engine.Store.begin`). Events are written by `store.history`, compared by `store.audit`, erased by
`store.erasure`.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import event, select, update
from sqlalchemy.orm import SessionTransaction

from store.columns import table_of
from store.engine import Session
from store.errors import StoreDamagedError
from store.tables import ChainHead

#: What the first event is linked to.
BEGINNING = "0" * 64
#: What of an event can be erased; the order is part of the commitment.
CONTENT = ("before", "after", "actor", "reason")
#: What cannot; the order is part of the link.
_FRAME = ("id", "at", "subject", "subject_id", "what")
#: Random bytes in a seal.
_SALT_BYTES = 16


@dataclass(frozen=True, slots=True)
class Link:
    """The end of the chain after one event: its id (0 before the first) and its link, in hexadecimal."""

    event_id: int
    hash: str


def seal_of(salt: str, values: Mapping[str, Any], *, erased: Collection[str] = ()) -> str:
    """The seal of an event of which the fields ``erased`` are to go, given its seal and values before.

    Raises:
        StoreDamagedError: the seal is not one.
    """
    if not erased:
        return salt
    salts, leaves = _opened(salt)
    for name in erased:
        if name in salts:
            leaves[name] = _leaf(salts.pop(name), values[name])
    return json.dumps({"salts": salts, "leaves": leaves}, separators=(",", ":"))


def erased_fields(seal: str) -> frozenset[str]:
    """Which fields of an event were erased, by its seal."""
    return frozenset(_opened(seal)[1])


def link_of(previous: str, values: Mapping[str, Any]) -> str:
    """The link of an event with these values (its columns, ``seal`` among them) after the link ``previous``.

    Raises:
        StoreDamagedError: the seal is not one.
    """
    frame = [values[name] for name in _FRAME]
    frame[1] = _instant(values["at"])
    return _digest(previous, json.dumps([*frame, _commitment(values)], separators=(",", ":")))


def _commitment(values: Mapping[str, Any]) -> str:
    """The digest of the fields' own digests; of an erased field the one that was kept is taken."""
    salts, leaves = _opened(values["seal"])
    return _digest(*(leaves[name] if name in leaves else _leaf(salts[name], values[name]) for name in CONTENT))


def _opened(seal: str) -> tuple[dict[str, str], dict[str, str]]:
    """The salt of each field that is there, and the digest of each that was erased."""
    if not seal.startswith("{"):
        return {name: _digest(seal, name) for name in CONTENT}, {}
    try:
        opened = json.loads(seal)
        salts, leaves = dict(opened["salts"]), dict(opened["leaves"])
    except (ValueError, KeyError, TypeError) as fault:
        raise StoreDamagedError("the seal of an event cannot be read") from fault
    if salts.keys() | leaves.keys() != set(CONTENT):
        raise StoreDamagedError("the seal of an event is not whole")
    return salts, leaves


def _leaf(salt: str, value: str) -> str:
    return _digest(salt, value)


def _digest(*parts: str) -> str:
    # Of the parts before the last the length is fixed, so that no two lists of parts read alike.
    return sha256("".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def _instant(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")


def linked(session: Session, events: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """These events with their ids, seals and links, to be written in this order at the end of the chain."""
    head = head_of(session, hold=True)
    rows = []
    for values in events:
        row = {**values, "id": head.event_id + 1, "seal": secrets.token_hex(_SALT_BYTES), "erased_by": None}
        row["chain"] = link_of(head.hash, row)
        head = Link(row["id"], row["chain"])
        rows.append(row)
    session.info[_HEAD] = head
    return rows


def head_of(session: Session, *, hold: bool = False) -> Link:
    """The end of the chain as this transaction sees it; ``hold`` keeps it from every other writer until the end.

    Raises:
        StoreDamagedError: it is missing from the database.
    """
    held: Link | None = session.info.get(_HEAD)
    if held is not None:
        return held
    table = table_of(ChainHead)
    query = select(table.c.event_id, table.c.hash).where(table.c.id == 1)
    row = session.connection().execute(query.with_for_update() if hold else query).one_or_none()
    if row is None:
        raise StoreDamagedError("the end of the history's chain is missing")
    return Link(*row)


#: Where a session keeps the end of the chain it has come to, and where it stood at each savepoint.
_HEAD, _SAVED = "chain-head", "chain-saved"


def _savepoint_made(session: Session, transaction: SessionTransaction) -> None:
    if transaction.nested:
        session.info.setdefault(_SAVED, {})[transaction] = session.info.get(_HEAD)


def _undone(session: Session, transaction: SessionTransaction) -> None:
    """With a savepoint its events are gone, so the chain ends where it ended then; with a transaction all is."""
    before = session.info.get(_SAVED, {}).pop(transaction, None) if transaction.nested else None
    if before is None:
        session.info.pop(_HEAD, None)
    else:
        session.info[_HEAD] = before


def _write_head(session: Session) -> None:
    head = session.info.get(_HEAD)
    if head is None or session.in_nested_transaction():
        return
    table = table_of(ChainHead)
    session.connection().execute(update(table).where(table.c.id == 1).values(event_id=head.event_id, hash=head.hash))
    session.info.pop(_HEAD)
    session.info.pop(_SAVED, None)


event.listen(Session, "after_transaction_create", _savepoint_made)
event.listen(Session, "after_soft_rollback", _undone)
event.listen(Session, "before_commit", _write_head)
