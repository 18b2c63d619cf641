"""Texts are signed, forms filled, goals taken, practices suggested, meditations recorded, run sheets changed.

Revision: 0002, after 0001
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


def upgrade() -> None:
    op.create_table(
        "recording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_key", sa.String(length=64), nullable=False),
        sa.Column("practice_key", sa.String(length=64), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("seconds", sa.Float(), nullable=False),
        sa.Column("begins", sa.Float(), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_recording_person_id_person")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_recording_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording")),
    )
    with op.batch_alter_table("recording", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recording_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recording_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "text_signature",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("qualification", sa.String(length=200), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_text_signature_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_signature")),
    )
    with op.batch_alter_table("text_signature", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_text_signature_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_text_signature_sha256"), ["sha256"], unique=False)

    op.create_table(
        "filled_form",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("exercise_key", sa.String(length=64), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["key_id"], ["data_key.id"], name=op.f("fk_filled_form_key_id_data_key")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_filled_form_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_filled_form")),
        sa.UniqueConstraint("client_id", name=op.f("uq_filled_form_client_id")),
    )
    with op.batch_alter_table("filled_form", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_filled_form_person_id"), ["person_id"], unique=False)

    op.create_table(
        "recorded_sound",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recorded_sound_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name=op.f("fk_recorded_sound_recording_id_recording")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recorded_sound")),
        sa.UniqueConstraint("recording_id", name=op.f("uq_recorded_sound_recording_id")),
    )
    with op.batch_alter_table("recorded_sound", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recorded_sound_person_id"), ["person_id"], unique=False)

    op.create_table(
        "recording_upload",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("course_key", sa.String(length=64), nullable=False),
        sa.Column("practice_key", sa.String(length=64), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("file", sa.String(length=120), nullable=False),
        sa.Column("rate", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "recording",
                "waiting",
                "ready",
                "refused",
                name="uploadstate",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("sentence", sa.String(length=400), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recording_id", sa.Integer(), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("lease_owner", sa.String(length=32), nullable=True),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recording_upload_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_recording_upload_programme_id_programme")
        ),
        sa.ForeignKeyConstraint(
            ["recording_id"], ["recording.id"], name=op.f("fk_recording_upload_recording_id_recording")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_upload")),
        sa.UniqueConstraint("client_id", name=op.f("uq_recording_upload_client_id")),
    )
    with op.batch_alter_table("recording_upload", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recording_upload_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_recording_upload_state"), ["state"], unique=False)

    op.create_table(
        "recording_piece",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_recording_piece_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["recording_upload.id"], name=op.f("fk_recording_piece_upload_id_recording_upload")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recording_piece")),
        sa.UniqueConstraint("client_id", name=op.f("uq_recording_piece_client_id")),
        sa.UniqueConstraint("upload_id", "number", name=op.f("uq_recording_piece_upload_id_number")),
    )
    with op.batch_alter_table("recording_piece", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_recording_piece_person_id"), ["person_id"], unique=False)

    op.create_table(
        "planned_part",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("part_key", sa.String(length=64), nullable=True),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(length=600), nullable=False),
        sa.Column("left_out_because", sa.String(length=200), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_planned_part_person_id_person")),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f("fk_planned_part_meeting_id_meeting")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_part")),
        sa.UniqueConstraint("meeting_id", "position", name=op.f("uq_planned_part_meeting_id_position")),
    )
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "practice", "goal", name="suggested", native_enum=False, create_constraint=True, length=32
            ),
            nullable=False,
        ),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("suggested_by", sa.Integer(), nullable=False),
        sa.Column("suggested_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("put_aside_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_suggestion_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["suggested_by"], ["person.id"], name=op.f("fk_suggestion_suggested_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
    )
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_suggestion_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "taken_goal",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("goal_key", sa.String(length=64), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_taken_goal_enrolment_id_enrolment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_taken_goal")),
    )
    with op.batch_alter_table("taken_goal", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_taken_goal_enrolment_id"), ["enrolment_id"], unique=False)

    with op.batch_alter_table("cohort", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outline_minutes", sa.Integer(), nullable=True))


def downgrade() -> None:
    # not in a batch: SQLite would make the table anew, and everything that stands in a cohort forbids that
    op.drop_column("cohort", "outline_minutes")

    with op.batch_alter_table("taken_goal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_taken_goal_enrolment_id"))

    op.drop_table("taken_goal")
    with op.batch_alter_table("suggestion", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_suggestion_enrolment_id"))

    op.drop_table("suggestion")
    op.drop_table("planned_part")
    with op.batch_alter_table("recording_piece", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recording_piece_person_id"))

    op.drop_table("recording_piece")
    with op.batch_alter_table("recording_upload", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recording_upload_state"))
        batch_op.drop_index(batch_op.f("ix_recording_upload_person_id"))

    op.drop_table("recording_upload")
    with op.batch_alter_table("recorded_sound", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recorded_sound_person_id"))

    op.drop_table("recorded_sound")
    with op.batch_alter_table("filled_form", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_filled_form_person_id"))

    op.drop_table("filled_form")
    with op.batch_alter_table("text_signature", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_text_signature_sha256"))
        batch_op.drop_index(batch_op.f("ix_text_signature_person_id"))

    op.drop_table("text_signature")
    with op.batch_alter_table("recording", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_recording_programme_id"))
        batch_op.drop_index(batch_op.f("ix_recording_person_id"))

    op.drop_table("recording")
