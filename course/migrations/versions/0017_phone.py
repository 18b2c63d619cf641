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
    op.add_column(
        "crisis_resource", sa.Column("country", sa.String(length=2), nullable=False, server_default="")
    )
    op.add_column(
        "sign_in_request", sa.Column("leads_to", sa.String(length=300), nullable=False, server_default="")
    )


def downgrade() -> None:
    op.drop_column("sign_in_request", "leads_to")
    op.drop_column("crisis_resource", "country")
