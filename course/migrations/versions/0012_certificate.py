"""Certificates of attendance, and a waiting list with offers.

Revision: 0012, after 0011
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0012"
down_revision: str | None = "0011"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column(
            "paper",
            sa.Enum(
                "certificate", "letter", name="paper", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_certificate_enrolment_id_enrolment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificate")),
        sa.UniqueConstraint("code", name=op.f("uq_certificate_code")),
        sa.UniqueConstraint("enrolment_id", "paper", name=op.f("uq_certificate_enrolment_id_paper")),
    )
    op.create_index(op.f("ix_certificate_enrolment_id"), "certificate", ["enrolment_id"])

    op.create_table(
        "waiting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("invitation_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offers", sa.Integer(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ends_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rests_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skipped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("skipped_because", sa.String(length=200), nullable=False),
        sa.Column("skipped_by", sa.Integer(), nullable=True),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["invitation_id"], ["invitation.id"], name=op.f("fk_waiting_invitation_id_invitation")
        ),
        sa.ForeignKeyConstraint(["skipped_by"], ["person.id"], name=op.f("fk_waiting_skipped_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting")),
        sa.UniqueConstraint("invitation_id", name=op.f("uq_waiting_invitation_id")),
    )
    op.create_index("ix_waiting_look_at", "waiting", ["look_at"])
    op.add_column("cohort", sa.Column("offer_hours", sa.Integer(), nullable=False, server_default="48"))
    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.alter_column(
            "offer_hours", existing_type=sa.Integer(), existing_nullable=False, server_default=None
        )


def downgrade() -> None:
    op.drop_column("cohort", "offer_hours")
    op.drop_table("waiting")
    op.drop_table("certificate")
