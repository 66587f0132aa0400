"""Let an answer come from the applicant's own words in a reply, beside the machine's reading and a person's."""

from __future__ import annotations

import warnings

from alembic import op
from sqlalchemy.exc import SAWarning

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Widen what may be the source of an answer."""
    _sources("'machine', 'person', 'applicant'")


def downgrade() -> None:
    """Narrow it again; what applicants corrected goes on standing as a person's correction."""
    op.execute("UPDATE answer SET source = 'person' WHERE source = 'applicant'")
    _sources("'machine', 'person'")


def _sources(listed: str) -> None:
    name = op.f("ck_answer_source")
    # SQLite's table is rebuilt from its reflection, which warns of an index on an expression in another table.
    with warnings.catch_warnings(action="ignore", category=SAWarning), op.batch_alter_table("answer") as batch:
        batch.drop_constraint(name, type_="check")
        batch.create_check_constraint(name, f"source IN ({listed})")
