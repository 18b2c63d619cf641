"""Whoever is to be asked once invitations open stands in the plan of the group; a letter's link says "I can't come".

Revision: 0027, after 0023
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0027"
down_revision: str | None = "0026"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

PURPOSES = ("sign-in", "invitation", "wave", "week", "stop", "calendar", "address", "room")
PURPOSES_NOW = (*PURPOSES, "away")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "planned_invitation",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("draft_id", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "participant",
                "facilitator",
                "lead",
                name="role",
                native_enum=False,
                create_constraint=True,
                length=32,
            ),
            nullable=False,
        ),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("listed_by", sa.Integer(), nullable=False),
        sa.Column("listed_at", MOMENT, nullable=False),
        _to("draft_id", "cohort_draft", ondelete="CASCADE"),
        _to("cohort_id", "cohort"),
        _to("listed_by", "person"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_planned_invitation")),
    )
    for column in ("draft_id", "cohort_id", "email"):
        op.create_index(op.f(f"ix_planned_invitation_{column}"), "planned_invitation", [column])
    _change_purposes(PURPOSES, PURPOSES_NOW)


def downgrade() -> None:
    op.execute("DELETE FROM token WHERE purpose = 'away'")
    _change_purposes(PURPOSES_NOW, PURPOSES)
    op.drop_table("planned_invitation")


def _change_purposes(old: Sequence[str], new: Sequence[str]) -> None:
    with op.batch_alter_table("token", schema=None) as batch_op:
        batch_op.alter_column(
            "purpose", existing_type=_words(old), type_=_words(new), existing_nullable=False
        )


def _words(words: Sequence[str]) -> sa.Enum:
    return sa.Enum(*words, name="purpose", native_enum=False, create_constraint=True, length=32)


def _to(column: str, other: str, ondelete: str | None = None) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_planned_invitation_{column}_{other}")
    return sa.ForeignKeyConstraint([column], [f"{other}.id"], name=name, ondelete=ondelete)
