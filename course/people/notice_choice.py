"""Which kinds of letters come as a short notice instead of by mail. Without a row: by mail."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, select

from course import clock
from course.people.preference import Kind
from course.store import Row, choice


class NoticeChoice(Row, table=True):
    __tablename__ = "notice_choice"
    __table_args__ = (UniqueConstraint("person_id", "kind"),)

    person_id: int = Field(foreign_key="person.id", index=True)
    kind: Kind = Field(sa_type=choice(Kind))
    chosen_at: datetime


def choose(db: Session, person_id: int, kinds: Collection[Kind]) -> None:
    """These and no others. What has left has left; a letter on its way goes the way it began."""
    rows = db.exec(select(NoticeChoice).where(NoticeChoice.person_id == person_id)).all()
    for row in rows:
        if row.kind not in kinds:
            db.delete(row)
    for kind in set(kinds) - {row.kind for row in rows}:
        db.add(NoticeChoice(person_id=person_id, kind=kind, chosen_at=clock.real_now(db)))
    db.flush()


def chosen(db: Session, person_id: int) -> frozenset[Kind]:
    return frozenset(
        Kind(kind) for kind in db.exec(select(NoticeChoice.kind).where(NoticeChoice.person_id == person_id))
    )
