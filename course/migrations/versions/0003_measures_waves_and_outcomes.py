"""Official wordings are installed, answers are watched over, waves extended, figures frozen, check-ins given.

Revision: 0003, after 0002
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "installed_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_key", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("wording_hash", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=200), nullable=False),
        sa.Column("licence", sa.String(length=400), nullable=False),
        sa.Column("file", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["wording_hash"], ["bundle.hash"], name=op.f("fk_installed_wording_wording_hash_bundle")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installed_wording")),
    )
    with op.batch_alter_table("installed_wording", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_installed_wording_measure_key"), ["measure_key"], unique=False)


def downgrade() -> None:
    op.drop_table("installed_wording")
