"""Where a cohort met before each change of it: whoever knew that is told where it meets now, and nobody twice."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, Session, col, select

from course.store import Row


class PlaceChange(Row, table=True):
    """`sequence` is the cohort's `place_changes` after it; `was_place` and `was_video_link` are from before it.
    `person_id`: who changed it."""

    __tablename__ = "place_change"
    __table_args__ = (UniqueConstraint("cohort_id", "sequence"),)

    cohort_id: int = Field(foreign_key="cohort.id")
    sequence: int
    was_place: str = Field(max_length=200)
    was_video_link: str = Field(max_length=300)
    changed_at: datetime
    person_id: int = Field(foreign_key="person.id")


def places_before(db: Session, cohorts: Collection[int]) -> dict[int, list[PlaceChange]]:
    """{cohort: its changes, the oldest first}, in one statement."""
    found: dict[int, list[PlaceChange]] = defaultdict(list)
    mine = select(PlaceChange).where(col(PlaceChange.cohort_id).in_(cohorts))
    for one in db.exec(mine.order_by(col(PlaceChange.sequence))).all():
        found[one.cohort_id].append(one)
    return found
