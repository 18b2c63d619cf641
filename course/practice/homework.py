"""Ticks beside the home practice of a week: hers alone, and off again as easily as on."""

from datetime import datetime
from functools import lru_cache
from uuid import UUID

from sqlalchemy import Select, UniqueConstraint, bindparam
from sqlalchemy import select as core_select
from sqlmodel import Field, Session, col, select

from course.cohorts.enrolment import Enrolment
from course.store import Row


class HomeworkTick(Row, table=True):
    __tablename__ = "homework_tick"
    __table_args__ = (UniqueConstraint("enrolment_id", "unit_key", "item_key"),)

    client_id: UUID = Field(unique=True)
    enrolment_id: int = Field(foreign_key="enrolment.id")
    unit_key: str = Field(max_length=64)
    item_key: str = Field(max_length=64)
    ticked_at: datetime


def set_tick(
    db: Session,
    enrolment: Enrolment,
    *,
    unit_key: str,
    item_key: str,
    on: bool,
    client_id: UUID,
    now: datetime,
) -> None:
    """On or off; the same again changes nothing."""
    known = db.exec(
        select(HomeworkTick).where(
            HomeworkTick.enrolment_id == enrolment.id,
            HomeworkTick.unit_key == unit_key,
            HomeworkTick.item_key == item_key,
        )
    ).first()
    if known and not on:
        db.delete(known)
    if on and not known:
        db.add(
            HomeworkTick(
                client_id=client_id,
                enrolment_id=enrolment.stored_id,
                unit_key=unit_key,
                item_key=item_key,
                ticked_at=now,
            )
        )
    db.flush()


def ticked(db: Session, enrolment: Enrolment, unit_key: str) -> frozenset[str]:
    """Keys of the items she ticked in this week."""
    return frozenset(db.execute(_ticked(), {"enrolment": enrolment.id, "unit": unit_key}).scalars())


@lru_cache
def _ticked() -> Select[str]:
    """Built once: every page of a week asks it."""
    return core_select(col(HomeworkTick.item_key)).where(
        col(HomeworkTick.enrolment_id) == bindparam("enrolment"),
        col(HomeworkTick.unit_key) == bindparam("unit"),
    )
