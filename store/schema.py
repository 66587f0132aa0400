"""The database's schema and the code's: which is newer, and bringing the first up to the second.

Alembic runs from here, not from a command line: the migrations travel in the package (`store.migrations`).
"""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session

from store import dialects
from store.errors import SchemaNewerError, StoreDamagedError


class SchemaState(StrEnum):
    """How a database's schema stands to this code."""

    EMPTY = "empty"  # no tables of ours yet
    OLDER = "older"  # migrations are waiting
    CURRENT = "current"
    NEWER = "newer"  # made by code that knows migrations this code does not


def schema_state(engine: Engine) -> SchemaState:
    """How the database's schema stands to this code."""
    with engine.connect() as connection:
        return _state(connection)


def upgrade(engine: Engine) -> SchemaState:
    """Run the migrations that are waiting, in one transaction; returns how the schema stood before.

    Raises:
        SchemaNewerError: the database was made by newer code.
        StoreDamagedError: afterwards a row would name another that is not there.
    """
    with engine.connect() as connection:
        dialects.without_foreign_keys(connection, off=True)
        try:
            with connection.begin():
                before = _state(connection)
                if before is SchemaState.NEWER:
                    raise SchemaNewerError
                if before is not SchemaState.CURRENT:
                    command.upgrade(configuration(connection), "head")
                    if broken := dialects.broken_foreign_keys(connection):
                        raise StoreDamagedError(f"{broken} row(s) would point nowhere; nothing was changed")
        finally:
            dialects.without_foreign_keys(connection, off=False)
    return before


def revision(session: Session) -> str:
    """The migration that the database is at, "" for none."""
    return MigrationContext.configure(session.connection()).get_current_revision() or ""


def configuration(connection: Connection | None = None) -> Config:
    """Alembic's configuration, with the connection its environment is to use."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).with_name("migrations")))
    config.attributes["connection"] = connection
    return config


def _state(connection: Connection) -> SchemaState:
    heads = set(MigrationContext.configure(connection).get_current_heads())
    if not heads:
        return SchemaState.EMPTY
    scripts = ScriptDirectory.from_config(configuration())
    if heads == set(scripts.get_heads()):
        return SchemaState.CURRENT
    try:
        for head in heads:
            scripts.get_revision(head)
    except CommandError:
        return SchemaState.NEWER
    return SchemaState.OLDER
