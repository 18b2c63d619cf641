"""A message from whoever runs a group to everybody in it: held for a minute, in which it can be taken back.

It leaves as a letter by a rule like all others, and stands on Today and on the group's page of those it is for.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel import Field, Session, SQLModel, col, select

from course import audit, clock
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.look import look_again
from course.errors import Refused
from course.group.post import checked
from course.people.person import Person
from course.store import Row
from course.words import _

UNDO = timedelta(seconds=60)
"""So long it can be taken back."""
HELD = UNDO + timedelta(seconds=15)
"""So long nothing leaves: whoever presses in the last moment has committed by then."""
STANDS = timedelta(days=7)
"""So long the newest one stands on Today."""


class GroupMessage(Row, table=True):
    """`words` are paragraphs with an empty line between them, by `person_id`; none once she is erased. All times are
    course time."""

    __tablename__ = "group_message"

    client_id: UUID = Field(unique=True)
    cohort_id: int = Field(foreign_key="cohort.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    words: str
    pressed_at: datetime
    undone_at: datetime | None = None

    @property
    def leaves_at(self) -> datetime:
        return self.pressed_at + HELD

    @property
    def undo_until(self) -> datetime:
        return self.pressed_at + UNDO

    def is_held(self, now: datetime) -> bool:
        """Whether it can still be taken back."""
        return self.undone_at is None and now < self.undo_until


class NotForHer(SQLModel, table=True):
    """Whoever wrote the message left this place out."""

    __tablename__ = "group_message_not_for"

    message_id: int = Field(foreign_key="group_message.id", primary_key=True)
    enrolment_id: int = Field(foreign_key="enrolment.id", primary_key=True)


def send(
    db: Session,
    cohort: Cohort,
    words: str,
    *,
    left_out: Collection[int],
    client_id: UUID,
    now: datetime,
    by: Person,
) -> GroupMessage:
    """Sent twice it is one. `left_out` are places of this cohort; others are not heard."""
    text = checked(words)
    known = db.exec(select(GroupMessage).where(GroupMessage.client_id == client_id)).first()
    if known is not None:
        if known.cohort_id != cohort.id:
            raise Refused(
                _("Something was missing from this page. Please open it again and send it once more.")
            )
        return known
    if cohort.closed_at is not None:
        raise Refused(_("This cohort is closed, and nothing more is sent."))
    row = GroupMessage(
        client_id=client_id,
        cohort_id=cohort.stored_id,
        person_id=by.stored_id,
        words=text,
        pressed_at=now,
    )
    db.add(row)
    db.flush()
    mine = select(Enrolment.id).where(Enrolment.cohort_id == cohort.id, col(Enrolment.id).in_(left_out))
    db.add_all(NotForHer(message_id=row.stored_id, enrolment_id=one) for one in db.exec(mine).all() if one)
    look_again(db, now=now, cohort_id=cohort.stored_id)
    db.flush()
    audit.record(db, "group_message.send", f"cohort:{cohort.id}", by=by.id, programme_id=cohort.programme_id)
    return row


def undo(db: Session, cohort: Cohort, row: GroupMessage, *, by: Person) -> None:
    """Within the minute: nothing leaves. Later it is refused. The same again changes nothing."""
    db.exec(select(GroupMessage.id).where(GroupMessage.id == row.id).with_for_update()).one()
    db.refresh(row)
    if row.undone_at is not None:
        return
    now = clock.now(db)  # after waiting for the row
    if not row.is_held(now):
        raise Refused(_("The minute is over, and the message has left."))
    row.undone_at = now
    db.add(row)
    look_again(db, now=now, cohort_id=cohort.stored_id)
    db.flush()
    audit.record(db, "group_message.undo", f"cohort:{cohort.id}", by=by.id, programme_id=cohort.programme_id)


def sent_in(db: Session, cohort_id: int) -> list[tuple[GroupMessage, Person]]:
    """Every message of a cohort with whoever wrote it, the newest first; what was taken back as well."""
    both = select(GroupMessage, Person).join(Person, col(Person.id) == col(GroupMessage.person_id))
    return list(
        db.exec(both.where(GroupMessage.cohort_id == cohort_id).order_by(col(GroupMessage.id).desc())).all()
    )


def to_her(db: Session, enrolment: Enrolment, *, now: datetime) -> list[tuple[GroupMessage, Person]]:
    """What has left and is for her, the newest first; nothing for whoever left."""
    if not enrolment.is_active:
        return []
    not_hers = select(NotForHer.message_id).where(NotForHer.enrolment_id == enrolment.id)
    found = db.exec(
        select(GroupMessage, Person)
        .join(Person, col(Person.id) == col(GroupMessage.person_id))
        .where(
            GroupMessage.cohort_id == enrolment.cohort_id,
            col(GroupMessage.undone_at).is_(None),
            GroupMessage.words != "",
            col(GroupMessage.pressed_at) <= now - HELD,
            col(GroupMessage.pressed_at) >= enrolment.here_since,
            col(GroupMessage.id).not_in(not_hers),
        )
        .order_by(col(GroupMessage.id).desc())
    ).all()
    return list(found)
