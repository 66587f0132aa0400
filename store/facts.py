"""What a store says, as facts that can be compared with another store's: the same mail leads to the same facts.

A fact has a key that does not depend on the ids of a database (a mail is known by its digest), and values without the
instants of writing. To which applications, mails and batches it belongs is told with it, so that a difference can be
traced to what a person did there. Only looks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from sqlalchemy import select

from store import facts_of_mail, facts_of_orders
from store.columns import table_of
from store.engine import Session
from store.fact import Fact, Names, names_of
from store.tables import InboundMessage

__all__ = ["SOURCES", "Fact", "facts", "message_numbers"]

#: In the order in which they are told. Adding a kind is one function and one row.
SOURCES: tuple[Callable[[Session, Names], Iterator[Fact]], ...] = (
    facts_of_mail.messages,
    facts_of_mail.applications,
    facts_of_mail.submissions,
    facts_of_mail.answers,
    facts_of_orders.decisions,
    facts_of_orders.orders,
    facts_of_orders.batches,
    facts_of_orders.assignments,
    facts_of_orders.scores,
    facts_of_orders.interviews,
    facts_of_mail.letters,
    facts_of_mail.subscribers,
)


def facts(session: Session) -> list[Fact]:
    """Everything that is compared, kind by kind."""
    names = names_of(session)
    return [fact for source in SOURCES for fact in source(session, names)]


def message_numbers(session: Session) -> dict[str, int]:
    """Digest of a mail → its id, to speak of it."""
    table = table_of(InboundMessage)
    return {row.sha256: row.id for row in session.execute(select(table.c.id, table.c.sha256))}
