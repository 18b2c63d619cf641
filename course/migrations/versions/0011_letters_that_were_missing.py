"""Entries that come back, where a group met before, words to one person; and people may stop these, facilitators their weekly counts.

Revision: 0011, after 0010
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0010"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KINDS = ("weeks", "nudges", "meetings", "measures")
KINDS_NOW = (*KINDS, "words", "digest")


def upgrade() -> None:
    _change_kinds(KINDS, KINDS_NOW)
    op.create_table(
        "greeting",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("written_by", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=600), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_greeting_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(["written_by"], ["person.id"], name=op.f("fk_greeting_written_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_greeting")),
    )
    with op.batch_alter_table("greeting", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_greeting_enrolment_id"), ["enrolment_id"], unique=False)
    op.create_table(
        "place_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("was_place", sa.String(length=200), nullable=False),
        sa.Column("was_video_link", sa.String(length=300), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_place_change_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_place_change_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_place_change")),
        sa.UniqueConstraint("cohort_id", "sequence", name=op.f("uq_place_change_cohort_id_sequence")),
    )
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("comes_back_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("told_in", sa.Integer(), nullable=True))
        batch_op.create_index(batch_op.f("ix_journal_entry_told_in"), ["told_in"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_journal_entry_told_in_enrolment"), "enrolment", ["told_in"], ["id"]
        )


def downgrade() -> None:
    with op.batch_alter_table("journal_entry", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_journal_entry_told_in_enrolment"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_journal_entry_told_in"))
        batch_op.drop_column("told_in")
        batch_op.drop_column("comes_back_on")
    op.drop_table("place_change")
    op.drop_table("greeting")
    op.execute("DELETE FROM letter_stop WHERE kind NOT IN ('weeks', 'nudges', 'meetings', 'measures')")
    _change_kinds(KINDS_NOW, KINDS)


def _kinds(words: Sequence[str]) -> sa.Enum:
    return sa.Enum(*words, name="kind", native_enum=False, create_constraint=True, length=32)


def _change_kinds(old: Sequence[str], new: Sequence[str]) -> None:
    with op.batch_alter_table("letter_stop", schema=None) as batch_op:
        batch_op.alter_column("kind", existing_type=_kinds(old), type_=_kinds(new), existing_nullable=False)
