"""A group's dates and its people move: drafts, make-ups, plans to catch up, substitutes, handover notes, emergencies.

Revision: 0021, after 0020
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision: str = "0021"
down_revision: str | None = "0020"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.add_column("facilitator", sa.Column("lasts_until", MOMENT, nullable=True))
    op.add_column("enrolment", sa.Column("kept_open", sa.String(length=400), nullable=True))
    op.add_column("meeting_change", sa.Column("was_place", sa.String(length=200), nullable=True))
    op.create_table(
        "cohort_draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("fields", sa.JSON().with_variant(postgresql.JSONB(), "postgresql"), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        _to("cohort_draft", "programme_id", "programme"),
        _to("cohort_draft", "person_id", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_draft")),
    )
    op.create_index(op.f("ix_cohort_draft_programme_id"), "cohort_draft", ["programme_id"])
    op.create_table(
        "make_up",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("arranged_by", sa.Integer(), nullable=True),
        sa.Column("arranged_at", MOMENT, nullable=False),
        _to("make_up", "meeting_id", "meeting"),
        _to("make_up", "enrolment_id", "enrolment"),
        _to("make_up", "arranged_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_make_up")),
        sa.UniqueConstraint("meeting_id", "enrolment_id", name=op.f("uq_make_up_meeting_id_enrolment_id")),
    )
    op.create_index(op.f("ix_make_up_enrolment_id"), "make_up", ["enrolment_id"])
    op.create_table(
        "catch_up_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("unit_key", sa.String(length=64), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("planned_by", sa.Integer(), nullable=True),
        sa.Column("planned_at", MOMENT, nullable=False),
        _to("catch_up_step", "enrolment_id", "enrolment"),
        _to("catch_up_step", "planned_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_catch_up_step")),
        sa.UniqueConstraint("enrolment_id", "unit_key", name=op.f("uq_catch_up_step_enrolment_id_unit_key")),
    )
    op.create_table(
        "emergency_details",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        _to("emergency_details", "person_id", "person"),
        _to("emergency_details", "key_id", "data_key"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emergency_details")),
        sa.UniqueConstraint("person_id", name=op.f("uq_emergency_details_person_id")),
    )
    op.create_table(
        "handover_note",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("to_person", sa.Integer(), nullable=True),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("written_at", MOMENT, nullable=False),
        sa.Column("read_at", MOMENT, nullable=True),
        _to("handover_note", "cohort_id", "cohort"),
        _to("handover_note", "person_id", "person"),
        _to("handover_note", "to_person", "person"),
        _to("handover_note", "key_id", "data_key"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_note")),
        sa.UniqueConstraint("client_id", name=op.f("uq_handover_note_client_id")),
    )
    op.create_index(op.f("ix_handover_note_cohort_id"), "handover_note", ["cohort_id"])


def downgrade() -> None:
    for table in ("handover_note", "emergency_details", "catch_up_step", "make_up", "cohort_draft"):
        op.drop_table(table)
    op.drop_column("meeting_change", "was_place")
    op.drop_column("enrolment", "kept_open")
    op.drop_column("facilitator", "lasts_until")


def _to(table: str, column: str, other: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=op.f(f"fk_{table}_{column}_{other}"))
