"""A message from whoever runs a group to everybody in it: held for a minute, or until the moment she chose for it.

Until then it can be changed or taken back. It leaves as a letter by a rule like all others, and stands on Today and on
the group's page of those it is for.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, text
from sqlmodel import Field, Session, SQLModel, col, select

from course import audit, clock
from course.cohorts.cohort import Cohort
from course.cohorts.enrolment import Enrolment
from course.cohorts.look import look_again
from course.errors import Refused
from course.group.post import checked
from course.people.person import Person, called_in
from course.store import Row
from course.words import _, one_line

UNDO = timedelta(seconds=60)
"""So long it can be taken back, when it leaves at once."""
MARGIN = timedelta(seconds=15)
"""So long before it leaves nothing changes any more: whoever presses in the last moment has committed by then."""
HELD = UNDO + MARGIN
"""So long nothing leaves."""
STANDS = timedelta(days=7)
"""So long the newest one stands on Today."""
LONGEST_SUBJECT = 80
"""Letters of a subject of her own."""


class GroupMessage(Row, table=True):
    """`words` are paragraphs with an empty line between them, by `person_id`; none once she is erased. `subject` is
    empty for the neutral one. All times are course time."""

    __tablename__ = "group_message"

    client_id: UUID = Field(unique=True)
    cohort_id: int = Field(foreign_key="cohort.id", index=True)
    person_id: int = Field(foreign_key="person.id")
    subject: str = Field(
        default="", max_length=LONGEST_SUBJECT, sa_column_kwargs={"server_default": text("''")}
    )
    words: str
    pressed_at: datetime
    leaves_at: datetime
    undone_at: datetime | None = None

    @property
    def undo_until(self) -> datetime:
        return self.leaves_at - MARGIN

    @property
    def has_its_time(self) -> bool:
        """It leaves at a moment that was chosen for it, and not with the minute."""
        return self.leaves_at > self.pressed_at + HELD

    def is_held(self, now: datetime) -> bool:
        """Whether it can still be changed or taken back."""
        return self.undone_at is None and now < self.undo_until


class NotForHer(SQLModel, table=True):
    """Whoever wrote the message left this place out."""

    __tablename__ = "group_message_not_for"

    message_id: int = Field(foreign_key="group_message.id", primary_key=True)
    enrolment_id: int = Field(foreign_key="enrolment.id", primary_key=True)


@dataclass(frozen=True)
class Written:
    """What somebody is about to send. `at`: the moment she chose; None leaves with the minute. `left_out` are places of
    the cohort; others are not heard."""

    words: str
    subject: str = ""
    at: datetime | None = None
    left_out: Collection[int] = ()


def send(
    db: Session, cohort: Cohort, written: Written, *, client_id: UUID, now: datetime, by: Person
) -> GroupMessage:
    """Sent twice it is one."""
    words, subject = checked(written.words), checked_subject(written.subject)
    known = db.exec(select(GroupMessage).where(GroupMessage.client_id == client_id)).first()
    if known is not None:
        if known.cohort_id != cohort.id:
            raise Refused(
                _("Something was missing from this page. Please open it again and send it once more.")
            )
        return known
    _refuse_closed(cohort)
    row = GroupMessage(
        client_id=client_id,
        cohort_id=cohort.stored_id,
        person_id=by.stored_id,
        subject=subject,
        words=words,
        pressed_at=now,
        leaves_at=leaving(written.at, now),
    )
    db.add(row)
    db.flush()
    _leave_out(db, cohort, row, written.left_out)
    _told(db, cohort, "group_message.send", now=now, by=by)
    return row


def change(db: Session, cohort: Cohort, row: GroupMessage, written: Written, *, by: Person) -> None:
    """Before it leaves: other words, another time, other people. From then on it is the words of whoever changed it."""
    words, subject = checked(written.words), checked_subject(written.subject)
    now = _held_for_change(db, row)
    _refuse_closed(cohort)
    if row.undone_at is not None:
        raise Refused(_("This message was taken back, so there is nothing to change."))
    row.words, row.subject, row.person_id = words, subject, by.stored_id
    row.pressed_at, row.leaves_at = now, leaving(written.at, now)
    db.add(row)
    db.execute(delete(NotForHer).where(col(NotForHer.message_id) == row.id))
    _leave_out(db, cohort, row, written.left_out)
    _told(db, cohort, "group_message.change", now=now, by=by)


def undo(db: Session, cohort: Cohort, row: GroupMessage, *, by: Person) -> None:
    """Before it leaves: then it never does. Later it is refused. The same again changes nothing."""
    now = _held_for_change(db, row)
    if row.undone_at is not None:
        return
    row.undone_at = now
    db.add(row)
    _told(db, cohort, "group_message.undo", now=now, by=by)


def left_out_of(db: Session, row: GroupMessage) -> set[int]:
    """Places that whoever wrote it left out."""
    return set(db.exec(select(NotForHer.enrolment_id).where(NotForHer.message_id == row.id)).all())


def leaving(at: datetime | None, now: datetime) -> datetime:
    """When a message that is pressed now leaves. Refused for a moment that has passed."""
    if at is not None and at <= now:
        raise Refused(
            _("That moment has passed. Please choose a later one, or let it leave now."), field="at"
        )
    return now + HELD if at is None else max(at, now + HELD)


def checked_subject(subject: str) -> str:
    """One line, or nothing for the neutral one."""
    line = one_line(subject)
    if len(line) > LONGEST_SUBJECT:
        raise Refused(
            _("A little shorter, please: up to %(n)s letters.") % {"n": LONGEST_SUBJECT}, field="subject"
        )
    return line


def sent_in(db: Session, cohort_id: int) -> list[tuple[GroupMessage, Person]]:
    """Every message of a cohort with whoever wrote it, the newest first; what was taken back as well."""
    both = select(GroupMessage, Person).join(Person, col(Person.id) == col(GroupMessage.person_id))
    return list(
        db.exec(both.where(GroupMessage.cohort_id == cohort_id).order_by(col(GroupMessage.id).desc())).all()
    )


def to_her(db: Session, enrolment: Enrolment, *, now: datetime) -> list[tuple[GroupMessage, str]]:
    """What has left and is for her with the name of whoever wrote it, the newest first; nothing for whoever left."""
    if not enrolment.is_active:
        return []
    not_hers = select(NotForHer.message_id).where(NotForHer.enrolment_id == enrolment.id)
    found = db.exec(
        select(GroupMessage, called_in(Person))
        .join(Person, col(Person.id) == col(GroupMessage.person_id))
        .where(
            GroupMessage.cohort_id == enrolment.cohort_id,
            col(GroupMessage.undone_at).is_(None),
            GroupMessage.words != "",
            col(GroupMessage.leaves_at) <= now,
            col(GroupMessage.pressed_at) >= enrolment.here_since,
            col(GroupMessage.id).not_in(not_hers),
        )
        .order_by(col(GroupMessage.leaves_at).desc(), col(GroupMessage.id).desc())
    ).all()
    return list(found)


def _held_for_change(db: Session, row: GroupMessage) -> datetime:
    """Now, once nobody else changes it; Refused when it has left."""
    db.exec(select(GroupMessage.id).where(GroupMessage.id == row.id).with_for_update()).one()
    db.refresh(row)
    now = clock.now(db)  # after waiting for the row
    if row.undone_at is None and not row.is_held(now):
        if row.has_its_time:
            raise Refused(_("Its moment has come, and the message has left."))
        raise Refused(_("The minute is over, and the message has left."))
    return now


def _refuse_closed(cohort: Cohort) -> None:
    if cohort.closed_at is not None:
        raise Refused(_("This cohort is closed, and nothing more is sent."))


def _leave_out(db: Session, cohort: Cohort, row: GroupMessage, places: Collection[int]) -> None:
    mine = select(Enrolment.id).where(Enrolment.cohort_id == cohort.id, col(Enrolment.id).in_(places))
    db.add_all(NotForHer(message_id=row.stored_id, enrolment_id=one) for one in db.exec(mine).all() if one)


def _told(db: Session, cohort: Cohort, what: str, *, now: datetime, by: Person) -> None:
    look_again(db, now=now, cohort_id=cohort.stored_id)
    db.flush()
    audit.record(db, what, f"cohort:{cohort.id}", by=by.id, programme_id=cohort.programme_id)
