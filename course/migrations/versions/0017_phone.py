"""A line to call says its country where that differs from its programme's; a wish to sign in knows where it was going.

Revision: 0017, after 0016
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0017"
down_revision: str | None = "0016"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    _add_words("crisis_resource", "country", 2)
    _add_words("sign_in_request", "leads_to", 300)


def downgrade() -> None:
    op.drop_column("sign_in_request", "leads_to")
    op.drop_column("crisis_resource", "country")


def _add_words(table: str, name: str, length: int) -> None:
    """Empty in the rows that are there; a new row always says it itself."""
    op.add_column(table, sa.Column(name, sa.String(length=length), nullable=False, server_default=""))
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.alter_column(
            name, existing_type=sa.String(length=length), existing_nullable=False, server_default=None
        )
