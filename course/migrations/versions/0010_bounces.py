"""What comes back of letters, addresses they do not reach, and channels at rest.

Revision: 0010, after 0009
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0010"
down_revision: str | None = "0009"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def _one_of(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def upgrade() -> None:
    op.create_table(
        "channel_rest",
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("state", _one_of("state", "closed", "open", "trying"), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("rests", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rest_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tried_by", sa.String(length=64), nullable=True),
        sa.Column("try_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refuses_us", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_channel_rest")),
    )
    op.create_table(
        "suppressed_address",
        sa.Column("email_hash", sa.String(length=64), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column(
            "why",
            _one_of("why", "no-mailbox", "closed", "no-domain", "comes-back", "complaint"),
            nullable=False,
        ),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("email_hash", name=op.f("pk_suppressed_address")),
    )
    op.create_table(
        "letter_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("delivery_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("invitation_id", sa.Integer(), nullable=True),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("nature", _one_of("nature", "hard", "soft", "complaint"), nullable=False),
        sa.Column("status", sa.String(length=12), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery_id"], ["delivery.id"], name=op.f("fk_letter_report_delivery_id_delivery")
        ),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_letter_report_invitation_id_invitation")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_letter_report_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_letter_report")),
        sa.UniqueConstraint("delivery_id", "nature", name=op.f("uq_letter_report_delivery_id_nature")),
    )
    with op.batch_alter_table("letter_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_letter_report_invitation_id"), ["invitation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_letter_report_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    for name in ("letter_report", "suppressed_address", "channel_rest"):
        op.drop_table(name)
