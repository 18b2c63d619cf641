"""A message to a group has a subject and a moment at which it leaves; what is posted on a group's page is sealed.

Each post, with the reason for which it was hidden, is sealed with its writer's data key, and the line of whoever asked
somebody to look with hers. Where there are such rows, WRAPPING_KEY is needed, as the site has it.

Revision: 0029, after 0023
"""

import json
import os
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from uuid import UUID

import sqlalchemy as sa
from alembic import op
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from course.settings import Settings

revision: str = "0029"
down_revision: str | None = "0028"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

HELD = timedelta(seconds=75)
"""So long after the press each message of before left."""
NONCE = 12
MOMENT = sa.DateTime(timezone=True)
_MESSAGES = sa.table(
    "group_message", sa.column("id"), sa.column("pressed_at", MOMENT), sa.column("leaves_at", MOMENT)
)
_KEYS = sa.table(
    "data_key", sa.column("id", sa.Integer), sa.column("person_id"), sa.column("wrapping_id"),
    sa.column("wrapped", sa.LargeBinary), sa.column("created_at", MOMENT), sa.column("destroyed_at", MOMENT),
)  # fmt: skip
_POSTS = sa.table(
    "group_post", sa.column("id"), sa.column("client_id", sa.Uuid), sa.column("person_id"), sa.column("words"),
    sa.column("hidden_because"), sa.column("key_id"), sa.column("sealed", sa.LargeBinary),
)  # fmt: skip
_REPORTS = sa.table(
    "group_report", sa.column("id"), sa.column("post_id"), sa.column("person_id"), sa.column("because"),
    sa.column("key_id"), sa.column("sealed", sa.LargeBinary),
)  # fmt: skip


def upgrade() -> None:
    _give_messages_their_moment()
    _widen("group_post", sa.Column("key_id", sa.Integer()), sa.Column("sealed", sa.LargeBinary()))
    _widen("group_report", sa.Column("key_id", sa.Integer()), sa.Column("sealed", sa.LargeBinary()))
    _seal(op.get_bind())
    with op.batch_alter_table("group_post", schema=None) as batch_op:
        batch_op.alter_column("key_id", existing_type=sa.Integer(), nullable=False)
        batch_op.alter_column("sealed", existing_type=sa.LargeBinary(), nullable=False)
        batch_op.drop_column("words")
        batch_op.drop_column("hidden_because")
        batch_op.create_foreign_key(op.f("fk_group_post_key_id_data_key"), "data_key", ["key_id"], ["id"])
    with op.batch_alter_table("group_report", schema=None) as batch_op:
        batch_op.drop_column("because")
        batch_op.create_foreign_key(op.f("fk_group_report_key_id_data_key"), "data_key", ["key_id"], ["id"])


def downgrade() -> None:
    _widen(
        "group_post",
        sa.Column("words", sa.String(length=2000), nullable=False, server_default=""),
        sa.Column("hidden_because", sa.String(length=200), nullable=False, server_default=""),
    )
    _widen("group_report", sa.Column("because", sa.String(length=200), nullable=False, server_default=""))
    _open(op.get_bind())
    for table, plain in (("group_post", ("words", "hidden_because")), ("group_report", ("because",))):
        with op.batch_alter_table(table, schema=None) as batch_op:
            batch_op.drop_constraint(op.f(f"fk_{table}_key_id_data_key"), type_="foreignkey")
            batch_op.drop_column("sealed")
            batch_op.drop_column("key_id")
            for name in plain:
                batch_op.alter_column(name, existing_type=sa.String(), server_default=None)
    with op.batch_alter_table("group_message", schema=None) as batch_op:
        batch_op.drop_column("leaves_at")
        batch_op.drop_column("subject")


def _give_messages_their_moment() -> None:
    _widen(
        "group_message",
        sa.Column("subject", sa.String(length=80), server_default="", nullable=False),
        sa.Column("leaves_at", MOMENT, nullable=True),
    )
    db = op.get_bind()
    for number, pressed_at in db.execute(sa.select(_MESSAGES.c.id, _MESSAGES.c.pressed_at)).all():
        db.execute(sa.update(_MESSAGES).where(_MESSAGES.c.id == number).values(leaves_at=pressed_at + HELD))
    with op.batch_alter_table("group_message", schema=None) as batch_op:
        batch_op.alter_column("leaves_at", existing_type=MOMENT, nullable=False)


