"""Who leads which part of a meeting, settled ahead by those who run the group."""

from collections.abc import Mapping

from sqlalchemy import UniqueConstraint, delete
from sqlmodel import Field, Session, col, or_, select

from course import audit
from course.cohorts.meeting import Meeting
from course.errors import Refused
from course.people.person import Person
from course.people.role import Facilitator
from course.store import Row
from course.words import _


class LedPart(Row, table=True):
    """`person_id` leads it: somebody who runs the group, or stands in for one on that day. `named_by` settled it."""

    __tablename__ = "led_part"
    __table_args__ = (UniqueConstraint("meeting_id", "part_key"),)

    meeting_id: int = Field(foreign_key="meeting.id")
    part_key: str = Field(max_length=64)
    person_id: int = Field(foreign_key="person.id")
    named_by: int = Field(foreign_key="person.id")


def leading(db: Session, meeting: Meeting) -> dict[str, Person]:
    """{part key: who leads it}; a part that nobody was named for is not in it."""
    both = select(LedPart.part_key, Person).join(Person, col(Person.id) == LedPart.person_id)
    return dict(db.exec(both.where(LedPart.meeting_id == meeting.id)).all())


def may_lead(db: Session, meeting: Meeting) -> dict[int, str]:
    """{person: name} of those who run the group, and of whoever stands in while this meeting is held."""
    stands_in = (col(Facilitator.since) < meeting.ends_at) & (
        col(Facilitator.lasts_until) > meeting.starts_at
    )
    both = (
        select(Person)
        .join(Facilitator, col(Facilitator.person_id) == Person.id)
        .where(
            Facilitator.cohort_id == meeting.cohort_id,
            col(Facilitator.ended_at).is_(None),
            or_(col(Facilitator.lasts_until).is_(None), stands_in),
        )
    )
    return {one.stored_id: one.name for one in db.exec(both.order_by(Person.name)).all()}


def settle(db: Session, meeting: Meeting, wanted: Mapping[str, int | None], *, by: Person) -> None:
    """`wanted`: {part key: person, or None for nobody}, for every part of the sheet. The same again changes nothing."""
    if not {one for one in wanted.values() if one is not None} <= may_lead(db, meeting).keys():
        raise Refused(_("One of these people does not run this group on that day. Please choose again."))
    db.execute(delete(LedPart).filter_by(meeting_id=meeting.stored_id))
    for key, person_id in wanted.items():
        if person_id is not None:
            row = LedPart(
                meeting_id=meeting.stored_id, part_key=key, person_id=person_id, named_by=by.stored_id
            )
            db.add(row)
    db.flush()
    audit.record(db, "run_sheet.leading", f"meeting:{meeting.id}", by=by.id)


def follow(db: Session, meeting: Meeting, moved: Mapping[str, str | None]) -> None:
    """Parts of one's own are numbered anew when the sheet changes: {key before: key now, or None where it is gone}."""
    mine = select(LedPart).where(LedPart.meeting_id == meeting.id, col(LedPart.part_key).in_(moved))
    rows = [(row.part_key, row.person_id, row.named_by) for row in db.exec(mine).all()]
    db.execute(delete(LedPart).where(col(LedPart.meeting_id) == meeting.id, col(LedPart.part_key).in_(moved)))
    for key, person_id, named_by in rows:
        if now := moved[key]:
            db.add(
                LedPart(meeting_id=meeting.stored_id, part_key=now, person_id=person_id, named_by=named_by)
            )
    db.flush()
