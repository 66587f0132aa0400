"""A store copied to another database is the same store: rows, ids, history."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from store import audit, message_list, messages, moving
from store.engine import Store, open_store
from store.errors import CopyError, SchemaOlderError
from tests.store.conftest import NOW
from tests.store.making import application, filed, letter


@pytest.fixture
def source(tmp_path: Path) -> Iterator[Store]:
    """A store with something in it."""
    made = open_store(f"sqlite:///{tmp_path}/old.db")
    made.upgrade()
    filed(made, 1, 2, 3)
    with made.begin() as session:
        application(session)
        letter(session)
    yield made
    made.close()


def test_moved_store_has_the_same_rows_and_the_same_history(source: Store, store: Store) -> None:
    moved = moving.move(source, store)
    assert (moved["inbound_message"], moved["outgoing_mail"]) == (3, 1)
    with source.reading() as old, store.reading() as new:
        assert message_list.listing(new) == message_list.listing(old)
        assert audit.head(new) == audit.head(old)
        assert audit.verify(new).sound


def test_moved_store_counts_on(source: Store, store: Store) -> None:
    moving.move(source, store)
    assert filed(store, 9) == [4]
    with store.begin() as session:
        messages.claim(session, limit=9, at=NOW)
    with store.reading() as session:
        assert audit.verify(session).sound


def test_store_that_is_not_empty_is_left_as_it_is(source: Store, store: Store) -> None:
    moving.move(source, store)
    with pytest.raises(CopyError, match="the new database must be empty"):
        moving.move(source, store)


def test_store_without_tables_is_refused(source: Store, tmp_path: Path) -> None:
    empty = open_store(f"sqlite:///{tmp_path}/empty.db")
    with pytest.raises(SchemaOlderError):
        moving.move(source, empty)
    empty.close()
