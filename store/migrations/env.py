"""Alembic's environment: runs in the connection and the transaction that `store.schema` hands it."""

from __future__ import annotations

from alembic import context

import store.tables  # noqa: F401 - so that the metadata knows every table
from store.columns import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
