"""Whether a tap goes on to the next question; answers from paper or by phone have no layout.

Revision: 0025, after 0023
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0025"
down_revision: str | None = "0024"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

NO_PAGE = sa.text("UPDATE assessment SET layout = NULL WHERE mode IN ('paper', 'phone')")
ONE_A_PAGE = sa.text("UPDATE assessment SET layout = 1 WHERE layout = 2 OR mode IN ('paper', 'phone')")


def upgrade() -> None:
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("goes_on", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(NO_PAGE)


def downgrade() -> None:
    op.execute(ONE_A_PAGE)
    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("goes_on")
