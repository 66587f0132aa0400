"""The books as a configuration wants them: with work handed over, where it asks for that.

The engine is only imported where it is wanted, so that a service on SQLite needs none of it.
"""

from __future__ import annotations

import importlib.util

from intake.config import Settings
from intake.work.errors import DriverMissingError, EngineMissingError
from store.engine import Store, open_store


def open_books(settings: Settings) -> Store:
    """The store of these settings; connects when it is first used.

    Raises:
        EngineMissingError: work is to be handed out, and what does so is not installed.
        DriverMissingError, StoreAddressError: as `open_at`.
    """
    store = open_at(settings.store.url)
    if settings.work.hand_out:
        require_engine()
        from intake.work.handing import Handing  # optional: needs the extra "postgres"

        store.hand_over = Handing()
    return store


def open_at(url: str) -> Store:
    """The store at a URL; connects when it is first used.

    Raises:
        DriverMissingError: it is in PostgreSQL, and the driver is not installed.
        StoreAddressError: the URL cannot be used.
    """
    if url.startswith("postgresql") and importlib.util.find_spec("psycopg") is None:
        raise DriverMissingError
    return open_store(url)


def on_postgresql(settings: Settings) -> bool:
    """Whether the books are in PostgreSQL, so that other machines may have a service on them."""
    return settings.store.url.startswith("postgresql")


def require_engine() -> None:
    """Make sure that Procrastinate and its driver are installed.

    Raises:
        EngineMissingError: they are not.
    """
    if any(importlib.util.find_spec(name) is None for name in ("procrastinate", "psycopg")):
        raise EngineMissingError
