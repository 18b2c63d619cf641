"""Official wordings are installed, answers are watched over, waves extended, figures frozen, check-ins given.

Revision: 0003, after 0002
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MODES = ("site", "imported")
MODES_NOW = ("site", "room", "paper", "phone", "imported")
PURPOSES = ("sign-in", "invitation", "wave", "week", "stop", "calendar")
PURPOSES_NOW = (*PURPOSES, "address", "room")

KEPT = ("id", "client_id", "concern_id", "step", "taken_by", "at", "key_id")
STEPS_STAY = {
    "sqlite": (
        "CREATE TRIGGER concern_step_stays BEFORE UPDATE ON concern_step "
        f"WHEN NEW.sealed IS NOT NULL OR {' OR '.join(f'NEW.{name} IS NOT OLD.{name}' for name in KEPT)} "
        "BEGIN SELECT RAISE(ABORT, 'concern_step is append-only'); END",
        "CREATE TRIGGER concern_step_kept BEFORE DELETE ON concern_step "
        "BEGIN SELECT RAISE(ABORT, 'concern_step is append-only'); END",
    ),
    "postgresql": (
        "CREATE TRIGGER concern_step_stays BEFORE UPDATE ON concern_step FOR EACH ROW WHEN (NEW.sealed IS NOT NULL OR "
        f"{' OR '.join(f'NEW.{name} IS DISTINCT FROM OLD.{name}' for name in KEPT)}) EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER concern_step_kept BEFORE DELETE OR TRUNCATE ON concern_step EXECUTE FUNCTION refuse_change()",
    ),
}
"""A step does not change; only its note may become nothing, when whoever it is about is erased."""

FIGURES_STAY = {
    "sqlite": tuple(
        f"CREATE TRIGGER frozen_figures_no_{verb.lower()} BEFORE {verb} ON frozen_figures "
        "BEGIN SELECT RAISE(ABORT, 'frozen_figures is append-only'); END"
        for verb in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        "CREATE TRIGGER frozen_figures_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON frozen_figures "
        "EXECUTE FUNCTION refuse_change()",
    ),
}
"""Figures that were frozen do not change; a correction is another row."""


def _words(name: str, words: Sequence[str]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _change_words(table: str, column: str, name: str, old: Sequence[str], new: Sequence[str]) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        batch_op.alter_column(
            column, existing_type=_words(name, old), type_=_words(name, new), existing_nullable=False
        )


def upgrade() -> None:
    op.create_table(
        "installed_wording",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_key", sa.String(length=64), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("wording_hash", sa.String(length=64), nullable=False),
        sa.Column("form", sa.String(length=200), nullable=False),
        sa.Column("licence", sa.String(length=400), nullable=False),
        sa.Column("file", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("installed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["wording_hash"], ["bundle.hash"], name=op.f("fk_installed_wording_wording_hash_bundle")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_installed_wording")),
    )
    with op.batch_alter_table("installed_wording", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_installed_wording_measure_key"), ["measure_key"], unique=False)

    op.create_table(
        "analyst",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_analyst_person_id_person")),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_analyst_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_analyst")),
    )
    with op.batch_alter_table("analyst", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_analyst_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_analyst_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "pseudonym_key",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_pseudonym_key_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_pseudonym_key")),
    )

    op.create_table(
        "wave_extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("wave_key", sa.String(length=64), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("extended_by", sa.Integer(), nullable=False),
        sa.Column("extended_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_wave_extension_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["extended_by"], ["person.id"], name=op.f("fk_wave_extension_extended_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_wave_extension")),
    )
    with op.batch_alter_table("wave_extension", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_wave_extension_enrolment_id"), ["enrolment_id"], unique=False)

    op.create_table(
        "address_check",
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_address_check_enrolment_id_enrolment")
        ),
        sa.PrimaryKeyConstraint("enrolment_id", name=op.f("pk_address_check")),
    )

    op.create_table(
        "address_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_address_change_person_id_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_address_change")),
    )
    with op.batch_alter_table("address_change", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_address_change_person_id"), ["person_id"], unique=False)

    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.alter_column(
            "mode",
            existing_type=_words("mode", MODES),
            type_=_words("mode", MODES_NOW),
            existing_nullable=False,
        )
        batch_op.add_column(sa.Column("entered_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("days_from_target", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("rule_version", sa.String(length=64), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_assessment_entered_by_person"), "person", ["entered_by"], ["id"]
        )
    op.execute(
        "UPDATE assessment SET answered_at = "
        "(SELECT max(answered_at) FROM answer WHERE answer.assessment_id = assessment.id)"
    )
    _change_words("token", "purpose", "purpose", PURPOSES, PURPOSES_NOW)

    op.create_table(
        "check_in",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("unit_key", sa.String(length=64), nullable=False),
        sa.Column("safe", _words("safe", ("safe", "mostly", "hardly", "not-at-all")), nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("shared", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_check_in_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(["key_id"], ["data_key.id"], name=op.f("fk_check_in_key_id_data_key")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_in")),
        sa.UniqueConstraint("enrolment_id", "unit_key", name=op.f("uq_check_in_enrolment_id_unit_key")),
    )
    op.create_table(
        "unwanted_effects",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("wave_key", sa.String(length=64), nullable=False),
        sa.Column("harm", _words("harm", ("no", "passing", "lasting", "rather-not")), nullable=True),
        sa.Column("kinds", sa.String(length=200), nullable=False),
        sa.Column("helped", _words("helped", ("yes", "no", "not-needed", "rather-not")), nullable=True),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("key_id", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.Column("shared", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_unwanted_effects_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["data_key.id"], name=op.f("fk_unwanted_effects_key_id_data_key")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unwanted_effects")),
        sa.UniqueConstraint(
            "enrolment_id", "wave_key", name=op.f("uq_unwanted_effects_enrolment_id_wave_key")
        ),
    )
    op.create_table(
        "about_question",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_about_question_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_about_question")),
    )
    with op.batch_alter_table("about_question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_about_question_programme_id"), ["programme_id"], unique=False)
    op.create_table(
        "about_you",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("choice", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_about_you_enrolment_id_enrolment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_about_you")),
        sa.UniqueConstraint("enrolment_id", "key", name=op.f("uq_about_you_enrolment_id_key")),
    )
    op.create_table(
        "primary_outcome",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("measure_key", sa.String(length=64), nullable=False),
        sa.Column("score_key", sa.String(length=64), nullable=False),
        sa.Column("wave_key", sa.String(length=64), nullable=False),
        sa.Column("analysis", _words("analysis", ("mean-change", "mixed-model")), nullable=False),
        sa.Column("declared_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answers_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_primary_outcome_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_primary_outcome_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_primary_outcome")),
    )
    with op.batch_alter_table("primary_outcome", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_primary_outcome_programme_id"), ["programme_id"], unique=False)
    op.create_table(
        "reliability_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("measure_key", sa.String(length=64), nullable=False),
        sa.Column("score_key", sa.String(length=64), nullable=False),
        sa.Column("sd", sa.Float(), nullable=True),
        sa.Column("reliability", sa.Float(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_reliability_choice_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_reliability_choice_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reliability_choice")),
    )
    with op.batch_alter_table("reliability_choice", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_reliability_choice_programme_id"), ["programme_id"], unique=False
        )

    op.create_table(
        "concern",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("wave_key", sa.String(length=64), nullable=False),
        sa.Column(
            "kind", _words("kind", ("self-harm", "intake", "asked", "severe", "worse")), nullable=False
        ),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("look_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_concern_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_concern_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern")),
        sa.UniqueConstraint(
            "enrolment_id", "wave_key", "kind", name=op.f("uq_concern_enrolment_id_wave_key_kind")
        ),
    )
    with op.batch_alter_table("concern", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concern_programme_id"), ["programme_id"], unique=False)
        batch_op.create_index("ix_concern_look_at", ["look_at"], unique=False)
    op.create_table(
        "concern_step",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("concern_id", sa.Integer(), nullable=False),
        sa.Column("step", _words("step", ("opened", "again", "seen", "acted", "closed")), nullable=False),
        sa.Column("taken_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=True),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["concern_id"], ["concern.id"], name=op.f("fk_concern_step_concern_id_concern")
        ),
        sa.ForeignKeyConstraint(["key_id"], ["data_key.id"], name=op.f("fk_concern_step_key_id_data_key")),
        sa.ForeignKeyConstraint(["taken_by"], ["person.id"], name=op.f("fk_concern_step_taken_by_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_concern_step")),
        sa.UniqueConstraint("client_id", name=op.f("uq_concern_step_client_id")),
    )
    with op.batch_alter_table("concern_step", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_concern_step_concern_id"), ["concern_id"], unique=False)
    for statement in STEPS_STAY[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_table(
        "frozen_figures",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("cells", sa.String(length=16), nullable=False),
        sa.Column("wave_key", sa.String(length=64), nullable=False),
        sa.Column("measure_key", sa.String(length=64), nullable=False),
        sa.Column("score_key", sa.String(length=64), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("form", sa.String(length=200), nullable=False),
        sa.Column("n", sa.Integer(), nullable=False),
        sa.Column("figures", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("rule_version", sa.String(length=64), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["cohort_id"], ["cohort.id"], name=op.f("fk_frozen_figures_cohort_id_cohort")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_frozen_figures_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_frozen_figures_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_frozen_figures")),
        sa.UniqueConstraint(
            "cohort_id",
            "cells",
            "wave_key",
            "measure_key",
            "score_key",
            "version",
            name=op.f("uq_frozen_figures_cohort_id"),
        ),
    )
    with op.batch_alter_table("frozen_figures", schema=None) as batch_op:
        batch_op.create_index(
            "ix_frozen_figures_programme_id_measure_key",
            ["programme_id", "measure_key", "score_key"],
            unique=False,
        )
    for statement in FIGURES_STAY[op.get_bind().dialect.name]:
        op.execute(statement)
    op.create_table(
        "safety_policy",
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("scores_told_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("facilitators_see_since", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_safety_policy_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_safety_policy")),
    )
    op.create_table(
        "programme_measure",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("programme_id", sa.Integer(), nullable=False),
        sa.Column("wave_key", sa.String(length=64), nullable=False),
        sa.Column("measure_key", sa.String(length=64), nullable=False),
        sa.Column("is_known_unchecked", sa.Boolean(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_programme_measure_person_id_person")
        ),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programme.id"], name=op.f("fk_programme_measure_programme_id_programme")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_programme_measure")),
    )
    with op.batch_alter_table("programme_measure", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_programme_measure_programme_id"), ["programme_id"], unique=False)

    op.create_table(
        "room",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("wave_key", sa.String(length=64), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_room_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_room_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_room")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_room_code_hash")),
    )
    with op.batch_alter_table("room", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_room_cohort_id"), ["cohort_id"], unique=False)

    op.create_table(
        "staff_assessment",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("client_id", sa.Uuid(), nullable=False),
        sa.Column("facilitator_id", sa.Integer(), nullable=False),
        sa.Column("wave_key", sa.String(length=64), nullable=False),
        sa.Column("measure_key", sa.String(length=64), nullable=False),
        sa.Column("definition_hash", sa.String(length=64), nullable=False),
        sa.Column("wording_hash", sa.String(length=64), nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("rule_version", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["facilitator_id"],
            ["facilitator.id"],
            name=op.f("fk_staff_assessment_facilitator_id_facilitator"),
        ),
        sa.ForeignKeyConstraint(
            ["definition_hash"], ["bundle.hash"], name=op.f("fk_staff_assessment_definition_hash_bundle")
        ),
        sa.ForeignKeyConstraint(
            ["wording_hash"], ["bundle.hash"], name=op.f("fk_staff_assessment_wording_hash_bundle")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_assessment")),
        sa.UniqueConstraint("client_id", name=op.f("uq_staff_assessment_client_id")),
        sa.UniqueConstraint(
            "facilitator_id",
            "wave_key",
            "measure_key",
            name=op.f("uq_staff_assessment_facilitator_id_wave_key_measure_key"),
        ),
    )
    op.create_table(
        "staff_answer",
        sa.Column("staff_assessment_id", sa.Integer(), nullable=False),
        sa.Column("item_key", sa.String(length=32), nullable=False),
        sa.Column("value", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["staff_assessment_id"],
            ["staff_assessment.id"],
            name=op.f("fk_staff_answer_staff_assessment_id_staff_assessment"),
        ),
        sa.PrimaryKeyConstraint("staff_assessment_id", "item_key", name=op.f("pk_staff_answer")),
    )
    op.create_table(
        "staff_score",
        sa.Column("staff_assessment_id", sa.Integer(), nullable=False),
        sa.Column("score_key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("answered", sa.Integer(), nullable=False),
        sa.Column("prorated", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["staff_assessment_id"],
            ["staff_assessment.id"],
            name=op.f("fk_staff_score_staff_assessment_id_staff_assessment"),
        ),
        sa.PrimaryKeyConstraint("staff_assessment_id", "score_key", name=op.f("pk_staff_score")),
    )


def downgrade() -> None:
    for table in ("staff_score", "staff_answer", "staff_assessment"):
        op.drop_table(table)
    op.drop_table("room")
    op.drop_table("frozen_figures")
    for table in ("programme_measure", "safety_policy", "concern_step", "concern"):
        op.drop_table(table)
    op.drop_table("reliability_choice")
    for table in ("primary_outcome", "about_you", "about_question", "unwanted_effects", "check_in"):
        op.drop_table(table)
    op.execute("DELETE FROM token WHERE purpose IN ('address', 'room')")
    _change_words("token", "purpose", "purpose", PURPOSES_NOW, PURPOSES)
    op.execute("UPDATE assessment SET mode = 'site' WHERE mode IN ('room', 'paper', 'phone')")
    with op.batch_alter_table("assessment", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_assessment_entered_by_person"), type_="foreignkey")
        batch_op.drop_column("rule_version")
        batch_op.drop_column("days_from_target")
        batch_op.drop_column("answered_at")
        batch_op.drop_column("entered_by")
        batch_op.alter_column(
            "mode",
            existing_type=_words("mode", MODES_NOW),
            type_=_words("mode", MODES),
            existing_nullable=False,
        )

    op.drop_table("address_change")
    op.drop_table("address_check")
    op.drop_table("wave_extension")
    op.drop_table("pseudonym_key")
    op.drop_table("analyst")
    op.drop_table("installed_wording")
