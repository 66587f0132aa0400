"""Connections of our own to the books' PostgreSQL database, beside those of the store: for locks and the queue."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg

from store.errors import StoreUnreachableError

#: How long to wait for a connection, in seconds.
CONNECT_TIMEOUT = 10
#: The server, and this side, take a connection for dead that is silent for so long (seconds, tries, milliseconds).
_ALIVE = {"keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 10_000}
_SERVER_ALIVE = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3 -c timezone=UTC"


def conninfo(url: str) -> str:
    """The store's URL as libpq reads it."""
    _, _, rest = url.partition("://")
    return f"postgresql://{rest}"


def options(what: str) -> dict[str, Any]:
    """Options of a connection, which tells the server who we are: ``what`` this process does, its host and id."""
    name = f"intake {what} {socket.gethostname()}:{os.getpid()}"
    return {"connect_timeout": CONNECT_TIMEOUT, "application_name": name[:63], "options": _SERVER_ALIVE, **_ALIVE}


def connect(url: str, *, what: str) -> psycopg.Connection:
    """A connection that commits each statement by itself.

    Raises:
        StoreUnreachableError: there is none to be had; the message says what the server or the network said.
    """
    with translated():
        return psycopg.connect(conninfo(url), autocommit=True, **options(what))


@contextmanager
def translated() -> Iterator[None]:
    """Turn the driver's errors of a connection into the store's; only the first line, the others may quote rows."""
    try:
        yield
    except (psycopg.OperationalError, psycopg.InterfaceError) as fault:
        raise StoreUnreachableError(str(fault).splitlines()[0] if str(fault) else "") from fault
