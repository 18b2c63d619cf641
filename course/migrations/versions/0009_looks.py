"""An enrolment counts how often it was looked at, so that a letter written beforehand knows whether it still holds.

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


def downgrade() -> None:
    op.drop_column("enrolment", "looks")
