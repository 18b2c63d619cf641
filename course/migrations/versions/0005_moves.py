"""A cohort may be called off, joined with another, or taken over while it meets; where it meets may change.

Revision: 0005, after 0004
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0005"
down_revision: str | None = "0004"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    for name in ("adopted_at", "called_off_at"):
        op.add_column("cohort", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "cohort",
        sa.Column("called_off_because", sa.String(length=200), nullable=False, server_default=""),
    )
    op.add_column("cohort", sa.Column("merged_into", sa.Integer(), nullable=True))
    op.add_column("cohort", sa.Column("place_changes", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        for name, kind in (("called_off_because", sa.String(length=200)), ("place_changes", sa.Integer())):
            batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)
    op.add_column("enrolment", sa.Column("came_from", sa.Integer(), nullable=True))
    op.add_column("enrolment", sa.Column("came_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    for name in ("came_at", "came_from"):
        op.drop_column("enrolment", name)
    for name in ("place_changes", "merged_into", "called_off_because", "called_off_at", "adopted_at"):
        op.drop_column("cohort", name)
