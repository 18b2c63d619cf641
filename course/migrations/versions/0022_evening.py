"""An evening in the room: parts that began, names from a meeting's own list, and sessions made up elsewhere.

Revision: 0022, after 0021
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0022"
down_revision: str | None = "0021"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MARKS = ("here", "video", "part", "away-told", "away")
MARKS_NOW = ("here", "video", "part", "made-up", "away-told", "away")


def upgrade() -> None:
    _change_words(MARKS, MARKS_NOW)
    op.create_table(
        "begun_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("part_key", sa.String(length=64), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("later", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_begun_part_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_begun_part_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_begun_part")),
        sa.UniqueConstraint("meeting_id", "part_key", name=op.f("uq_begun_part_meeting_id_part_key")),
    )
    op.create_table(
        "listed_name",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("why", _words("why", "nobody", "several", "short", "away"), nullable=False),
        sa.Column("listed_by", sa.Integer(), nullable=False),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_listed_name_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(["listed_by"], ["person.id"], name=op.f("fk_listed_name_listed_by_person")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_listed_name_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listed_name")),
        sa.UniqueConstraint("meeting_id", "name", "email", name=op.f("uq_listed_name_meeting_id_name_email")),
    )
    op.create_index(op.f("ix_listed_name_enrolment_id"), "listed_name", ["enrolment_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_listed_name_enrolment_id"), table_name="listed_name")
    op.drop_table("listed_name")
    op.drop_table("begun_part")
    op.execute("UPDATE attendance SET mark = 'here' WHERE mark = 'made-up'")
    _change_words(MARKS_NOW, MARKS)


def _change_words(old: Sequence[str], new: Sequence[str]) -> None:
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.alter_column(
            "mark", existing_type=_words("mark", *old), type_=_words("mark", *new), existing_nullable=False
        )


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
