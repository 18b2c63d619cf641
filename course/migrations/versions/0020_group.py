"""The group's own page, messages to a group, and concerns that somebody who runs it writes down.

Revision: 0020, after 0019
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0020"
down_revision: str | None = "0019"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KINDS = ("self-harm", "intake", "asked", "severe", "worse")
KINDS_NOW = ("self-harm", "intake", "asked", "noted", "severe", "worse")


def upgrade() -> None:
    op.create_table(
        "group_mute",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("muted_id", sa.Integer(), nullable=False),
        sa.Column("muted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_group_mute_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_mute")),
        sa.UniqueConstraint("person_id", "muted_id", name=op.f("uq_group_mute_person_id_muted_id")),
    )
    op.create_table(
        "group_buddy",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("with_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_group_buddy_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(["with_id"], ["enrolment.id"], name=op.f("fk_group_buddy_with_id_enrolment")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_buddy")),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_group_buddy_enrolment_id")),
    )
    op.create_table(
        "programme_spaces",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("off_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_spaces_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_programme_spaces")),
    )
    op.create_table(
        "group_message",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(), nullable=False),
        sa.Column("pressed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("undone_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_group_message_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_group_message_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_message")),
        sa.UniqueConstraint("client_id", name=op.f("uq_group_message_client_id")),
    )
    with op.batch_alter_table("group_message", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_message_cohort_id"), ["cohort_id"], unique=False)

    op.create_table(
        "group_post",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("unit_key", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=2000), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_by", sa.Integer(), nullable=True),
        sa.Column("hidden_because", sa.String(length=200), nullable=False),
        sa.Column("taken_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_group_post_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_group_post_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_post")),
        sa.UniqueConstraint("client_id", name=op.f("uq_group_post_client_id")),
    )
    with op.batch_alter_table("group_post", schema=None) as batch_op:
        batch_op.create_index("ix_group_post_cohort_id_unit_key", ["cohort_id", "unit_key"], unique=False)
        batch_op.create_index(batch_op.f("ix_group_post_person_id"), ["person_id"], unique=False)

    op.create_table(
        "group_space",
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("off_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("goes_on_until", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_group_space_cohort_id_cohort")),
        sa.PrimaryKeyConstraint("cohort_id", name=op.f("pk_group_space")),
    )
    op.create_table(
        "group_agreement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_group_agreement_enrolment_id_enrolment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_agreement")),
        sa.UniqueConstraint("enrolment_id", "number", name=op.f("uq_group_agreement_enrolment_id_number")),
    )
    op.create_table(
        "group_message_not_for",
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_group_message_not_for_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["group_message.id"],
            name=op.f("fk_group_message_not_for_message_id_group_message"),
        ),
        sa.PrimaryKeyConstraint("message_id", "enrolment_id", name=op.f("pk_group_message_not_for")),
    )
    op.create_table(
        "group_report",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("post_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("because", sa.String(length=200), nullable=False),
        sa.Column("reported_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_group_report_person_id_person")),
        sa.ForeignKeyConstraint(
            ["post_id"],
            ["group_post.id"],
            name=op.f("fk_group_report_post_id_group_post"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_report")),
    )
    with op.batch_alter_table("group_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_group_report_post_id"), ["post_id"], unique=False)

    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.add_column(sa.Column("check_on", sa.Date(), nullable=True))
    _change_kinds(KINDS, KINDS_NOW)


def downgrade() -> None:
    # its steps cannot be removed, so it stays, as the nearest kind that was known
    op.execute("UPDATE concern SET kind = 'asked', wave_key = wave_key || '-noted' WHERE kind = 'noted'")
    _change_kinds(KINDS_NOW, KINDS)
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.drop_column("check_on")

    with op.batch_alter_table("group_report", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_report_post_id"))

    op.drop_table("group_report")
    op.drop_table("group_message_not_for")
    op.drop_table("group_agreement")
    op.drop_table("group_space")
    with op.batch_alter_table("group_post", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_post_person_id"))
        batch_op.drop_index("ix_group_post_cohort_id_unit_key")

    op.drop_table("group_post")
    with op.batch_alter_table("group_message", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_group_message_cohort_id"))

    op.drop_table("group_message")
    op.drop_table("programme_spaces")
    op.drop_table("group_buddy")
    op.drop_table("group_mute")


def _kinds(words: Sequence[str]) -> sa.Enum:
    return sa.Enum(*words, name="kind", native_enum=False, create_constraint=True, length=32)


def _change_kinds(old: Sequence[str], new: Sequence[str]) -> None:
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.alter_column("kind", existing_type=_kinds(old), type_=_kinds(new), existing_nullable=False)
