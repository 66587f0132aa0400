"""An office for tests of the service behind its mailbox."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import structlog

from store.engine import open_store
from tests.intake.office import Office


@pytest.fixture(autouse=True)
def logs_as_they_were() -> Iterator[None]:
    """Commands send the log to the standard error of their moment, which is gone after the test."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty database, to be copied."""
    path = tmp_path_factory.mktemp("empty") / "empty.db"
    store = open_store(f"sqlite:///{path}")
    store.upgrade()
    store.close()
    return path


@pytest.fixture
def office(tmp_path: Path, empty_database: Path) -> Iterator[Office]:
    """An empty office."""
    opened = Office(tmp_path / "office", empty_database)
    yield opened
    opened.store.close()
