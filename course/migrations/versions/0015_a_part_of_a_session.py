"""Attendance knows a mark for whoever was there for a part.

Revision: 0015, after 0014
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision: str = "0015"
down_revision: str | None = "0014"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

MARKS = ("here", "video", "away-told", "away")
MARKS_NOW = ("here", "video", "part", "away-told", "away")


def upgrade() -> None:
    _change_words(MARKS, MARKS_NOW)


def downgrade() -> None:
    op.execute("UPDATE attendance SET mark = 'here' WHERE mark = 'part'")
    _change_words(MARKS_NOW, MARKS)


def _change_words(old: Sequence[str], new: Sequence[str]) -> None:
    with op.batch_alter_table("attendance", schema=None) as batch_op:
        batch_op.alter_column("mark", existing_type=_words(old), type_=_words(new), existing_nullable=False)


def _words(words: Sequence[str]) -> sa.Enum:
    return sa.Enum(*words, name="mark", native_enum=False, create_constraint=True, length=32)
