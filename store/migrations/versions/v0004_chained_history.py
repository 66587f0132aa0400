"""Chain the history, and make room to note what was erased."""

from __future__ import annotations

import secrets

import sqlalchemy as sa
from alembic import op

from store.chain import BEGINNING, link_of
from store.columns import UtcInstant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

#: Events that are chained and written at a time.
_AT_ONCE = 2_000


def upgrade() -> None:
    """Give every event there is its seal and its link, in the order of their ids."""
    op.add_column("application", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("inbound_message", sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("event", sa.Column("seal", sa.Text(), nullable=True))
    op.add_column("event", sa.Column("chain", sa.String(), nullable=True))
    op.add_column("event", sa.Column("erased_by", sa.Integer(), nullable=True))
    last, link = _chain()
    with op.batch_alter_table("event") as batch:
        batch.alter_column("seal", existing_type=sa.Text(), nullable=False)
        batch.alter_column("chain", existing_type=sa.String(), nullable=False)
    head = op.create_table(
        "chain_head",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("event_id", sa.Integer(), nullable=False),
        sa.Column("hash", sa.String(), nullable=False),
        sa.CheckConstraint("id = 1", name=op.f("ck_chain_head_only")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chain_head")),
    )
    op.bulk_insert(head, [{"id": 1, "event_id": last, "hash": link}])


def downgrade() -> None:
    """Take the chain away again; what was erased stays so."""
    op.drop_table("chain_head")
    with op.batch_alter_table("event") as batch:
        for name in ("erased_by", "chain", "seal"):
            batch.drop_column(name)
    op.drop_column("inbound_message", "erased_at")
    op.drop_column("application", "erased_at")


def _chain() -> tuple[int, str]:
    """Chain the events; the last one's id (0 where there is none) and link."""
    names = ("id", "at", "subject", "subject_id", "what", "before", "after", "actor", "reason")
    event = sa.table(
        "event", *(sa.column(name, UtcInstant() if name == "at" else None) for name in (*names, "seal", "chain"))
    )
    write = (
        sa.update(event)
        .where(event.c.id == sa.bindparam("of"))
        .values(seal=sa.bindparam("new_seal"), chain=sa.bindparam("new_chain"))
    )
    connection, last, link = op.get_bind(), 0, BEGINNING
    while True:
        query = sa.select(*(event.c[name] for name in names)).where(event.c.id > last).order_by(event.c.id)
        rows = connection.execute(query.limit(_AT_ONCE)).mappings().all()
        if not rows:
            return last, link
        changes = []
        for row in rows:
            values = {**row, "seal": secrets.token_hex(16)}
            last, link = int(row["id"]), link_of(link, values)
            changes.append({"of": last, "new_seal": values["seal"], "new_chain": link})
        connection.execute(write, changes)
