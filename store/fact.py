"""A fact that a store says, and how its ids are called in every store; what `store.facts` is built from."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import select

from store.columns import Row, table_of
from store.engine import Session
from store.tables import Application, BatchItem, InboundMessage

#: What a letter's cause, or an order's subject, says of the mail or the batch behind it.
OF_MESSAGE = re.compile(r"(?:message|passed|withdrawal):(\d+)\b")
OF_BATCH = re.compile(r"batch:(\d+)\b")
#: Stands in a key in place of a mail's digest where no mail said so.
BY_HAND = "by hand"


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """One thing that a store says: its kind, what it is about, its values, and what it belongs to.

    ``applications`` are references, ``messages`` digests of mails, ``batches`` numbers.
    """

    kind: str
    key: tuple[str, ...]
    values: Mapping[str, Any] = field(default_factory=dict)
    applications: frozenset[str] = frozenset()
    messages: frozenset[str] = frozenset()
    batches: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Names:
    """Ids of one database → what they are called in every; and the batches that each application is in."""

    references: Mapping[int, str]
    digests: Mapping[int, str]
    batches_of: Mapping[str, frozenset[int]]

    def case(self, number: int | None) -> str:
        """The reference of an application, "" for none."""
        return self.references.get(number or 0, "")

    def mail(self, number: int | None) -> str:
        """The digest of a mail, "" for none."""
        return self.digests.get(number or 0, "")


def names_of(session: Session) -> Names:
    """The names of everything in this database."""
    application, message, item = table_of(Application).c, table_of(InboundMessage).c, table_of(BatchItem).c
    references = {row.id: row.reference for row in session.execute(select(application.id, application.reference))}
    digests = {row.id: row.sha256 for row in session.execute(select(message.id, message.sha256))}
    batches: dict[str, set[int]] = {}
    for row in session.execute(select(item.application_id, item.batch_id)):
        batches.setdefault(references[row.application_id], set()).add(row.batch_id)
    return Names(references, digests, {reference: frozenset(found) for reference, found in batches.items()})


def rows(session: Session, kind: type[Row]) -> Iterator[Mapping[str, Any]]:
    """Every row of a table, in the order of its ids."""
    table = table_of(kind)
    for row in session.execute(select(*table.c).order_by(table.c.id)).mappings():
        yield dict(row)


def one(value: str) -> frozenset[str]:
    """The value alone, nothing for ""."""
    return frozenset({value} if value else ())


def number(pattern: re.Pattern[str], text: str) -> int | None:
    """The number that ``text`` begins with, as the pattern says."""
    found = pattern.match(text)
    return int(found[1]) if found else None


def instant(value: datetime) -> str:
    """An instant as text, to the second."""
    return value.astimezone(UTC).isoformat(timespec="seconds")
