"""An entry of a journal can be shared; that somebody has died is recorded; own change can be off.

Revision: 0019, after 0018
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0019"
down_revision: str | None = "0018"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "shared_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("shared_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_shared_entry_cohort_id_cohort")),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_shared_entry_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["journal_entry.id"], name=op.f("fk_shared_entry_entry_id_journal_entry")
        ),
        sa.ForeignKeyConstraint(["key_id"], ["data_key.id"], name=op.f("fk_shared_entry_key_id_data_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_shared_entry")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_shared_entry_entry_id")),
    )
    op.create_index(op.f("ix_shared_entry_cohort_id"), "shared_entry", ["cohort_id"])
    op.create_index(op.f("ix_shared_entry_enrolment_id"), "shared_entry", ["enrolment_id"])

    op.add_column("programme", sa.Column("own_change_off_since", sa.DateTime(timezone=True), nullable=True))
    op.create_table(
        "death",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_death_person_id_person")),
        sa.ForeignKeyConstraint(["recorded_by"], ["person.id"], name=op.f("fk_death_recorded_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_death")),
        sa.UniqueConstraint("person_id", name=op.f("uq_death_person_id")),
    )


def downgrade() -> None:
    op.drop_table("death")
    op.drop_column("programme", "own_change_off_since")
    op.drop_table("shared_entry")
