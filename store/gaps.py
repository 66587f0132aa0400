"""Leaving numbers out, so that a store that went back in time gives no number a second time.

Letters that left after a backup carry Message-IDs and codes made of the numbers that were given then.
"""

from __future__ import annotations

from sqlalchemy import text as sql

from store.columns import table_of
from store.engine import Session
from store.tables import Assignment, Batch, InboundMessage, Interview, OutgoingMail, StaffOrder

#: The rows whose numbers stand in letters.
NUMBERED = (InboundMessage, StaffOrder, Batch, Assignment, Interview, OutgoingMail)


_POSTGRESQL = (
    "SELECT setval(pg_get_serial_sequence(:name, 'id'), nextval(pg_get_serial_sequence(:name, 'id')) + :numbers - 1)"
)
_SQLITE = "UPDATE sqlite_sequence SET seq = seq + :numbers WHERE name = :name"
#: SQLite counts a table from its first row on.
_SQLITE_FIRST = (
    "INSERT INTO sqlite_sequence (name, seq) SELECT :name, :numbers "
    "WHERE NOT EXISTS (SELECT 1 FROM sqlite_sequence WHERE name = :name)"
)


def leave_out(session: Session, *, numbers: int) -> None:
    """Have every count go on that much higher than it would."""
    postgresql = session.get_bind().dialect.name == "postgresql"
    for row in NUMBERED:
        values = {"name": table_of(row).name, "numbers": numbers}
        for statement in (_POSTGRESQL,) if postgresql else (_SQLITE, _SQLITE_FIRST):
            session.execute(sql(statement), values)
