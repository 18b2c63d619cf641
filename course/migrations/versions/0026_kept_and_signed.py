"""How long answers at joining are kept, a name below what was agreed to, a guardian's word, and one last letter.

Revision: 0026, after 0023
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0026"
down_revision: str | None = "0025"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

STEPS_GO = {
    "sqlite": (
        "DROP TRIGGER concern_step_kept",
        "CREATE TRIGGER concern_step_kept BEFORE DELETE ON concern_step "
        "WHEN OLD.at > datetime('now', '-10 years') "
        "BEGIN SELECT RAISE(ABORT, 'concern_step is append-only'); END",
    ),
    "postgresql": (
        "DROP TRIGGER concern_step_kept ON concern_step",
        "CREATE TRIGGER concern_step_kept BEFORE DELETE ON concern_step FOR EACH ROW "
        "WHEN (OLD.at > now() - interval '10 years') EXECUTE FUNCTION refuse_change()",
        "CREATE TRIGGER concern_step_not_emptied BEFORE TRUNCATE ON concern_step "
        "EXECUTE FUNCTION refuse_change()",
    ),
}
"""A step is kept for ten years: the database itself lets none go before."""

STEPS_STAY = {
    "sqlite": (
        "DROP TRIGGER concern_step_kept",
        "CREATE TRIGGER concern_step_kept BEFORE DELETE ON concern_step "
        "BEGIN SELECT RAISE(ABORT, 'concern_step is append-only'); END",
    ),
    "postgresql": (
        "DROP TRIGGER concern_step_not_emptied ON concern_step",
        "DROP TRIGGER concern_step_kept ON concern_step",
        "CREATE TRIGGER concern_step_kept BEFORE DELETE OR TRUNCATE ON concern_step EXECUTE FUNCTION refuse_change()",
    ),
}


def upgrade() -> None:
    days = sa.Column("intake_kept_days", sa.Integer(), nullable=False, server_default="90")
    op.add_column("programme", days)
    op.add_column("programme", sa.Column("signed_since", sa.DateTime(timezone=True), nullable=True))
    op.add_column("programme", sa.Column("younger_from", sa.Integer(), nullable=True))
    op.add_column("intake", sa.Column("younger_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("intake", sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("consent", sa.Column("signed_as", sa.String(120), nullable=False, server_default=""))
    op.create_table(
        "last_letter",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("mark", sa.String(40), nullable=False),
        sa.Column("wrapping_id", sa.String(32), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_last_letter")),
        sa.UniqueConstraint("mark", name=op.f("uq_last_letter_mark")),
    )
    op.create_table(
        "guardian_consent",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("enrolment_id", sa.Integer(), nullable=False),
        sa.Column("key_id", sa.Integer(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=False),
        sa.Column("given_on", sa.Date(), nullable=False),
        sa.Column("how", _words("how", ("met", "called", "written")), nullable=False),
        sa.Column("noted_by", sa.Integer(), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["enrolment_id"], ["enrolment.id"], name=op.f("fk_guardian_consent_enrolment_id_enrolment")
        ),
        sa.ForeignKeyConstraint(
            ["key_id"], ["data_key.id"], name=op.f("fk_guardian_consent_key_id_data_key")
        ),
        sa.ForeignKeyConstraint(
            ["noted_by"], ["person.id"], name=op.f("fk_guardian_consent_noted_by_person")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guardian_consent")),
        sa.UniqueConstraint("enrolment_id", name=op.f("uq_guardian_consent_enrolment_id")),
    )
    op.create_index(op.f("ix_last_letter_next_try_at"), "last_letter", ["next_try_at"])
    _run(STEPS_GO)


def downgrade() -> None:
    _run(STEPS_STAY)
    op.drop_table("guardian_consent")
    op.drop_table("last_letter")
    op.drop_column("consent", "signed_as")
    op.drop_column("intake", "removed_at")
    op.drop_column("intake", "younger_at")
    op.drop_column("programme", "younger_from")
    op.drop_column("programme", "signed_since")
    op.drop_column("programme", "intake_kept_days")


def _words(name: str, words: Sequence[str]) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)


def _run(statements: dict[str, tuple[str, ...]]) -> None:
    for statement in statements[op.get_bind().dialect.name]:
        op.execute(statement)
