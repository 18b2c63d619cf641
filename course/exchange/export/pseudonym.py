"""A code in place of a name: the same for one person in every export of a programme, and of no use elsewhere."""

import base64
import hashlib
import hmac
import secrets

from sqlmodel import Field, Session, SQLModel

KEY_BYTES = 32
CODE_BYTES = 10
"""Bytes of a code: 16 letters and digits, so that two people never meet in one."""


class PseudonymKey(SQLModel, table=True):
    """`key` never leaves the house; without it nobody can tell whose a code is."""

    __tablename__ = "pseudonym_key"

    programme_id: int = Field(foreign_key="programme.id", primary_key=True)
    key: bytes


def key_of(db: Session, programme_id: int) -> bytes:
    """The programme's key, made at the first export."""
    row = db.get(PseudonymKey, programme_id)
    if row is None:
        row = PseudonymKey(programme_id=programme_id, key=secrets.token_bytes(KEY_BYTES))
        db.add(row)
        db.flush()
    return row.key


def pseudonym(key: bytes, person_id: int) -> str:
    digest = hmac.digest(key, str(person_id).encode(), hashlib.sha256)
    return base64.b32encode(digest[:CODE_BYTES]).decode()
