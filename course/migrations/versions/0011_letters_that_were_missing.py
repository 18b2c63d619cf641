"""Words to one person; and people may stop these, facilitators their weekly counts.

Revision: 0011, after 0008
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0011"
down_revision: str | None = "0008"
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


def downgrade() -> None:
    op.drop_table("greeting")
    op.execute("DELETE FROM letter_stop WHERE kind NOT IN ('weeks', 'nudges', 'meetings', 'measures')")
    _change_kinds(KINDS_NOW, KINDS)


def _kinds(words: Sequence[str]) -> sa.Enum:
    return sa.Enum(*words, name="kind", native_enum=False, create_constraint=True, length=32)


def _change_kinds(old: Sequence[str], new: Sequence[str]) -> None:
    with op.batch_alter_table("letter_stop", schema=None) as batch_op:
        batch_op.alter_column("kind", existing_type=_kinds(old), type_=_kinds(new), existing_nullable=False)
