"""All rows of one store copied to an empty one, of the other kind or the same: how a service moves to PostgreSQL.

One transaction on either side: the copy is of one moment, and whole or not there. What a row holds is not looked at;
ids stay what they were, and both databases are of this code's version.
"""

from __future__ import annotations

from sqlalchemy import Table, delete, func, insert, select

from store import dialects
from store.columns import Row, table_of
from store.engine import Session, Store
from store.errors import CopyError
from store.tables import ChainHead

#: Rows read and written at a time.
_AT_ONCE = 1_000


def move(source: Store, target: Store) -> dict[str, int]:
    """Copy every table of ``source`` to ``target``, whose tables are there and empty; returns the rows of each.

    Raises:
        SchemaOlderError, SchemaNewerError: one of them is not of this code's version.
        CopyError: there are rows in ``target``, or they came to another number there.
        StoreError: one of them cannot be used; nothing is left in ``target``.
    """
    source.require_current()
    target.require_current()
    moved = {}
    with source.reading() as old, target.begin() as new:
        beginning = table_of(ChainHead)  # a new database has that of an empty history
        tables = Row.metadata.sorted_tables
        for table in tables:
            if table is not beginning and _rows(new, table):
                raise CopyError(f"there are rows in {table.name} already; the new database must be empty")
        new.connection().execute(delete(beginning))
        for table in tables:
            moved[table.name] = _copy(old, new, table)
    return moved


def _copy(old: Session, new: Session, table: Table) -> int:
    ordered = select(table).order_by(*table.primary_key.columns)
    copied = 0
    for rows in old.connection().execution_options(yield_per=_AT_ONCE).execute(ordered).mappings().partitions():
        new.connection().execute(insert(table), [dict(row) for row in rows])
        copied += len(rows)
    if copied != _rows(new, table):
        raise CopyError(f"{copied} rows of {table.name} came to {_rows(new, table)}")
    if "id" in table.columns and copied:
        dialects.count_on(new, table)
    return copied


def _rows(session: Session, table: Table) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0
