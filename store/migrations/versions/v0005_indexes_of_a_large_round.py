"""Index what is asked for by every mail or every day and grows with the round."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

#: Table and column: forms by when they were recorded (the digest), counts by state (the status), the interviews of one
#: case (every reply to an invitation).
_INDEXES = (("submission", "created_at"), ("application", "state"), ("interview", "application_id"))


def upgrade() -> None:
    """Make them."""
    for table, column in _INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    """Drop them."""
    for table, column in _INDEXES:
        op.drop_index(op.f(f"ix_{table}_{column}"), table_name=table)
