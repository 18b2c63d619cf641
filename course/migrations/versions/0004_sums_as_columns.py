"""What a comparison reads of frozen figures stands in columns.

Revision: 0004, after 0003
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

COUNTS = ("started", "finished", "answered", "mixed")
SUMS = ("before", "change", "ss_before", "ss_change", "products")

STAYS = {
    "sqlite": tuple(
        (
            f"DROP TRIGGER frozen_figures_no_{verb.lower()}",
            f"CREATE TRIGGER frozen_figures_no_{verb.lower()} BEFORE {verb} ON frozen_figures "
            "BEGIN SELECT RAISE(ABORT, 'frozen_figures is append-only'); END",
        )
        for verb in ("UPDATE", "DELETE")
    ),
    "postgresql": (
        (
            "DROP TRIGGER frozen_figures_stay ON frozen_figures",
            "CREATE TRIGGER frozen_figures_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON frozen_figures "
            "EXECUTE FUNCTION refuse_change()",
        ),
    ),
}
"""How the rule that figures do not change is lifted and laid again."""

FIGURES = sa.table(
    "frozen_figures",
    sa.column("id", sa.Integer),
    sa.column("cells", sa.String),
    sa.column("alone", sa.Boolean),
    sa.column("figures", sa.JSON().with_variant(JSONB(), "postgresql")),
    *(sa.column(name, sa.Integer) for name in COUNTS),
    *(sa.column(name, sa.Float) for name in SUMS),
)


def upgrade() -> None:
    for name in COUNTS:
        op.add_column("frozen_figures", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.add_column(
        "frozen_figures", sa.Column("alone", sa.Boolean(), nullable=False, server_default=sa.false())
    )
    for name in SUMS:
        op.add_column("frozen_figures", sa.Column(name, sa.Float(), nullable=True))
    with _changeable() as db:
        for row in db.execute(sa.select(FIGURES)).all():
            figures = dict(row.figures)
            sums = figures.pop("pairs", None) or [None] * len(SUMS)
            values = {name: figures.pop(name, 0) for name in COUNTS} | dict(zip(SUMS, sums, strict=True))
            alone = figures.pop("alone", False)
            db.execute(
                FIGURES.update().where(FIGURES.c.id == row.id).values(**values, alone=alone, figures=figures)
            )
        with op.batch_alter_table("frozen_figures", schema=None) as batch_op:
            for name in (*COUNTS, "alone"):  # what a row begins with is the program's to say
                kind = sa.Boolean() if name == "alone" else sa.Integer()
                batch_op.alter_column(name, existing_type=kind, existing_nullable=False, server_default=None)


def downgrade() -> None:
    with _changeable() as db:
        for row in db.execute(sa.select(FIGURES)).all():
            sums = [getattr(row, name) for name in SUMS]
            pairs = None if None in sums else sums
            more: dict[str, object] = {name: getattr(row, name) for name in COUNTS}
            if row.cells == "cohort":
                more |= {"alone": row.alone, "pairs": pairs}
            else:
                more = {"pairs": pairs} if pairs else {}
            db.execute(FIGURES.update().where(FIGURES.c.id == row.id).values(figures={**row.figures, **more}))
    for name in (*SUMS, "alone", *COUNTS):
        op.drop_column("frozen_figures", name)


@contextmanager
def _changeable() -> Iterator[sa.Connection]:
    db = op.get_bind()
    for lifted, _laid in STAYS[db.dialect.name]:
        db.exec_driver_sql(lifted)
    yield db
    for _lifted, laid in STAYS[db.dialect.name]:
        db.exec_driver_sql(laid)
