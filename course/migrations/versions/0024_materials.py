"""Materials of a group, and recordings of its meetings with who is neither seen nor heard in them.

Revision: 0024, after 0023
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0024"
down_revision: str | None = "0023"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "group_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("media", sa.String(length=64), nullable=False),
        sa.Column("ending", sa.String(length=8), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_group_file_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_file")),
    )
    with op.batch_alter_table("group_file", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_file_person_id"), ["person_id"], unique=False)

    op.create_table(
        "group_file_piece",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["file_id"], ["group_file.id"], name=op.f("fk_group_file_piece_file_id_group_file")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_group_file_piece_person_id_person")
        ),
        sa.PrimaryKeyConstraint("file_id", "number", name=op.f("pk_group_file_piece")),
    )
    with op.batch_alter_table("group_file_piece", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_file_piece_person_id"), ["person_id"], unique=False)

    op.create_table(
        "material",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("unit_key", sa.String(length=64), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("put_up_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_material_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["file_id"], ["group_file.id"], name=op.f("fk_material_file_id_group_file")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_material_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material")),
        sa.UniqueConstraint("client_id", name=op.f("uq_material_client_id")),
    )
    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_material_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_material_person_id"), ["person_id"], unique=False)

    op.create_table(
        "meeting_recording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("file_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_down_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_meeting_recording_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["file_id"], ["group_file.id"], name=op.f("fk_meeting_recording_file_id_group_file")
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_meeting_recording_meeting_id_meeting")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_meeting_recording_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meeting_recording")),
        sa.UniqueConstraint("client_id", name=op.f("uq_meeting_recording_client_id")),
    )
    with op.batch_alter_table("meeting_recording", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_meeting_recording_cohort_id"), ["cohort_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_recording_expires_at"), ["expires_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_meeting_recording_person_id"), ["person_id"], unique=False)

    op.create_table(
        "neither_seen_nor_heard",
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("stated_by", sa.Integer(), nullable=False),
        sa.Column("stated_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_neither_seen_nor_heard_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"],
            ["meeting_recording.id"],
            name=op.f("fk_neither_seen_nor_heard_recording_id_meeting_recording"),
        ),
        sa.PrimaryKeyConstraint("recording_id", "enrolment_id", name=op.f("pk_neither_seen_nor_heard")),
    )


def downgrade() -> None:
    op.drop_table("neither_seen_nor_heard")
    with op.batch_alter_table("meeting_recording", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_meeting_recording_person_id"))
        batch_op.drop_index(batch_op.f("ix_meeting_recording_expires_at"))
        batch_op.drop_index(batch_op.f("ix_meeting_recording_cohort_id"))

    op.drop_table("meeting_recording")
    with op.batch_alter_table("material", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_material_person_id"))
        batch_op.drop_index(batch_op.f("ix_material_cohort_id"))

    op.drop_table("material")
    with op.batch_alter_table("group_file_piece", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_file_piece_person_id"))

    op.drop_table("group_file_piece")
    with op.batch_alter_table("group_file", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_file_person_id"))

    op.drop_table("group_file")
