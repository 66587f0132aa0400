"""A database of the first version is brought up to this one, on SQLite and PostgreSQL, and nothing in it is lost."""

from __future__ import annotations

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import text

from store.audit import verify
from store.engine import Store
from store.errors import SchemaNewerError, SchemaOlderError
from store.schema import SchemaState, configuration
from tests.store import first_schema


def test_every_row_of_the_first_version_is_kept(store: Store) -> None:
    first_schema.make(store)
    assert store.schema_state() is SchemaState.OLDER
    with pytest.raises(SchemaOlderError):
        store.require_current()
    assert store.upgrade() is SchemaState.OLDER
    assert store.schema_state() is SchemaState.CURRENT
    with store.engine.connect() as connection:
        assert first_schema.kept(connection) == first_schema.expected(connection)


def test_history_of_the_first_version_is_chained_and_sound(store: Store) -> None:
    first_schema.make(store)
    store.upgrade()
    with store.reading() as session:
        found = verify(session)
    assert (found.events, found.broken) == (len(first_schema.rows()["event"]), None)


def test_every_step_between_the_versions_keeps_the_rows(store: Store) -> None:
    first_schema.make(store)
    steps = [script.revision for script in ScriptDirectory.from_config(configuration()).walk_revisions()][::-1]
    for revision in steps[1:]:
        with store.engine.connect() as connection, connection.begin():
            command.upgrade(configuration(connection), revision)
        with store.engine.connect() as connection:
            assert first_schema.kept(connection) == first_schema.expected(connection), revision


def test_numbers_go_on_after_those_of_the_first_version(store: Store) -> None:
    first_schema.make(store)
    store.upgrade()
    with store.begin() as session:
        session.execute(
            text(
                "INSERT INTO digest_run (day, covers_from, covers_to, created_at) "
                "VALUES ('2014-03-01', '2014-02-11 08:30:00', '2014-03-01 08:30:00', '2014-03-01 08:30:00')"
            )
        )
        assert session.scalar(text("SELECT max(id) FROM digest_run")) == 2


def test_database_of_a_newer_version_says_what_to_do(store: Store) -> None:
    with store.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SchemaNewerError) as caught:
        store.upgrade()
    assert "newer version" in str(caught.value)
