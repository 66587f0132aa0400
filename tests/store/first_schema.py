"""A database as the first version left it: its schema, and rows that it wrote itself.

`tests/samples/first_schema.json` was written by the demonstration of that version (forms in time, late and corrected,
held and unreadable mail, receipts, a digest) and cut down to six applications; the bytes of its letters are shortened.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from alembic import command
from sqlalchemy import JSON, Boolean, Column, Connection, DateTime, LargeBinary, MetaData, Table, text

from store.engine import Store
from store.schema import configuration

SAMPLE = Path(__file__).parents[1] / "samples" / "first_schema.json"
Rows = dict[str, list[dict[str, Any]]]


def rows() -> Rows:
    """Table → its rows, as they stand in the sample."""
    return dict(json.loads(SAMPLE.read_text(encoding="utf-8")))


def make(store: Store) -> None:
    """Give an emptied database the first schema and the sample's rows."""
    with store.engine.connect() as connection, connection.begin():
        command.downgrade(configuration(connection), "base")
        command.upgrade(configuration(connection), "0001")
        tables = MetaData()
        tables.reflect(connection)
        for name, found in rows().items():
            table = tables.tables[name]
            for row in found:
                given = {key: _value(table.c[key], value) for key, value in row.items()}
                if name == "application":
                    given["submission_id"] = None  # submissions come later, and name their application
                connection.execute(table.insert().values(given))
        for row in rows()["application"]:
            application = tables.tables["application"]
            connection.execute(
                application.update().where(application.c.id == row["id"]).values(submission_id=row["submission_id"])
            )
        _go_on_counting(connection, tables)


def _value(column: Column[Any], value: Any) -> Any:
    if value is None:
        return None
    match column.type:
        case DateTime():
            moment = datetime.fromisoformat(value)
            return moment.replace(tzinfo=UTC) if column.type.timezone else moment
        case Boolean():
            return bool(value)
        case JSON():
            return json.loads(value)
        case LargeBinary():
            return value.encode()
        case _:
            return value


def _go_on_counting(connection: Connection, tables: MetaData) -> None:
    """PostgreSQL's sequences do not see numbers that were given."""
    if connection.dialect.name != "postgresql":
        return
    for table in tables.sorted_tables:
        if "id" in table.c:
            sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
            connection.execute(text(f"SELECT setval({sequence}, (SELECT max(id) FROM {table.name}))"))


def kept(connection: Connection) -> Rows:
    """The sample's columns as they stand in the database now, in the sample's form."""
    tables = MetaData()
    tables.reflect(connection)
    found: Rows = {}
    for name, sample in rows().items():
        table: Table = tables.tables[name]
        key = next(iter(table.primary_key.columns))
        wanted = {row[key.name] for row in sample}
        found[name] = [
            {column: _plain(table.c[column], value) for column, value in row.items() if column in sample[0]}
            for row in connection.execute(table.select().order_by(key)).mappings()
            if row[key.name] in wanted
        ]
    return found


def _plain(column: Column[Any], value: Any) -> Any:
    match value:
        case datetime():
            return value.astimezone(UTC).replace(tzinfo=None) if value.tzinfo else value
        case bytes() | memoryview():
            return bytes(value).decode()
        case bool():
            return int(value)
        case _:
            return value


def expected(connection: Connection) -> Rows:
    """The sample in the form of `kept`."""
    tables = MetaData()
    tables.reflect(connection)
    return {
        name: sorted(
            (
                {
                    key: _plain(tables.tables[name].c[key], _value(tables.tables[name].c[key], value))
                    for key, value in row.items()
                }
                for row in found
            ),
            key=lambda row: next(iter(row.values())),
        )
        for name, found in rows().items()
    }
