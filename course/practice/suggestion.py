"""A practice or a goal that a facilitator suggests to one person. It asks for nothing and can be put aside unseen."""

from datetime import datetime
from enum import StrEnum
from functools import lru_cache

from sqlalchemy import Select, bindparam
from sqlalchemy import select as core_select
from sqlmodel import Field, Session, col, select

from course import audit
from course.cohorts.enrolment import Enrolment
from course.errors import Refused
from course.people.person import Person
from course.store import Row, choice
from course.words import _, one_line
from curriculum.schema import Course

LONGEST = 200
"""Letters of a note."""


class Suggested(StrEnum):
    PRACTICE = "practice"
    GOAL = "goal"


class Suggestion(Row, table=True):
    """`note` is the facilitator's own line to this person. Whether it was followed is nowhere recorded."""

    enrolment_id: int = Field(foreign_key="enrolment.id", index=True)
    kind: Suggested = Field(sa_type=choice(Suggested))
    key: str = Field(max_length=64)
    note: str = Field(default="", max_length=200)
    suggested_by: int = Field(foreign_key="person.id")
    suggested_at: datetime
    taken_back_at: datetime | None = None
    put_aside_at: datetime | None = None


def suggest(
    db: Session,
    enrolment: Enrolment,
    course: Course,
    *,
    kind: Suggested,
    key: str,
    note: str,
    now: datetime,
    by: Person,
) -> Suggestion:
    """Refused for something the course does not have, and for a place that has ended.

    The same suggestion with the same note, sent twice, is one.
    """
    if not enrolment.is_active:
        raise Refused(_("This place has ended."))
    known = course.practices if kind is Suggested.PRACTICE else course.goals
    if key not in {one.key for one in known}:
        raise Refused(_("Please choose one of what this course has."), field="key")
    words = checked_note(note)
    # two taps at the same moment wait for each other here
    db.exec(select(Enrolment.id).where(Enrolment.id == enrolment.id).with_for_update()).one()
    for same, by_whom in standing(db, enrolment, for_her=False):
        if (same.kind, same.key, same.note, by_whom.id) == (kind, key, words, by.id):
            return same
    row = Suggestion(
        enrolment_id=enrolment.stored_id,
        kind=kind,
        key=key,
        note=words,
        suggested_by=by.stored_id,
        suggested_at=now,
    )
    db.add(row)
    db.flush()
    audit.record(db, "suggestion.make", f"enrolment:{enrolment.id}", by=by.id, kind=kind.value, key=key)
    return row


def checked_note(note: str) -> str:
    """One line that fits on Today."""
    words = one_line(note)
    if len(words) > LONGEST:
        raise Refused(_("A shorter note, please: one line, up to 200 letters."), field="note")
    return words


def take_back(db: Session, row: Suggestion, *, now: datetime, by: Person) -> None:
    """The facilitator thought again."""
    if row.taken_back_at is None:
        row.taken_back_at = now
        audit.record(db, "suggestion.take_back", f"enrolment:{row.enrolment_id}", by=by.id)
    db.add(row)
    db.flush()


def put_aside(db: Session, row: Suggestion, *, now: datetime) -> None:
    """She does not want to see it any more; nobody is told."""
    row.put_aside_at = row.put_aside_at or now
    db.add(row)
    db.flush()


def standing(db: Session, enrolment: Enrolment, *, for_her: bool) -> list[tuple[Suggestion, Person]]:
    """Each with whoever made it, newest first: for herself without what she put aside, for staff without a trace
    of that."""
    rows = db.execute(_standing(for_her=for_her), {"enrolment": enrolment.id}).all()
    return [(row, by) for row, by in rows]


@lru_cache
def _standing(*, for_her: bool) -> Select[Suggestion, Person]:
    mine = (
        core_select(Suggestion, Person)
        .join(Person, col(Person.id) == Suggestion.suggested_by)
        .where(
            col(Suggestion.enrolment_id) == bindparam("enrolment"), col(Suggestion.taken_back_at).is_(None)
        )
    )
    if for_her:
        mine = mine.where(col(Suggestion.put_aside_at).is_(None))
    return mine.order_by(col(Suggestion.id).desc())
