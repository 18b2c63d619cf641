"""The ledger's indexes by invitation and by programme hold only rows that have one.

Revision: 0023, after 0022
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0023"
down_revision: str | None = "0022"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NAMES = ("invitation_id", "programme_id")


def upgrade() -> None:
    for name in NAMES:
        there = sa.text(f"{name} IS NOT NULL")
        op.drop_index(f"ix_delivery_{name}", table_name="delivery")
        op.create_index(f"ix_delivery_{name}", "delivery", [name], sqlite_where=there, postgresql_where=there)


def downgrade() -> None:
    for name in NAMES:
        op.drop_index(f"ix_delivery_{name}", table_name="delivery")
        op.create_index(f"ix_delivery_{name}", "delivery", [name])
