"""Immutable stored content, by hash: what a cohort or an assessment pinned stays as it was.

Pages of a cohort read its bundle, never the working files, so an edited file changes no running cohort.
"""

from datetime import datetime
from typing import TypeVar

from pydantic import BaseModel
from sqlmodel import Field, Session, SQLModel, select

from course import clock
from course.errors import NotFound
from curriculum.bundle import canonical_json, content_hash

Content = TypeVar("Content", bound=BaseModel)


class Bundle(SQLModel, table=True):
    """`kind` is course, measure or wording; `key` its key in the content; `body` its canonical JSON."""

    hash: str = Field(primary_key=True, max_length=64)
    kind: str = Field(max_length=16)
    key: str = Field(max_length=64, index=True)
    body: str
    stored_at: datetime


def pin(db: Session, kind: str, key: str, content: BaseModel) -> str:
    """Store the content if its hash is new; returns the hash to pin."""
    body = canonical_json(content)
    digest = content_hash(body)
    if db.get(Bundle, digest) is None:
        db.add(Bundle(hash=digest, kind=kind, key=key, body=body, stored_at=clock.real_now(db)))
        db.flush()
    return digest


def read(db: Session, digest: str, shape: type[Content]) -> Content:
    """The content with this hash; parsed once per process, since it can never change."""
    known = _parsed.get(digest)
    if isinstance(known, shape):
        return known
    body = db.exec(select(Bundle.body).where(Bundle.hash == digest)).first()
    if body is None:
        raise NotFound
    content = shape.model_validate_json(body)
    _parsed[digest] = content
    return content


_parsed: dict[str, BaseModel] = {}
