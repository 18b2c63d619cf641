"""Whoever joins is asked first and a person answers; three more things to agree to.

Revision: 0016, after 0015
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0016"
down_revision: str | None = "0015"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PURPOSES = ("course", "measures", "follow-up", "research")
PURPOSES_NOW = (*PURPOSES, "recording", "health", "clinician")
OUTCOMES = ("fits", "talk-first", "with-support", "other-format", "not-now")


def upgrade() -> None:
    # without a value: a programme that was there before goes on as it did, until a lead turns it on
    op.add_column("programme", sa.Column("intake_since", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "intake",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("adult_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key_id", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_intake_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(["key_id"], ["data_key.id"], name=op.f("fk_intake_key_id_data_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake")),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_intake_enrolment_id")),
    )
    op.create_table(
        "intake_decision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("outcome", _words("outcome", OUTCOMES), nullable=False),
        sa.Column(
            "reasons",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=sa.Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["person.id"], name=op.f("fk_intake_decision_decided_by_person")
        ),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_intake_decision_enrolment_id_enrolment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intake_decision")),
        sa.UniqueConstraint("client_id", name=op.f("uq_intake_decision_client_id")),
    )
    op.create_index(op.f("ix_intake_decision_enrolment_id"), "intake_decision", ["enrolment_id"])
    _change_purposes(PURPOSES, PURPOSES_NOW)


def downgrade() -> None:
    op.execute("DELETE FROM consent WHERE purpose IN ('recording', 'health', 'clinician')")
    _change_purposes(PURPOSES_NOW, PURPOSES)
    op.drop_table("intake_decision")
    op.drop_table("intake")
    op.drop_column("programme", "intake_since")


def _change_purposes(old: Sequence[str], new: Sequence[str]) -> None:
    with op.batch_alter_table("consent", schema=None) as batch_op:
        batch_op.alter_column(
            "purpose",
            existing_type=_words("consentto", old),
            type_=_words("consentto", new),
            existing_nullable=False,
        )


def _words(name: str, words: Sequence[str]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
