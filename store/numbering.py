"""Numbers that are given again: a replay gives an application, an order, a batch, an assignment the number it had.

People quote references, and one-use codes are bound to them. Where something between was entered by hand, counting
anew would give the next application another's reference. A number is kept for one transaction, for the next row of its
kind.
"""

from __future__ import annotations

from store import dialects
from store.columns import Row, table_of
from store.engine import Session
from store.tables import Application, Assignment, Batch, InboundMessage, StaffOrder

_KEPT = "numbers-kept"


def keep(session: Session, kind: type[Row], number: int) -> None:
    """Have the next new row of this kind in this transaction get ``number``; the caller sees that nobody has it."""
    session.info.setdefault(_KEPT, {})[kind] = number


def kept(session: Session, kind: type[Row]) -> int | None:
    """The number that is kept for the next new row of this kind, None where it is to be counted."""
    number: int | None = session.info.get(_KEPT, {}).get(kind)
    return number


def is_free(session: Session, kind: type[Row], number: int) -> bool:
    """Whether no row of this kind has the number as its id."""
    return session.get(kind, number) is None


def count_on(session: Session) -> None:
    """Have counting go on behind the highest number that was given again."""
    for kind in (Application, Assignment, Batch, InboundMessage, StaffOrder):
        dialects.count_on(session, table_of(kind))
