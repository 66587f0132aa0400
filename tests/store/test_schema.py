"""The migrations make exactly what the models say, and know older and newer databases."""

from __future__ import annotations

import re
import warnings
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, text

from store.columns import Row
from store.engine import Store, open_store
from store.errors import SchemaNewerError, SchemaOlderError
from store.schema import SchemaState, configuration
from store.tables import InboundMessage


@pytest.fixture
def empty(tmp_path: Path) -> Store:
    return open_store(f"sqlite:///{tmp_path}/empty.db")


def test_upgrade_makes_everything_from_nothing_and_then_nothing_more(empty: Store) -> None:
    states = [empty.schema_state(), empty.upgrade(), empty.schema_state(), empty.upgrade()]
    assert states == [SchemaState.EMPTY, SchemaState.EMPTY, SchemaState.CURRENT, SchemaState.CURRENT]
    empty.require_current()


def test_require_current_refuses_an_empty_database(empty: Store) -> None:
    with pytest.raises(SchemaOlderError):
        empty.require_current()


def test_a_database_of_newer_code_is_left_alone(empty: Store) -> None:
    empty.upgrade()
    with empty.begin() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    assert empty.schema_state() is SchemaState.NEWER
    with pytest.raises(SchemaNewerError):
        empty.require_current()
    with pytest.raises(SchemaNewerError):
        empty.upgrade()


def test_upgrade_that_fails_changes_nothing(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    script = ScriptDirectory.from_config(configuration()).get_revision("0001")
    monkeypatch.setattr("store.dialects.broken_foreign_keys", lambda connection: 1)
    assert script
    with pytest.raises(Exception, match="nothing was changed"):
        empty.upgrade()
    assert empty.schema_state() is SchemaState.EMPTY
    with empty.reading() as session:
        assert session.scalars(text("SELECT name FROM sqlite_master WHERE name = 'application'")).all() == []


def test_foreign_keys_are_on_again_after_an_upgrade(empty: Store) -> None:
    empty.upgrade()
    with empty.begin() as session:
        assert session.scalar(text("PRAGMA foreign_keys")) == 1


def test_migrations_and_models_agree(store: Store) -> None:
    with store.engine.connect() as connection, warnings.catch_warnings():
        # SQLite cannot reflect an index on an expression; the next test compares those.
        warnings.filterwarnings("ignore", message="autogenerate skipping")
        warnings.filterwarnings("ignore", message="Skipped unsupported reflection")
        assert compare_metadata(MigrationContext.configure(connection), Row.metadata) == []


def test_migrations_and_models_give_sqlite_the_same_definitions(empty: Store, tmp_path: Path) -> None:
    """Constraints, their names, and indexes on expressions, which Alembic does not compare."""
    empty.upgrade()
    models = create_engine(f"sqlite:///{tmp_path}/models.db")
    Row.metadata.create_all(models)
    assert _definitions(tmp_path / "empty.db") == _definitions(tmp_path / "models.db")


def _definitions(path: Path) -> dict[str, list[str]]:
    """Table or index → the clauses of its definition, in any order."""
    query = text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'alembic%'")
    with create_engine(f"sqlite:///{path}").connect() as connection:
        found = connection.execute(query).all()
    # SQLite puts the name of a table that was rebuilt in quotation marks.
    plain = {name: re.sub(r'^CREATE TABLE "(\w+)"', r"CREATE TABLE \1", statement) for name, statement in found}
    # SQLite writes a column that was added later behind the last one, on its line.
    added = {name: re.sub(r", (\w+ DATETIME), ?\n", r",\n\1,\n", statement) for name, statement in plain.items()}
    return {name: sorted(re.split(r",?\s*\n\s*", statement)) for name, statement in added.items()}


def test_every_constraint_has_a_name() -> None:
    assert InboundMessage.metadata is Row.metadata
    nameless = [
        (table.name, type(constraint).__name__)
        for table in Row.metadata.sorted_tables
        for constraint in table.constraints
        if constraint.name is None
    ]
    assert nameless == []


def test_there_is_one_newest_revision() -> None:
    assert len(ScriptDirectory.from_config(configuration()).get_heads()) == 1


def test_downgrade_takes_everything_away(empty: Store) -> None:
    empty.upgrade()
    with empty.engine.connect() as connection, connection.begin():
        command.downgrade(configuration(connection), "base")
    assert empty.schema_state() is SchemaState.EMPTY