def _widen(table: str, *columns: sa.Column[object]) -> None:
    with op.batch_alter_table(table, schema=None) as batch_op:
        for column in columns:
            batch_op.add_column(column)


def _seal(db: sa.Connection) -> None:
    posts = db.execute(sa.select(_POSTS)).mappings().all()
    reports = db.execute(sa.select(_REPORTS).where(_REPORTS.c.because != "")).mappings().all()
    if not posts and not reports:
        return
    wrapping = Settings.from_env(os.environ).wrapping_keys
    for row in posts:
        said = {"words": row["words"], "because": row["hidden_because"]}
        _keep(db, wrapping, _POSTS, row, json.dumps(said, ensure_ascii=False), _of_post(row["client_id"]))
    for row in reports:
        _keep(db, wrapping, _REPORTS, row, row["because"], _of_report(row))


def _keep(
    db: sa.Connection,
    wrapping: Mapping[str, bytes],
    table: sa.TableClause,
    row: sa.RowMapping,
    text: str,
    place: str,
) -> None:
    key_id, key = _key_of(db, wrapping, row["person_id"])
    nonce = secrets.token_bytes(NONCE)
    sealed = nonce + AESGCM(key).encrypt(nonce, text.encode(), place.encode())
    db.execute(sa.update(table).where(table.c.id == row["id"]).values(key_id=key_id, sealed=sealed))


def _open(db: sa.Connection) -> None:
    posts = db.execute(sa.select(_POSTS)).mappings().all()
    reports = db.execute(sa.select(_REPORTS).where(_REPORTS.c.sealed.is_not(None))).mappings().all()
    wrapping = Settings.from_env(os.environ).wrapping_keys if posts or reports else {}
    for row in posts:
        said = json.loads(_opened(db, wrapping, row, _of_post(row["client_id"])))
        plain = {"words": said["words"], "hidden_because": said["because"]}
        db.execute(sa.update(_POSTS).where(_POSTS.c.id == row["id"]).values(**plain))
    for row in reports:
        because = _opened(db, wrapping, row, _of_report(row))
        db.execute(sa.update(_REPORTS).where(_REPORTS.c.id == row["id"]).values(because=because))


def _opened(db: sa.Connection, wrapping: Mapping[str, bytes], row: sa.RowMapping, place: str) -> str:
    held = db.execute(sa.select(_KEYS).where(_KEYS.c.id == row["key_id"])).mappings().one()
    sealed: bytes = row["sealed"]
    return AESGCM(_unwrapped(wrapping, held)).decrypt(sealed[:NONCE], sealed[NONCE:], place.encode()).decode()


def _key_of(db: sa.Connection, wrapping: Mapping[str, bytes], person_id: int) -> tuple[int, bytes]:
    """Her living data key, or a new one."""
    hers = sa.select(_KEYS).where(_KEYS.c.person_id == person_id, _KEYS.c.wrapped.is_not(None))
    if held := db.execute(hers.order_by(_KEYS.c.id.desc())).mappings().first():
        return held["id"], _unwrapped(wrapping, held)
    plain, nonce, current = secrets.token_bytes(32), secrets.token_bytes(NONCE), next(iter(wrapping))
    wrapped = nonce + AESGCM(wrapping[current]).encrypt(nonce, plain, _owner(person_id))
    made = {
        "person_id": person_id,
        "wrapping_id": current,
        "wrapped": wrapped,
        "created_at": datetime.now(UTC),
    }
    return db.execute(sa.insert(_KEYS).values(**made).returning(_KEYS.c.id)).scalar_one(), plain


def _unwrapped(wrapping: Mapping[str, bytes], held: sa.RowMapping) -> bytes:
    if held["wrapping_id"] not in wrapping:
        raise RuntimeError(f"WRAPPING_KEY lacks {held['wrapping_id']!r}, which people's keys are sealed with")
    wrapped: bytes = held["wrapped"]
    opener = AESGCM(wrapping[held["wrapping_id"]])
    return opener.decrypt(wrapped[:NONCE], wrapped[NONCE:], _owner(held["person_id"]))


def _owner(person_id: int) -> bytes:
    return f"data_key|wrapped|{person_id}".encode()


def _of_post(client_id: UUID) -> str:
    return f"group_post|sealed|{client_id}"


def _of_report(row: sa.RowMapping) -> str:
    return f"group_report|sealed|{row['post_id']}|{row['person_id']}"
