"""People ask for short notices: where they go, which kinds, and what was asked to go now; the ledger knows the way.

Revision: 0013, after 0012
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0013"
down_revision: str | None = "0012"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

KINDS = ("weeks", "nudges", "meetings", "measures", "words", "digest")


def upgrade() -> None:
    # added as it is: making the ledger anew would lose the trigger that guards it
    op.add_column("delivery", sa.Column("channel", sa.String(length=20), nullable=True))
    op.create_table(
        "notice_choice",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", _words("kind", *KINDS), nullable=False),
        sa.Column("chosen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_choice_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_choice")),
        sa.UniqueConstraint("person_id", "kind", name=op.f("uq_notice_choice_person_id_kind")),
    )
    op.create_index(op.f("ix_notice_choice_person_id"), "notice_choice", ["person_id"])
    op.create_table(
        "notice_place",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("way", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=1000), nullable=False),
        sa.Column("keys", sa.String(length=300), nullable=False),
        sa.Column("signed_in_id", sa.Integer(), nullable=True),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_hash", sa.String(length=64), nullable=True),
        sa.Column("code_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("code_tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_place_person_id_person")),
        sa.ForeignKeyConstraint(
            ["signed_in_id"], ["signed_in.id"], name=op.f("fk_notice_place_signed_in_id_signed_in")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_place")),
        sa.UniqueConstraint(
            "person_id", "way", "address", name=op.f("uq_notice_place_person_id_way_address")
        ),
    )
    op.create_index(op.f("ix_notice_place_person_id"), "notice_place", ["person_id"])
    op.create_index(op.f("ix_notice_place_signed_in_id"), "notice_place", ["signed_in_id"])
    op.create_table(
        "notice_errand",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("place_id", sa.Integer(), nullable=True),
        sa.Column("what", _words("errand", "code", "try"), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("became", _words("became", "taken", "not-taken", "unknown"), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_notice_errand_person_id_person")),
        sa.ForeignKeyConstraint(
            ["place_id"], ["notice_place.id"], name=op.f("fk_notice_errand_place_id_notice_place")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_errand")),
    )
    op.create_index(op.f("ix_notice_errand_left_at"), "notice_errand", ["left_at"])
    op.create_index(op.f("ix_notice_errand_person_id"), "notice_errand", ["person_id"])
    op.create_index(op.f("ix_notice_errand_place_id"), "notice_errand", ["place_id"])


def downgrade() -> None:
    for table in ("notice_errand", "notice_place", "notice_choice"):
        op.drop_table(table)
    op.drop_column("delivery", "channel")


def _words(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=32)
