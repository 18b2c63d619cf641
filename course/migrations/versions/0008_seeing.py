"""A heartbeat counts: turns, subjects looked at, letters entered.

Revision: 0008, after 0007
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0008"
down_revision: str | None = "0007"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COUNTS = ("turns", "looked_at", "entered")


def upgrade() -> None:
    for name in COUNTS:
        op.add_column("heartbeat", sa.Column(name, sa.BigInteger(), nullable=False, server_default="0"))
    with op.batch_alter_table("heartbeat", schema=None) as batch_op:
        for name in COUNTS:  # what a row begins with is the program's to say
            batch_op.alter_column(
                name, existing_type=sa.BigInteger(), existing_nullable=False, server_default=None
            )


def downgrade() -> None:
    with op.batch_alter_table("heartbeat", schema=None) as batch_op:
        for name in COUNTS:
            batch_op.drop_column(name)
