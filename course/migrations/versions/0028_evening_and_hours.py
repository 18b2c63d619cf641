"""Who leads a part, how a meeting went, and after how many hours the next person is told of a concern.

Revision: 0028, after 0023
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0028"
down_revision: str | None = "0027"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "led_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("part_key", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("named_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["meeting_id"], ["meeting.id"], name=op.f("fk_led_part_meeting_id_meeting")),
        sa.ForeignKeyConstraint(["named_by"], ["person.id"], name=op.f("fk_led_part_named_by_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_led_part_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_led_part")),
        sa.UniqueConstraint("meeting_id", "part_key", name=op.f("uq_led_part_meeting_id_part_key")),
    )
    with op.batch_alter_table("handover_note", schema=None) as batch_op:
        batch_op.add_column(sa.Column("meeting_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_handover_note_meeting_id_meeting"), "meeting", ["meeting_id"], ["id"]
        )
    with op.batch_alter_table("safety_policy", schema=None) as batch_op:
        batch_op.add_column(sa.Column("deputy_after", sa.Integer(), nullable=False, server_default="4"))
        batch_op.add_column(sa.Column("leads_after", sa.Integer(), nullable=False, server_default="24"))
    with op.batch_alter_table("safety_policy", schema=None) as batch_op:
        batch_op.alter_column("deputy_after", server_default=None)
        batch_op.alter_column("leads_after", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("safety_policy", schema=None) as batch_op:
        batch_op.drop_column("leads_after")
        batch_op.drop_column("deputy_after")
    with op.batch_alter_table("handover_note", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_handover_note_meeting_id_meeting"), type_="foreignkey")
        batch_op.drop_column("meeting_id")
    op.drop_table("led_part")
