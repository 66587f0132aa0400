"""What a store's URL says: which database, and how PostgreSQL's own programs are told of it."""

from __future__ import annotations

import os

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from store.errors import StoreAddressError

#: All of our environment that PostgreSQL's programs are given.
_KEPT = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR")


def backend_of(url: str) -> str:
    """``sqlite``, ``postgresql``, or whatever else the URL names.

    Raises:
        StoreAddressError: it is no URL.
    """
    try:
        return make_url(url).get_backend_name()
    except ArgumentError as fault:
        raise StoreAddressError(str(fault).replace(url, "the URL")) from fault


def libpq_address(url: str) -> tuple[str, dict[str, str]]:
    """A PostgreSQL URL as libpq's connection string without its password, and the environment that holds it."""
    address = make_url(url)
    values = {"host": address.host, "port": address.port, "user": address.username, "dbname": address.database}
    values |= {name: value if isinstance(value, str) else ",".join(value) for name, value in address.query.items()}
    password = values.pop("password", None) or address.password
    string = " ".join(f"{name}={_quoted(str(value))}" for name, value in values.items() if value is not None)
    environment = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return string, environment | ({"PGPASSWORD": str(password)} if password else {})


def _quoted(value: str) -> str:
    """A value as libpq reads it (PostgreSQL manual, 34.1.1.1)."""
    escaped = value.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"
