"""A message to a group has a subject of its own, if any, and a moment at which it leaves.

Revision: 0029, after 0023
"""

from collections.abc import Sequence
from datetime import timedelta

import sqlalchemy as sa
from alembic import op

revision: str = "0029"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

HELD = timedelta(seconds=75)
"""So long after the press each message of before left."""
MOMENT = sa.DateTime(timezone=True)
_ROWS = sa.table(
    "group_message", sa.column("id"), sa.column("pressed_at", MOMENT), sa.column("leaves_at", MOMENT)
)


def upgrade() -> None:
    with op.batch_alter_table("group_message", schema=None) as batch_op:
        batch_op.add_column(sa.Column("subject", sa.String(length=80), server_default="", nullable=False))
        batch_op.add_column(sa.Column("leaves_at", MOMENT, nullable=True))
    db = op.get_bind()
    for number, pressed_at in db.execute(sa.select(_ROWS.c.id, _ROWS.c.pressed_at)).all():
        db.execute(sa.update(_ROWS).where(_ROWS.c.id == number).values(leaves_at=pressed_at + HELD))
    with op.batch_alter_table("group_message", schema=None) as batch_op:
        batch_op.alter_column("leaves_at", existing_type=MOMENT, nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("group_message", schema=None) as batch_op:
        batch_op.drop_column("leaves_at")
        batch_op.drop_column("subject")
