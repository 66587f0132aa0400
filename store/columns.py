"""What the tables in `store.tables` are built from: the base of every row, instants, states, and how names are given.

Every constraint and index has a name by rule, because SQLite can only alter a constraint that has one.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import JSON, BigInteger, DateTime, Dialect, Enum, MetaData, Table, Text, TypeDecorator
from sqlmodel import Field, SQLModel

#: How constraints and indexes are named where a table does not name them itself.
NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Row(SQLModel):
    """The base of every table of the store; its metadata knows the store's tables and nobody else's."""

    metadata: ClassVar[MetaData] = MetaData(naming_convention=NAMES)


class UtcInstant(TypeDecorator[datetime]):
    """An aware datetime, stored in UTC. A naive one is refused: time is an instant with a rule."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """To UTC; raises ValueError for a naive datetime."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a naive datetime cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Aware again, in UTC (SQLite forgets the zone)."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)

    def result_processor(self, dialect: Dialect, coltype: object) -> Callable[[Any], Any] | None:
        """SQLite's text is read with its zone in one call, which lists of ten thousand instants are made of."""
        if dialect.name == "sqlite":
            return _from_sqlite
        return super().result_processor(dialect, coltype)


def _from_sqlite(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(f"{text}+00:00")


def instant_column(*, nullable: bool = False, index: bool = False) -> Any:
    """A column that holds an instant."""
    return Field(default=None, sa_type=UtcInstant, nullable=nullable, index=index)


def text_column() -> Any:
    """A column of text of any length; never null, "" when there is nothing to say."""
    return Field(default="", sa_type=Text, nullable=False)


def state_column(states: type[StrEnum]) -> Any:
    """A column that holds one of ``states`` as its text; the database refuses any other."""
    kind = Enum(
        states,
        name=states.__name__.lower(),
        native_enum=False,
        create_constraint=True,
        length=20,
        values_callable=lambda members: [member.value for member in members],
    )
    return Field(sa_type=kind, nullable=False)


def counter_column(default: Any = ...) -> Any:
    """A column of whole numbers up to 2**63: IMAP's UIDs are 32 bits without a sign (RFC 3501 section 2.3.1.1)."""
    return Field(default=default, sa_type=BigInteger, nullable=False)


def json_column() -> Any:
    """A column of JSON; None is SQL's NULL."""
    return Field(default=None, sa_type=JSON(none_as_null=True), nullable=True)


def table_of(rows: type[Row]) -> Table:
    """The table behind a class of rows, for statements that bypass the unit of work."""
    return rows.metadata.tables[str(rows.__tablename__)]
