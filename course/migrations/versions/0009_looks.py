"""An enrolment counts how often it was looked at, so that a letter written beforehand knows whether it still holds;
leases that have ended are found by an index.

Revision: 0009, after 0008
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0009"
down_revision: str | None = "0008"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.add_column("enrolment", sa.Column("looks", sa.BigInteger(), nullable=False, server_default="0"))
    living = sa.text("lease_until IS NOT NULL")
    op.create_index(
        "ix_delivery_lease_until",
        "delivery",
        ["lease_until"],
        sqlite_where=living,
        postgresql_where=living,
    )


def downgrade() -> None:
    op.drop_index("ix_delivery_lease_until", table_name="delivery")
    op.drop_column("enrolment", "looks")
