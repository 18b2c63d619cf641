"""Facilitators may stop the weekly counts.

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
KINDS_NOW = (*KINDS, "digest")


def upgrade() -> None:
    _change_kinds(KINDS, KINDS_NOW)


def downgrade() -> None:
    op.execute("DELETE FROM letter_stop WHERE kind NOT IN ('weeks', 'nudges', 'meetings', 'measures')")
    _change_kinds(KINDS_NOW, KINDS)


def _kinds(words: Sequence[str]) -> sa.Enum:
    return sa.Enum(*words, name="kind", native_enum=False, create_constraint=True, length=32)


def _change_kinds(old: Sequence[str], new: Sequence[str]) -> None:
    with op.batch_alter_table("letter_stop", schema=None) as batch_op:
        batch_op.alter_column("kind", existing_type=_kinds(old), type_=_kinds(new), existing_nullable=False)
